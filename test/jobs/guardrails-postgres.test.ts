/** Guardrails with many processes on one real PostgreSQL: what two transactions could both pass must hold all the same. */
import assert from 'node:assert/strict';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { Actor } from '../../src/domain/approvals/request.ts';
import { execute } from '../../src/jobs/execute.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { PostgresServer } from '../storage/postgres-server.ts';
import { startPostgres } from '../storage/postgres-server.ts';
import type { Harness } from './harness.ts';
import { IRIS, TOMAS, rolesPolicy, startHarness } from './harness.ts';

const MANY = 20;
const CEILING = 5;

describe('guardrails on a real PostgreSQL', function () {
  this.timeout(120_000);
  let server: PostgresServer;
  let databases: readonly Database[] = [];
  let replicas: readonly Harness[] = [];

  before(async function () {
    const started = await startPostgres();
    if ('missing' in started) {
      process.stderr.write(`\nPostgreSQL could not be started, its tests are skipped: ${started.missing}\n`);
      this.skip();
    }
    server = started;
  });
  after(async () => {
    await (server as PostgresServer | undefined)?.stop();
  });
  afterEach(async () => {
    for (const replica of replicas) await replica.stop();
    for (const database of databases) await database.close();
  });

  /** Two processes on one database. */
  async function start(policy: Partial<ResponsePolicy>): Promise<readonly [Harness, Harness]> {
    const databaseUrl = await server.newDatabase();
    const open = () => openDatabase({ databaseUrl });
    const [one, two] = [await open(), await open()];
    databases = [one, two];
    const options = { policy: rolesPolicy(policy) };
    const both = [await startHarness(one, options), await startHarness(two, options)] as const;
    replicas = both;
    return both;
  }
  function ask(harness: Harness, n: number, requester: Actor = IRIS) {
    const target = { kind: 'device', id: String(n).padStart(40, '0'), name: `PC-${n}`, aadDeviceId: null };
    return harness.ask({ target: { ...target, kind: 'device' }, requester });
  }
  const numbers = Array.from({ length: MANY }, (_, n) => n);

  it(`lets ${CEILING} of ${MANY} requests through that are made at once`, async () => {
    const both = await start({ limits: { perHour: { isolate: CEILING }, perPersonPerHour: null } });
    const outcomes = await Promise.all(numbers.map((n) => ask(n % 2 === 0 ? both[0] : both[1], n)));
    assert.equal(outcomes.filter((outcome) => outcome.ok).length, CEILING);
    assert.ok(outcomes.every((outcome) => outcome.ok || outcome.code === 'limit'));
  });

  it(`carries out ${CEILING} of ${MANY} that were approved at once`, async () => {
    const both = await start({ limits: { perHour: { isolate: CEILING }, perPersonPerHour: null } });
    const ids: string[] = [];
    for (const n of numbers) {
      // Asked for over hours, so that asking is not what is limited.
      for (const one of both) one.clock.offsetMs = (n - MANY) * 20 * 60_000;
      const asked = await ask(both[0], n);
      assert.ok(asked.ok, asked.ok ? '' : asked.message);
      assert.ok((await both[0].service.decide(asked.request.id, TOMAS, 'approve', null, 'c')).ok);
      ids.push(asked.request.id);
    }
    for (const one of both) one.clock.offsetMs = 0;
    await Promise.all(ids.map((id, n) => execute(id, (n % 2 === 0 ? both[0] : both[1]).workflow())));
    const states = await Promise.all(ids.map(async (id) => (await both[0].service.find(id))?.state));
    assert.equal(states.filter((state) => state === 'approved').length, MANY - CEILING);
    const held = await Promise.all(ids.map(async (id) => (await both[0].service.find(id))?.heldBack?.kind));
    assert.equal(held.filter((kind) => kind === 'ceiling').length, MANY - CEILING);
  });

  it('sends nothing after the stop switch was pulled, whoever is at work', async () => {
    const both = await start({});
    const ids: string[] = [];
    for (const n of numbers) {
      const asked = await ask(both[0], n);
      assert.ok(asked.ok);
      assert.ok((await both[0].service.decide(asked.request.id, TOMAS, 'approve', null, 'c')).ok);
      ids.push(asked.request.id);
    }
    const running = ids.map((id, n) => execute(id, (n % 2 === 0 ? both[0] : both[1]).workflow()));
    const pulled = await both[1].service.pullStop(IRIS, 'now', 'c');
    assert.ok(pulled.ok);
    await Promise.all(running);
    const record = (await both[0].service.audit({ limit: 1000 })).map(({ event }) => event).reverse();
    const at = record.indexOf('stop.pulled');
    assert.ok(at > 0);
    assert.deepEqual(
      record.slice(at).filter((event) => event === 'execution.sending' || event === 'execution.started'),
      [],
    );
    const left = await Promise.all(ids.map(async (id) => both[0].service.find(id)));
    for (const request of left) {
      assert.ok(request !== null);
      const sent = request.state === 'submitted';
      assert.equal(request.heldBack === null, sent, `${request.id} ${request.state}`);
    }

    const released = await both[0].service.releaseStop(TOMAS, 'go on', 'c');
    assert.ok(released.ok);
    for (const id of ids) await execute(id, both[0].workflow());
    const after = await Promise.all(ids.map(async (id) => (await both[0].service.find(id))?.state));
    assert.deepEqual(new Set(after), new Set(['submitted']));
  });

  it('is pulled and released by many at once without anybody waiting for ever', async () => {
    const both = await start({});
    const work: Promise<unknown>[] = [];
    for (const n of numbers) {
      const one = n % 2 === 0 ? both[0] : both[1];
      work.push(
        ask(one, n).then(async (asked) => {
          if (!asked.ok) return;
          await one.service.decide(asked.request.id, TOMAS, 'approve', null, 'c');
          await execute(asked.request.id, one.workflow());
        }),
        one.service.pullStop(IRIS, String(n), 'c'),
        one.service.releaseStop(TOMAS, String(n), 'c'),
      );
    }
    const failed = (await Promise.allSettled(work)).filter(({ status }) => status === 'rejected');
    assert.deepEqual(failed, []);
  });
});
