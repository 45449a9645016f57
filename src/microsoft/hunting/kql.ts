/** Values in the text of a Kusto query. Whatever comes from a person or a device goes through here. */
import type { IsoTime } from '../../domain/tenant/evidence.ts';

/** A string literal: nothing in it ends it, and no character below a space stays as it is. */
export function kqlText(value: string): string {
  const inside = value.replace(/[\\"\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) =>
    character === '\\' || character === '"'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${inside}"`;
}

export function kqlList(values: readonly string[]): string {
  return `(${values.map(kqlText).join(', ')})`;
}

/** @throws RangeError when it is no instant */
export function kqlTime(value: IsoTime): string {
  return `datetime(${new Date(value).toISOString()})`;
}
