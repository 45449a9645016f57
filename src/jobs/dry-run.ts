/** What a request would be and what would stand in its way, without making it. Reads only, here and upstream. */
import type { ActionRule } from '../domain/approvals/policy.ts';
import {
  CEILING_WINDOW_MS,
  freezeGuardrail,
  guardrailText,
  reachedCeiling,
  stopGuardrail,
} from '../domain/approvals/guardrails.ts';
import { judgeRequest } from '../domain/approvals/rules.ts';
import type { DryRun, NewRequest, Refusal } from '../domain/approvals/service.ts';
import { approvingGroups } from './approving-groups.ts';
import { readOrder } from './read-order.ts';
import { checkRoles, holdersText } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';

export async function dryRun(order: NewRequest, deps: ResponseServiceDeps): Promise<DryRun | Refusal> {
  const { policy } = deps;
  const read = await readOrder(order, deps);
  if ('code' in read) return read;
  const { action, parameters, terms, rule, directory } = read;
  const [mayAsk, approvers, eachOf] = await Promise.all([
    checkRoles(policy, directory, order.requester, rule.ask),
    holdersText(policy, directory, rule.approve),
    approvingGroups(rule, directory),
  ]);
  const guards = await guardsAgainst(order, rule, deps);
  return {
    ok: true,
    effect: action.effect({ target: order.target, parameters }),
    undoing: action.undoing,
    terms: terms.evidence,
    call: action.call({ target: order.target, parameters }),
    rule,
    eachOf,
    approvers,
    against: [...(mayAsk.ok ? [] : [mayAsk.message]), ...guards],
  };
}

async function guardsAgainst(
  order: NewRequest,
  rule: ActionRule,
  { policy, clock, store }: ResponseServiceDeps,
): Promise<readonly string[]> {
  const now = clock.now();
  const since = new Date(now.getTime() - CEILING_WINDOW_MS);
  const { action, requester } = order;
  const { stop, asked, taken } = await store.transaction(async (tx) => ({
    stop: await tx.stopSwitch('read'),
    asked: await tx.recent(since, action, requester.id),
    taken: await tx.takenUp(since, action, requester.id),
  }));
  const request = judgeRequest(policy, rule, order, asked, now);
  const ceiling = reachedCeiling(policy.limits, action, taken);
  const held = [
    stopGuardrail(stop),
    freezeGuardrail(policy.freeze, action, now),
    ceiling === null ? null : ({ kind: 'ceiling', ...ceiling } as const),
  ].filter((guardrail) => guardrail !== null);
  return [
    ...(request.ok ? [] : [`It would be refused now: ${request.message}`]),
    ...held.map((guardrail) => `It would be held now: ${guardrailText(guardrail, action)}.`),
  ];
}
