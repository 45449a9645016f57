/** A thousand isolations that are approved at once, in the simulated services' time: how long, and how many calls. */
import { openDatabase } from '../src/storage/database.ts';
import { worldOfOrders } from '../test/jobs/turns-suite.ts';
import { mostAMinute, mostWithin } from '../test/jobs/virtual-world.ts';
import { atMost, info } from './measure.ts';
import type { Line } from './measure.ts';

const MANY = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PROCESSES = 2;

export async function measureOrders(): Promise<readonly Line[]> {
  const database = await openDatabase();
  const world = await worldOfOrders(database, MANY);
  try {
    const begun = performance.now();
    await world.run(
      HOUR,
      Array.from({ length: PROCESSES }, () => world.process()),
    );
    const seconds = (performance.now() - begun) / 1000;
    const kinds = [...Map.groupBy(world.calls, ({ what }) => what)];
    const proven = await provenIn(world.store);
    return [
      atMost(
        'minutes until the last is sent',
        lastOf(world.calls.filter(({ what }) => what.endsWith('/isolate'))),
        40,
        '',
      ),
      // The sensor of each is listened to for two and a half minutes.
      info(`minutes until ${proven.toLocaleString('en-US')} are proven`, lastOf(world.calls).toFixed(1)),
      atMost(
        'most calls of one kind in any minute',
        Math.max(...kinds.map(([, calls]) => mostAMinute(calls))),
        100,
        '',
      ),
      atMost(
        'most calls of one kind in any hour',
        Math.max(...kinds.map(([, calls]) => mostWithin(HOUR, calls))),
        1_500,
        '',
      ),
      ...kinds.map(([what, calls]) => info(what, calls.length.toLocaleString('en-US'))),
      info('work for all of them', `${seconds.toFixed(0)} s`),
    ];
  } finally {
    await world.close();
    await database.close();
  }
}

async function provenIn(store: Awaited<ReturnType<typeof worldOfOrders>>['store']): Promise<number> {
  const ended = await store.inStates(['succeeded'], MANY);
  return ended.filter(({ request }) => request.verification.verified === 'yes').length;
}

function lastOf(calls: readonly { readonly at: number }[]): number {
  return Math.max(...calls.map(({ at }) => at)) / MINUTE;
}
