/**
 * Before anything is sent: whether the approval still covers it. What is sent must be what was approved, and what its
 * approvers saw must still be so; otherwise they are asked anew.
 */
import type { ActionDefinition, Preflight } from '../domain/actions/action.ts';
import type { ChangedFact } from '../domain/approvals/binding.ts';
import { compareFacts, sameCall } from '../domain/approvals/binding.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { TenantPorts } from '../domain/ports/tenant.ts';
import { bindingHash } from './insert-request.ts';
import { readProtectedGroups, withGroups } from './protected-groups.ts';
import type { WorkflowDeps } from './workflow.ts';
import { orderOf } from './workflow.ts';

export type Bound =
  | { readonly kind: 'same' }
  | {
      readonly kind: 'changed';
      readonly changed: readonly ChangedFact[];
      readonly facts: Preflight['facts'];
      readonly groups: readonly string[];
    }
  /** A source that was there when it was asked gives no answer now. */
  | { readonly kind: 'unreadable'; readonly names: readonly string[] }
  /** The stored request is not what was approved. */
  | { readonly kind: 'broken'; readonly what: string };

export async function stillBound(
  stored: StoredRequest,
  action: ActionDefinition,
  preflight: Preflight,
  ports: TenantPorts,
  deps: Pick<WorkflowDeps, 'policy'>,
): Promise<Bound> {
  const { binding } = stored.book;
  const { request } = stored;
  if (binding === null) return { kind: 'same' };
  if (!sameCall(binding.call, action.call(orderOf(stored)))) {
    return { kind: 'broken', what: 'the call is not the one that was approved' };
  }
  if (bindingHash(binding.call, binding.facts, request) !== binding.hash) {
    return { kind: 'broken', what: 'what is stored is not what was approved' };
  }
  const groups = await readProtectedGroups(request.target, deps.policy, ports.directory);
  const facts = withGroups(preflight.facts, groups, deps.policy);
  const { changed, unreadable } = compareFacts(binding.facts, facts);
  if (changed.length > 0) return { kind: 'changed', changed, facts, groups };
  return unreadable.length > 0 ? { kind: 'unreadable', names: unreadable } : { kind: 'same' };
}
