/** A call may have arrived: nothing is sent, and it is looked for again when the service has had time to show it. */
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { record } from './workflow.ts';

/** `problem` is for the card; `why`, for the record, where that is something else. */
export async function lookAgain(
  stored: StoredRequest,
  { problem, why = problem }: { readonly problem: string; readonly why?: string },
  delay: number,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = stored;
  const at = new Date(deps.clock.now().getTime() + delay);
  await deps.store.transaction(async (tx) => {
    await record(tx, stored, {
      request: { ...request, execution: { ...request.execution, problem } },
      book: { leaseOwner: null, leaseUntil: null, lookAgainAt: at },
      event: 'execution.unanswered',
      details: { problem: why, lookAgainAt: at.toISOString() },
    });
    await tx.enqueue('execute', request.id, delay);
  });
}

/** Nothing new was learned: neither card nor record say anything. */
export async function stillLooking(
  { request, book }: StoredRequest,
  delay: number,
  deps: WorkflowDeps,
): Promise<void> {
  const lookAgainAt = new Date(deps.clock.now().getTime() + delay);
  await deps.store.transaction(async (tx) => {
    await tx.save({ request, book: { ...book, leaseOwner: null, leaseUntil: null, lookAgainAt } });
    await tx.enqueue('execute', request.id, delay);
  });
}
