/** A thousand actions under way, followed for an hour of the simulated services' time: how many calls that takes. */
import { DEFAULT_TIMINGS } from '../src/jobs/timings.ts';
import { openDatabase } from '../src/storage/database.ts';
import { fatesOf, worldOf } from '../test/jobs/follow-suite.ts';
import { mostAMinute } from '../test/jobs/virtual-world.ts';
import { atMost, info } from './measure.ts';
import type { Line } from './measure.ts';

const MANY = 1_000;
const HOUR = 60 * 60_000;

export async function measureFollowing(): Promise<readonly Line[]> {
  const database = await openDatabase();
  const world = await worldOf(database, fatesOf({ offline: MANY }));
  try {
    const begun = performance.now();
    await world.run(HOUR, [world.process()], ['follow']);
    const seconds = (performance.now() - begun) / 1000;
    const calls = world.calls.length;
    return [
      atMost(
        `calls in any minute, ${MANY.toLocaleString('en-US')} open requests`,
        mostAMinute(world.calls),
        30,
        '',
      ),
      atMost('calls of the hour, of the 1,500 that Defender allows', calls, 1_500, ''),
      info('calls of the hour if each were polled by itself', polls().toLocaleString('en-US')),
      info('of which followed by lists', `1 in ${Math.round(polls() / calls).toLocaleString('en-US')}`),
      info('work for the whole hour', `${seconds.toFixed(1)} s`),
    ];
  } finally {
    await world.close();
    await database.close();
  }
}

/** Each as often as one alone is polled. */
function polls(): number {
  let each = 0;
  for (let age = DEFAULT_TIMINGS.track(0); age <= HOUR; age += DEFAULT_TIMINGS.track(age)) each += 1;
  return each * MANY;
}
