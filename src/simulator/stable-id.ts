import { createHash } from 'node:crypto';

/** A GUID that is the same in every run for the same names: for objects that a tenant folder leaves to be derived. */
export function stableGuid(...names: string[]): string {
  const hex = createHash('sha256').update(names.join('\u0000')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
