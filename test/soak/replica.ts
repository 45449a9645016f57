/**
 * `drawbridge serve` in a hurry: the limits' clock runs four hundred times faster (bench/served.ts says why), and what waits
 * for minutes in reality (leases, claims on cards, the next look at an action) waits for seconds. Nothing else differs.
 */
import { serve } from '../../src/cli/serve.ts';
import type { Window } from '../../src/domain/approvals/pacing.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';
import { REAL_TIMING } from '../../src/microsoft/http/timing.ts';

const FASTER = 400;
const SECOND = 1000;

const faster = ({ orders, ms }: Window): Window => ({ orders, ms: ms / FASTER });

process.exitCode = await serve({
  timing: {
    ...REAL_TIMING,
    now: () => performance.now() * FASTER,
    sleep: (ms, signal) => REAL_TIMING.sleep(ms / FASTER, signal),
  },
  timings: {
    ...DEFAULT_TIMINGS,
    lease: 12 * SECOND,
    settle: 2 * SECOND,
    retry: 2 * SECOND,
    // Every death between two steps counts as a call that may have left.
    maxSends: 12,
    track: () => SECOND,
    missingGrace: 20 * SECOND,
    sweep: 5 * SECOND,
    pace: {
      round: faster(DEFAULT_TIMINGS.pace.round),
      hour: faster(DEFAULT_TIMINGS.pace.hour),
      alone: faster(DEFAULT_TIMINGS.pace.alone),
    },
    verifyRetry: 2 * SECOND,
  },
  cardPatience: { claimMs: 15 * SECOND, laterMs: 3 * SECOND },
});
