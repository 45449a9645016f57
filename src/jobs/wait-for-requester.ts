/**
 * An approved request whose call leaves when the person who asked fetches what its answer holds: they are told that it
 * waits for them, and it ends unsent when nobody comes for as long as people had to decide.
 */
import { holdsUntil } from '../domain/approvals/guardrails.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { endNow, lifeText } from './end.ts';
import type { WorkflowDeps } from './workflow.ts';

/** In the transaction that would take it up: it waits, and a job looks again when that is over, or it ends. */
export async function waitForRequester(
  tx: ResponseTransaction,
  stored: StoredRequest,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = stored;
  const now = deps.clock.now();
  const left = (holdsUntil(request)?.getTime() ?? 0) - now.getTime();
  if (left > 0) {
    await tx.enqueue('execute', request.id, left);
    await tx.enqueue('tell', request.id, 0);
    return;
  }
  const problem = `Not sent: nobody fetched it within ${lifeText(request)} of its approval. Ask for it anew.`;
  await endNow(tx, stored, 'fail', problem, {}, now);
}
