import type { Timing } from '../../src/microsoft/http/timing.ts';
import { fakeTiming } from './fake-timing.ts';

/** Waiting for one's turn moves the services' clock too: one request a second is kept without a second going by. */
export function sharedTime(origin: string): Timing {
  const timing = fakeTiming();
  return {
    ...timing,
    sleep: async (ms, signal) => {
      await fetch(`${origin}/_sim/advance`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seconds: ms / 1000 }),
      });
      await timing.sleep(ms, signal);
    },
  };
}
