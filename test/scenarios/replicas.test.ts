/** The soak once, in its bounded form; `npm run soak` runs it for as long as it is told (docs/operations.md). */
import assert from 'node:assert/strict';
import { soak } from '../soak/soak.ts';
import { startPostgres } from '../storage/postgres-server.ts';
import type { PostgresServer } from '../storage/postgres-server.ts';

describe('three processes on one PostgreSQL, one of them killed every second', function () {
  this.timeout(900_000);
  let server: PostgresServer;

  before(async function () {
    const started = await startPostgres();
    if ('missing' in started) {
      process.stderr.write(`\nPostgreSQL could not be started, its tests are skipped: ${started.missing}\n`);
      this.skip();
    }
    server = started;
  });
  after(() => (server as PostgresServer | undefined)?.stop());

  it('carry every request to its true state, once, through 2,000 clicks of ten people', async () => {
    const size = {
      requests: 200,
      clicks: 2_000,
      seed: 1,
      replicas: 3,
      killEveryMs: 1_000,
      mostKills: 30,
      atOnce: 10,
    };
    const { findings, states } = await soak(await server.newDatabase(), size);
    assert.deepEqual(findings, []);
    const ended = Object.values(states).reduce((sum, count) => sum + count, 0);
    assert.ok(ended >= size.requests);
    for (const state of ['succeeded', 'submitted', 'denied', 'cancelled', 'expired'] as const) {
      assert.ok((states[state] ?? 0) > 0, `no request is ${state}`);
    }
  });
});
