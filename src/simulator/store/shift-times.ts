import { isObject, type Json } from '../json.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?<fraction>\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** A copy in which every timestamp is `byMs` later. Microsoft's "never" and "unset" dates (years 1 and 9999) stay. */
export function shiftTimes(value: Json, byMs: number): Json {
  if (typeof value === 'string') return shiftText(value, byMs);
  if (Array.isArray(value)) return value.map((item) => shiftTimes(item, byMs));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shiftTimes(item, byMs)]));
}

function shiftText(value: string, byMs: number): string {
  const match = value.length < 40 ? TIMESTAMP.exec(value) : null;
  if (match === null || value.startsWith('0001-') || value.startsWith('9999-')) return value;
  const time = Date.parse(value);
  if (Number.isNaN(time)) return value;
  const shifted = new Date(time + byMs).toISOString();
  return match.groups?.['fraction'] === undefined ? shifted.replace(/\.\d+Z$/, 'Z') : shifted;
}
