/** The JSON files of a tenant folder, read straight: a missing file is empty, a broken one is named with the line. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileFaultError } from '../errors.ts';
import type { Json, JsonObject } from '../domain/tenant/access-policies.ts';
import { isObject } from '../domain/conditional-access/wire.ts';
import { jsonFaultLine } from './json-fault.ts';

/** A list of objects; a missing file is an empty one. */
export async function readList(dir: string, file: string): Promise<readonly JsonObject[]> {
  const raw = (await readJson(dir, file)) ?? [];
  if (!Array.isArray(raw)) throw notAsExpected(dir, file, 'a list is expected');
  const list: readonly Json[] = raw;
  const strange = list.findIndex((item) => !isObject(item));
  if (strange >= 0) throw notAsExpected(dir, file, `entry ${strange + 1} is no object`);
  return list.filter(isObject);
}

/** Undefined = there is no such file. */
export async function readJson(dir: string, file: string): Promise<Json | undefined> {
  const path = join(dir, file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileFaultError('tenant_invalid', path, undefined, 'the file cannot be read', { cause: error });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as Json;
  } catch (error) {
    throw new FileFaultError('tenant_invalid', path, jsonFaultLine(text) ?? undefined, 'this is no JSON', {
      cause: error,
      advice: 'Correct the file; a JSON checker shows the place.',
    });
  }
}

export function notAsExpected(dir: string, file: string, reason: string): FileFaultError {
  return new FileFaultError('tenant_invalid', join(dir, file), undefined, reason);
}

export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
