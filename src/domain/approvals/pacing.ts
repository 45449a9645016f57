/**
 * How fast orders go out. Defender lets an application ask for each thing 100 times a minute and 1,500 times an hour
 * (reference sheet mde-api, section 3). An order to a machine needs the list of actions twice, before it is sent and
 * for its proof; what is under way is followed by that list too. Pure.
 */
import type { ActionDefinition } from '../actions/action.ts';
import type { IsoTime } from '../tenant/evidence.ts';

/** At most so many in any stretch of so many milliseconds. */
export interface Window {
  readonly orders: number;
  readonly ms: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** All processes together. Two lists each leave a quarter of the hour to following, which takes six a minute at most. */
export const MACHINE_PACE: readonly Window[] = [
  { orders: 25, ms: MINUTE },
  { orders: 550, ms: HOUR },
];

export const LONGEST_WINDOW_MS = HOUR;

/** Intune and Entra ID allow hundreds of orders in seconds: those need no pace. */
export function isPaced({ actsOn }: ActionDefinition): boolean {
  return actsOn === 'machine';
}

/**
 * When the order at this place of the queue (0 = the next) may start.
 * @param starts of the orders within the longest window, in milliseconds, ascending
 * @param from not before: now, or the end of a pause that the service asked for
 */
export function turnAt(
  place: number,
  starts: readonly number[],
  pace: readonly Window[],
  from: number,
): number {
  const turns = [...starts];
  for (let index = 0; index < place; index += 1) turns.push(nextTurn(turns, pace, from));
  return nextTurn(turns, pace, from);
}

function nextTurn(turns: readonly number[], pace: readonly Window[], from: number): number {
  const free = pace.map(({ orders, ms }) => {
    const turn = turns.at(-orders);
    return turn === undefined ? from : turn + ms;
  });
  return Math.max(from, ...free);
}

/** What is said of a request that waits: how many are before it, when it is likely to start, and when that was said. */
export interface Turn {
  readonly before: number;
  readonly at: IsoTime;
  readonly said: IsoTime;
}

/** A card is changed when half the time that it named is over, or when it will take longer: never for every step. */
export function isWorthSaying(last: Turn, at: number, now: number): boolean {
  const named = Date.parse(last.at);
  const wait = named - Date.parse(last.said);
  return named - now <= wait / 2 || at - named > Math.max(MINUTE, wait / 4);
}

/** `412 before it, about 17 min (06:43 UTC)`. */
export function turnText({ before, at, said }: Turn): string {
  const minutes = Math.max(1, Math.round((Date.parse(at) - Date.parse(said)) / MINUTE));
  const others = before === 0 ? 'it is the next' : `${before.toLocaleString('en-US')} before it`;
  return `${others}, about ${minutes} min (${at.slice(11, 16)} UTC)`;
}
