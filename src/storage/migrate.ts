/**
 * Brings the schema to this version. Files are numbered, run once, in order, and never change afterwards: their
 * checksum is kept. Forward only. Several processes may start at once: an advisory lock puts them in line.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { DrawbridgeError } from '../errors.ts';
import type { Schema } from './schema.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any number will do, as long as every version uses the same. */
const LOCK = 7_042_611;

export interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

export async function readMigrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(new URL(name, folder), 'utf8')).replace(/\r\n/g, '\n');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** All or nothing: a migration that fails leaves the schema as it was. Returns what it ran. */
export async function migrate(
  db: Kysely<Schema>,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx);
    const exists = await sql<{
      found: string | null;
    }>`select to_regclass('drawbridge.migrations')::text as found`.execute(trx);
    if ((exists.rows[0]?.found ?? null) === null) {
      await sql`create schema if not exists drawbridge`.execute(trx);
      await sql`create table drawbridge.migrations (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`.execute(
        trx,
      );
    }
    const applied = await sql<{ name: string; checksum: string }>`
      select name, checksum from drawbridge.migrations order by name`.execute(trx);
    const pending = pendingOf(migrations, applied.rows);
    for (const migration of pending) {
      for (const statement of statements(migration.text)) await sql.raw(statement).execute(trx);
      await sql`insert into drawbridge.migrations (name, checksum)
        values (${migration.name}, ${migration.checksum})`.execute(trx);
    }
    return pending.map((migration) => migration.name);
  });
}

function pendingOf(
  migrations: readonly Migration[],
  applied: readonly { readonly name: string; readonly checksum: string }[],
): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.name);
    if (migration === undefined) {
      throw new DrawbridgeError(
        'storage_failed',
        `the database was set up by a newer Drawbridge (migration \`${row.name}\`)`,
        {
          advice: 'start the newer version, or give this one a database of its own',
        },
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new DrawbridgeError(
        'storage_failed',
        `the migration \`${row.name}\` is not the one that the database was set up with`,
        {
          advice: 'restore the file: a migration never changes once it was released',
        },
      );
    }
  }
  const done = new Set(applied.map((row) => row.name));
  return migrations.filter((migration) => !done.has(migration.name));
}

/** A script's statements; a body between dollar quotes stays whole. */
export function statements(script: string): readonly string[] {
  const result: string[] = [];
  let current = '';
  let inBody = false;
  for (const line of script.split('\n')) {
    const code = line.replace(/--.*$/, '').trimEnd();
    if (code === '' && !inBody) continue;
    current += `${code}\n`;
    if ((code.match(/\$\$/g)?.length ?? 0) % 2 === 1) inBody = !inBody;
    if (!inBody && code.endsWith(';')) {
      result.push(current.trim());
      current = '';
    }
  }
  if (current.trim() !== '') result.push(current.trim());
  return result;
}
