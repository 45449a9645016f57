/** Databases for tests: PGlite is set up once a run and copied, which takes a quarter of a second instead of four. */
import { startBoss } from '../../src/jobs/boss.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { silentLog } from '../jobs/silent.ts';

let template: Promise<Blob> | null = null;

/** A database in memory with everything set up and nothing in it. */
export async function testDatabase(): Promise<Database> {
  template ??= makeTemplate();
  return openDatabase({ template: await template });
}

async function makeTemplate(): Promise<Blob> {
  const database = await openDatabase();
  const boss = await startBoss(database.engine, silentLog);
  await boss.stop();
  if (database.engine.kind !== 'pglite') throw new Error('expected PGlite');
  const dump = await database.engine.pglite.dumpDataDir('none');
  await database.close();
  return dump;
}
