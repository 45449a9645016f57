/**
 * One person lets a request through alone, and somebody else judges that afterwards. Both are steps like a decision:
 * role asked live, judged under the lock, written with their record and the jobs that follow. Telling everybody is a
 * job of the same transaction.
 */
import { DrawbridgeError } from '../errors.ts';
import { actionFor } from '../domain/actions/registry.ts';
import { judgeBreakGlass, judgeReview, reviewReminder } from '../domain/approvals/break-glass.ts';
import { missingGroups } from '../domain/approvals/places.ts';
import type { Actor } from '../domain/approvals/request.ts';
import type { Judgement } from '../domain/approvals/rules.ts';
import type { Outcome, Refusal } from '../domain/approvals/service.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { checkDecider } from './decider-check.ts';
import { refuse } from './refuse.ts';
import { checkBreakGlass } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, saveByPerson, trimmed } from './service-parts.ts';
import { moved } from './workflow.ts';

export async function breakGlass(
  requestId: string,
  actor: Actor,
  reason: string | null,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  const action = actionFor(stored.request.action);
  const by = {
    actorId: actor.id,
    risk: action?.risk ?? null,
    yieldsSecret: action?.fetched !== undefined,
    reason,
  };
  const judge = ({ request }: StoredRequest): Judgement =>
    judgeBreakGlass(deps.policy.freeze, request, by, deps.clock.now());
  const outcome = await step(stored, judge, deps, {
    allowed: () => checkBreakGlass(deps.policy, deps.tenant.open({ correlationId }).directory, actor),
    refused: (current, why) =>
      refuse(current, actor, 'breakGlass.refused', why, { reason: trimmed(reason) }, deps),
    async carryOut(tx, current) {
      const broken = {
        actor,
        reason: trimmed(reason) ?? '',
        at: deps.clock.now().toISOString(),
        review: null,
      };
      const next = { ...moved(current.request, 'approve'), breakGlass: broken };
      const request = await saveByPerson(tx, { ...current, request: next }, actor, 'request.brokeGlass', {
        reason: broken.reason,
        approvals: next.decisions.length,
        approvalsNeeded: next.approvalsNeeded,
        escalatedAt: next.escalatedAt,
        ...(next.eachOf.length === 0 ? {} : { missing: missingGroups(next) }),
      });
      await tx.enqueue('execute', requestId, 0);
      await tx.enqueue('tell', requestId, 0);
      await tx.enqueue('review', requestId, reviewReminder(request, deps.clock.now())?.nextIn ?? 0);
      return request;
    },
  });
  return outcome;
}

export async function review(
  requestId: string,
  actor: Actor,
  verdict: 'agreed' | 'objected',
  note: string | null,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  return step(stored, ({ request }) => judgeReview(request, actor.id, verdict, note), deps, {
    allowed: () => checkDecider(stored, actor, deps.policy, deps.tenant.open({ correlationId }).directory),
    refused: (by, why) => refuse(by, actor, 'review.refused', why, { verdict }, deps),
    carryOut(tx, current) {
      const broken = current.request.breakGlass;
      if (broken === null) throw new DrawbridgeError('internal', `${requestId} has nothing to review`);
      const said = { actor, verdict, note: trimmed(note), at: deps.clock.now().toISOString() };
      const request = { ...current.request, breakGlass: { ...broken, review: said } };
      return saveByPerson(tx, { ...current, request }, actor, 'request.reviewed', {
        verdict,
        reason: said.note,
        brokeGlass: broken.actor,
      });
    },
  });
}

interface Step {
  readonly allowed: () => Promise<{ readonly ok: true } | Refusal>;
  readonly refused: (stored: StoredRequest, why: Pick<Refusal, 'code' | 'message'>) => Promise<Refusal>;
  readonly carryOut: (tx: ResponseTransaction, current: StoredRequest) => Promise<StoredRequest['request']>;
}

/** Judged before Entra is asked, and again under the lock: another click may have come first. */
async function step(
  stored: StoredRequest,
  judge: (stored: StoredRequest) => Judgement,
  deps: ResponseServiceDeps,
  { allowed, refused, carryOut }: Step,
): Promise<Outcome> {
  const early = judge(stored);
  if (!early.ok) return refused(stored, early);
  const may = await allowed();
  if (!may.ok) return refused(stored, may);
  const done = await deps.store.transaction(async (tx) => {
    const current = await tx.find(stored.request.id);
    if (current === null) throw new DrawbridgeError('internal', `${stored.request.id} vanished`);
    const again = judge(current);
    return again.ok
      ? { ok: true as const, request: await carryOut(tx, current) }
      : { ok: false as const, current, why: again };
  });
  return done.ok ? done : refused(done.current, done.why);
}
