/** What the card of a request offers to one person, by the roles that hold when they look. */
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { judgeDecision, judgeRenewal, judgeUndo } from '../domain/approvals/rules.ts';
import type { Rights, Role } from '../domain/approvals/service.ts';
import { reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import { holdsRole } from './role-check.ts';
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
  const target = { name: request.target.name, ...stored.book.protection };
  const holds = async (roles: readonly Role[]): Promise<boolean> =>
    (await holdsRole(policy, tenant.open({ correlationId }).directory, actor, roles)) ?? true;
  // Denying is what a freeze leaves possible: whoever may deny is offered both, and told why approving has to wait.
  if (judgeDecision(policy, request, actor.id, 'deny', clock.now()).ok) {
    return { ...NONE, decide: await holds(ruleFor(policy, request.action, target).approve) };
  }
  const renewable = judgeRenewal(request, actor.id, clock.now()).ok;
  const renew = renewable && (await holds(ruleFor(policy, request.action, target).approve));
  const action = actionFor(request.action);
  const reversal = action === null ? null : reversalOf(action);
  if (reversal === null || !judgeUndo(request, reversal).ok) return { ...NONE, renew };
  return { ...NONE, renew, undo: await holds(ruleFor(policy, reversal, target).ask) };
}
