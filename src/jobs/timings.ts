import { MACHINE_PACE } from '../domain/approvals/pacing.ts';
import type { Pace } from '../domain/approvals/pacing.ts';

/** How patient the workflow is. Milliseconds. */
export interface Timings {
  /** How long one run may hold a request; longer than any upstream call takes to fail. */
  readonly lease: number;
  /** After a call whose fate is unknown: how long until Microsoft's list must show it. */
  readonly settle: number;
  /** Between attempts while Microsoft cannot be asked. */
  readonly retry: number;
  /** How often a call may be sent again after it was seen not to have arrived. */
  readonly maxSends: number;
  /** How long an approved request is tried before it is given up. */
  readonly executeGiveUp: number;
  /** Until the next look at an action, by how long it has been under way. */
  readonly track: (elapsed: number) => number;
  readonly follow: FollowTimings;
  /** After so long a service drops what a silent device did not fetch; and how long it may take to say so. */
  readonly lapse: number;
  readonly lapseGrace: number;
  readonly trackGiveUp: number;
  /** How long an action may be missing from Microsoft's answers right after it was sent. */
  readonly missingGrace: number;
  /** How long a second step waits for the end of the first. */
  readonly firstStepPatience: number;
  /** How fast orders to machines go out, of all processes together. */
  readonly pace: Pace;
  /** Until a request that a ceiling holds back is looked at again. */
  readonly ceilingRetry: number;
  /** How often requests without a job are looked for. */
  readonly sweep: number;
  readonly verifyRetry: number;
  readonly verifyGiveUp: number;
}

/** How many actions under way are followed by few calls. */
export interface FollowTimings {
  /** So many of a family are asked for one by one, as often as `track` says. */
  readonly few: number;
  /** Between looks when there are more. */
  readonly interval: number;
  /** The most calls of one look, and the pause that each of them costs. */
  readonly calls: number;
  readonly pausePerCall: number;
  /** How long whoever follows may take over one look; longer than its calls take to fail. */
  readonly lease: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DEFAULT_TIMINGS: Timings = {
  lease: 2 * MINUTE,
  settle: 15 * SECOND,
  retry: 15 * SECOND,
  maxSends: 3,
  executeGiveUp: 30 * MINUTE,
  // A device that is online answers in a minute or two; one that is offline may take days. At most 100 calls a minute
  // are allowed for everything, so old actions are asked about seldom.
  track: (elapsed) =>
    elapsed < MINUTE
      ? 2 * SECOND
      : elapsed < 10 * MINUTE
        ? 10 * SECOND
        : elapsed < HOUR
          ? MINUTE
          : 5 * MINUTE,
  // Ten calls a minute for a family at the most, so that three families stay under thirty.
  follow: { few: 3, interval: 10 * SECOND, calls: 5, pausePerCall: 6 * SECOND, lease: MINUTE },
  lapse: 3 * 24 * HOUR,
  lapseGrace: HOUR,
  trackGiveUp: 7 * 24 * HOUR,
  missingGrace: 2 * MINUTE,
  firstStepPatience: 30 * MINUTE,
  pace: MACHINE_PACE,
  ceilingRetry: MINUTE,
  sweep: 30 * SECOND,
  verifyRetry: 10 * MINUTE,
  verifyGiveUp: 24 * HOUR,
};
