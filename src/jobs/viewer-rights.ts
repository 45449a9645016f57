/** What the card of a request offers to one person, by the roles that hold when they look. */
import { judgeAgain } from '../domain/approvals/again.ts';
import { judgeBreakable, judgeReviewer } from '../domain/approvals/break-glass.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { judgeDecision, judgeRenewal, judgeUndo } from '../domain/approvals/rules.ts';
import type { Rights, Role } from '../domain/approvals/service.ts';
import { reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import { holdsDecision } from './decider-check.ts';
import { holdsBreakGlass, holdsRole } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';

const NONE: Rights = { decide: false, undo: false };

export async function viewerRights(
  requestId: string,
  actor: Actor,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Rights> {
  const { policy, clock, tenant } = deps;
  const stored = await deps.store.find(requestId);
  if (stored === null) return NONE;
  const { request } = stored;
  const directory = tenant.open({ correlationId }).directory;
  const target = { name: request.target.name, ...stored.book.protection };
  const holds = async (roles: readonly Role[]): Promise<boolean> =>
    (await holdsRole(policy, directory, actor, roles)) ?? true;
  const decides = async (): Promise<boolean> =>
    (await holdsDecision(stored, actor, policy, directory)) ?? true;
  const action = actionFor(request.action);
  if (request.state === 'requested') {
    const keys = policy.approvals.breakGlass;
    const yieldsSecret = action?.fetched !== undefined;
    const breakable =
      keys.length > 0 && judgeBreakable(request, action?.risk ?? null, clock.now(), yieldsSecret).ok;
    // Denying is what a freeze leaves possible: whoever may deny is offered both, and told why approving has to wait.
    const open = judgeDecision(policy, request, actor.id, 'deny', clock.now()).ok;
    const [decide, breakGlass] = await Promise.all([
      open && decides(),
      // Not offered on a guess: it is for a few people only.
      breakable && holdsBreakGlass(policy, directory, actor),
    ]);
    return { ...NONE, decide, ...(breakGlass === true ? { breakGlass } : {}) };
  }
  const reversal = action === null ? null : reversalOf(action);
  const undoable = reversal !== null && judgeUndo(request, reversal).ok;
  const { approve, ask, reasonRequired } = ruleFor(policy, request.action, target);
  const [undo, renew, review, again] = await Promise.all([
    undoable && holds(ruleFor(policy, reversal, target).ask),
    judgeRenewal(request, actor.id, clock.now()).ok && holds(approve),
    judgeReviewer(request, actor.id).ok && decides(),
    action !== null && judgeAgain(request).ok && holds(ask),
  ]);
  return {
    ...NONE,
    undo,
    ...(again ? { again: { reasonRequired } } : {}),
    ...(renew ? { renew } : {}),
    ...(review ? { review } : {}),
  };
}
