/**
 * The zip that a Teams administrator uploads: manifest.json with its `${{NAME}}` variables filled in from the environment,
 * and the two icons, all at the root (reference sheet teams-bot, section 6). Built twice it is the same byte for byte.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { readPngHeader } from './app-icon.ts';
import { manifestSchema } from './app-manifest.ts';
import { ConfigError } from './errors.ts';
import type { ConfigFault } from './errors.ts';

export interface AppPackage {
  readonly zip: Uint8Array;
  /** Name as Teams Toolkit gives it: `appPackage.dev.zip`. */
  readonly file: string;
}

export interface AppPackageOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Goes into the file name. */
  readonly envName: string;
  /** Folder with manifest.json and the icons. */
  readonly dir: string;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const EXAMPLES: Readonly<Record<string, string>> = {
  BOT_ID: '11111111-2222-3333-4444-555555555555',
  TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
  ORGANIZATION_NAME: 'Contoso',
  ORGANIZATION_URL: 'https://contoso.example',
  PRIVACY_URL: 'https://contoso.example/privacy',
  TERMS_URL: 'https://contoso.example/terms',
};
/** May be empty. */
const OPTIONAL: ReadonlySet<string> = new Set(['APP_NAME_SUFFIX']);
const ZIP_TIME = new Date('2026-01-01T12:00:00Z');

/** @throws ConfigError with everything that is wrong with variables, manifest and icons */
export function buildAppPackage(options: AppPackageOptions): AppPackage {
  const faults: ConfigFault[] = [];
  const text = readFileSync(path.join(options.dir, 'manifest.json'), 'utf8');
  const manifest = fill(JSON.parse(text) as Json, options.env, faults);
  // A missing variable would show up once more as a bad value.
  if (faults.length === 0) checkManifest(manifest, faults);
  const icons = [
    readIcon(options.dir, 'color.png', 192, faults),
    readIcon(options.dir, 'outline.png', 32, faults),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  const files = Object.fromEntries([
    ['manifest.json', strToU8(`${JSON.stringify(manifest, null, 2)}\n`)],
    ...icons.map((icon) => [icon.name, icon.bytes] as const),
  ]);
  return { zip: zipSync(files, { mtime: ZIP_TIME, level: 9 }), file: `appPackage.${options.envName}.zip` };
}

/** Values are put in after the JSON was read, so no value can change its structure. */
function fill(json: Json, env: AppPackageOptions['env'], faults: ConfigFault[]): Json {
  if (typeof json === 'string')
    return json.replace(/\$\{\{(\w+)\}\}/g, (_all, name: string) => value(name, env, faults));
  if (Array.isArray(json)) return json.map((item) => fill(item, env, faults));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fill(item, env, faults)]));
}

function value(name: string, env: AppPackageOptions['env'], faults: ConfigFault[]): string {
  // An app with one bot may carry the bot's id as its own.
  const found = env[name] ?? (name === 'TEAMS_APP_ID' ? env['BOT_ID'] : undefined) ?? '';
  if (found !== '' || OPTIONAL.has(name)) return found;
  if (!faults.some((fault) => fault.name === name)) {
    faults.push({ name, problem: 'is needed for the app package', example: EXAMPLES[name] ?? 'a value' });
  }
  return '';
}

function checkManifest(manifest: Json, faults: ConfigFault[]): void {
  const read = manifestSchema.safeParse(manifest);
  for (const issue of read.error?.issues ?? []) {
    faults.push({
      name: `manifest.json ${issue.path.join('.')}`.trim(),
      problem: issue.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
      example: 'the Teams app manifest schema, version 1.29',
    });
  }
}

function readIcon(
  dir: string,
  name: string,
  size: number,
  faults: ConfigFault[],
): { name: string; bytes: Uint8Array } {
  const bytes = new Uint8Array(readFileSync(path.join(dir, name)));
  const header = readPngHeader(bytes);
  const example = `a PNG of ${size} by ${size} pixels`;
  if (header === null) faults.push({ name, problem: 'is not a PNG', example });
  else if (header.width !== size || header.height !== size) {
    faults.push({ name, problem: `is ${header.width} by ${header.height} pixels`, example });
  } else if (name === 'outline.png' && !header.alpha) {
    faults.push({ name, problem: 'is not transparent', example: `${example} with an alpha channel` });
  }
  return { name, bytes };
}
