/** The pieces of a `$filter`. A literal keeps its OData kind, because 'x' and x mean different things to the service. */
export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date'; readonly value: number }
  | { readonly kind: 'guid'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null'; readonly value: null };

export type Token =
  | { readonly type: 'literal'; readonly literal: Literal; readonly at: number }
  | { readonly type: 'word'; readonly word: string; readonly at: number }
  | { readonly type: 'mark'; readonly mark: '(' | ')' | ',' | ':' | '/'; readonly at: number };

/** The text is not a `$filter`. `at` counts characters from 0. */
export class FilterSyntaxError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'FilterSyntaxError';
    this.at = at;
  }
}

const STRING = /'(?:[^']|'')*'/y;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/iy;
const DATE = /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?(?![\w:-])/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.-])/y;
const WORD = /[A-Za-z_$][\w.$]*/y;
const SPACE = /\s+/y;

export function filterTokens(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(filter)?.[0];
  };
  while (at < filter.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const [length, token] = nextToken(filter, at, take);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function nextToken(
  filter: string,
  at: number,
  take: (pattern: RegExp) => string | undefined,
): [number, Token] {
  const mark = filter.charAt(at);
  if (mark === '(' || mark === ')' || mark === ',' || mark === ':' || mark === '/') {
    return [1, { type: 'mark', mark, at }];
  }
  const quoted = take(STRING);
  if (quoted !== undefined) {
    const value = quoted.slice(1, -1).replaceAll("''", "'");
    return [quoted.length, { type: 'literal', literal: { kind: 'string', value }, at }];
  }
  if (mark === "'") throw new FilterSyntaxError('There is an unterminated string literal', at);
  const guid = take(GUID);
  if (guid !== undefined) {
    return [guid.length, { type: 'literal', literal: { kind: 'guid', value: guid.toLowerCase() }, at }];
  }
  const date = take(DATE);
  if (date !== undefined && !Number.isNaN(Date.parse(date))) {
    return [date.length, { type: 'literal', literal: { kind: 'date', value: Date.parse(date) }, at }];
  }
  const number = take(NUMBER);
  if (number !== undefined) {
    return [number.length, { type: 'literal', literal: { kind: 'number', value: Number(number) }, at }];
  }
  const word = take(WORD);
  if (word === undefined) throw new FilterSyntaxError(`Syntax error: character '${mark}' is not valid`, at);
  return [word.length, wordToken(word, at)];
}

function wordToken(word: string, at: number): Token {
  if (word === 'true' || word === 'false') {
    return { type: 'literal', literal: { kind: 'bool', value: word === 'true' }, at };
  }
  if (word === 'null') return { type: 'literal', literal: { kind: 'null', value: null }, at };
  return { type: 'word', word, at };
}
