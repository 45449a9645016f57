import type { Json } from '../../json.ts';
import {
  columnOf,
  compile,
  compileColumn,
  condition,
  type Compiled,
  type Scope,
} from './compile-expression.ts';
import { semanticError } from './kql-errors.ts';
import type { Aggregate, Expression } from './kql-syntax.ts';
import { emptyOf, isNumeric, type Column, type KqlType, type Row } from './kql-values.ts';

/** What gathers the rows of one group. */
export interface Gatherer {
  add(row: Row): void;
  /** One value for each of the aggregate's columns. */
  result(): Json[];
}

export interface CompiledAggregate {
  readonly columns: readonly Column[];
  start(): Gatherer;
}

const SUMMARIZE = 'summarize';

/** One aggregate of a summarize; `by` are the columns that `*` leaves out. */
export function compileAggregate(
  aggregate: Aggregate,
  columns: readonly Column[],
  by: readonly string[],
): CompiledAggregate {
  const scope: Scope = { columns, operator: SUMMARIZE };
  const name = aggregate.function;
  if (aggregate.star && !name.startsWith('arg_')) throw wrongArguments(name);
  switch (name) {
    case 'count':
      return count(aggregate);
    case 'countif':
      return countIf(aggregate, scope);
    case 'max':
    case 'min':
      return extreme(aggregate, scope);
    case 'arg_max':
    case 'arg_min':
      return extremeRow(aggregate, scope, by);
    case 'dcount':
    case 'make_set':
      return distinct(aggregate, scope);
    default:
      throw semanticError(SUMMARIZE, `Unknown function: '${name}'`);
  }
}

function wrongArguments(name: string) {
  return semanticError(SUMMARIZE, `Function '${name}' cannot be invoked with these arguments`);
}

function count(aggregate: Aggregate): CompiledAggregate {
  if (aggregate.arguments.length > 0) throw wrongArguments('count');
  return counter(aggregate.name ?? 'count_', () => true);
}

function countIf(aggregate: Aggregate, scope: Scope): CompiledAggregate {
  const holds = condition(only(aggregate), scope);
  return counter(aggregate.name ?? 'countif_', (row) => holds(row) === true);
}

function counter(name: string, holds: (row: Row) => boolean): CompiledAggregate {
  return {
    columns: [{ name, type: 'long' }],
    start() {
      let rows = 0;
      return {
        add(row) {
          if (holds(row)) rows += 1;
        },
        result: () => [rows],
      };
    },
  };
}

function only(aggregate: Aggregate): Expression {
  const [first, ...more] = aggregate.arguments;
  if (first === undefined || more.length > 0) throw wrongArguments(aggregate.function);
  return first;
}

/** The name of a result: given, or made of the column's. */
function resultName(aggregate: Aggregate, of: Expression, prefix: string): string {
  if (aggregate.name !== undefined) return aggregate.name;
  if (of.kind === 'column') return `${prefix}${of.name}`;
  throw semanticError(SUMMARIZE, `The result of '${aggregate.function}' needs a name`);
}

function orderable(type: KqlType): boolean {
  return isNumeric(type) || type === 'datetime';
}

function compileKey(aggregate: Aggregate, of: Expression, scope: Scope): Compiled {
  const key = compile(of, scope);
  if (!orderable(key.type)) throw wrongArguments(aggregate.function);
  return key;
}

function extreme(aggregate: Aggregate, scope: Scope): CompiledAggregate {
  const of = only(aggregate);
  const key = compileKey(aggregate, of, scope);
  const name = resultName(aggregate, of, `${aggregate.function}_`);
  return best(aggregate.function, key.value, [valued(name, key)]);
}

/** `arg_max(Timestamp, RemoteIP)`: the newest row's Timestamp and RemoteIP; `*` means all the others. */
function extremeRow(aggregate: Aggregate, scope: Scope, by: readonly string[]): CompiledAggregate {
  const [of, ...others] = aggregate.arguments;
  if (of === undefined) throw wrongArguments(aggregate.function);
  const compiled = compileKey(aggregate, of, scope);
  const first = resultName(aggregate, of, '');
  const named = others.map((one) => {
    if (one.kind !== 'column') throw wrongArguments(aggregate.function);
    return one.name;
  });
  const key = of.kind === 'column' ? of.name : first;
  const rest = scope.columns
    .map((column) => column.name)
    .filter((name) => name !== key && !by.includes(name));
  const shown = aggregate.star ? rest : named;
  return best(aggregate.function, compiled.value, [
    valued(first, compiled),
    ...shown.map((name) => valued(name, compileColumn(name, scope))),
  ]);
}

interface Result {
  readonly column: Column;
  readonly value: Compiled['value'];
}

function valued(name: string, compiled: Compiled): Result {
  return { column: columnOf(name, compiled, SUMMARIZE), value: compiled.value };
}

/** The row with the largest or smallest key; rows without a key do not count. */
function best(name: string, key: Compiled['value'], results: readonly Result[]): CompiledAggregate {
  const sign = name.endsWith('max') ? 1 : -1;
  return {
    columns: results.map((one) => one.column),
    start() {
      let found: Row | undefined;
      let bound = Number.NEGATIVE_INFINITY;
      return {
        add(row) {
          const at = key(row);
          if (typeof at !== 'number' || at * sign <= bound) return;
          bound = at * sign;
          found = row;
        },
        result: () =>
          results.map((one) => (found === undefined ? emptyOf(one.column.type) : one.value(found))),
      };
    },
  };
}

/** `dcount` is exact here; Microsoft estimates. */
function distinct(aggregate: Aggregate, scope: Scope): CompiledAggregate {
  const of = only(aggregate);
  const { value } = compile(of, scope);
  const counts = aggregate.function === 'dcount';
  const name = resultName(aggregate, of, counts ? 'dcount_' : 'set_');
  return {
    columns: [{ name, type: counts ? 'long' : 'dynamic' }],
    start() {
      const seen = new Map<string, Json>();
      return {
        add(row) {
          const found = value(row);
          if (found !== null) seen.set(JSON.stringify(found), found);
        },
        result: () => [counts ? seen.size : [...seen.values()]],
      };
    },
  };
}
