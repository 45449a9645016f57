import { valueAt, type Json, type JsonObject } from '../json.ts';
import type { Comparison, Filter, Path, TextFunction } from './filter-syntax.ts';
import type { Literal } from './filter-tokens.ts';

export interface MatchOptions {
  /** Directory and Intune compare text without regard to case (for Intune UNCONFIRMED). */
  readonly ignoreCase: boolean;
}

/** Does the object satisfy the filter? The filter was checked against the resource's rules before. */
export function matches(filter: Filter, object: JsonObject, options: MatchOptions): boolean {
  return evaluate(filter, { root: object, variables: new Map(), options });
}

interface Scope {
  readonly root: JsonObject;
  readonly variables: ReadonlyMap<string, Json>;
  readonly options: MatchOptions;
}

function evaluate(filter: Filter, scope: Scope): boolean {
  switch (filter.kind) {
    case 'and':
      return evaluate(filter.left, scope) && evaluate(filter.right, scope);
    case 'or':
      return evaluate(filter.left, scope) || evaluate(filter.right, scope);
    case 'not':
      return !evaluate(filter.inner, scope);
    case 'compare':
      return compare(filter.op, lookUp(filter.path, scope), filter.value, scope.options);
    case 'in': {
      const value = lookUp(filter.path, scope);
      return filter.values.some((literal) => compare('eq', value, literal, scope.options));
    }
    case 'text':
      return textMatches(filter.name, lookUp(filter.path, scope), filter.value, scope.options);
    case 'any':
    case 'all':
      return lambda(filter, scope);
  }
}

function lookUp(path: Path, scope: Scope): Json | undefined {
  const [first = '', ...rest] = path;
  const variable = scope.variables.get(first);
  return variable === undefined ? valueAt(scope.root, path) : valueAt(variable, rest);
}

function lambda(filter: Extract<Filter, { kind: 'any' | 'all' }>, scope: Scope): boolean {
  const items = lookUp(filter.path, scope);
  const list = Array.isArray(items) ? items : [];
  const { inner } = filter;
  if (inner === undefined) return list.length > 0;
  const holds = (item: Json) =>
    evaluate(inner, { ...scope, variables: new Map(scope.variables).set(filter.variable, item) });
  return filter.kind === 'any' ? list.some(holds) : list.every(holds);
}

function fold(value: string, options: MatchOptions): string {
  return options.ignoreCase ? value.toLowerCase() : value;
}

function textMatches(
  name: TextFunction,
  value: Json | undefined,
  wanted: string,
  options: MatchOptions,
): boolean {
  if (typeof value !== 'string') return false;
  const held = fold(value, options);
  const sought = fold(wanted, options);
  if (name === 'startswith') return held.startsWith(sought);
  return name === 'endswith' ? held.endsWith(sought) : held.includes(sought);
}

function compare(op: Comparison, value: Json | undefined, literal: Literal, options: MatchOptions): boolean {
  const held = value ?? null;
  if (literal.kind === 'null') return op === 'ne' ? held !== null : op === 'eq' && held === null;
  const order = held === null ? undefined : ordering(held, literal, options);
  // OData: null is unequal to every value, and no order holds between them.
  if (order === undefined) return op === 'ne';
  switch (op) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
  }
}

/** Negative, 0 or positive; undefined when the two cannot be compared. */
function ordering(held: Json, literal: Literal, options: MatchOptions): number | undefined {
  if (literal.kind === 'number') return typeof held === 'number' ? held - literal.value : undefined;
  if (literal.kind === 'bool')
    return typeof held === 'boolean' ? Number(held) - Number(literal.value) : undefined;
  if (typeof held !== 'string') return undefined;
  if (literal.kind === 'date') {
    const time = Date.parse(held);
    return Number.isNaN(time) ? undefined : time - literal.value;
  }
  if (literal.kind === 'null') return undefined;
  const left = literal.kind === 'guid' ? held.toLowerCase() : fold(held, options);
  const right = literal.kind === 'guid' ? literal.value : fold(literal.value, options);
  return left === right ? 0 : left < right ? -1 : 1;
}
