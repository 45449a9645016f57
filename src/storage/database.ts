/**
 * The database: PostgreSQL where `DATABASE_URL` names one, else PGlite (PostgreSQL inside this process) in a folder or
 * in memory. Both speak the same SQL and run the same migrations.
 */
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PGliteOptions } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { DrawbridgeError } from '../errors.ts';
import { emptyPglite } from './empty-pglite.ts';
import type { FolderLock } from './folder-lock.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate, readMigrations } from './migrate.ts';
import { PreparedPglite } from './prepared-pglite.ts';
import type { Schema } from './schema.ts';
import { UnhurriedPglite } from './unhurried-pglite.ts';
import { compileWasmOnce } from './wasm-memory.ts';

export interface DatabaseOptions {
  /** PostgreSQL connection string; wins over `dataDir`. */
  readonly databaseUrl?: string;
  /** Folder for PGlite; without it and without `databaseUrl` everything is in memory and gone at the end. */
  readonly dataDir?: string;
  /** Dump of a PGlite that the new one starts from (tests: setting up once is enough). */
  readonly template?: Blob;
  /** Connections of the pool (PostgreSQL only). */
  readonly maxConnections?: number;
  readonly onPoolError?: (error: Error) => void;
}

export type Engine =
  | { readonly kind: 'pglite'; readonly pglite: PGlite; readonly unhurried: UnhurriedPglite }
  | { readonly kind: 'postgres'; readonly connectionString: string };

export interface Database {
  readonly kysely: Kysely<Schema>;
  /**
   * The same, for work that nobody waits for: however much of it there is, it stands beside the way of what `kysely` is
   * asked. Jobs, cards that follow, notes.
   */
  readonly unhurried: Kysely<Schema>;
  readonly engine: Engine;
  /** True when no other process can be at work on it. */
  readonly exclusive: boolean;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const database =
    options.databaseUrl === undefined || options.databaseUrl === ''
      ? await openPglite(options)
      : openPostgres(options.databaseUrl, options);
  try {
    await migrate(database.kysely, await readMigrations());
    return database;
  } catch (error) {
    await database.close();
    throw storageError(error);
  }
}

/** PostgreSQL's defaults are meant for servers; this is one process with one connection and a small database. */
const SETTINGS = ['shared_buffers = 2MB', 'max_connections = 4', 'wal_buffers = 64kB'];

async function openPglite(options: DatabaseOptions): Promise<Database> {
  compileWasmOnce();
  const folder = options.dataDir;
  const lock = folder === undefined ? null : await lockFolder(folder);
  try {
    const pglite =
      folder === undefined
        ? await started({ loadDataDir: options.template ?? (await emptyPglite()) })
        : await openFolder(join(folder, 'pglite'));
    return pgliteDatabase(pglite, lock);
  } catch (error) {
    await lock?.release();
    throw storageError(error, folder);
  }
}

/** The folder gets its name last, so that a crash leaves no half of a database behind. */
async function openFolder(folder: string): Promise<PGlite> {
  if (!(await exists(join(folder, 'PG_VERSION')))) {
    const fresh = `${folder}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    const copy = await PGlite.create({
      dataDir: fresh,
      loadDataDir: await emptyPglite(),
      postgresqlconf: SETTINGS,
    });
    await copy.close();
    await rename(fresh, folder);
  }
  return started({ dataDir: folder });
}

async function started(options: PGliteOptions): Promise<PGlite> {
  const pglite = new PreparedPglite({ ...options, postgresqlconf: SETTINGS });
  await pglite.waitReady;
  return pglite;
}

function pgliteDatabase(pglite: PGlite, lock: FolderLock | null): Database {
  const kysely = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  const unhurried = new UnhurriedPglite(pglite);
  let closing: Promise<void> | null = null;
  return {
    kysely,
    unhurried: new Kysely<Schema>({ dialect: new PGliteDialect({ pglite: unhurried }) }),
    engine: { kind: 'pglite', pglite, unhurried },
    exclusive: true,
    ping: () => ping(kysely),
    close: () => {
      closing ??= closePglite(pglite, lock);
      return closing;
    },
  };
}

async function closePglite(pglite: PGlite, lock: FolderLock | null): Promise<void> {
  if (!pglite.closed) await pglite.close();
  await lock?.release();
}

/** Enough for what follows fifty clicks a second; their time-out counts the waiting for one another too. */
const UNHURRIED = { max: 2, connectionTimeoutMillis: 60_000 };

function openPostgres(connectionString: string, options: DatabaseOptions): Database {
  const pooled = (size: Pick<pg.PoolConfig, 'max' | 'connectionTimeoutMillis'>): Kysely<Schema> => {
    const pool = new pg.Pool({ connectionString, application_name: 'drawbridge', ...size });
    // Without a listener an idle connection that breaks would end the process; the next query gets a new one.
    pool.on('error', (error) => options.onPoolError?.(error));
    return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  };
  const kysely = pooled({ max: options.maxConnections ?? 10, connectionTimeoutMillis: 10_000 });
  const unhurried = pooled(UNHURRIED);
  let closing: Promise<void> | null = null;
  return {
    kysely,
    unhurried,
    engine: { kind: 'postgres', connectionString },
    exclusive: false,
    ping: () => ping(kysely),
    close: () => {
      closing ??= Promise.all([kysely.destroy(), unhurried.destroy()]).then(() => undefined);
      return closing;
    },
  };
}

async function ping(kysely: Kysely<Schema>): Promise<void> {
  try {
    await sql`select 1`.execute(kysely);
  } catch (error) {
    throw storageError(error);
  }
}

function storageError(error: unknown, folder?: string): DrawbridgeError {
  if (error instanceof DrawbridgeError) return error;
  const where = folder === undefined ? 'the database' : `the database in \`${folder}\``;
  // A driver's message may hold the connection string: only its code is shown.
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new DrawbridgeError('storage_failed', `${where} cannot be used${code}`, {
    advice:
      folder === undefined
        ? 'check DATABASE_URL and that the server is up and lets this user create a schema'
        : 'check that the folder is whole; move it away to start with an empty one',
    cause: error,
  });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
