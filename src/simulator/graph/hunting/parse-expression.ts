import type { Comparison, Expression, Literal, TextOperator } from './kql-syntax.ts';
import type { TokenReader } from './token-reader.ts';

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['==', '!=', '=~', '!~', '<', '<=', '>', '>=']);
const TEXT_OPERATORS: ReadonlySet<string> = new Set<TextOperator>([
  'contains',
  'has',
  'startswith',
  'endswith',
]);
const MEMBERSHIP: ReadonlySet<string> = new Set(['in', '!in', 'in~', '!in~']);

/** `or` binds loosest, then `and`, then comparisons, which do not chain. */
export function readExpression(reader: TokenReader): Expression {
  return joined(reader, 'or', () => joined(reader, 'and', () => readComparison(reader)));
}

function joined(reader: TokenReader, kind: 'and' | 'or', read: () => Expression): Expression {
  const first = read();
  if (!reader.sees(kind)) return first;
  const terms = [first];
  while (reader.accept(kind)) terms.push(read());
  return { kind, terms };
}

function readComparison(reader: TokenReader): Expression {
  const left = readOperand(reader);
  const token = reader.peek();
  const operator = token.type === 'word' || token.type === 'mark' ? token.text : '';
  if (COMPARISONS.has(operator)) {
    reader.next();
    return { kind: 'compare', operator: operator as Comparison, left, right: readOperand(reader) };
  }
  if (TEXT_OPERATORS.has(operator)) {
    reader.next();
    return { kind: 'text', operator: operator as TextOperator, left, right: readOperand(reader) };
  }
  if (!MEMBERSHIP.has(operator)) return left;
  reader.next();
  const member: Expression = {
    kind: 'in',
    ignoreCase: operator.endsWith('~'),
    of: left,
    values: inBrackets(reader, () => reader.list(() => readLiteral(reader))),
  };
  return operator.startsWith('!') ? { kind: 'not', of: member } : member;
}

function inBrackets<T>(reader: TokenReader, read: () => T): T {
  reader.expect('(');
  const value = reader.nested(read);
  reader.expect(')');
  return value;
}

function readOperand(reader: TokenReader): Expression {
  if (reader.sees('(')) return inBrackets(reader, () => readExpression(reader));
  const token = reader.peek();
  if (token.type !== 'word' || token.text === 'true' || token.text === 'false') return readLiteral(reader);
  reader.next();
  if (!reader.sees('(')) return { kind: 'column', name: token.text };
  const argument = () => inBrackets(reader, () => readExpression(reader));
  switch (token.text) {
    case 'not':
      return { kind: 'not', of: argument() };
    case 'isempty':
      return { kind: 'isempty', of: argument() };
    case 'isnotempty':
      return { kind: 'not', of: { kind: 'isempty', of: argument() } };
    case 'now':
      reader.expect('(');
      reader.expect(')');
      return { kind: 'literal', type: 'datetime', value: reader.now };
    case 'ago':
      return { kind: 'literal', type: 'datetime', value: reader.now - readSpan(reader) };
    default:
      throw reader.unexpected(token);
  }
}

function readSpan(reader: TokenReader): number {
  return inBrackets(reader, () => {
    const token = reader.next();
    if (token.type !== 'timespan') throw reader.unexpected(token);
    return token.value;
  });
}

function readLiteral(reader: TokenReader): Literal {
  const token = reader.next();
  switch (token.type) {
    case 'string':
    case 'datetime':
    case 'timespan':
      return { kind: 'literal', type: token.type, value: token.value };
    case 'number':
      return { kind: 'literal', type: token.whole ? 'long' : 'real', value: token.value };
    case 'mark':
      if (token.text === '-') return negative(reader);
      throw reader.unexpected(token);
    case 'word':
      if (token.text === 'true' || token.text === 'false') {
        return { kind: 'literal', type: 'bool', value: token.text === 'true' };
      }
      throw reader.unexpected(token);
    case 'end':
      throw reader.unexpected(token);
  }
}

function negative(reader: TokenReader): Literal {
  const token = reader.next();
  if (token.type !== 'number') throw reader.unexpected(token);
  return { kind: 'literal', type: token.whole ? 'long' : 'real', value: -token.value };
}
