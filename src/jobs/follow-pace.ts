/** When the next look at what is under way is due. Pure: the clock and the patience are handed in. */
import type { UnderWay } from '../domain/ports/response-store.ts';
import type { Timings } from './timings.ts';

type Looked = Pick<UnderWay, 'submittedAt' | 'lookedAt' | 'upstreamStatus'>;
type Patience = Pick<Timings, 'track' | 'follow'>;

export function isUnderWay(status: string | null): boolean {
  return status === 'Pending' || status === 'InProgress';
}

/**
 * Nothing, until one of them is due; then all that have waited at least half their time, as a look at many costs no more
 * than a look at one. What was never looked at and had ended already when it was taken over is due at once.
 */
export function dueOf<T extends Looked>(open: readonly T[], now: Date, patience: Patience): readonly T[] {
  const time = now.getTime();
  const waits = open.map((one) => ({
    one,
    since: since(one),
    wait: waitOf(one, open.length, now, patience),
  }));
  if (!waits.some((each) => each.since + each.wait <= time)) return [];
  return waits
    .filter((each) => each.since + each.wait / 2 <= time)
    .sort((a, b) => a.since - b.since)
    .map(({ one }) => one);
}

/** null = nothing is under way. */
export function nextDue(open: readonly Looked[], now: Date, patience: Patience): Date | null {
  if (open.length === 0) return null;
  const times = open.map((one) => since(one) + waitOf(one, open.length, now, patience));
  return new Date(times.reduce((a, b) => Math.min(a, b)));
}

function since({ submittedAt, lookedAt }: Looked): number {
  return (lookedAt ?? submittedAt).getTime();
}

function waitOf(one: Looked, open: number, now: Date, { track, follow }: Patience): number {
  if (one.lookedAt === null && !isUnderWay(one.upstreamStatus)) return 0;
  const own = track(now.getTime() - one.submittedAt.getTime());
  return open > follow.few ? Math.max(own, follow.interval) : own;
}
