/**
 * `drawbridge serve` with one difference: the clock of the rate limits runs four hundred times faster. Microsoft allows
 * an application some hundred device questions a minute (Defender: 100 calls a minute of each kind), so
 * thousands of questions would otherwise take hours, most of them spent waiting. Everything else is the real program.
 */
import { serve } from '../src/cli/serve.ts';
import { REAL_TIMING } from '../src/microsoft/http/timing.ts';
import { services as simulated } from './upstream.ts';

const FASTER = 400;
/** Who waits for a turn here must find that the time has passed there as well. */
const services = simulated(process.env['GRAPH_URL'] ?? '');

process.exitCode = await serve({
  timing: {
    ...REAL_TIMING,
    now: () => performance.now() * FASTER,
    sleep: async (ms, signal) => {
      await services.advance(ms / 1000);
      await REAL_TIMING.sleep(ms / FASTER, signal);
    },
  },
});
