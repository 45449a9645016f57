/** The end of a request that is being carried out, other than by success. */
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { countState, moved, record } from './workflow.ts';

export async function end(
  stored: StoredRequest,
  by: 'fail' | 'lose',
  problem: string,
  details: Readonly<Record<string, unknown>>,
  deps: WorkflowDeps,
): Promise<StoredRequest> {
  const next = moved(stored.request, by);
  const saved = await deps.store.transaction((tx) =>
    record(tx, stored, {
      request: {
        ...next,
        execution: { ...next.execution, endedAt: deps.clock.now().toISOString(), problem },
      },
      book: { leaseOwner: null, leaseUntil: null, lookAgainAt: null },
      event: by === 'fail' ? 'execution.failed' : 'execution.lost',
      details: { problem, ...details },
    }),
  );
  countState(saved.request, stored.request.state, deps);
  deps.log.warn('execute.ended', { requestId: stored.request.id, state: saved.request.state });
  return saved;
}
