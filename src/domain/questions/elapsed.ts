/** Time as people say it. Pure: the present is always an argument. */
import type { IsoTime } from '../tenant/evidence.ts';

const MINUTE = 60_000;
/** From here on not a second is given away. */
const TIGHT_MS = 5 * MINUTE;
const HOUR_MS = 60 * MINUTE;
export const DAY_MS = 24 * HOUR_MS;

/** Milliseconds from `iso` until `now`; negative when it lies ahead; null when the text is no instant. */
export function ageMs(now: Date, iso: IsoTime | null): number | null {
  if (iso === null) return null;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? null : now.getTime() - at;
}

/** A length of time in one unit: `40 min`, `3 h`, `9 days`, `5 months`. */
export function spanText(ms: number): string {
  const length = Math.abs(ms);
  if (length < MINUTE) return 'less than a minute';
  if (length < HOUR_MS) return `${Math.floor(length / MINUTE)} min`;
  if (length < 2 * DAY_MS) return `${Math.floor(length / HOUR_MS)} h`;
  if (length < 60 * DAY_MS) return `${Math.floor(length / DAY_MS)} days`;
  if (length < 730 * DAY_MS) return `${Math.floor(length / (30.44 * DAY_MS))} months`;
  return `${Math.floor(length / (365.25 * DAY_MS))} years`;
}

/** `3 h ago`, `in 3 days`, `just now`; an instant that cannot be read is `at an unknown time`. */
export function agoText(now: Date, iso: IsoTime | null): string {
  const age = ageMs(now, iso);
  if (age === null) return 'at an unknown time';
  if (Math.abs(age) < MINUTE) return 'just now';
  return age > 0 ? `${spanText(age)} ago` : ahead(-age);
}

/** The same for a deadline, whose last minute is not `just now`: `in 30 min`, `in less than a minute`. */
export function untilText(now: Date, iso: IsoTime): string {
  const age = ageMs(now, iso);
  return age === null || age >= 0 ? agoText(now, iso) : ahead(-age);
}

/**
 * Half an hour that has just begun is `in 30 min`. Rounded to the nearest minute, and down in the last five: then it
 * never claims more time than there is.
 */
function ahead(left: number): string {
  return `in ${spanText(left < TIGHT_MS ? left : left + MINUTE / 2)}`;
}

/** `2026-11-22 05:40 UTC`, for sentences that are read without a card. */
export function utcText(iso: IsoTime): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return 'an unknown time';
  const text = new Date(at).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

/** The latest of some instants, or null. */
export function latest(...times: readonly (IsoTime | null | undefined)[]): IsoTime | null {
  return pick(times, (a, b) => a > b);
}

/** The earliest of some instants, or null. */
export function earliest(...times: readonly (IsoTime | null | undefined)[]): IsoTime | null {
  return pick(times, (a, b) => a < b);
}

function pick(
  times: readonly (IsoTime | null | undefined)[],
  better: (a: number, b: number) => boolean,
): IsoTime | null {
  let best: IsoTime | null = null;
  for (const time of times) {
    if (time === null || time === undefined || Number.isNaN(Date.parse(time))) continue;
    if (best === null || better(Date.parse(time), Date.parse(best))) best = time;
  }
  return best;
}
