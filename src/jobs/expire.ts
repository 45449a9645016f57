/** Closes a request that nobody decided in time. */
import { isOverdue } from '../domain/approvals/rules.ts';
import type { StoredRequest, ResponseTransaction } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { countState, moved, record } from './workflow.ts';

export async function expire(
  requestId: string,
  deps: Pick<WorkflowDeps, 'store' | 'clock' | 'metrics'>,
): Promise<void> {
  const now = deps.clock.now();
  const saved = await deps.store.transaction(async (tx) => {
    const stored = await tx.find(requestId);
    if (stored?.request.state !== 'requested') return null;
    if (isOverdue(stored.request, now)) return expireNow(tx, stored);
    await tx.enqueue('expire', requestId, Date.parse(stored.request.expiresAt) - now.getTime());
    return null;
  });
  if (saved !== null) countState(saved.request, 'requested', deps);
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
