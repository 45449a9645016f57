/**
 * Addresses and filters. Everything that people typed or a directory holds is hostile here: values enter through
 * these two templates only.
 */
import { DrawbridgeError } from '../../errors.ts';

/** A path below the API's root. */
export interface Route {
  /** Encoded. */
  readonly path: string;
  /** With `{id}` where values stand. */
  readonly template: string;
}

/** route`/users/${id}/memberOf`: each value becomes one encoded path segment. */
export function route(parts: TemplateStringsArray, ...values: readonly string[]): Route {
  return {
    path: String.raw({ raw: parts }, ...values.map(segment)),
    template: String.raw({ raw: parts }, ...values.map(() => '{id}')),
  };
}

function segment(value: string): string {
  // A dot segment would climb up the path, even percent-encoded; no id looks like that.
  if (value === '' || value === '.' || value === '..') {
    throw new DrawbridgeError('internal', 'an id is empty or a dot segment');
  }
  return encodeURIComponent(value).replaceAll("'", '%27');
}

/** odata`displayName eq ${name}`: each value becomes an OData string literal. */
export function odata(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(literal));
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** `a or b or c`; the conditions come from `odata`. */
export function anyOf(conditions: readonly string[]): string {
  return conditions.join(' or ');
}

export type Query = Readonly<Record<string, string | number>>;

/** Values encoded for a query string. */
export function encodedQuery(query: Query): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, encodeURIComponent(String(value))]),
  );
}

/** `?$filter=…&$top=5`, or nothing. */
export function queryString(query: Query): string {
  const pairs = Object.entries(encodedQuery(query)).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Splits what is too long for one filter. */
export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
