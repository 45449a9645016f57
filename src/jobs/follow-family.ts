/**
 * Follows what is under way upstream: all of a family together, by as few calls as it takes. One process at a time does,
 * and says until when; when it dies, its time runs out and another goes on. When a request is due is read off the requests
 * themselves, so a job too many costs a look into the database and nothing else.
 */
import type { Receipt } from '../domain/actions/action.ts';
import { familyOf, followingOf } from '../domain/actions/families.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { Submitted, UnderWay } from '../domain/ports/response-store.ts';
import { UpstreamError } from '../errors.ts';
import { dueOf, isUnderWay, nextDue } from './follow-pace.ts';
import { saw, sawNothing, track } from './track.ts';
import type { WorkflowDeps } from './workflow.ts';
import { delayAfter, problemOf } from './workflow.ts';

export async function followFamily(family: string, deps: WorkflowDeps): Promise<void> {
  const { store, clock, timings } = deps;
  const owner = deps.newRunId();
  const begun = clock.now();
  const until = new Date(begun.getTime() + timings.follow.lease);
  const turn = await store.takeFollowing(family, owner, begun, until);
  if (turn.kind === 'theirs') {
    // Whoever has it says itself when it goes on; this is the net should it die, or have said so just before.
    const soon = new Date(begun.getTime() + timings.follow.interval);
    await comeAgain(family, turn.until < soon ? turn.until : soon, deps);
    return;
  }
  let { notBefore } = turn;
  try {
    if (notBefore === null || notBefore <= begun) notBefore = await lookAround(family, deps);
  } finally {
    await store.leaveFollowing(family, owner, notBefore);
  }
  // Read again after the job is in: what was submitted in between moved the job before it was there.
  for (let next = await nextTime(family, notBefore, deps); next !== null;) {
    await comeAgain(family, next, deps);
    const after = await nextTime(family, notBefore, deps);
    if (after === null || after >= next) return;
    next = after;
  }
}

async function comeAgain(family: string, at: Date, { store, clock }: WorkflowDeps): Promise<void> {
  const delay = Math.max(0, at.getTime() - clock.now().getTime());
  await store.transaction((tx) => tx.enqueue('follow', family, delay));
}

/** null = nothing of the family is under way. */
async function nextTime(family: string, notBefore: Date | null, deps: WorkflowDeps): Promise<Date | null> {
  const next = nextDue(await openOf(family, deps), deps.clock.now(), deps.timings);
  return next === null || notBefore === null || next > notBefore ? next : notBefore;
}

/** What this version does not know is left to the one that made it. */
async function openOf(family: string, { store }: WorkflowDeps): Promise<readonly UnderWay[]> {
  return (await store.underWay()).filter((one) => {
    const action = actionFor(one.action);
    return action !== null && familyOf(action) === family;
  });
}

/** One look at those that are due. Returns the earliest time of the next. */
async function lookAround(family: string, deps: WorkflowDeps): Promise<Date | null> {
  const { clock, timings } = deps;
  const open = await openOf(family, deps);
  const now = clock.now();
  const due = dueOf(open, now, timings);
  if (due.length === 0) return null;
  const isCrowd = open.length > timings.follow.few;
  const look = isCrowd ? await lookTogether(family, due, deps) : { calls: 0, pause: 0, rest: due };
  let { calls, pause } = look;
  for (const one of look.rest) {
    if ((isCrowd && calls >= timings.follow.calls) || pause > 0) break;
    await deps.store.looked([one.id], now);
    pause = await track(one.id, deps);
    if (actionFor(one.action)?.byState !== true) calls += 1;
  }
  const gap = isCrowd ? Math.max(timings.follow.interval, calls * timings.follow.pausePerCall) : 0;
  return new Date(now.getTime() + Math.max(gap, pause));
}

interface Together {
  readonly calls: number;
  /** That the service asked for; 0 = none. */
  readonly pause: number;
  /** To be asked for one by one, those first that the service did not list. */
  readonly rest: readonly UnderWay[];
}

async function lookTogether(family: string, due: readonly UnderWay[], deps: WorkflowDeps): Promise<Together> {
  const following = followingOf(family);
  if (following === null) return { calls: 0, pause: 0, rest: due };
  const submitted = await deps.store.submitted(due.map(({ id }) => id));
  // In a drill nothing is there that a list could show.
  const wanted = submitted.filter(({ drill }) => !drill);
  if (wanted.length === 0) return { calls: 0, pause: 0, rest: due };
  const now = deps.clock.now();
  const ids = wanted.map(({ id }) => id);
  try {
    const ports = deps.tenant.open({ correlationId: deps.newRunId() });
    const { found, missing, calls } = await following.look(
      wanted.map(followed),
      deps.timings.follow.calls,
      ports,
    );
    const listed = wanted.filter(({ upstreamId }) => found.has(upstreamId));
    await deps.store.looked(
      listed.map(({ id }) => id),
      now,
    );
    for (const one of listed) await settle(one, found.get(one.upstreamId), deps);
    const settled = new Set(listed.map(({ id }) => id));
    const gone = new Set(missing);
    const lost = new Set(wanted.filter(({ upstreamId }) => gone.has(upstreamId)).map(({ id }) => id));
    const rest = due.filter(({ id }) => !settled.has(id));
    return {
      calls,
      pause: 0,
      rest: [...rest.filter(({ id }) => lost.has(id)), ...rest.filter(({ id }) => !lost.has(id))],
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    await deps.store.looked(ids, now);
    // Having to wait for a turn is no failure that people need to hear of.
    if (error.code !== 'upstream_throttled') {
      for (const id of ids) await sawNothing(id, problemOf(error), deps);
    }
    return { calls: 1, pause: delayAfter(error, deps.timings.retry), rest: [] };
  }
}

function followed({ upstreamId, target, parameters, sentAt, adopted }: Submitted): {
  readonly upstreamId: string;
  readonly order: { target: Submitted['target']; parameters: Submitted['parameters']; sentAt?: string };
  readonly sentAt: string | null;
} {
  const sent = sentAt === null ? {} : { sentAt: sentAt.toISOString() };
  const own = sentAt === null || adopted ? null : sentAt.toISOString();
  return { upstreamId, order: { target, parameters, ...sent }, sentAt: own };
}

/** Most of the time nothing has changed, and then nothing is read or written. */
async function settle(one: Submitted, found: Receipt | undefined, deps: WorkflowDeps): Promise<void> {
  if (found === undefined) return;
  const same = one.upstreamStatus === found.status && one.problem === null;
  const age = deps.clock.now().getTime() - one.submittedAt.getTime();
  if (same && isUnderWay(found.status) && age < deps.timings.lapse) return;
  await saw(one.id, found, deps);
}
