/**
 * A PGlite folder belongs to one process at a time: two would ruin it. The lock is a file beside the data with the
 * owner's process id; a file left behind by a killed process is taken over.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrawbridgeError } from '../errors.ts';

const NAME = 'drawbridge.lock';
const TRIES = 5;

export interface FolderLock {
  release(): Promise<void>;
}

export async function lockFolder(folder: string, pid: number = process.pid): Promise<FolderLock> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw notUsable(folder, error);
  });
  const file = join(folder, NAME);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(`${pid}\n`);
      await handle.close();
      return { release: () => releaseIfOurs(file, pid) };
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw notUsable(folder, error);
    }
    const owner = await ownerOf(file);
    if (owner !== null && owner !== pid && isAlive(owner)) throw taken(folder, owner);
    if (owner === pid) throw taken(folder, pid);
    await rm(file, { force: true });
  }
  throw notUsable(folder, undefined);
}

async function releaseIfOurs(file: string, pid: number): Promise<void> {
  if ((await ownerOf(file)) === pid) await rm(file, { force: true });
}

async function ownerOf(file: string): Promise<number | null> {
  try {
    const pid = Number.parseInt(await readFile(file, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it lives.
    return isCode(error, 'EPERM');
  }
}

function taken(folder: string, owner: number): DrawbridgeError {
  return new DrawbridgeError(
    'storage_failed',
    `the data folder \`${folder}\` is in use by process ${owner}`,
    {
      advice:
        'stop that Drawbridge first, give this one another DATA_DIR, or set DATABASE_URL to a PostgreSQL that both share',
    },
  );
}

function notUsable(folder: string, cause: unknown): DrawbridgeError {
  return new DrawbridgeError('storage_failed', `the data folder \`${folder}\` cannot be used`, {
    advice: 'check that the folder exists and that this user may write to it',
    ...(cause === undefined ? {} : { cause }),
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
