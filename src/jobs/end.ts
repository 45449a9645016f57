/** The end of a request that is approved or being carried out, other than by success. */
import type { ResponseRequest } from '../domain/approvals/request.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { moved, record, RELEASED } from './workflow.ts';

export async function end(
  stored: StoredRequest,
  by: 'fail' | 'lose',
  problem: string,
  details: Readonly<Record<string, unknown>>,
  deps: WorkflowDeps,
): Promise<StoredRequest> {
  const saved = await deps.store.transaction((tx) =>
    endNow(tx, stored, by, problem, details, deps.clock.now()),
  );
  deps.log.warn('execute.ended', { requestId: stored.request.id, state: saved.request.state });
  return saved;
}

/** In the caller's transaction. */
export function endNow(
  tx: ResponseTransaction,
  stored: StoredRequest,
  by: 'fail' | 'lose',
  problem: string,
  details: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<StoredRequest> {
  return record(tx, stored, {
    request: ended(stored.request, by, problem, now),
    book: RELEASED,
    event: by === 'fail' ? 'execution.failed' : 'execution.lost',
    details: { problem, ...details },
  });
}

/** States only move forward: what was not taken up yet is, and ends at once. */
export function ended(
  request: ResponseRequest,
  by: 'fail' | 'lose',
  problem: string,
  now: Date,
): ResponseRequest {
  const begun = request.state === 'approved' ? moved(request, 'start') : request;
  const next = moved(begun, by);
  return { ...next, execution: { ...next.execution, endedAt: now.toISOString(), problem } };
}

/** For how long an approval holds, for people. */
export function lifeText({ createdAt, expiresAt }: ResponseRequest): string {
  return `${Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 60_000)} min`;
}
