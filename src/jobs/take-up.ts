/**
 * The two steps after which an approved request is on its way, each in the caller's transaction, whether a job takes them
 * or the click of whoever asked: it is taken up, and its call may have arrived.
 */
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { approversOf, moved, record } from './workflow.ts';

/** What a run holds while it is at a request. */
export function leaseFor(
  run: string,
  { clock, timings }: Pick<WorkflowDeps, 'clock' | 'timings'>,
): { readonly leaseOwner: string; readonly leaseUntil: Date } {
  return { leaseOwner: run, leaseUntil: new Date(clock.now().getTime() + timings.lease) };
}

/** With the job that looks after it when the lease is over and nobody has. */
export async function takeUp(
  tx: ResponseTransaction,
  stored: StoredRequest,
  run: string,
  deps: WorkflowDeps,
): Promise<StoredRequest> {
  const next = { ...moved(stored.request, 'start'), heldBack: null };
  const saved = await record(tx, stored, {
    request: { ...next, execution: { ...next.execution, startedAt: deps.clock.now().toISOString() } },
    book: leaseFor(run, deps),
    event: 'execution.started',
    details: {
      action: next.action,
      parameters: next.parameters,
      approvedBy: approversOf(next).map(({ id, name }) => ({ id, name })),
      ...(next.coveredBy === null ? {} : { coveredBy: next.coveredBy }),
    },
  });
  await tx.enqueue('execute', next.id, deps.timings.lease);
  return saved;
}

/** From this commit on the call may have arrived. Nothing is sent when it cannot be written. */
export function noteSending(
  tx: ResponseTransaction,
  stored: StoredRequest,
  deps: WorkflowDeps,
): Promise<StoredRequest> {
  const { request, book } = stored;
  const now = deps.clock.now();
  const sends = book.sends + 1;
  const leaseUntil = new Date(now.getTime() + deps.timings.lease);
  return record(tx, stored, {
    request,
    book: { sendStartedAt: now, sends, lookAgainAt: null, leaseUntil },
    event: 'execution.sending',
    details: { action: request.action, target: request.target.id, attempt: sends },
  });
}
