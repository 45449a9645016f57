import type { Json } from '../../json.ts';
import { semanticError, unknownColumn } from './kql-errors.ts';
import type { Comparison, Expression, Literal, TextOperator } from './kql-syntax.ts';
import { isNumeric, type Column, type KqlType, type Row } from './kql-values.ts';

export interface Compiled {
  readonly type: KqlType;
  readonly value: (row: Row) => Json;
}

/** What an expression is compiled against. */
export interface Scope {
  readonly columns: readonly Column[];
  /** For messages. */
  readonly operator: string;
}

/** An expression whose columns exist and whose operands fit each other. */
export function compile(expression: Expression, scope: Scope): Compiled {
  switch (expression.kind) {
    case 'literal': {
      const { type, value } = expression;
      return { type, value: () => value };
    }
    case 'column':
      return compileColumn(expression.name, scope);
    case 'and':
    case 'or':
      return junction(expression.kind, expression.terms, scope);
    case 'not': {
      const value = condition(expression.of, scope);
      return bool((row) => inverse(value(row)));
    }
    case 'isempty': {
      const { value } = compile(expression.of, scope);
      return bool((row) => [null, ''].includes(value(row) as null | string));
    }
    case 'compare':
      return comparison(expression, scope);
    case 'text':
      return textMatch(expression, scope);
    case 'in':
      return membership(expression, scope);
  }
}

export function compileColumn(name: string, scope: Scope): Compiled {
  const at = scope.columns.findIndex((column) => column.name === name);
  const column = scope.columns[at];
  if (column === undefined) throw unknownColumn(scope.operator, name);
  return { type: column.type, value: (row) => row[at] ?? null };
}

/** A new column of an expression's values. */
export function columnOf(name: string, { type }: Compiled, operator: string): Column {
  if (type === 'timespan')
    throw semanticError(operator, `A timespan is no value of a column, here '${name}'`);
  return { name, type };
}

/** An expression that must be true or false. */
export function condition(expression: Expression, scope: Scope): Compiled['value'] {
  const { type, value } = compile(expression, scope);
  if (type !== 'bool') throw semanticError(scope.operator, `A bool is expected, not a ${type}`);
  return value;
}

function bool(value: (row: Row) => boolean | null): Compiled {
  return { type: 'bool', value };
}

function inverse(value: Json): boolean | null {
  return value === null ? null : value !== true;
}

/** Unknown and false is false, unknown or true is true, everything else with an unknown is unknown. */
function junction(kind: 'and' | 'or', terms: readonly Expression[], scope: Scope): Compiled {
  const decisive = kind === 'or';
  const conditions = terms.map((term) => condition(term, scope));
  return bool((row) => {
    let unknown = false;
    for (const value of conditions) {
      const found = value(row);
      if (found === decisive) return decisive;
      unknown ||= found === null;
    }
    return unknown ? null : !decisive;
  });
}

function comparable(one: KqlType, other: KqlType): boolean {
  return (one === other && one !== 'dynamic') || (isNumeric(one) && isNumeric(other));
}

function comparison(expression: Extract<Expression, { kind: 'compare' }>, scope: Scope): Compiled {
  const left = compile(expression.left, scope);
  const right = compile(expression.right, scope);
  const { operator } = expression;
  if (!comparable(left.type, right.type)) {
    const what = `Cannot compare values of types ${left.type} and ${right.type}. Try adding explicit casts`;
    throw semanticError(scope.operator, what);
  }
  if (!compares(operator, left.type)) {
    throw semanticError(scope.operator, `'${operator}' cannot be applied to values of type ${left.type}`);
  }
  const compare = COMPARE[operator];
  return bool((row) => compare(left.value(row), right.value(row)));
}

function compares(operator: Comparison, type: KqlType): boolean {
  if (operator === '==' || operator === '!=') return true;
  return operator === '=~' || operator === '!~' ? type === 'string' : type !== 'string' && type !== 'bool';
}

/** Texts only: a column of texts holds nothing else. */
function lower(value: Json): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** Two nulls are neither equal nor unequal; one null is unequal to everything else; order with a null is unknown. */
const COMPARE: Readonly<Record<Comparison, (one: Json, other: Json) => boolean | null>> = {
  '==': (one, other) => (one === null && other === null ? null : one === other),
  '!=': (one, other) => (one === null && other === null ? null : one !== other),
  '=~': (one, other) => lower(one) === lower(other),
  '!~': (one, other) => lower(one) !== lower(other),
  '<': (one, other) => ordered(one, other, (a, b) => a < b),
  '<=': (one, other) => ordered(one, other, (a, b) => a <= b),
  '>': (one, other) => ordered(one, other, (a, b) => a > b),
  '>=': (one, other) => ordered(one, other, (a, b) => a >= b),
};

function ordered(one: Json, other: Json, holds: (a: number, b: number) => boolean): boolean | null {
  return typeof one === 'number' && typeof other === 'number' ? holds(one, other) : null;
}

const MATCH: Readonly<Record<TextOperator, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  has: hasTerm,
};

/** All of them without regard to case. A dynamic value is looked at as its JSON. */
function textMatch(expression: Extract<Expression, { kind: 'text' }>, scope: Scope): Compiled {
  const left = compile(expression.left, scope);
  const right = compile(expression.right, scope);
  const { operator } = expression;
  if ((left.type !== 'string' && left.type !== 'dynamic') || right.type !== 'string') {
    const what = `'${operator}' cannot be applied to values of types ${left.type} and ${right.type}`;
    throw semanticError(scope.operator, what);
  }
  const match = MATCH[operator];
  const textOf = (value: Json) => lower(left.type === 'dynamic' ? JSON.stringify(value) : value);
  return bool((row) => match(textOf(left.value(row)), lower(right.value(row))));
}

/** Is `part` in the text as a whole word or as whole words? Letters and digits make words. */
function hasTerm(text: string, part: string): boolean {
  if (part === '') return true;
  const inWord = (at: number) => /[\p{L}\p{N}]/u.test(text.charAt(at));
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!inWord(at - 1) && !inWord(at + part.length)) return true;
  }
  return false;
}

function membership(expression: Extract<Expression, { kind: 'in' }>, scope: Scope): Compiled {
  const { type, value } = compile(expression.of, scope);
  const { ignoreCase, values } = expression;
  if (ignoreCase && type !== 'string') {
    throw semanticError(scope.operator, `'in~' cannot be applied to values of type ${type}`);
  }
  const wrong = values.find((one) => !comparable(type, one.type));
  if (wrong !== undefined) {
    throw semanticError(scope.operator, `A list of ${type} is expected, not of ${wrong.type}`);
  }
  const held = (one: Json) => (ignoreCase ? lower(one) : one);
  const members = new Set<Json>(values.map((one: Literal) => held(one.value)));
  return bool((row) => members.has(held(value(row))));
}
