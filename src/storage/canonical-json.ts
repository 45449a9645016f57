/** One text for one value, whatever the order of its keys: what the audit record's hashes are taken over. */
import { DrawbridgeError } from '../errors.ts';

export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new DrawbridgeError('internal', `a value of type ${typeof value} cannot be recorded`);
}

/** One string grows: the record is verified by the hundred thousand rows. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/**
 * The same for what a `jsonb` column gives as text. A number that is not written as JSON.stringify's would be kept
 * (`3.0` for 3, a digit more than a double holds) stays as it stands: nobody who wrote through this program wrote it.
 */
export function canonicalJsonb(text: string): string {
  const canonical = canonicalJson(JSON.parse(text));
  return UNUSUAL_NUMBER.test(text) && !numbersAreOurs(text) ? `${canonical} ${text}` : canonical;
}

/** May also match inside a string; the careful look decides. */
const UNUSUAL_NUMBER = /\d\.\d|\d{16}/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?/g;

function numbersAreOurs(text: string): boolean {
  for (const [token] of text.matchAll(STRING_OR_NUMBER)) {
    if (!token.startsWith('"') && decimal(String(Number(token))) !== token) return false;
  }
  return true;
}

/** `1.5e-9` as PostgreSQL's numeric is written: without an exponent. */
function decimal(number: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(number);
  if (parts === null) return number;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = parts;
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/**
 * The value as PostgreSQL can keep it: no NUL characters and no halves of surrogate pairs in any text, nothing
 * undefined. What comes from devices and directories may hold either.
 */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [storableText(key), storable(member)]),
    );
  }
  return value;
}

export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
