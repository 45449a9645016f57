import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { ResponseStore, StoredRequest } from '../../src/domain/ports/response-store.ts';
import { ConflictError } from '../../src/errors.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import { createConversationStore } from '../../src/storage/conversation-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate, readMigrations } from '../../src/storage/migrate.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import type { Schema } from '../../src/storage/schema.ts';
import type { PostgresServer } from './postgres-server.ts';
import { startPostgres } from './postgres-server.ts';
import { PREVIOUS_MIGRATIONS, PreviousRelease } from './previous-release.ts';

const clock = { now: () => new Date() };
const AT = '2026-11-22T06:00:00.000Z';

describe('a rolling update', function () {
  this.timeout(120_000);
  let server: PostgresServer;
  let databaseUrl: string;
  let database: Database;
  let now: ResponseStore;
  let old: PreviousRelease;

  function storeOf(of: Database): ResponseStore {
    return createResponseStore(of.kysely, { clock, enqueue: () => Promise.resolve() });
  }

  before(async function () {
    const started = await startPostgres();
    if ('missing' in started) {
      process.stderr.write(`\nPostgreSQL could not be started, its tests are skipped: ${started.missing}\n`);
      this.skip();
    }
    server = started;
  });
  after(() => (server as PostgresServer | undefined)?.stop());

  describe('once the schema is the newest', () => {
    beforeEach(async () => {
      databaseUrl = await server.newDatabase();
      database = await openDatabase({ databaseUrl });
      now = storeOf(database);
      old = new PreviousRelease(databaseUrl);
    });
    afterEach(async () => {
      await old.close();
      await database.close();
    });

    const found = async (id: unknown): Promise<StoredRequest> => {
      const stored = await now.find(String(id));
      assert.ok(stored !== null);
      return stored;
    };

    it('lets both releases carry one request in turns, and neither loses what the other wrote', async () => {
      const { id } = await old.request(randomUUID());
      const made = await found(id);
      assert.equal(made.request.state, 'requested');
      assert.equal(made.book.binding, null);
      const binding = { call: { operation: 'isolate', input: {} }, facts: { Owner: 'Adele' }, hash: 'abc' };
      await now.transaction((tx) =>
        tx.save({
          ...made,
          request: { ...made.request, hold: { minutes: 240, until: null } },
          book: { ...made.book, binding, reissues: 2 },
        }),
      );
      await old.decide(id, 'tomas', 'approved');
      await old.change(id, 'execution.started', (_, row) => ({
        ...row,
        state: 'executing',
        started_at: new Date(),
        lease_owner: 'run-1',
        lease_until: new Date(),
      }));
      const after = await found(id);
      assert.equal(after.request.state, 'executing');
      assert.equal(after.book.leaseOwner, 'run-1');
      assert.deepEqual(after.request.hold, { minutes: 240, until: null });
      assert.deepEqual(after.book.binding, binding);
      assert.equal(after.book.reissues, 2);
      assert.deepEqual(
        after.request.decisions.map(({ actor }) => actor.id),
        ['tomas'],
      );
      await now.transaction((tx) => tx.save({ ...after, request: { ...after.request, state: 'failed' } }));
      assert.equal((await old.find(id)).row.state, 'failed');
      assert.equal(after.request.version + 1, (await old.find(id)).row.version);
    });

    it('approves no request that needs groups by votes of a release that counts heads alone', async () => {
      const { id } = await old.request(randomUUID());
      const made = await found(id);
      const eachOf = [
        { id: 'ops', name: 'Security Operations' },
        { id: 'owners', name: null },
      ];
      const request = { ...made.request, approvalsNeeded: 2, eachOf };
      await now.transaction((tx) => tx.save({ ...made, request }));
      // Neither the vote that it takes for the last one nor one before that, and nothing of what comes with them.
      await assert.rejects(old.decide(id, 'tomas', 'requested'), /cannot count them/);
      await assert.rejects(old.decide(id, 'tomas', 'approved'), /cannot count them/);
      const { request: untouched } = await found(id);
      assert.deepEqual([untouched.state, untouched.decisions], ['requested', []]);

      const standing = { groups: ['ops'], role: false };
      const vote = {
        actor: { id: 'ann', name: 'Ann' },
        verdict: 'approve' as const,
        reason: null,
        at: AT,
        standing,
      };
      await now.transaction(async (tx) => {
        await tx.save({ ...(await found(id)), request: { ...untouched, decisions: [vote] } });
      });
      assert.deepEqual((await found(id)).request.decisions, [vote]);
      // Whatever else it does to such a request goes on, its expiry for one.
      await old.change(id, 'request.expired', (_, row) => ({ ...row, state: 'expired' }));
      const { request: over } = await found(id);
      assert.deepEqual([over.state, over.eachOf], ['expired', eachOf]);
      assert.equal((await verifyAudit(database.kysely)).ok, true);
    });

    it('lets one of two win that read the same version, whichever release they are of', async () => {
      const { id } = await old.request(randomUUID());
      const [ours, theirs] = [await found(id), (await old.find(id)).row];
      const outcomes = await Promise.all([
        now
          .transaction((tx) => tx.save({ ...ours, request: { ...ours.request, state: 'cancelled' } }))
          .then(
            () => true,
            (error: unknown) => {
              assert.ok(error instanceof ConflictError);
              return false;
            },
          ),
        old.saveStale({ ...theirs, state: 'expired' }),
      ]);
      assert.deepEqual(outcomes.toSorted(), [false, true]);
      assert.equal((await found(id)).request.state, outcomes[0] ? 'cancelled' : 'expired');
    });

    it('keeps one chain while both write the record', async () => {
      const entry = {
        event: 'decision.refused',
        actor: null,
        requestId: 'R-NEW',
        target: null,
        details: { n: 1 },
      } as const;
      await Promise.all([
        ...Array.from({ length: 20 }, () => old.request(randomUUID())),
        ...Array.from({ length: 20 }, () => now.transaction((tx) => tx.audit(entry))),
      ]);
      const verdict = await verifyAudit(database.kysely);
      assert.ok(verdict.ok, 'message' in verdict ? verdict.message : '');
      assert.equal(verdict.rows, 40);
      assert.deepEqual(verdict.unguarded, []);
    });

    it('shares deliveries, conversations, leases and cards', async () => {
      const conversations = createConversationStore(database.kysely, clock);
      const first = await Promise.all([
        old.firstDelivery('a:iris', 'm1'),
        conversations.firstDelivery('a:iris', 'm1'),
      ]);
      assert.deepEqual(first.toSorted(), [false, true]);
      await old.saveConversation('a:iris', 'iris');
      assert.equal((await conversations.find('a:iris'))?.personId, 'iris');
      const { id } = await old.request(randomUUID());
      await old.addCopy(id, 'a:iris', 'm1');
      assert.equal((await old.copiesOf(id)).length, 1);
      assert.ok((await old.liveIds()).includes(String(id)));
      const stored = await found(id);
      await now.transaction((tx) => tx.save({ ...stored, book: { ...stored.book, leaseOwner: 'run-2' } }));
      await old.breakLeases();
      assert.equal((await found(id)).book.leaseOwner, null);
    });
  });

  it('brings the schema up to date beside a release that works, by two processes at once', async () => {
    const url = await server.newDatabase();
    await setUpAsThen(url);
    const working = new PreviousRelease(url);
    let carried = 0;
    const carry = async (): Promise<void> => {
      const { id } = await working.request(randomUUID());
      await working.addCopy(id, 'a:iris', String(id));
      await working.decide(id, 'tomas', 'approved');
      await working.change(id, 'execution.started', (_, row) => ({ ...row, state: 'executing' }));
      carried += 1;
    };
    let updated = false;
    const meanwhile = Promise.all(
      Array.from({ length: 4 }, async () => {
        do await carry();
        while (!updated);
      }),
    );
    const opened = await Promise.all([
      openDatabase({ databaseUrl: url }),
      openDatabase({ databaseUrl: url }),
    ]);
    updated = true;
    await meanwhile;
    await Promise.all([carry(), carry()]);
    await working.close();
    const [one, two] = opened;
    const { rows } = await sql`select name from drawbridge.migrations`.execute(one.kysely);
    assert.equal(rows.length, (await readMigrations()).length);
    const live = await storeOf(two).inStates(['executing'], 100_000);
    assert.equal(live.length, carried);
    const verdict = await verifyAudit(one.kysely);
    assert.ok(verdict.ok, 'message' in verdict ? verdict.message : '');
    assert.equal(verdict.rows, 3 * carried);
    await Promise.all(opened.map((each) => each.close()));
  });
});

/** The schema as the release before made it. */
async function setUpAsThen(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  pool.on('error', () => undefined);
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const migrations = await readMigrations();
  await migrate(
    kysely,
    migrations.filter(({ name }) => PREVIOUS_MIGRATIONS.has(name)),
  );
  await kysely.destroy();
}
