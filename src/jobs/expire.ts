/** Closes a request that nobody decided in time. */
import { isOverdue } from '../domain/approvals/rules.ts';
import type { StoredRequest, ResponseTransaction } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { moved, record } from './workflow.ts';

export async function expire(requestId: string, deps: Pick<WorkflowDeps, 'store' | 'clock'>): Promise<void> {
  const now = deps.clock.now();
  await deps.store.transaction(async (tx) => {
    const stored = await tx.find(requestId);
    if (stored?.request.state !== 'requested') return;
    if (isOverdue(stored.request, now)) await expireNow(tx, stored);
    else await tx.enqueue('expire', requestId, Date.parse(stored.request.expiresAt) - now.getTime());
  });
}

/** In the caller's transaction. */
export function expireNow(tx: ResponseTransaction, stored: StoredRequest): Promise<StoredRequest> {
  const { request } = stored;
  return record(tx, stored, {
    request: moved(request, 'expire'),
    event: 'request.expired',
    details: { expiresAt: request.expiresAt, decisions: request.decisions.length },
  });
}
