import type { Json } from '../../json.ts';
import { compileAggregate } from './aggregates.ts';
import { columnOf, compile, compileColumn, condition } from './compile-expression.ts';
import { semanticError } from './kql-errors.ts';
import type { Named, Order, Step } from './kql-syntax.ts';
import type { Column, Row, Rows } from './kql-values.ts';

type Summarize = Extract<Step, { operator: 'summarize' }>;

/** What `count` is short for. */
const ROW_COUNT: Summarize = {
  operator: 'summarize',
  aggregates: [{ name: 'Count', function: 'count', arguments: [], star: false }],
  by: [],
};

/** Every step is checked before the first row is read. */
export function runSteps(table: Rows, steps: readonly Step[]): Rows {
  return steps.reduce(apply, table);
}

function apply(table: Rows, step: Step): Rows {
  switch (step.operator) {
    case 'where':
      return where(table, condition(step.condition, { columns: table.columns, operator: 'where' }));
    case 'extend':
      return extend(table, step.columns);
    case 'project':
      return project(table, step.columns);
    case 'summarize':
      return summarize(table, step);
    case 'sort':
      return sort(table, step.by, 'sort');
    case 'top':
      return take(sort(table, [step.by], 'top'), step.rows);
    case 'take':
      return take(table, step.rows);
    case 'count':
      return summarize(table, ROW_COUNT);
  }
}

function where(table: Rows, holds: (row: Row) => Json): Rows {
  return { columns: table.columns, rows: filtered(table.rows, holds) };
}

function* filtered(rows: Iterable<Row>, holds: (row: Row) => Json): Iterable<Row> {
  for (const row of rows) if (holds(row) === true) yield row;
}

function* mapped(rows: Iterable<Row>, values: readonly ((row: Row) => Json)[]): Iterable<Row> {
  for (const row of rows) yield values.map((value) => value(row));
}

function take(table: Rows, count: number): Rows {
  return { columns: table.columns, rows: firstOf(table.rows, count) };
}

export function* firstOf(rows: Iterable<Row>, count: number): Iterable<Row> {
  let left = count;
  if (left === 0) return;
  for (const row of rows) {
    yield row;
    left -= 1;
    if (left === 0) return;
  }
}

function compileNamed(table: Rows, named: readonly Named[], operator: string) {
  return named.map(({ name, expression }) => {
    const compiled = compile(expression, { columns: table.columns, operator });
    return { column: columnOf(name, compiled, operator), value: compiled.value };
  });
}

function project(table: Rows, named: readonly Named[]): Rows {
  const compiled = compileNamed(table, named, 'project');
  const columns = compiled.map((one) => one.column);
  refuseTwice(columns, 'project');
  return {
    columns,
    rows: mapped(
      table.rows,
      compiled.map((one) => one.value),
    ),
  };
}

/** A name that is there already gets the new value in its place. */
function extend(table: Rows, named: readonly Named[]): Rows {
  const added = compileNamed(table, named, 'extend');
  refuseTwice(
    added.map((one) => one.column),
    'extend',
  );
  const scope = { columns: table.columns, operator: 'extend' };
  const kept = table.columns.map((column) => {
    const replaced = added.find((one) => one.column.name === column.name);
    return replaced ?? { column, value: compileColumn(column.name, scope).value };
  });
  const all = [...kept, ...added.filter((one) => !kept.includes(one))];
  return {
    columns: all.map((one) => one.column),
    rows: mapped(
      table.rows,
      all.map((one) => one.value),
    ),
  };
}

function refuseTwice(columns: readonly Column[], operator: string): void {
  const names = columns.map((column) => column.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw semanticError(operator, `A column named '${twice}' is given twice`);
}

function summarize(table: Rows, step: Summarize): Rows {
  const scope = { columns: table.columns, operator: 'summarize' };
  const keys = step.by.map((name) => {
    const compiled = compileColumn(name, scope);
    return { column: columnOf(name, compiled, 'summarize'), value: compiled.value };
  });
  const aggregates = step.aggregates.map((one) => compileAggregate(one, table.columns, step.by));
  const columns = [...keys.map((key) => key.column), ...aggregates.flatMap((one) => one.columns)];
  refuseTwice(columns, 'summarize');
  return { columns, rows: groups(table.rows, keys, aggregates) };
}

function* groups(
  rows: Iterable<Row>,
  keys: readonly { readonly value: (row: Row) => Json }[],
  aggregates: readonly ReturnType<typeof compileAggregate>[],
): Iterable<Row> {
  const open = (held: Json[]) => ({ held, gatherers: aggregates.map((one) => one.start()) });
  const found = new Map<string, ReturnType<typeof open>>();
  // Without `by` there is one group, empty or not.
  if (keys.length === 0) found.set('[]', open([]));
  for (const row of rows) {
    const held = keys.map((key) => key.value(row));
    const id = JSON.stringify(held);
    const group = found.get(id) ?? open(held);
    found.set(id, group);
    for (const gatherer of group.gatherers) gatherer.add(row);
  }
  for (const { held, gatherers } of found.values()) {
    yield [...held, ...gatherers.flatMap((gatherer) => gatherer.result())];
  }
}

function sort(table: Rows, by: readonly Order[], operator: string): Rows {
  const scope = { columns: table.columns, operator };
  const keys = by.map((order) => ({ ...order, ...compileColumn(order.column, scope) }));
  if (keys.some((key) => key.type === 'dynamic')) {
    throw semanticError(operator, 'A dynamic value has no order');
  }
  const inOrder = (one: Row, other: Row): number => {
    for (const key of keys) {
      const [first, second] = [key.value(one), key.value(other)];
      const order = key.descending ? compareValues(second, first) : compareValues(first, second);
      if (order !== 0) return order;
    }
    return 0;
  };
  return { columns: table.columns, rows: sorted(table.rows, inOrder) };
}

function* sorted(rows: Iterable<Row>, inOrder: (one: Row, other: Row) => number): Iterable<Row> {
  yield* [...rows].sort(inOrder);
}

/** Null comes before everything; texts by their code units. */
function compareValues(one: Json, other: Json): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  return one < other ? -1 : 1;
}
