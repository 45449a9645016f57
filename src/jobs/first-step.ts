/**
 * An ordered request ("collect, then isolate"): the step that comes first is a request of its own, covered by the same
 * approval. The second step waits for its end, but not for ever: a device that has to be cut off is cut off even when its
 * evidence cannot be had.
 */
import { readParameters } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import { isFinal } from '../domain/approvals/state-machine.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { bind, insertRequest } from './insert-request.ts';
import { approveByReference } from './take-back.ts';
import type { WorkflowDeps } from './workflow.ts';
import { record } from './workflow.ts';

/** Whether the approved request may be taken up now; if not, a job looks again. Runs in the transaction that would. */
export async function firstStepIsOver(
  tx: ResponseTransaction,
  stored: StoredRequest,
  deps: WorkflowDeps,
): Promise<boolean> {
  const { first } = stored.request;
  if (first === null) return true;
  if (first.requestId === null) return !(await makeFirst(tx, stored, first.action, deps));
  const step = await tx.find(first.requestId);
  if (step === null || isFinal(step.request.state)) return true;
  const waited = deps.clock.now().getTime() - Date.parse(step.request.createdAt);
  const left = deps.timings.firstStepPatience - waited;
  if (left <= 0) return true;
  await tx.enqueue('execute', stored.request.id, left);
  return false;
}

/** False = there is no such step, so nothing has to be waited for. */
async function makeFirst(
  tx: ResponseTransaction,
  stored: StoredRequest,
  verb: string,
  deps: WorkflowDeps,
): Promise<boolean> {
  const { request, book } = stored;
  const action = actionFor(verb);
  const read = action === null ? null : readParameters(action, {});
  if (action === null || read?.ok !== true) return false;
  const now = deps.clock.now();
  const order = { target: request.target, parameters: read.parameters };
  const inserted = await insertRequest(
    tx,
    {
      action: verb,
      target: request.target,
      parameters: read.parameters,
      reason: `First step of ${request.id}`,
      requester: request.requester,
      conversationId: request.conversationId,
      approvalsNeeded: request.approvalsNeeded,
      eachOf: request.eachOf,
      evidence: request.evidence,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + deps.timings.firstStepPatience).toISOString(),
      coveredBy: request.id,
      drill: request.drill,
    },
    {
      correlationId: book.correlationId,
      protection: book.protection,
      binding: bind(action.call(order), book.binding?.facts ?? {}, { evidence: request.evidence }),
    },
    deps,
  );
  if (inserted.kind === 'noFreeId') return false;
  // The same step may be under way for somebody else: then that one is waited for.
  const step = inserted.kind === 'inserted' ? inserted.stored.request : inserted.of;
  if (inserted.kind === 'inserted') await approveByReference(tx, inserted.stored);
  await record(tx, stored, {
    request: { ...request, first: { action: verb, requestId: step.id } },
    event: 'execution.firstStep',
    details: { action: verb, firstRequest: step.id },
  });
  await tx.enqueue('execute', request.id, deps.timings.firstStepPatience);
  return true;
}
