/**
 * "Keep it isolated": whoever may decide the action, other than the person who asked, lets a timed action hold for as
 * long again. Taking it back needs no such step, so this errs on the side of containment.
 */
import type { Actor } from '../domain/approvals/request.ts';
import { judgeRenewal } from '../domain/approvals/rules.ts';
import type { Outcome, Refusal } from '../domain/approvals/service.ts';
import { refuse } from './refuse.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, ruleOf, saveByPerson } from './service-parts.ts';

export async function renewHold(
  requestId: string,
  actor: Actor,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  const refused = (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> =>
    refuse(stored, actor, 'hold.refused', why, { action: stored.request.action }, deps);
  const verdict = judgeRenewal(stored.request, actor.id, deps.clock.now());
  if (!verdict.ok) return refused(verdict);
  const { directory } = deps.tenant.open({ correlationId });
  const allowed = await checkRoles(deps.policy, directory, actor, ruleOf(stored, deps.policy).approve);
  if (!allowed.ok) return refused(allowed);
  const renewed = await deps.store.transaction(async (tx): Promise<Outcome | null> => {
    const current = await tx.find(requestId);
    const now = deps.clock.now();
    const hold = current?.request.hold ?? null;
    if (current === null || hold === null || hold.until === null) return null;
    if (!judgeRenewal(current.request, actor.id, now).ok) return null;
    const until = new Date(Date.parse(hold.until) + hold.minutes * 60_000);
    const next = { ...hold, until: until.toISOString() };
    const request = { ...current.request, hold: next };
    await tx.enqueue('takeBack', requestId, until.getTime() - now.getTime());
    return {
      ok: true,
      request: await saveByPerson(tx, { ...current, request }, actor, 'hold.renewed', { ...next }),
    };
  });
  return (
    renewed ?? refused({ code: 'alreadyDecided', message: `${requestId} changed meanwhile: look again.` })
  );
}
