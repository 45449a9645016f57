/**
 * Orders go out in the order of their approval and no faster than the service takes them, whichever process sends them:
 * what counts are the requests that were taken up in the last hour, as they are stored.
 */
import { actions } from '../domain/actions/registry.ts';
import { LONGEST_WINDOW_MS, isPaced, isWorthSaying, turnAt } from '../domain/approvals/pacing.ts';
import type { Turn } from '../domain/approvals/pacing.ts';
import { approvedAt } from '../domain/approvals/guardrails.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { RunDeps, WorkflowDeps } from './workflow.ts';
import { definitionOf, record } from './workflow.ts';

const PACED = actions.filter(isPaced).map(({ verb }) => verb);
const SOONEST_MS = 1_000;

/** Whether the approved request may be taken up now; if not, its card says how long it waits, and a job looks again. */
export async function hasTurn(
  tx: ResponseTransaction,
  stored: StoredRequest,
  deps: RunDeps,
): Promise<boolean> {
  const { request } = stored;
  if (request.drill || !isPaced(definitionOf(request))) return true;
  const now = deps.clock.now().getTime();
  const approved = new Date(approvedAt(request)).toISOString();
  const queue = await tx.turns(PACED, new Date(now - LONGEST_WINDOW_MS), approved, request.id);
  const starts = queue.starts.map((one) => one.getTime());
  const at = turnAt(
    queue.before,
    starts,
    deps.timings.pace,
    Math.max(now, queue.pausedUntil?.getTime() ?? now),
    deps.together.isServed,
  );
  if (at <= now) return true;
  await wait(tx, stored, { before: queue.before, at: new Date(at).toISOString() }, approved, deps);
  return false;
}

async function wait(
  tx: ResponseTransaction,
  stored: StoredRequest,
  { before, at }: Pick<Turn, 'before' | 'at'>,
  approved: string,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = stored;
  const now = deps.clock.now();
  const last = request.heldBack;
  const since = last?.since ?? now.toISOString();
  const heldBack = { kind: 'turn', before, at, said: now.toISOString(), approved, since } as const;
  if (last?.kind !== 'turn') {
    await record(tx, stored, {
      request: { ...request, heldBack },
      event: 'execution.queued',
      details: { before, about: at },
    });
  } else if (isWorthSaying(last, Date.parse(at), now.getTime())) {
    await tx.save({ ...stored, request: { ...request, heldBack } });
    await tx.enqueue('publish', request.id, 0);
  }
  const left = Date.parse(at) - now.getTime();
  // Half way it looks how far it has come; the last minute it waits out.
  const again = left > 60_000 ? left / 2 : left;
  await tx.enqueue('execute', request.id, Math.max(SOONEST_MS, again));
}
