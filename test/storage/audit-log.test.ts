import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sql } from 'kysely';
import { exportRecord, verifyRecord } from '../../src/cli/audit.ts';
import { appendAudit, queryAudit, verifyAudit } from '../../src/storage/audit-log.ts';
import { canonicalJson, storable } from '../../src/storage/canonical-json.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from './test-database.ts';

const AT = new Date('2026-11-22T06:00:00.123Z');

describe('the audit record', () => {
  let database: Database;
  beforeEach(async () => {
    database = await testDatabase();
    for (let i = 1; i <= 5; i += 1) await append(`event.${i}`, { i });
  });
  afterEach(() => database.close());

  function append(
    event: string,
    details: Readonly<Record<string, unknown>> = {},
    name = 'Iris Ek',
  ): Promise<unknown> {
    return database.kysely
      .transaction()
      .execute((trx) =>
        appendAudit(
          trx,
          { event, actor: { id: 'iris', name }, requestId: 'R-7F3K2', target: 'FIN-LT-042', details },
          AT,
        ),
      );
  }
  /** What somebody can do who owns the database. */
  async function tamper(statement: string): Promise<void> {
    await sql`alter table drawbridge.audit disable trigger all`.execute(database.kysely);
    await sql.raw(statement).execute(database.kysely);
    await sql`alter table drawbridge.audit enable trigger all`.execute(database.kysely);
  }

  it('is an unbroken chain without gaps', async () => {
    const verdict = await verifyAudit(database.kysely);
    assert.equal(verdict.ok, true);
    assert.equal(verdict.rows, 5);
  });

  for (const statement of [
    `update drawbridge.audit set event = 'x' where seq = 2`,
    'delete from drawbridge.audit where seq = 2',
    'truncate drawbridge.audit',
    `insert into drawbridge.audit select 7, at, event, actor_id, actor_name, request_id, target, details, hash, hash from drawbridge.audit where seq = 5`,
    `insert into drawbridge.audit select 6, at, event, actor_id, actor_name, request_id, target, details, repeat('0', 64), hash from drawbridge.audit where seq = 5`,
  ]) {
    it(`is kept by the database from: ${statement.slice(0, 60)}`, async () => {
      await assert.rejects(sql.raw(statement).execute(database.kysely), /append-only|only grows/);
      assert.equal((await verifyAudit(database.kysely)).ok, true);
    });
  }

  const breaches: readonly (readonly [string, string, number, 'changed' | 'removed' | 'inserted'])[] = [
    ['a changed event', `update drawbridge.audit set event = 'x' where seq = 3`, 3, 'changed'],
    ['a changed detail', `update drawbridge.audit set details = '{"i": 33}' where seq = 3`, 3, 'changed'],
    ['a changed time', `update drawbridge.audit set at = at + interval '1 ms' where seq = 3`, 3, 'changed'],
    ['a changed name', `update drawbridge.audit set actor_name = null where seq = 3`, 3, 'changed'],
    ['a removed row', 'delete from drawbridge.audit where seq = 3', 3, 'removed'],
    ['removed first rows', 'delete from drawbridge.audit where seq < 3', 1, 'removed'],
    ['removed last rows', 'delete from drawbridge.audit where seq > 3', 4, 'removed'],
    ['everything removed', 'delete from drawbridge.audit', 1, 'removed'],
    [
      'a row put in at the end',
      `insert into drawbridge.audit select 6, at, event, actor_id, actor_name, request_id, target, details, hash, hash from drawbridge.audit where seq = 5`,
      6,
      'changed',
    ],
    [
      'a swapped pair',
      `update drawbridge.audit set seq = case seq when 2 then 102 when 3 then 2 end where seq in (2, 3); update drawbridge.audit set seq = 3 where seq = 102`,
      2,
      'changed',
    ],
  ];
  for (const [what, statement, seq, fault] of breaches) {
    it(`shows ${what}`, async () => {
      for (const one of statement.split('; ')) await tamper(one);
      const verdict = await verifyAudit(database.kysely);
      assert.equal(verdict.ok, false);
      assert.deepEqual([verdict.seq, verdict.fault], [seq, fault]);
      let text = '';
      assert.equal(await verifyRecord(database, (part) => void (text += part)), 1);
      assert.match(text, new RegExp(`^broken at row ${seq} \\(${fault}\\): [^\\n]+\\n$`));
    });
  }

  it('shows a row that was rewritten together with its hash', async () => {
    const [row] = await queryAudit(database.kysely, { limit: 1, target: 'R-7F3K2' });
    assert.ok(row);
    const { auditHash } = await import('../../src/storage/audit-chain.ts');
    const forged = auditHash({ ...row, seq: 3, event: 'forged', details: { i: 3 } });
    await tamper(`update drawbridge.audit set event = 'forged', hash = '${forged}' where seq = 3`);
    const verdict = await verifyAudit(database.kysely);
    assert.equal(verdict.ok, false);
    assert.ok(verdict.seq === 3 || verdict.seq === 4);
  });

  it('is written by many at once without a gap', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => append(`many.${i}`)));
    const verdict = await verifyAudit(database.kysely);
    assert.equal(verdict.ok && verdict.rows, 55);
  });

  it('holds whatever text people and devices come up with', async () => {
    await append(
      'odd',
      { text: 'a\u0000b\ud800c', nested: [{ z: 1, a: undefined, b: null }], n: 1.5e-9 },
      'O\u0000’Brien',
    );
    assert.equal((await verifyAudit(database.kysely)).ok, true);
  });

  it('finds rows by time, person and target', async () => {
    await append('later', {}, 'Tomas 100% Ng');
    const found = async (query: object): Promise<number> =>
      (await queryAudit(database.kysely, { limit: 100, ...query })).length;
    assert.equal(await found({ actor: '100%' }), 1);
    assert.equal(await found({ actor: '%' }), 1);
    assert.equal(await found({ actor: 'iris' }), 6);
    assert.equal(await found({ target: 'fin-lt' }), 6);
    assert.equal(await found({ target: 'r-7f3k2' }), 6);
    assert.equal(await found({ target: "x' or 1=1" }), 0);
    assert.equal(await found({ since: '2026-11-22T06:00:01Z' }), 0);
    await assert.rejects(found({ since: 'tuesday' }), { code: 'usage' });
  });

  it('is written out as JSON lines and as CSV', async () => {
    await append('=cmd', {}, '=HYPERLINK("http://x")');
    const lines: string[] = [];
    await exportRecord(database, { format: 'jsonl' }, (text) => void lines.push(text));
    assert.equal(lines.length, 6);
    assert.deepEqual(JSON.parse(lines[0] ?? ''), (await queryAudit(database.kysely, { limit: 10 })).at(-1));
    let csv = '';
    await exportRecord(
      database,
      { format: 'csv', since: '2026-01-01T00:00:00Z' },
      (text) => void (csv += text),
    );
    assert.match(
      csv,
      /^seq,at,event,actorId,actorName,requestId,target,details,previousHash,hash\r\n1,2026-11-22T06:00:00\.123Z,event\.1,/,
    );
    assert.match(csv, /,"'=cmd",iris,"'=HYPERLINK\(""http:\/\/x""\)",/);
    await assert.rejects(
      exportRecord(database, { format: 'xml' }, () => undefined),
      { code: 'usage' },
    );
    await assert.rejects(
      exportRecord(database, { format: 'csv', since: 'x' }, () => undefined),
      { code: 'usage' },
    );
  });
});

describe('canonicalJson', () => {
  it('is one text whatever the order of keys, and JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.equal(canonicalJson(reversed(value)), text);
        assert.equal(canonicalJson(storable(storable(value))), canonicalJson(storable(value)));
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
