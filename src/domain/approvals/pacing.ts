/**
 * How fast orders go out. Defender lets an application ask for each thing 100 times a minute and 1,500 times an hour
 * (reference sheet mde-api, section 3). Pure.
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

export interface Pace {
  /** Those who have to wait begin together, with a round: then one reading serves many of them. */
  readonly round: Window;
  readonly hour: Window;
  /** As many of an hour may each cost readings of their own: what is more goes out at the start of a round only, together. */
  readonly alone: Window;
}

/**
 * All processes together. What the 1,500 of an hour go into, call by call, at that pace (`npm run bench -- --only orders`
 * counts):
 *
 * - the order itself (`POST .../isolate` and the like): 1,200; the rest is for whoever else uses the application;
 * - `GET /api/machineactions`: up to 360 for following (a list every ten seconds), and two readings for each order, before
 *   it is sent and for its proof. At most 550 orders of the hour read alone before they are sent; together up to 13 do by
 *   one call;
 * - `GET /api/machines`: two readings for each order likewise, 15 ids a call; `GET /api/machines/{id}`: only where an order
 *   has nobody to ask with;
 * - `logonusers`, `software`: none, as they decide nothing between approval and sending.
 *
 * The rest of each is for requests and questions. Where Defender takes no question about several machines, every order
 * takes two lists of actions of its own, and 550 leave a quarter of the hour to following.
 */
export const MACHINE_PACE: Pace = {
  round: { orders: 25, ms: MINUTE },
  hour: { orders: 1_200, ms: HOUR },
  alone: { orders: 550, ms: HOUR },
};

/** So much of a round after its start counts as its start: jobs do not wake to the millisecond. */
const START = 1 / 6;

export const LONGEST_WINDOW_MS = HOUR;

/** Intune and Entra ID allow hundreds of orders in seconds: those need no pace. */
export function isPaced({ actsOn }: ActionDefinition): boolean {
  return actsOn === 'machine';
}

/**
 * When the order at this place of the queue (0 = the next) may start.
 * @param starts of the orders within the longest window, in milliseconds, ascending
 * @param from not before: now, or the end of a pause that the service asked for
 * @param areShared whether one reading serves several orders
 */
export function turnAt(
  place: number,
  starts: readonly number[],
  pace: Pace,
  from: number,
  areShared: boolean,
): number {
  const turns = [...starts];
  for (let index = 0; index < place; index += 1) turns.push(nextTurn(turns, pace, from, areShared));
  return nextTurn(turns, pace, from, areShared);
}

function nextTurn(
  turns: readonly number[],
  { round, hour, alone }: Pace,
  from: number,
  areShared: boolean,
): number {
  const nextRound = (time: number): number => Math.ceil(time / round.ms) * round.ms;
  const freeOf = ({ orders, ms }: Window): number => (turns.at(-orders) ?? Number.NEGATIVE_INFINITY) + ms;
  const inRound = turns.at(-round.orders);
  const free = Math.max(
    from,
    inRound === undefined ? from : nextRound(inRound + 1),
    nextRound(freeOf(areShared ? hour : alone)),
  );
  const isStart = free % round.ms <= round.ms * START;
  return freeOf(alone) > free && !isStart ? nextRound(free) : free;
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
