import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { distance } from 'fastest-levenshtein';
import { huntingTable } from '../graph/hunting/hunting-tables.ts';
import { isObject, type Json } from '../json.ts';
import { elementLines } from './element-lines.ts';
import { TenantFileError, type TenantFault } from './tenant-file-error.ts';
import { FOREIGN_FILES, TENANT_FILES, type FileShape, type TenantFile } from './tenant-files.ts';

/** Collection name (`users`, `hunting/DeviceInfo`) to what its file holds. Files that are not there are absent. */
export type TenantContents = ReadonlyMap<string, Json>;

/** Reads and checks a tenant folder; throws a TenantFileError that names every fault. */
export async function readTenantFolder(folder: string): Promise<TenantContents> {
  const faults: TenantFault[] = [];
  const contents = new Map<string, Json>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) throw new TenantFileError([{ file: folder, reason: 'no such folder' }]);
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
  await Promise.all(
    names.map(async (file) => {
      const kind = fileKind(file, faults);
      if (kind === undefined) return;
      const json = await readFile(path.join(folder, file), 'utf8');
      const value = parse(file, json, faults);
      if (value === undefined) return;
      faults.push(...shapeFaults(file, json, value, kind));
      contents.set(file.replace(/\.json$/, ''), value);
    }),
  );
  faults.push(...settingFaults(contents));
  if (faults.length > 0) throw new TenantFileError(faults.sort((a, b) => a.file.localeCompare(b.file)));
  return contents;
}

function fileKind(file: string, faults: TenantFault[]): TenantFile | undefined {
  if (FOREIGN_FILES.has(file) || !file.endsWith('.json')) return undefined;
  const name = file.slice(0, -'.json'.length);
  if (/^logs\/[^/]+\/[^/]+$/.test(name)) return { shape: 'list' };
  const table = /^hunting\/(?<table>[^/]+)$/.exec(name)?.groups?.['table'];
  if (table !== undefined) {
    const columns = huntingTable(table)?.map((column) => column.name);
    if (columns === undefined) faults.push({ file, reason: `unknown table \`${table}\`` });
    else return { shape: 'list', columns: new Set(columns) };
  }
  const known = Object.hasOwn(TENANT_FILES, name) ? TENANT_FILES[name] : undefined;
  if (known !== undefined) return known;
  const meant = Object.keys(TENANT_FILES).find((candidate) => distance(candidate, name) <= 2);
  if (meant !== undefined) faults.push({ file, reason: `unknown file; did you mean ${meant}.json` });
  return undefined;
}

function parse(file: string, json: string, faults: TenantFault[]): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = /position (?<at>\d+)/.exec(reason)?.groups?.['at'];
    const before = position === undefined ? json : json.slice(0, Number(position));
    const line = before.trimEnd().split('\n').length;
    faults.push({ file, line, reason: `not JSON: ${reason.replace(/ \(line \d+ column \d+\)$/, '')}` });
    return undefined;
  }
}

const EXPECTED: Readonly<Record<FileShape, string>> = {
  list: 'an array of objects',
  object: 'an object',
  lists: 'an object whose values are arrays',
  objects: 'an object whose values are objects',
};

function shapeFaults(file: string, json: string, value: Json, kind: TenantFile): TenantFault[] {
  const wrong = { file, line: 1, reason: `expected ${EXPECTED[kind.shape]}` };
  if (kind.shape === 'list') return Array.isArray(value) ? listFaults(file, json, value, kind) : [wrong];
  if (!isObject(value)) return [wrong];
  if (kind.shape === 'object') return [];
  const fits = kind.shape === 'lists' ? (item: Json) => Array.isArray(item) : isObject;
  const lines = elementLines(json);
  return Object.entries(value).flatMap(([key, item], index) =>
    fits(item) ? [] : [{ ...at(file, lines[index]), reason: `\`${key}\`: expected ${EXPECTED[kind.shape]}` }],
  );
}

function listFaults(file: string, json: string, list: Json[], kind: TenantFile): TenantFault[] {
  const faults: TenantFault[] = [];
  const seen = new Set<string>();
  let lines: number[] | undefined;
  const fault = (index: number, reason: string) => {
    lines ??= elementLines(json);
    faults.push({ ...at(file, lines[index]), reason: `element ${index + 1}: ${reason}` });
  };
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) {
      fault(index, 'expected an object');
      continue;
    }
    const id = item['id'];
    if (typeof id === 'string' && id !== '') {
      if (seen.has(id)) fault(index, `id \`${id}\` is given twice`);
      seen.add(id);
    } else if (kind.keyed) fault(index, '`id` must be a non-empty string');
    const unknown = Object.keys(item).find((name) => kind.columns?.has(name) === false);
    if (unknown !== undefined) fault(index, `unknown column \`${unknown}\``);
  }
  return faults;
}

function at(file: string, line: number | undefined): { file: string; line?: number } {
  return line === undefined ? { file } : { file, line };
}

/** What the simulator itself reads from clock.json and app.json. */
function settingFaults(contents: TenantContents): TenantFault[] {
  const faults: TenantFault[] = [];
  const clock = contents.get('clock');
  if (isObject(clock) && (typeof clock['now'] !== 'string' || Number.isNaN(Date.parse(clock['now'])))) {
    faults.push({ file: 'clock.json', line: 1, reason: '`now` must be an ISO 8601 time' });
  }
  const app = contents.get('app');
  const roles = isObject(app) ? (app['roles'] ?? {}) : {};
  const right =
    isObject(roles) &&
    Object.values(roles).every(
      (names) => Array.isArray(names) && names.every((name) => typeof name === 'string'),
    );
  if (!right) faults.push({ file: 'app.json', line: 1, reason: '`roles` must hold lists of names' });
  return faults;
}
