import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../../src/storage/database.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { testDatabase } from './test-database.ts';

const one = (db: Kysely<Schema>): Promise<unknown> => sql`select 1`.execute(db);

describe('work that nobody waits for, in PGlite', () => {
  let database: Database;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());

  it('stands behind what is asked after it, but for one statement', async () => {
    const { engine } = database;
    assert.ok(engine.kind === 'pglite');
    const order: string[] = [];
    const asked: Promise<unknown>[] = [];
    await database.kysely.transaction().execute(async (trx) => {
      await one(trx);
      for (let n = 0; n < 20; n += 1) {
        // As the queue asks, and as the stores do.
        asked.push(engine.unhurried.query('select 1').then(() => order.push('job')));
        asked.push(engine.unhurried.exec('select 1').then(() => order.push('job')));
        asked.push(
          database.unhurried
            .transaction()
            .execute(one)
            .then(() => order.push('job')),
        );
      }
      asked.push(one(database.kysely).then(() => order.push('click')));
    });
    await Promise.all(asked);
    assert.equal(order.length, 61);
    assert.ok(order.indexOf('click') <= 1, order.slice(0, 12).join(' '));
  });

  it('goes on after a statement that failed', async () => {
    const failed = assert.rejects(sql`select nonsense`.execute(database.unhurried));
    const next = one(database.unhurried);
    await failed;
    await next;
    const lost = database.unhurried.transaction().execute(() => Promise.reject(new Error('given up')));
    await assert.rejects(lost, /given up/);
    await one(database.unhurried);
  });

  it('ends with the database', async () => {
    const own = await testDatabase();
    await one(own.unhurried);
    await own.close();
    await assert.rejects(one(own.unhurried));
  });
});
