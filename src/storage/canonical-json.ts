/** One text for one value, whatever the order of its keys: what the audit record's hashes are taken over. */
import { DrawbridgeError } from '../errors.ts';

export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new DrawbridgeError('internal', `a value of type ${typeof value} cannot be recorded`);
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
