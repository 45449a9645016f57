/** Follows a submitted action to its end. A device that is offline keeps it Pending, and that is what is shown. */
import type { Receipt } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import type { Hold } from '../domain/approvals/request.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import type { Move } from '../domain/approvals/state-machine.ts';
import { drilled } from './drill.ts';
import type { WorkflowDeps } from './workflow.ts';
import {
  countState,
  definitionOf,
  delayAfter,
  moved,
  orderOf,
  portsFor,
  problemOf,
  record,
} from './workflow.ts';

export async function track(requestId: string, deps: WorkflowDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored?.request.state !== 'submitted') return;
  const { upstreamId } = stored.request.execution;
  if (upstreamId === null && !stored.request.drill) return;
  try {
    if (upstreamId === null) {
      await finish(stored, 'succeed', null, null, deps);
      return;
    }
    const found = await definitionOf(stored.request).poll(
      upstreamId,
      orderOf(stored),
      portsFor(stored, deps),
    );
    await follow(stored, found, deps);
  } catch (error) {
    // Somebody else followed it meanwhile.
    if (error instanceof ConflictError) return;
    if (!(error instanceof UpstreamError)) throw error;
    await again(stored, delayAfter(error, deps.timings.retry), problemOf(error), deps);
  }
}

async function follow(stored: StoredRequest, found: Receipt | null, deps: WorkflowDeps): Promise<void> {
  if (found === null) {
    if (elapsed(stored, deps) < deps.timings.missingGrace) {
      await again(stored, deps.timings.track(0), 'Microsoft does not list the action yet', deps);
      return;
    }
    await finish(
      stored,
      'lose',
      null,
      'Microsoft no longer lists the action: how it ended is not known.',
      deps,
    );
    return;
  }
  switch (found.status) {
    case 'Pending':
    case 'InProgress':
      await progress(stored, found, deps);
      return;
    case 'Succeeded':
      await finish(stored, 'succeed', found, null, deps);
      return;
    case 'Failed':
      await finish(stored, 'fail', found, `The device could not do it${because(found)}.`, deps);
      return;
    case 'Cancelled':
      await finish(
        stored,
        'fail',
        found,
        `It was cancelled in ${actingService(definitionOf(stored.request)).name} before it was done${because(found)}.`,
        deps,
      );
      return;
    case 'TimeOut':
      await finish(stored, 'timeOut', found, `The device did not take it up in time${because(found)}.`, deps);
      return;
    case 'unknown':
      await finish(
        stored,
        'lose',
        found,
        'Microsoft reports a status that this version does not know.',
        deps,
      );
  }
}

async function progress(stored: StoredRequest, found: Receipt, deps: WorkflowDeps): Promise<void> {
  if (elapsed(stored, deps) >= deps.timings.trackGiveUp) {
    await finish(
      stored,
      'lose',
      found,
      `It is still ${found.status} after a week; it is not followed any longer.`,
      deps,
    );
    return;
  }
  const next = deps.timings.track(elapsed(stored, deps));
  const { execution } = stored.request;
  if (execution.upstreamStatus === found.status && execution.problem === null) {
    await deps.store.transaction((tx) => tx.enqueue('track', stored.request.id, next));
    return;
  }
  await deps.store.transaction(async (tx) => {
    await record(tx, stored, {
      request: {
        ...stored.request,
        execution: { ...execution, upstreamStatus: found.status, problem: null },
      },
      event: 'execution.progress',
      details: { upstreamId: found.upstreamId, status: found.status },
    });
    await tx.enqueue('track', stored.request.id, next);
  });
}

/** It could not be looked at: shown once, then tried until it can. */
async function again(
  stored: StoredRequest,
  delay: number,
  problem: string,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = stored;
  if (elapsed(stored, deps) >= deps.timings.trackGiveUp) {
    await finish(stored, 'lose', null, `How it ended could not be found out. ${problem}`, deps);
    return;
  }
  await deps.store.transaction(async (tx) => {
    if (request.execution.problem !== problem) {
      await record(tx, stored, {
        request: { ...request, execution: { ...request.execution, problem } },
        event: 'execution.unseen',
        details: { problem },
      });
    }
    await tx.enqueue('track', request.id, delay);
  });
}

async function finish(
  stored: StoredRequest,
  by: Move,
  found: Receipt | null,
  problem: string | null,
  deps: WorkflowDeps,
): Promise<void> {
  const next = moved(stored.request, by);
  const now = deps.clock.now();
  const hold = next.state === 'succeeded' ? startedHold(next.hold, now) : next.hold;
  const saved = await deps.store.transaction(async (tx) => {
    const written = await record(tx, stored, {
      request: {
        ...next,
        hold,
        verification: next.drill ? drilled(now) : next.verification,
        execution: {
          ...next.execution,
          upstreamStatus: found?.status ?? next.execution.upstreamStatus,
          endedAt: now.toISOString(),
          problem,
        },
      },
      event: `execution.${next.state}`,
      details: { upstreamId: next.execution.upstreamId, status: found?.status ?? null, problem },
    });
    if (next.state === 'succeeded') {
      await tx.enqueue('verify', next.id, 0);
      if (hold !== null) await tx.enqueue('takeBack', next.id, hold.minutes * 60_000);
      if (next.undoes !== null) {
        const undone = await tx.find(next.undoes);
        if (undone !== null) {
          await tx.save({ ...undone, request: { ...undone.request, undoneBy: next.id } });
          await tx.enqueue('publish', next.undoes, 0);
        }
      }
    }
    return written;
  });
  countState(saved.request, stored.request.state, deps);
}

/** The time runs from when it took hold. */
function startedHold(hold: Hold | null, now: Date): Hold | null {
  return hold === null
    ? null
    : { ...hold, until: new Date(now.getTime() + hold.minutes * 60_000).toISOString() };
}

function elapsed(stored: StoredRequest, deps: WorkflowDeps): number {
  const { submittedAt } = stored.request.execution;
  return submittedAt === null ? 0 : deps.clock.now().getTime() - Date.parse(submittedAt);
}

function because(found: Receipt): string {
  return found.note === null ? '' : ` (${found.note})`;
}
