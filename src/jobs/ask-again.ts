/**
 * What the approvers of a request saw is no longer so: it ends without being sent, and a request with the facts of now
 * takes its place. A new card, and not a changed one, because Teams calls nobody for a change.
 */
import type { ActionDefinition, Preflight } from '../domain/actions/action.ts';
import type { ChangedFact } from '../domain/approvals/binding.ts';
import { changeText } from '../domain/approvals/binding.ts';
import { stopGuardrail } from '../domain/approvals/guardrails.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { approvingGroups } from './approving-groups.ts';
import { ended } from './end.ts';
import { bind, insertRequest, underRule } from './insert-request.ts';
import { termsEvidence } from './order-terms.ts';
import type { WorkflowDeps } from './workflow.ts';
import { orderOf, portsFor, record, RELEASED } from './workflow.ts';

export async function askAgain(
  stored: StoredRequest,
  action: ActionDefinition,
  preflight: Preflight,
  found: {
    readonly changed: readonly ChangedFact[];
    readonly facts: Preflight['facts'];
    readonly groups: readonly string[];
  },
  deps: WorkflowDeps,
): Promise<void> {
  const old = stored.request;
  const now = deps.clock.now();
  const changes = found.changed.map(changeText);
  const protection = { ...preflight.protection, groups: found.groups };
  const rule = ruleFor(deps.policy, old.action, { name: old.target.name, ...protection });
  const evidence = [
    ...changes.map((value) => ({
      label: 'Warning',
      value: `Changed since ${old.id} was approved: ${value}`,
    })),
    ...termsEvidence(action, old, deps.timings),
    ...preflight.evidence,
  ];
  const eachOf = await approvingGroups(rule, portsFor(stored, deps).directory);
  const problem = `Not sent: what its approvers saw has changed (${changes.join('; ')}).`;
  const supersededBy = await deps.store.transaction(async (tx) => {
    const guardrail = stopGuardrail(await tx.stopSwitch('read'));
    const over = await tx.save({
      request: ended(old, 'fail', problem, now),
      book: { ...stored.book, ...RELEASED },
    });
    const inserted = await insertRequest(
      tx,
      {
        action: old.action,
        target: old.target,
        parameters: old.parameters,
        reason: old.reason,
        requester: old.requester,
        conversationId: old.conversationId,
        evidence,
        ...underRule(rule, now),
        eachOf,
        undoes: old.undoes,
        supersedes: old.id,
        hold: old.hold,
        first: old.first,
        drill: old.drill,
        heldBack: guardrail === null ? null : { ...guardrail, since: null },
      },
      {
        correlationId: stored.book.correlationId,
        protection,
        binding: bind(action.call(orderOf(stored)), found.facts, {
          evidence,
          hold: old.hold,
          first: old.first,
        }),
      },
      deps,
    );
    const next = inserted.kind === 'inserted' ? inserted.stored.request : null;
    const supersededBy = next?.id ?? null;
    const { request } = await record(tx, over, {
      request: { ...over.request, supersededBy },
      event: 'execution.askedAgain',
      details: { changed: found.changed, supersededBy },
    });
    return request.supersededBy;
  });
  deps.log.info('execute.askedAgain', { requestId: old.id, supersededBy });
}
