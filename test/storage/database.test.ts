import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openDatabase } from '../../src/storage/database.ts';
import { lockFolder } from '../../src/storage/folder-lock.ts';
import { migrate, readMigrations, statements } from '../../src/storage/migrate.ts';
import { testDatabase } from './test-database.ts';

describe('a data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drawbridge-data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps what was written, and is opened again', async () => {
    const first = await openDatabase({ dataDir: join(folder, 'deep', 'data') });
    await sql`create table kept (n integer)`.execute(first.kysely);
    await sql`insert into kept values (7)`.execute(first.kysely);
    await first.ping();
    await first.close();
    await first.close();
    const second = await openDatabase({ dataDir: join(folder, 'deep', 'data') });
    const { rows } = await sql<{ n: number }>`select n from kept`.execute(second.kysely);
    await second.close();
    assert.deepEqual(rows, [{ n: 7 }]);
    assert.deepEqual(await readdir(join(folder, 'deep', 'data')), ['pglite']);
  });

  it('belongs to one process at a time, and says to whom', async () => {
    const lock = await lockFolder(folder, process.ppid);
    await assert.rejects(openDatabase({ dataDir: folder }), {
      code: 'storage_failed',
      message: `the data folder \`${folder}\` is in use by process ${process.ppid}`,
      advice: /DATABASE_URL/,
    });
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it('is taken over from a process that is gone, whatever its lock holds', async () => {
    for (const left of ['999999999\n', 'nonsense', '']) {
      await writeFile(join(folder, 'drawbridge.lock'), left);
      const lock = await lockFolder(folder);
      assert.equal(await readFile(join(folder, 'drawbridge.lock'), 'utf8'), `${process.pid}\n`);
      await lock.release();
    }
  });

  it('is refused with advice when it cannot be one', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'x');
    await assert.rejects(openDatabase({ dataDir: file }), { code: 'storage_failed', advice: /may write/ });
  });
});

describe('a database that is not there', () => {
  it('is a storage error that shows no password', async () => {
    const databaseUrl = 'postgres://user:secret@127.0.0.1:1/none';
    await assert.rejects(openDatabase({ databaseUrl }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'storage_failed');
      assert.ok(!error.message.includes('secret'));
      return true;
    });
  });
});

describe('migrate', () => {
  const migration = (
    name: string,
    text: string,
    checksum = name,
  ): { name: string; text: string; checksum: string } => ({
    name,
    text,
    checksum,
  });

  it('runs what is new, once, in order, and nothing when nothing is new', async () => {
    const database = await testDatabase();
    const all = [
      ...(await readMigrations()),
      migration('0900-a.sql', 'create table drawbridge.a (n integer);'),
    ];
    assert.deepEqual(await migrate(database.kysely, all), ['0900-a.sql']);
    assert.deepEqual(await migrate(database.kysely, all), []);
    await database.close();
  });

  it('leaves everything as it was when one fails', async () => {
    const database = await testDatabase();
    const known = await readMigrations();
    const bad = [
      ...known,
      migration('0901-a.sql', 'create table drawbridge.b (n integer);'),
      migration('0902-b.sql', 'create table nonsense;'),
    ];
    await assert.rejects(migrate(database.kysely, bad));
    assert.deepEqual(await migrate(database.kysely, known), []);
    await assert.rejects(sql`select * from drawbridge.b`.execute(database.kysely));
    await database.close();
  });

  it('refuses a database of a newer version, and a migration that was changed', async () => {
    const database = await testDatabase();
    const [first] = await readMigrations();
    assert.ok(first);
    await assert.rejects(migrate(database.kysely, []), { code: 'storage_failed', message: /newer/ });
    await assert.rejects(migrate(database.kysely, [{ ...first, checksum: 'other' }]), {
      message: /not the one/,
    });
    await database.close();
  });

  it('cuts a script into statements and leaves function bodies whole', () => {
    assert.deepEqual(
      statements(
        '-- note\ncreate table a (\n  n integer -- n; really\n);\n\ncreate function f() as $$\nbegin\n  x;\nend $$;\nselect 1',
      ),
      ['create table a (\n  n integer\n);', 'create function f() as $$\nbegin\n  x;\nend $$;', 'select 1'],
    );
  });
});
