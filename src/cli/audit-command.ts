/** `drawbridge audit verify` and `audit export`: the record of the configured database. */
import { once } from 'node:events';
import { loadConfig, processEnvironment } from '../config.ts';
import type { Database } from '../storage/database.ts';
import { verifyFile } from './audit-file.ts';
import { exportRecord, parseAnchor, verifyRecord } from './audit.ts';
import { databaseFor } from './surroundings.ts';

export function auditVerify(options: { readonly file?: string; readonly anchor?: string }): Promise<number> {
  const anchor = options.anchor === undefined ? undefined : parseAnchor(options.anchor);
  if (options.file !== undefined) return verifyFile(options.file, write, anchor);
  return withRecord((database) => verifyRecord(database, write, anchor));
}

export function auditExport(options: { readonly since?: string; readonly format: string }): Promise<number> {
  return withRecord((database) => exportRecord(database, options, write));
}

async function withRecord(work: (database: Database) => Promise<number>): Promise<number> {
  const database = await databaseFor(loadConfig(processEnvironment(), { mode: 'tool' }));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Waits for a slow reader: the record may be larger than memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
