/** Follows a submitted action to its end. A device that is offline keeps it Pending, and that is what is shown. */
import type { Receipt } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import type { Hold } from '../domain/approvals/request.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import { drilled } from './drill.ts';
import { reissue, reissuesLeft } from './reissue.ts';
import type { WorkflowDeps } from './workflow.ts';
import { definitionOf, delayAfter, moved, orderOf, portsFor, problemOf, record } from './workflow.ts';

/** Asks for one action by itself. Returns the pause that the service asked for, in milliseconds; 0 = none. */
export async function track(requestId: string, deps: WorkflowDeps): Promise<number> {
  const stored = await deps.store.find(requestId);
  if (stored?.request.state !== 'submitted') return 0;
  const { upstreamId } = stored.request.execution;
  if (upstreamId === null && !stored.request.drill) return 0;
  try {
    if (upstreamId === null) {
      await unlessChanged(() => finish(stored, 'succeed', null, null, deps));
      return 0;
    }
    const found = await definitionOf(stored.request).poll(
      upstreamId,
      orderOf(stored),
      portsFor(stored, deps),
    );
    await unlessChanged(() => follow(stored, found, deps));
    return 0;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    await unlessChanged(() => again(stored, problemOf(error), deps));
    return delayAfter(error, deps.timings.retry);
  }
}

/** A look at many showed this one. */
export async function saw(requestId: string, found: Receipt, deps: WorkflowDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored?.request.state !== 'submitted') return;
  await unlessChanged(() => follow(stored, found, deps));
}

/** A look at many failed. */
export async function sawNothing(requestId: string, problem: string, deps: WorkflowDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored?.request.state !== 'submitted') return;
  await unlessChanged(() => again(stored, problem, deps));
}

/** Somebody else may have followed it meanwhile: theirs stands. */
async function unlessChanged(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

async function follow(stored: StoredRequest, found: Receipt | null, deps: WorkflowDeps): Promise<void> {
  if (found === null) {
    if (elapsed(stored, deps) < deps.timings.missingGrace) {
      await again(stored, 'Microsoft does not list the action yet', deps);
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
  if (hasLapsed(stored, found, deps)) {
    await lapse(stored, found, deps);
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
  const { execution } = stored.request;
  const problem = silence(stored, found, deps);
  if (execution.upstreamStatus === found.status && execution.problem === problem) return;
  await deps.store.transaction(async (tx) => {
    await record(tx, stored, {
      request: {
        ...stored.request,
        execution: { ...execution, upstreamStatus: found.status, problem },
      },
      event: 'execution.progress',
      details: {
        upstreamId: found.upstreamId,
        status: found.status,
        ...(problem === null ? {} : { problem }),
      },
    });
  });
}

/** Dropped by the service, as far as can be told: the device did not fetch it in time. */
function hasLapsed(stored: StoredRequest, found: Receipt, deps: WorkflowDeps): boolean {
  if (definitionOf(stored.request).lapses !== true || found.cancelledByHand === true) return false;
  const { lapse, lapseGrace } = deps.timings;
  switch (found.status) {
    case 'TimeOut':
    case 'Cancelled':
      return elapsed(stored, deps) >= lapse;
    case 'Pending':
      return elapsed(stored, deps) >= lapse + lapseGrace;
    default:
      return false;
  }
}

/** What is said of one that the service is about to drop; null = it is not so far. */
function silence(stored: StoredRequest, found: Receipt, deps: WorkflowDeps): string | null {
  const { request } = stored;
  const isSilent = definitionOf(request).lapses === true && found.status === 'Pending';
  if (!isSilent || elapsed(stored, deps) < deps.timings.lapse) return null;
  const next =
    reissuesLeft(stored, deps) > 0
      ? 'It is then sent anew, as the policy says.'
      : 'Bring the device into contact, or ask again when it reports.';
  return `Pending for three days: ${actingService(definitionOf(request)).name} drops what a device does not fetch in that time. ${next}`;
}

async function lapse(stored: StoredRequest, found: Receipt, deps: WorkflowDeps): Promise<void> {
  const again = reissuesLeft(stored, deps) > 0;
  const { name } = actingService(definitionOf(stored.request));
  await finish(
    stored,
    'timeOut',
    found,
    `The device was not in contact for three days, and ${name} drops what is not fetched in that time. ${
      again ? 'It is sent anew, as the policy says.' : 'Ask again when the device reports.'
    }`,
    deps,
    again ? (tx, ended) => reissue(tx, ended, deps) : undefined,
  );
}

/** It could not be looked at: shown once, then tried until it can. */
async function again(stored: StoredRequest, problem: string, deps: WorkflowDeps): Promise<void> {
  const { request } = stored;
  if (elapsed(stored, deps) >= deps.timings.trackGiveUp) {
    await finish(stored, 'lose', null, `How it ended could not be found out. ${problem}`, deps);
    return;
  }
  if (request.execution.problem === problem) return;
  await deps.store.transaction((tx) =>
    record(tx, stored, {
      request: { ...request, execution: { ...request.execution, problem } },
      event: 'execution.unseen',
      details: { problem },
    }),
  );
}

/** How it ended, on the record. */
const ENDED = {
  succeed: 'execution.succeeded',
  fail: 'execution.failed',
  timeOut: 'execution.timedOut',
  lose: 'execution.unknown',
} as const;

async function finish(
  stored: StoredRequest,
  by: keyof typeof ENDED,
  found: Receipt | null,
  problem: string | null,
  deps: WorkflowDeps,
  /** In the same transaction. */
  then?: (tx: ResponseTransaction, ended: StoredRequest) => Promise<void>,
): Promise<void> {
  const next = moved(stored.request, by);
  const now = deps.clock.now();
  const hold = next.state === 'succeeded' ? startedHold(next.hold, now) : next.hold;
  const firstLook = Math.min(definitionOf(next).firstLookAfterMs ?? 0, deps.timings.verifyRetry);
  await deps.store.transaction(async (tx) => {
    // Locked before the end of the record is, as everywhere.
    const undone = next.state === 'succeeded' && next.undoes !== null ? await tx.find(next.undoes) : null;
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
      event: ENDED[by],
      details: { upstreamId: next.execution.upstreamId, status: found?.status ?? null, problem },
    });
    if (next.state === 'succeeded') {
      await tx.enqueue('verify', next.id, firstLook);
      if (hold !== null) await tx.enqueue('takeBack', next.id, hold.minutes * 60_000);
      if (undone !== null) await noteUndone(tx, undone, next.id);
    }
    await then?.(tx, written);
  });
}

async function noteUndone(tx: ResponseTransaction, undone: StoredRequest, undoneBy: string): Promise<void> {
  const { request } = undone;
  await tx.save({ ...undone, request: { ...request, undoneBy } });
  await tx.audit({
    event: 'request.undone',
    actor: null,
    requestId: request.id,
    target: request.target.name,
    details: { action: request.action, undoneBy },
  });
  await tx.enqueue('publish', request.id, 0);
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
