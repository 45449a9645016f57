import type { Json } from '../../json.ts';

export type KqlType = 'string' | 'int' | 'long' | 'real' | 'bool' | 'datetime' | 'timespan' | 'dynamic';

/** A span is compared with, but no column holds one. */
export type ColumnType = Exclude<KqlType, 'timespan'>;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Values in the order of the columns. Instants are milliseconds; texts are never null, only empty. */
export type Row = readonly Json[];

/** Rows are read once, as they come: nothing is computed for those that nobody asks for. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: Iterable<Row>;
}

/** Names of types in the answer's schema. All but `DateTime` and `String` are UNCONFIRMED. */
export const WIRE_TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'String',
  int: 'Int32',
  long: 'Int64',
  real: 'Double',
  bool: 'Boolean',
  datetime: 'DateTime',
  dynamic: 'Object',
};

export function isNumeric(type: KqlType): boolean {
  return type === 'int' || type === 'long' || type === 'real';
}

export function emptyOf(type: ColumnType): Json {
  return type === 'string' ? '' : null;
}

/** A value of a tenant file; one of another type than its column's counts as missing. */
export function fromWire(value: Json | undefined, type: ColumnType): Json {
  if (value === undefined || value === null) return emptyOf(type);
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'datetime': {
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return Number.isNaN(time) ? null : time;
    }
    case 'bool':
      return typeof value === 'boolean' ? value : null;
    case 'dynamic':
      return value;
    default:
      return typeof value === 'number' ? value : null;
  }
}

/** As it is printed: instants without trailing zeros, `2026-11-22T03:11:40.12Z`. */
export function toWire(value: Json, type: ColumnType): Json {
  if (type !== 'datetime' || typeof value !== 'number') return value;
  return new Date(value).toISOString().replace(/\.?0+Z$/, 'Z');
}
