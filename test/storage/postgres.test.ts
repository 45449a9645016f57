import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import type { RequestState } from '../../src/domain/approvals/request.ts';
import type { Bookkeeping } from '../../src/domain/ports/response-store.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { DefenderServer } from '../jobs/defender-server.ts';
import { startDefenderServer } from '../jobs/defender-server.ts';
import { describeReplicas } from '../bot/replicas-suite.ts';
import { describeFollowing } from '../jobs/follow-suite.ts';
import { startHarness } from '../jobs/harness.ts';
import { describeTurns } from '../jobs/turns-suite.ts';
import { describeCardCopies } from './card-copy-suite.ts';
import { describeLedger } from './ledger-suite.ts';
import type { PostgresServer } from './postgres-server.ts';
import { startPostgres } from './postgres-server.ts';
import { describeStores } from './store-suite.ts';

describe('on a real PostgreSQL', function () {
  this.timeout(120_000);
  let server: PostgresServer;
  let databaseUrl: string;
  let database: Database;

  before(async function () {
    const started = await startPostgres();
    if ('missing' in started) {
      process.stderr.write(`\nPostgreSQL could not be started, its tests are skipped: ${started.missing}\n`);
      this.skip();
    }
    server = started;
    databaseUrl = await server.newDatabase();
    database = await openDatabase({ databaseUrl });
  });
  after(async () => {
    // Not set when the server could not be started.
    await (database as Database | undefined)?.close();
    await (server as PostgresServer | undefined)?.stop();
  });

  describeStores('PostgreSQL', () => database);
  describeLedger('PostgreSQL', () => database);
  describeCardCopies('PostgreSQL', () => database);
  describeReplicas('PostgreSQL', () => database);
  describeFollowing('PostgreSQL', async () => openDatabase({ databaseUrl: await server.newDatabase() }));
  describeTurns('PostgreSQL', async () => openDatabase({ databaseUrl: await server.newDatabase() }));

  it('is set up once by many that start at the same time', async () => {
    const url = await server.newDatabase();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ databaseUrl: url })));
    assert.equal(
      opened.every((one) => !one.exclusive),
      true,
    );
    await Promise.all(opened.map((one) => one.close()));
  });

  it('answers while more work that nobody waits for is under way than it is let do at once', async () => {
    const own = await openDatabase({ databaseUrl: await server.newDatabase() });
    const held = Promise.withResolvers<undefined>();
    const working = Array.from({ length: 20 }, () =>
      own.unhurried.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        await held.promise;
      }),
    );
    // More than the pool has connections: one after another they all come through.
    for (let n = 0; n < 12; n += 1) await own.ping();
    const { rows } = await sql<{ busy: string }>`
      select count(*) as busy from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`.execute(
      own.kysely,
    );
    held.resolve(undefined);
    await Promise.all(working);
    await own.close();
    assert.ok(Number(rows[0]?.busy) <= 2, `${rows[0]?.busy} at once`);
  });

  it('carries a request from the question to the proof', async () => {
    const own = await openDatabase({ databaseUrl: await server.newDatabase() });
    const harness = await startHarness(own);
    await harness.startWorkers();
    const id = await harness.approved();
    await harness.until(id, (request) => request.verification.verified === 'yes');
    assert.equal(harness.defender.sent.length, 1);
    assert.equal((await verifyAudit(own.kysely)).ok, true);
    await harness.stop();
    await own.close();
  });

  describe('with two processes', () => {
    let defender: DefenderServer;
    const children: ChildProcess[] = [];
    before(async () => {
      defender = await startDefenderServer();
    });
    after(async () => {
      for (const child of children) child.kill('SIGKILL');
      await (defender as DefenderServer | undefined)?.close();
    });

    it('lets the second finish what the first was killed at, and sends nothing twice', async () => {
      const url = await server.newDatabase();
      const own = await openDatabase({ databaseUrl: url });
      const harness = await startHarness(own);
      const id = await harness.approved();
      await harness.stop();

      const first = start(url);
      await new Promise<void>((resolve) => {
        defender.at = (moment) => {
          if (moment !== 'isolate:after') return undefined;
          resolve();
          return new Promise(() => undefined);
        };
        void until(first, 'never');
      });
      // At once: left alive for longer than its lease, it would finish by itself.
      first.kill('SIGKILL');
      await once(first, 'exit');
      defender.at = () => undefined;
      await until(start(url), 'execution.verified:committed');

      assert.equal(defender.actions.length, 1);
      assert.equal((await verifyAudit(own.kysely)).ok, true);
      const after = await startHarness(own);
      const request = await after.service.find(id);
      assert.equal(request?.state, 'succeeded');
      assert.equal(request.execution.upstreamId, 'action-1');
      await after.stop();
      await own.close();
    });

    it('takes jobs and lease from a process whose heartbeat stopped, long before they run out', async () => {
      const url = await server.newDatabase();
      const own = await openDatabase({ databaseUrl: url });
      const harness = await startHarness(own);
      const id = await harness.approved();
      const first = start(url, { lease: 600_000 });
      await new Promise<void>((resolve) => {
        defender.at = (moment) => {
          if (moment !== 'machineActions:before') return undefined;
          resolve();
          return new Promise(() => undefined);
        };
        void until(first, 'never');
      });
      first.kill('SIGKILL');
      await once(first, 'exit');
      defender.at = () => undefined;
      assert.equal((await harness.service.find(id))?.state, 'executing');

      // As if half a minute had gone by.
      await sql`update drawbridge_jobs.job set heartbeat_on = heartbeat_on - interval '30 seconds'
        where state = 'active'`.execute(own.kysely);
      await sql`update drawbridge_jobs.queue set monitor_on = null`.execute(own.kysely);
      await harness.boss.pgBoss.supervise();
      await harness.startWorkers();
      await harness.untilState(id, 'succeeded');
      assert.equal(harness.defender.sent.length, 1);
      await harness.stop();
      await own.close();
    });

    it('leaves the lease to a call that may be on its way, and to whoever carries nothing out', async () => {
      const own = await openDatabase({ databaseUrl: await server.newDatabase() });
      const harness = await startHarness(own);
      const id = await harness.approved();
      const heldAfter = async (
        state: RequestState,
        book: Partial<Bookkeeping>,
        broken: string,
      ): Promise<boolean> => {
        const stored = await harness.store.find(id);
        assert.ok(stored !== null);
        const request = { ...stored.request, state };
        const next = { ...stored.book, leaseOwner: 'run', leaseUntil: new Date(), ...book };
        await harness.store.transaction((tx) => tx.save({ request, book: next }));
        await harness.store.breakLeases([broken]);
        return (await harness.store.find(id))?.book.leaseOwner === 'run';
      };
      const now = new Date();
      assert.equal(await heldAfter('executing', { sendStartedAt: now, lookAgainAt: null }, 'run'), true);
      assert.equal(await heldAfter('executing', { sendStartedAt: now, lookAgainAt: now }, 'run'), false);
      assert.equal(await heldAfter('executing', { sendStartedAt: null, lookAgainAt: null }, 'run'), false);
      assert.equal(await heldAfter('executing', { sendStartedAt: null, lookAgainAt: null }, 'other'), true);
      assert.equal(await heldAfter('succeeded', { sendStartedAt: null, lookAgainAt: null }, 'run'), true);
      await harness.stop();
      await own.close();
    });

    function start(url: string, more: { readonly lease?: number } = {}): ChildProcess {
      const child = fork(new URL('../jobs/worker-process.ts', import.meta.url), [
        JSON.stringify({ databaseUrl: url, defender: defender.url, ...more }),
      ]);
      children.push(child);
      child.on('message', (message: { id: string }) => {
        if (child.connected) child.send(message.id);
      });
      return child;
    }

    function until(child: ChildProcess, moment: string): Promise<void> {
      return new Promise((resolve) => {
        child.on('message', (message: { moment: string }) => {
          if (message.moment === moment) resolve();
        });
      });
    }
  });
});
