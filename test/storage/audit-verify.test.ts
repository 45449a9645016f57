import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { auditHash } from '../../src/storage/audit-chain.ts';
import type { AuditVerdict } from '../../src/storage/audit-log.ts';
import { appendAudit, queryAudit, verifyAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { emptyPglite } from '../../src/storage/empty-pglite.ts';
import { migrate, readMigrations } from '../../src/storage/migrate.ts';
import type { Schema } from '../../src/storage/schema.ts';
import type { RecordUnderAttack } from './audit-tampering.ts';
import { setUpRecord } from './audit-tampering.ts';
import type { PostgresServer } from './postgres-server.ts';
import { startPostgres } from './postgres-server.ts';
import { testDatabase } from './test-database.ts';

type Fault = 'changed' | 'removed' | 'inserted';
interface Case {
  readonly what: string;
  readonly statements: readonly string[];
  readonly seq: number;
  readonly fault: Fault;
  readonly says?: RegExp;
}

const set = (assignment: string, seq: number): string =>
  `update drawbridge.audit set ${assignment} where seq = ${seq}`;
const changed = (assignment: string, seq = 4): Case => ({
  what: `row ${seq} with ${assignment}`,
  statements: [set(assignment, seq)],
  seq,
  fault: 'changed',
  says: new RegExp(`^row ${seq} \\(\`.*\` at .*\\) was changed$`),
});
const copyOf = (seq: number, as: string, previous = 'previous_hash', hash = 'hash'): string =>
  `insert into drawbridge.audit select ${as}, at, event, actor_id, actor_name, request_id, target, details, ${previous}, ${hash} from drawbridge.audit where seq = ${seq}`;
const HEAD_BACK = `update drawbridge.audit_head set seq = 6, hash = (select hash from drawbridge.audit where seq = 6)`;

const CASES: readonly Case[] = [
  changed(`at = at + interval '1 millisecond'`),
  changed(`at = at + interval '1 microsecond'`),
  changed(`at = at - interval '2500 years'`),
  changed(`at = 'infinity'`),
  changed(`event = 'event.5'`),
  changed(`actor_id = 'tomas'`),
  changed('actor_id = null'),
  changed(`actor_id = ''`, 3),
  changed(`actor_id = 'null'`, 3),
  changed(`actor_id = 'NULL'`, 3),
  changed(`actor_name = 'Iris \\"Ø\\" Ek'`),
  changed(`actor_name = actor_name || E'\\t'`),
  changed(`request_id = 'R-3'`),
  changed('request_id = null'),
  changed(`target = 'FIN-LT-043'`),
  changed('target = null', 5),
  changed(`details = details || '{"more": 1}'`),
  changed(`details = details - 'i'`),
  changed(`details = jsonb_set(details, '{nested,0,b}', '1.0')`),
  changed(`details = jsonb_set(details, '{i}', '4.0')`),
  changed(`details = jsonb_set(details, '{i}', '4.00000000000000000001')`),
  changed(`details = jsonb_set(details, '{share}', '0.250')`),
  changed(`details = jsonb_set(details, '{tiny}', '0.0000000015000000000000000000001')`),
  changed(`details = 'null'`),
  changed(`previous_hash = repeat('0', 64)`),
  changed(`previous_hash = upper(previous_hash)`),
  changed(`hash = repeat('0', 64)`),
  changed(`hash = hash || E'\\t'`),
  // The texts that were there, put where a careless reader of the line would find them.
  changed(
    `event = 'forged', hash = hash || E'\\t' || array[event, actor_id, actor_name, request_id, target]::text`,
    5,
  ),
  {
    what: 'a row with another number',
    statements: [set('seq = 9', 4)],
    seq: 4,
    fault: 'removed',
    says: /^row 4 was removed between row 3 \(`event\.3` at 2026-11-22T06:00:00\.120Z, request R-1\) and row 5 \(/,
  },
  {
    what: 'the first row removed',
    statements: ['delete from drawbridge.audit where seq = 1'],
    seq: 1,
    fault: 'removed',
    says: /^row 1 was removed before row 2 \(/,
  },
  {
    what: 'rows in the middle removed',
    statements: ['delete from drawbridge.audit where seq in (4, 5)'],
    seq: 4,
    fault: 'removed',
    says: /^rows 4 to 5 were removed between row 3 \(.*\) and row 6 \(.*, request R-3\)$/,
  },
  {
    what: 'the last row removed',
    statements: ['delete from drawbridge.audit where seq = 8'],
    seq: 8,
    fault: 'removed',
    says: /^row 8 was removed: the record ends with row 7 \(.*request R-3\)$/,
  },
  {
    what: 'the last rows removed and the end moved back',
    statements: ['delete from drawbridge.audit where seq > 6', HEAD_BACK],
    seq: 7,
    fault: 'removed',
    says: /^row 7, the last one of request R-3, was removed$/,
  },
  {
    what: 'everything removed',
    statements: ['delete from drawbridge.audit'],
    seq: 1,
    fault: 'removed',
    says: /^rows 1 to 8 were removed: the record is empty$/,
  },
  {
    what: 'the note of the end removed',
    statements: ['delete from drawbridge.audit_head'],
    seq: 8,
    fault: 'removed',
  },
  {
    what: 'the note of the end changed',
    statements: [`update drawbridge.audit_head set hash = repeat('0', 64)`],
    seq: 8,
    fault: 'changed',
    says: /which is not the row that it ended with$/,
  },
  {
    what: 'the note of the end moved back alone',
    statements: [HEAD_BACK],
    seq: 7,
    fault: 'inserted',
    says: /had 6 rows: what follows was inserted$/,
  },
  { what: 'a row put in before the first', statements: [copyOf(4, '0')], seq: 0, fault: 'inserted' },
  { what: 'a row put in far before the first', statements: [copyOf(4, '-7')], seq: -7, fault: 'inserted' },
  { what: 'a row put in at the end', statements: [copyOf(8, '9', 'hash')], seq: 9, fault: 'changed' },
  { what: 'a row there twice, renumbered', statements: [copyOf(4, '9')], seq: 9, fault: 'changed' },
  {
    what: 'a row put in in the middle, the others renumbered',
    statements: [
      'update drawbridge.audit set seq = -seq - 1 where seq > 4',
      'update drawbridge.audit set seq = -seq where seq < 0',
      copyOf(4, '5', 'hash'),
    ],
    seq: 5,
    fault: 'changed',
  },
  {
    what: 'two rows swapped',
    statements: [set('seq = -4', 4), set('seq = 4', 5), set('seq = 5', -4)],
    seq: 4,
    fault: 'changed',
  },
];

function describeVerify(name: string, open: () => Promise<Database>): void {
  describe(`verifying the record on ${name}`, function () {
    this.timeout(60_000);
    let database: Database;
    let record: RecordUnderAttack;
    before(async () => {
      database = await open();
      record = await setUpRecord(database);
    });
    after(() => (database as Database | undefined)?.close());
    afterEach(() => record.restore());

    const verify = (): Promise<AuditVerdict> => verifyAudit(database.kysely);

    it('finds nothing where nothing was done', async () => {
      const verdict = await verify();
      assert.deepEqual([verdict.ok, verdict.rows], [true, 8]);
      assert.deepEqual(verdict.ok && verdict.unguarded, []);
    });

    for (const { what, statements, seq, fault, says } of CASES) {
      it(`names ${what}`, async () => {
        await record.tamper(...statements);
        const verdict = await verify();
        assert.ok(!verdict.ok);
        assert.deepEqual([verdict.seq, verdict.fault], [seq, fault], verdict.message);
        if (says !== undefined) assert.match(verdict.message, says);
      });
    }

    it('names a row that is there twice, wherever pages end', async () => {
      await sql`alter table drawbridge.audit drop constraint audit_pkey`.execute(database.kysely);
      await record.tamper(copyOf(4, '4'));
      const verdict = await verify();
      assert.ok(!verdict.ok);
      assert.match(verdict.message, /^row 4 \(.*\) is there twice$/);
      await record.restore();
      await sql`alter table drawbridge.audit add primary key (seq)`.execute(database.kysely);
    });

    it('names rows that lost a column', async () => {
      for (const column of ['details', 'at', 'event', 'hash', 'previous_hash']) {
        await sql.raw(`alter table drawbridge.audit alter ${column} drop not null`).execute(database.kysely);
        await record.tamper(set(`${column} = null`, 4));
        const verdict = await verify();
        assert.deepEqual(!verdict.ok && [verdict.seq, verdict.fault], [4, 'changed'], column);
        await record.restore();
        await sql.raw(`alter table drawbridge.audit alter ${column} set not null`).execute(database.kysely);
      }
    });

    it('names a request whose row was rewritten with everything after it', async () => {
      await rewriteFrom(7, { event: 'forged' });
      const verdict = await verify();
      assert.ok(!verdict.ok);
      assert.deepEqual([verdict.seq, verdict.fault], [7, 'changed']);
      assert.match(verdict.message, /^row 7 is not the last row that request R-3 had/);
    });

    it('names the row after one that was rewritten together with its hash', async () => {
      const row = (await queryAudit(database.kysely, { limit: 100 })).find(({ seq }) => seq === 4);
      assert.ok(row);
      await record.tamper(set(`event = 'forged', hash = '${auditHash({ ...row, event: 'forged' })}'`, 4));
      const verdict = await verify();
      assert.ok(!verdict.ok);
      assert.deepEqual([verdict.seq, verdict.fault], [5, 'inserted']);
      assert.match(verdict.message, /^row 5 \(.*\) does not follow the row before it: /);
    });

    it('finds only by a row noted elsewhere what was rewritten to the last trace', async () => {
      const honest = await verify();
      assert.ok(honest.ok);
      await rewriteFrom(7, { event: 'forged' });
      await record.tamper(
        `update drawbridge.audit_latest l set hash = a.hash from drawbridge.audit a where a.seq = l.seq`,
      );
      assert.equal((await verify()).ok, true);
      const anchored = await verifyAudit(database.kysely, { seq: 8, hash: honest.head });
      assert.ok(!anchored.ok);
      assert.match(anchored.message, /^row 8 \(.*\) is not the row that was noted/);
      const missing = await verifyAudit(database.kysely, { seq: 12, hash: honest.head });
      assert.ok(!missing.ok);
      assert.match(missing.message, /^rows 9 to 12 were removed/);
    });

    /** With every hash after it, and the end: what only somebody who knows the format can do. */
    async function rewriteFrom(first: number, forged: { readonly event: string }): Promise<void> {
      const rows = (await queryAudit(database.kysely, { limit: 100 })).toReversed();
      let previousHash = rows[first - 2]?.hash ?? '';
      for (const row of rows.slice(first - 1)) {
        const rest = { ...row, previousHash, ...(row.seq === first ? forged : {}) };
        const hash = auditHash(rest);
        await record.tamper(
          set(`event = '${rest.event}', previous_hash = '${previousHash}', hash = '${hash}'`, row.seq),
          `update drawbridge.audit_head set hash = '${hash}'`,
        );
        previousHash = hash;
      }
    }

    for (const table of ['audit', 'audit_head', 'audit_latest']) {
      it(`cannot be made to change ${table}`, async () => {
        for (const statement of [
          `update drawbridge.${table} set hash = repeat('1', 64)`,
          `update drawbridge.${table} set hash = hash`,
          `delete from drawbridge.${table}`,
          `truncate drawbridge.${table}`,
          `truncate drawbridge.${table} cascade`,
          `insert into drawbridge.${table} select * from drawbridge.${table}`,
          `insert into drawbridge.${table} select * from drawbridge.${table} on conflict do nothing`,
        ]) {
          await assert.rejects(sql.raw(statement).execute(database.kysely), { code: 'DB001' }, statement);
        }
        assert.equal((await verify()).ok, true);
      });
    }

    it('is not changed by a session that calls itself a replica', async () => {
      await database.kysely.connection().execute(async (session) => {
        // `restore` left the triggers as `enable trigger all` does; the migration sets them to fire always.
        await sql`alter table drawbridge.audit enable always trigger audit_no_change`.execute(session);
        await sql`set session_replication_role = replica`.execute(session);
        try {
          await assert.rejects(sql`delete from drawbridge.audit`.execute(session), { code: 'DB001' });
        } finally {
          await sql`set session_replication_role = origin`.execute(session);
        }
      });
    });

    it('says which guards are gone', async () => {
      await sql`alter table drawbridge.audit disable trigger audit_no_change`.execute(database.kysely);
      const verdict = await verify();
      assert.deepEqual(verdict.ok && verdict.unguarded, ['audit_no_change']);
      await sql`alter table drawbridge.audit enable always trigger audit_no_change`.execute(database.kysely);
    });
  });
}

describeVerify('PGlite', testDatabase);

describe('on a real PostgreSQL', function () {
  this.timeout(120_000);
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

  describeVerify('PostgreSQL', async () => openDatabase({ databaseUrl: await server.newDatabase() }));

  it('lets a role without rights to the schema add to the record and do nothing else to it', async () => {
    const url = new URL(await server.newDatabase());
    const owner = await openDatabase({ databaseUrl: url.href });
    for (const statement of [
      `create role bot login password 'bot'`,
      'grant usage on schema drawbridge to bot',
      'grant select, insert, update, delete on all tables in schema drawbridge to bot',
      'revoke update, delete on drawbridge.audit from bot',
      'revoke insert, update, delete on drawbridge.migrations from bot',
    ]) {
      await sql.raw(statement).execute(owner.kysely);
    }
    url.username = 'bot';
    url.password = 'bot';
    const bot = await openDatabase({ databaseUrl: url.href });
    await bot.kysely
      .transaction()
      .execute((trx) =>
        appendAudit(
          trx,
          { event: 'x', actor: null, requestId: 'R-1', target: null, details: {} },
          new Date(),
        ),
      );
    for (const statement of [
      'alter table drawbridge.audit disable trigger all',
      'drop trigger audit_no_change on drawbridge.audit',
      'drop table drawbridge.audit_latest',
      'create or replace function drawbridge.audit_refuse() returns trigger language plpgsql as $$ begin return null; end $$',
      'set session_replication_role = replica',
      'delete from drawbridge.audit',
      'truncate drawbridge.audit',
    ]) {
      await assert.rejects(sql.raw(statement).execute(bot.kysely), { code: '42501' }, statement);
    }
    await assert.rejects(sql`update drawbridge.audit_head set seq = 0`.execute(bot.kysely), {
      code: 'DB001',
    });
    const verdict = await verifyAudit(bot.kysely);
    assert.deepEqual([verdict.ok, verdict.rows], [true, 1]);
    await bot.close();
    await owner.close();
  });
});

describe('a record from before the notes of the requests', () => {
  it('is verified, and guarded from then on', async () => {
    const pglite = await PGlite.create({ loadDataDir: await emptyPglite() });
    const kysely = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
    const migrations = await readMigrations();
    // Writing a row needs what came later; the notes alone are missing.
    const before = migrations.filter(({ name }) => !name.startsWith('0003'));
    await migrate(kysely, before);
    for (const requestId of ['R-1', 'R-2', null, 'R-1']) {
      await kysely
        .transaction()
        .execute((trx) =>
          appendAudit(trx, { event: 'x', actor: null, requestId, target: null, details: {} }, new Date(0)),
        );
    }
    await migrate(kysely, migrations);
    const latest = await kysely
      .selectFrom('drawbridge.audit_latest')
      .select(['request_id', 'seq'])
      .orderBy('request_id')
      .execute();
    assert.deepEqual(latest, [
      { request_id: 'R-1', seq: 4 },
      { request_id: 'R-2', seq: 2 },
    ]);
    const verdict = await verifyAudit(kysely);
    assert.deepEqual([verdict.ok, verdict.rows], [true, 4]);
    await assert.rejects(sql`delete from drawbridge.audit_latest`.execute(kysely), { code: 'DB001' });
    await pglite.close();
  });
});

describe('a record that somebody was at', function () {
  this.timeout(120_000);
  let database: Database;
  let record: RecordUnderAttack;
  before(async () => {
    database = await testDatabase();
    record = await setUpRecord(database);
  });
  after(() => database.close());

  const row = fc.integer({ min: 1, max: 8 });
  const column = fc.constantFrom(
    'event',
    'actor_id',
    'actor_name',
    'request_id',
    'target',
    'previous_hash',
    'hash',
  );
  const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0') && one.isWellFormed());
  const literal = (one: string): string => `'${one.replaceAll("'", "''")}'`;
  const attack = fc.oneof(
    fc.tuple(row, column, text).map(([seq, name, value]) => [set(`${name} = ${literal(value)}`, seq)]),
    fc.tuple(row, fc.string(), fc.jsonValue()).map(([seq, key, value]) => {
      const part = JSON.stringify({ [key]: value }).replaceAll('\\u0000', '');
      return [set(`details = details || ${literal(part)}::jsonb`, seq)];
    }),
    fc
      .uniqueArray(row, { minLength: 1 })
      .map((rows) => [`delete from drawbridge.audit where seq in (${rows.join(',')})`]),
    fc
      .tuple(row, row)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [set('seq = -1', a), set(`seq = ${a}`, b), set(`seq = ${b}`, -1)]),
    fc.tuple(row, fc.constantFrom(-1, 0, 9, 10)).map(([seq, as]) => [copyOf(seq, String(as))]),
  );

  it('is never found to be in order, unless nothing is different', async () => {
    const before = await contents();
    await fc.assert(
      fc.asyncProperty(attack, async (statements) => {
        await record.restore();
        await record.tamper(...statements);
        const same = (await contents()) === before;
        assert.equal((await verifyAudit(database.kysely)).ok, same);
      }),
      { numRuns: 150 },
    );
  });

  async function contents(): Promise<string> {
    const { rows } = await sql<{ all: string }>`
      select string_agg(audit::text, ';' order by seq) as all from drawbridge.audit`.execute(database.kysely);
    return rows[0]?.all ?? '';
  }
});
