import assert from 'node:assert/strict';
import { PreparedPglite } from '../../src/storage/prepared-pglite.ts';
import { emptyPglite } from '../../src/storage/empty-pglite.ts';
import { compileWasmOnce } from '../../src/storage/wasm-memory.ts';

describe('a PGlite that keeps its plans', () => {
  let pglite: PreparedPglite;

  before(async () => {
    compileWasmOnce();
    pglite = new PreparedPglite({ loadDataDir: await emptyPglite() });
    await pglite.waitReady;
    await pglite.exec(
      'create table things (id int primary key, name text, at timestamptz, list text[], more jsonb)',
    );
  });

  after(() => pglite.close());

  const kept = async (): Promise<number> => {
    const { rows } = await pglite.query<{ n: string | number }>(
      'select count(*) as n from pg_prepared_statements',
      [],
      {
        rowMode: 'object',
        paramTypes: [],
      },
    );
    return Number(rows[0]?.n);
  };

  it('gives the same for a statement that comes again, whatever the types', async () => {
    const insert =
      'insert into things (id, name, at, list, more) values ($1, $2, $3, $4, $5) on conflict (id) do update set name = excluded.name returning *';
    const values = [
      1,
      'a "b" \u{1f600}',
      new Date('2026-11-22T05:00:00.123Z'),
      ['x', 'y,z'],
      { deep: [1, null] },
    ];
    const first = await pglite.query(insert, values);
    const second = await pglite.query(insert, values);
    const third = await pglite.query(insert, values);
    assert.deepEqual(second, { rows: first.rows, fields: first.fields, affectedRows: first.affectedRows });
    assert.deepEqual(third, second);
    assert.deepEqual(third.rows, [
      { id: 1, name: 'a "b" \u{1f600}', at: values[2], list: ['x', 'y,z'], more: { deep: [1, null] } },
    ]);
  });

  it('says how many rows were written, and null where there is nothing', async () => {
    const update = 'update things set name = $1, at = null where id >= $2';
    const counts: (number | undefined)[] = [];
    for (const from of [0, 0, 7]) counts.push((await pglite.query(update, [null, from])).affectedRows);
    assert.deepEqual(counts, [1, 1, 0]);
    const select = 'select name, at from things where id = $1';
    for (let n = 0; n < 3; n += 1)
      assert.deepEqual((await pglite.query(select, [1])).rows, [{ name: null, at: null }]);
  });

  it('fails with the code of the database and goes on', async () => {
    const insert = 'insert into things (id) values ($1)';
    await pglite.query(insert, [10]);
    for (let n = 0; n < 2; n += 1)
      await assert.rejects(
        pglite.query(insert, [10]),
        (error) => 'code' in (error as object) && (error as { code: unknown }).code === '23505',
      );
    const wrong = 'select nothing from things where id = $1';
    for (let n = 0; n < 3; n += 1) await assert.rejects(pglite.query(wrong, [1]), { code: '42703' });
    assert.equal((await pglite.query(insert, [11])).affectedRows, 1);
  });

  it('keeps a transaction together, and takes it back whole', async () => {
    const insert = 'insert into things (id) values ($1) returning id';
    for (const id of [20, 21]) await pglite.query(insert, [id]);
    const count = 'select id from things where id between $1 and $2 order by id';
    for (let n = 0; n < 2; n += 1) await pglite.query(count, [30, 39]);
    let outside: Promise<{ rows: unknown[] }> | null = null;
    await assert.rejects(
      pglite.transaction(async (tx) => {
        await tx.query(insert, [30]);
        outside = pglite.query(count, [30, 39]);
        await tx.query(insert, [31]);
        assert.deepEqual((await tx.query(count, [30, 39])).rows, [{ id: 30 }, { id: 31 }]);
        await tx.query(insert, [31]);
      }),
      { code: '23505' },
    );
    assert.deepEqual((await (outside as unknown as Promise<{ rows: unknown[] }>)).rows, []);
  });

  it('sees a column that was added since', async () => {
    const select = 'select * from things where id = $1';
    for (let n = 0; n < 3; n += 1) await pglite.query(select, [1]);
    await pglite.query("alter table things add column extra text default 'new'");
    assert.equal((await pglite.query<{ extra: string }>(select, [1])).rows[0]?.extra, 'new');
    assert.equal((await pglite.query<{ extra: string }>(select, [1])).rows[0]?.extra, 'new');
  });

  it('lets timers and messages come between the statements of many', async () => {
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    const chain = async (): Promise<void> => {
      for (let n = 0; n < 300; n += 1) await pglite.query('select count(*) as n from things');
    };
    await Promise.all([chain(), chain()]);
    over = true;
    assert.ok(turns >= 2, `${turns} turns`);
  });

  it('keeps a limited number of plans, and none for what came once', async () => {
    const before = await kept();
    await pglite.query('select 1 as once');
    assert.equal(await kept(), before);
    for (let n = 0; n < 400; n += 1) {
      const text = `select ${n} as many`;
      assert.deepEqual((await pglite.query(text)).rows, [{ many: n }]);
      assert.deepEqual((await pglite.query(text)).rows, [{ many: n }]);
    }
    assert.ok((await kept()) <= 151);
  });

  it('makes a plan anew after a thousand uses', async () => {
    const text = 'select count(*) as n from things where id < $1';
    for (let n = 0; n < 2; n += 1) await pglite.query(text, [5]);
    const plan = async (): Promise<string | undefined> =>
      (
        await pglite.query<{ name: string }>(
          'select name from pg_prepared_statements where statement = $1 order by prepare_time desc',
          [text],
          {
            paramTypes: [25],
          },
        )
      ).rows[0]?.name;
    const first = await plan();
    for (let n = 0; n < 1100; n += 1) await pglite.query(text, [5]);
    assert.notEqual(await plan(), first);
  });
});
