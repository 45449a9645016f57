/** Who of those that may decide was first shown an undecided request: what "acknowledged" means in the score of a drill. */
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import { judgeDecision } from '../domain/approvals/rules.ts';
import { holdsDecision } from './decider-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';

export async function seenBy(
  requestId: string,
  actor: Actor,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<void> {
  const { policy, store, tenant, clock } = deps;
  const isNew = (request: ResponseRequest): boolean =>
    request.seen === null && judgeDecision(policy, request, actor.id, 'deny', clock.now()).ok;
  const stored = await store.find(requestId);
  if (stored === null || !isNew(stored.request)) return;
  // Whoever cannot be checked is not counted.
  const { directory } = tenant.open({ correlationId });
  if ((await holdsDecision(stored, actor, policy, directory)) !== true) return;
  await store.transaction(async (tx) => {
    const current = await tx.find(requestId);
    if (current === null || !isNew(current.request)) return;
    const seen = { actor, at: clock.now().toISOString() };
    await tx.save({ ...current, request: { ...current.request, seen } });
    const target = current.request.target.name;
    await tx.audit({ event: 'request.seen', actor, requestId, target, details: {} });
  });
}
