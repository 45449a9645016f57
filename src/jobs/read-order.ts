/** What somebody orders, as far as it can be checked without making a request of it. */
import type { ActionDefinition } from '../domain/actions/action.ts';
import { readParameters, targetKind } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { ActionRule } from '../domain/approvals/policy.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { NewRequest, Refusal } from '../domain/approvals/service.ts';
import type { Bookkeeping } from '../domain/ports/response-store.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import type { Terms } from './order-terms.ts';
import { readTerms } from './order-terms.ts';
import { protectedGroupsOf, withGroups } from './protected-groups.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { refusal } from './service-parts.ts';

interface ReadOrder {
  readonly action: ActionDefinition;
  readonly parameters: Readonly<Record<string, string>>;
  readonly terms: Terms;
  readonly protection: Bookkeeping['protection'];
  readonly facts: NewRequest['facts'];
  readonly rule: ActionRule;
  readonly directory: Directory;
}

/** With the rule that holds for it, whoever asks. */
export async function readOrder(order: NewRequest, deps: ResponseServiceDeps): Promise<ReadOrder | Refusal> {
  const { policy } = deps;
  const action = actionFor(order.action);
  const read = action === null ? null : readParameters(action, order.parameters);
  if (action === null || read?.ok !== true || targetKind(action.actsOn) !== order.target.kind) {
    return refusal('blocked', `"${order.action}" cannot be requested in this form.`);
  }
  const terms = await readTerms(action, order, deps);
  if ('ok' in terms) return terms;
  const directory = deps.tenant.open({ correlationId: order.correlationId }).directory;
  const groups = await protectedGroupsOf(order, policy, directory);
  if (!Array.isArray(groups)) return groups;
  const protection = { ...order.protection, groups };
  return {
    action,
    parameters: read.parameters,
    terms,
    protection,
    facts: withGroups(order.facts, groups, policy),
    rule: ruleFor(policy, order.action, { name: order.target.name, ...protection }),
    directory,
  };
}
