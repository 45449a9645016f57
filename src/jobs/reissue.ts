/**
 * What a service dropped because the device did not fetch it in time is sent anew where the policy says so: by a request
 * of its own that the first one's approval covers, with the call and the facts that its approvers saw. Before it is sent
 * both are compared as ever; what has changed is asked about.
 */
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { insertRequest, underRule } from './insert-request.ts';
import { ruleOf } from './service-parts.ts';
import { approveByReference } from './take-back.ts';
import type { WorkflowDeps } from './workflow.ts';
import { record } from './workflow.ts';

/** How often it may still be. */
export function reissuesLeft(stored: StoredRequest, { policy }: WorkflowDeps): number {
  return stored.request.drill ? 0 : Math.max(0, ruleOf(stored, policy).reissue - stored.book.reissues);
}

/** In the transaction that ends the first. */
export async function reissue(
  tx: ResponseTransaction,
  ended: StoredRequest,
  deps: WorkflowDeps,
): Promise<void> {
  const { request, book } = ended;
  const rule = ruleOf(ended, deps.policy);
  const inserted = await insertRequest(
    tx,
    {
      action: request.action,
      target: request.target,
      parameters: request.parameters,
      reason: request.reason,
      requester: request.requester,
      conversationId: request.conversationId,
      evidence: request.evidence,
      ...underRule(rule, deps.clock.now()),
      approvalsNeeded: request.approvalsNeeded,
      eachOf: request.eachOf,
      undoes: request.undoes,
      supersedes: request.id,
      coveredBy: request.coveredBy ?? request.id,
      hold: request.hold,
      first: request.first,
    },
    {
      correlationId: book.correlationId,
      protection: book.protection,
      binding: book.binding,
      reissues: book.reissues + 1,
    },
    deps,
  );
  // Somebody asked for it anew already: theirs is decided by people.
  if (inserted.kind !== 'inserted') return;
  const { id } = inserted.stored.request;
  await record(tx, ended, {
    request: { ...request, supersededBy: id },
    event: 'execution.reissued',
    details: { supersededBy: id, times: book.reissues + 1, allowed: rule.reissue },
  });
  await approveByReference(tx, inserted.stored);
}
