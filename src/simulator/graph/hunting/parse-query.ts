import type { Aggregate, Expression, Named, Order, Query, Step } from './kql-syntax.ts';
import { readExpression } from './parse-expression.ts';
import { tokenReader, type TokenReader } from './token-reader.ts';

/** A table and what is done with its rows, one step after the other; refuses what the imitation does not know. */
export function parseQuery(text: string, now: number): Query {
  const reader = tokenReader(text, now);
  const table = reader.name();
  const steps: Step[] = [];
  while (reader.accept('|')) steps.push(readStep(reader));
  const rest = reader.peek();
  if (rest.type !== 'end') throw reader.unexpected(rest);
  return { table, steps };
}

function readStep(reader: TokenReader): Step {
  const token = reader.next();
  switch (token.type === 'word' ? token.text : '') {
    case 'where':
      return { operator: 'where', condition: readExpression(reader) };
    case 'extend':
      return { operator: 'extend', columns: reader.list(() => readNamed(reader)) };
    case 'project':
      return { operator: 'project', columns: reader.list(() => readNamed(reader)) };
    case 'summarize':
      return readSummarize(reader);
    case 'sort':
    case 'order':
      reader.expect('by');
      return { operator: 'sort', by: reader.list(() => readOrder(reader)) };
    case 'top': {
      const rows = readCount(reader);
      reader.expect('by');
      return { operator: 'top', rows, by: readOrder(reader) };
    }
    case 'take':
    case 'limit':
      return { operator: 'take', rows: readCount(reader) };
    case 'count':
      return { operator: 'count' };
    default:
      throw reader.unexpected(token);
  }
}

/** An expression that is no column needs a name here; Microsoft would make one up. */
function readNamed(reader: TokenReader): Named {
  const token = reader.peek();
  const first = readExpression(reader);
  if (first.kind !== 'column') throw reader.unexpected(token);
  return { name: first.name, expression: reader.accept('=') ? readExpression(reader) : first };
}

function readSummarize(reader: TokenReader): Step {
  const aggregates = reader.list(() => readAggregate(reader));
  const by = reader.accept('by') ? reader.list(() => reader.name()) : [];
  return { operator: 'summarize', aggregates, by };
}

function readAggregate(reader: TokenReader): Aggregate {
  const first = reader.name();
  const named = reader.accept('=');
  const called = named ? reader.name() : first;
  reader.expect('(');
  const parameters: Expression[] = [];
  let star = false;
  while (!reader.sees(')')) {
    if (parameters.length > 0) reader.expect(',');
    if (parameters.length > 0 && reader.accept('*')) {
      star = true;
      break;
    }
    parameters.push(readExpression(reader));
  }
  reader.expect(')');
  return { name: named ? first : undefined, function: called, arguments: parameters, star };
}

/** Descending unless told otherwise. */
function readOrder(reader: TokenReader): Order {
  const column = reader.name();
  const descending = !reader.accept('asc');
  if (descending) reader.accept('desc');
  return { column, descending };
}

function readCount(reader: TokenReader): number {
  const token = reader.next();
  if (token.type !== 'number' || !token.whole) throw reader.unexpected(token);
  return token.value;
}
