/**
 * What a new PGlite starts from. Setting one up (`initdb`) takes seconds and half a gigabyte, and always comes to the
 * same: the result is kept beside the installed packages and loaded from then on. A file that is not whole is made
 * again; one that cannot be kept is done without.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** Written only by who may also change the packages: others cannot put a database of theirs there. */
const FOLDER = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'drawbridge');
const DIGEST_BYTES = 32;

/** A dump without any table in it, to be given as `loadDataDir`. */
export async function emptyPglite(
  folder: string = FOLDER,
  make: () => Promise<Uint8Array<ArrayBuffer>> = setUp,
): Promise<Blob> {
  const file = path.join(folder, `pglite-${await pgliteVersion()}.tar`);
  const kept = await read(file);
  if (kept !== null) return new Blob([kept]);
  const made = await make();
  await keep(file, made).catch(() => undefined);
  return new Blob([made]);
}

async function setUp(): Promise<Uint8Array<ArrayBuffer>> {
  const memory = await PGlite.create();
  const dump = await memory.dumpDataDir('none');
  await memory.close();
  return new Uint8Array(await dump.arrayBuffer());
}

/** The version of the package: a later PGlite does not open what another one set up. */
async function pgliteVersion(): Promise<string> {
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return version;
}

async function read(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return null;
  const content = bytes.subarray(DIGEST_BYTES);
  return digest(content).equals(bytes.subarray(0, DIGEST_BYTES)) ? content : null;
}

/** It gets its name when it is whole: whoever starts at the same time finds all of it or nothing. */
async function keep(file: string, content: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, Buffer.concat([digest(content), content]));
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

function digest(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}
