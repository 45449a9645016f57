import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { verifyFile } from '../../src/cli/audit-file.ts';
import { exportRecord, parseAnchor, verifyRecord } from '../../src/cli/audit.ts';
import { appendAudit } from '../../src/storage/audit-log.ts';
import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-22T06:00:00.123Z');

describe('drawbridge audit', function () {
  this.timeout(60_000);
  let database: Database;
  let folder: string;
  let lines: readonly string[];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-audit-'));
    database = await testDatabase();
    for (let i = 1; i <= 6; i += 1) {
      // Two processes whose clocks differ: the fourth row is earlier than the third.
      const at = new Date(START + (i === 4 ? 2 : i) * HOUR);
      await database.kysely.transaction().execute((trx) =>
        appendAudit(
          trx,
          {
            event: `event.${i}`,
            actor: { id: 'iris', name: '=1+1 Ø\u0007' },
            requestId: 'R-7F3K2',
            target: null,
            details: { b: i, a: [1.5e-9, null, '\u2028'] },
          },
          at,
        ),
      );
    }
    lines = await exported();
  });
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  async function exported(since?: string, format = 'jsonl'): Promise<readonly string[]> {
    const written: string[] = [];
    const options = since === undefined ? { format } : { format, since };
    await exportRecord(database, options, (text) => void written.push(text));
    return written.map((line) => line.trimEnd());
  }

  async function verified(content: readonly string[], anchor?: string): Promise<readonly [number, string]> {
    const file = path.join(folder, 'export.jsonl');
    await writeFile(file, content.map((line) => `${line}\n`).join(''));
    let said = '';
    const code = await verifyFile(
      file,
      (text) => void (said += text),
      anchor === undefined ? undefined : parseAnchor(anchor),
    );
    return [code, said];
  }

  const hashOf = (line = ''): string => (JSON.parse(line) as { hash: string }).hash;

  it('proves an export without the database', async () => {
    assert.deepEqual(await verified(lines), [
      0,
      `ok: 6 rows, 1 to 6, unbroken; last hash ${hashOf(lines[5])}\n`,
    ]);
  });

  it('exports from the first row of the time on without gaps, and proves that part', async () => {
    const part = await exported(new Date(START + 2.5 * HOUR).toISOString());
    assert.deepEqual(part, lines.slice(2));
    const [code, said] = await verified(part);
    assert.equal(code, 0);
    assert.match(said, /^ok: 4 rows, 3 to 6, unbroken/);
    assert.deepEqual(await exported('2030-01-01T00:00:00Z'), []);
  });

  for (const [what, change, says] of [
    [
      'a changed character',
      (all) => all.with(2, (all[2] ?? '').replace('event.3', 'event.9')),
      /^broken at line 3 \(changed\): row 3 \(`event\.9` at .*, request R-7F3K2\) was changed\n$/,
    ],
    [
      'a field more',
      (all) => all.with(2, (all[2] ?? '').replace('{', '{"note":"x",')),
      /^broken at line 3 \(changed\): this is not a row of the record\n$/,
    ],
    ['a line that is none', (all) => all.with(5, 'null'), /^broken at line 6 \(changed\)/],
    [
      'a removed line',
      (all) => all.toSpliced(2, 2),
      /^broken at line 3 \(removed\): rows 3 to 4 were removed between row 2 \(/,
    ],
    [
      'a line twice',
      (all) => all.toSpliced(2, 0, all[1] ?? ''),
      /^broken at line 3 \(inserted\): row 2 \(.*\) is there twice/,
    ],
    ['lines in another order', (all) => all.toReversed(), /^broken at line 2 \(inserted\)/],
    ['no lines', () => [], /^broken: the file has no rows/],
  ] as readonly (readonly [string, (all: readonly string[]) => readonly string[], RegExp])[]) {
    it(`shows ${what} in an export`, async () => {
      const [code, said] = await verified(change(lines));
      assert.equal(code, 1);
      assert.match(said, says);
    });
  }

  it('shows by a row noted before what was cut off or rewritten', async () => {
    const last = `6:${hashOf(lines[5])}`;
    assert.equal((await verified(lines, last))[0], 0);
    const [code, said] = await verified(lines.slice(0, 4), last);
    assert.equal(code, 1);
    assert.match(
      said,
      /^broken after row 4 \(removed\): row 6, which was noted, is not among rows 1 to 4\n$/,
    );
    const other = await verified(lines, `6:${'0'.repeat(64)}`);
    assert.match(other[1], /^broken at line 6 \(changed\): row 6 is not the row that was noted/);
  });

  it('finds whatever is done to an export, but for lines cut off at an end', async () => {
    const characters = lines.join('\n').length;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(characters - 1),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary-ascii' }),
        async (at, put) => {
          const text = lines.join('\n');
          const edited = text.slice(0, at) + put + text.slice(at + 1);
          const [code] = await verified(edited.split('\n'));
          // Only spaces between JSON's own characters change nothing.
          const same =
            edited.split('\n').length === lines.length &&
            edited.split('\n').every((line, i) => alike(line, lines[i]));
          assert.equal(code, same ? 0 : 1, JSON.stringify({ at, put }));
        },
      ),
      { numRuns: 200 },
    );
  });

  function alike(line: string, other = ''): boolean {
    try {
      assert.deepEqual(JSON.parse(line), JSON.parse(other));
      return true;
    } catch {
      return false;
    }
  }

  it('takes a file that is not there for a wrong argument', async () => {
    await assert.rejects(
      verifyFile(path.join(folder, 'none'), () => undefined),
      { code: 'usage' },
    );
    for (const anchor of ['', '6', '0:' + '0'.repeat(64), `6:${'g'.repeat(64)}`, `6:${'0'.repeat(63)}`]) {
      assert.throws(() => parseAnchor(anchor), { code: 'usage' });
    }
  });

  it('says so when the database would let the record be changed', async () => {
    await sql`alter table drawbridge.audit_head disable trigger audit_head_kept`.execute(database.kysely);
    let said = '';
    assert.equal(await verifyRecord(database, (text) => void (said += text)), 1);
    assert.match(
      said,
      /^not append-only: 6 rows, unbroken; last hash [0-9a-f]{64}; .*`audit_head_kept` missing or off\n$/,
    );
    await sql`alter table drawbridge.audit_head enable always trigger audit_head_kept`.execute(
      database.kysely,
    );
    said = '';
    assert.equal(await verifyRecord(database, (text) => void (said += text)), 0);
    assert.match(said, /^ok: 6 rows, unbroken; last hash [0-9a-f]{64}\n$/);
  });

  it('writes names that a spreadsheet would run as text', async () => {
    const [, first = ''] = await exported(undefined, 'csv');
    assert.match(first, /,"'=1\+1 Ø\u0007",/);
  });
});
