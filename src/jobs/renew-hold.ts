/**
 * "Keep it isolated": whoever may decide the action, other than the person who asked, lets a timed action hold for as
 * long again. Taking it back needs no such step, so this errs on the side of containment.
 */
import { isHeld } from '../domain/approvals/hold.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { judgeRenewal } from '../domain/approvals/rules.ts';
import type { Outcome, Refusal } from '../domain/approvals/service.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound } from './service-parts.ts';

export async function renewHold(
  requestId: string,
  actor: Actor,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  const { request, book } = stored;
  const refuse = async (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> => {
    await deps.store.transaction((tx) =>
      tx.audit({
        event: 'hold.refused',
        actor,
        requestId,
        target: request.target.name,
        details: { action: request.action, code: why.code },
      }),
    );
    return { ok: false, code: why.code, message: why.message, request };
  };
  const verdict = judgeRenewal(request, actor.id, deps.clock.now());
  if (!verdict.ok) return refuse(verdict);
  const { approve } = ruleFor(deps.policy, request.action, {
    name: request.target.name,
    ...book.protection,
  });
  const { directory } = deps.tenant.open({ correlationId });
  const allowed = await checkRoles(deps.policy, directory, actor, approve);
  if (!allowed.ok) return refuse(allowed);
  const renewed = await deps.store.transaction(async (tx): Promise<Outcome | null> => {
    const current = await tx.find(requestId);
    const now = deps.clock.now();
    if (current === null || !isHeld(current.request)) return null;
    if (!judgeRenewal(current.request, actor.id, now).ok || current.request.hold === null) return null;
    const { minutes } = current.request.hold;
    const until = new Date(Date.parse(current.request.hold.until ?? now.toISOString()) + minutes * 60_000);
    const saved = await tx.save({
      ...current,
      request: { ...current.request, hold: { minutes, until: until.toISOString() } },
    });
    await tx.audit({
      event: 'hold.renewed',
      actor,
      requestId,
      target: request.target.name,
      details: { action: request.action, minutes, until: until.toISOString() },
    });
    await tx.enqueue('takeBack', requestId, until.getTime() - now.getTime());
    await tx.enqueue('publish', requestId, 0);
    return { ok: true, request: saved.request };
  });
  return (
    renewed ?? refuse({ code: 'alreadyDecided', message: `${requestId} changed meanwhile: look again.` })
  );
}
