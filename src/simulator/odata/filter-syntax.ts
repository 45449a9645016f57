import { FilterSyntaxError, filterTokens, type Literal, type Token } from './filter-tokens.ts';

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type TextFunction = 'startswith' | 'endswith' | 'contains';

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly path: Path; readonly value: Literal }
  | { readonly kind: 'in'; readonly path: Path; readonly values: readonly Literal[] }
  | { readonly kind: 'text'; readonly name: TextFunction; readonly path: Path; readonly value: string }
  | {
      readonly kind: 'any' | 'all';
      readonly path: Path;
      readonly variable: string;
      readonly inner: Filter | undefined;
    };

/** `status/errorCode` as its steps; inside a lambda the first step is the variable. */
export type Path = readonly string[];

const COMPARISONS = new Set<string>(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const TEXT_FUNCTIONS = new Set<string>(['startswith', 'endswith', 'contains']);
const DEEPEST = 60;

/** Parses a `$filter`; throws FilterSyntaxError. Precedence: not, and, or, as OData says. */
export function parseFilter(filter: string): Filter {
  const reader = new TokenReader(filterTokens(filter), filter.length);
  const parsed = parseOr(reader, 0);
  reader.end();
  return parsed;
}

class TokenReader {
  private readonly tokens: readonly Token[];
  private readonly length: number;
  private next = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.tokens = tokens;
    this.length = length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.next + ahead];
  }

  /** Consumes one of these words. Microsoft's own examples write `NOT` and `OR` too. */
  word(...words: readonly string[]): string | undefined {
    const token = this.peek();
    if (token?.type !== 'word' || !words.includes(token.word.toLowerCase())) return undefined;
    this.next += 1;
    return token.word.toLowerCase();
  }

  anyWord(what: string): string {
    const token = this.peek();
    if (token?.type !== 'word') throw this.fault(`${what} expected`);
    this.next += 1;
    return token.word;
  }

  mark(mark: string): boolean {
    const token = this.peek();
    if (token?.type !== 'mark' || token.mark !== mark) return false;
    this.next += 1;
    return true;
  }

  expect(mark: string): void {
    if (!this.mark(mark)) throw this.fault(`'${mark}' expected`);
  }

  literal(): Literal {
    const token = this.peek();
    if (token?.type !== 'literal') throw this.fault('Literal expected');
    this.next += 1;
    return token.literal;
  }

  end(): void {
    if (this.next < this.tokens.length) throw this.fault('Syntax error');
  }

  fault(message: string): FilterSyntaxError {
    const at = this.peek()?.at ?? this.length;
    return new FilterSyntaxError(`${message} at position ${at} in '$filter'.`, at);
  }
}

function parseOr(reader: TokenReader, depth: number): Filter {
  let left = parseAnd(reader, depth);
  while (reader.word('or')) left = { kind: 'or', left, right: parseAnd(reader, depth) };
  return left;
}

function parseAnd(reader: TokenReader, depth: number): Filter {
  let left = parseTerm(reader, depth);
  while (reader.word('and')) left = { kind: 'and', left, right: parseTerm(reader, depth) };
  return left;
}

function parseTerm(reader: TokenReader, depth: number): Filter {
  if (depth > DEEPEST) throw reader.fault('Recursion limit reached');
  if (reader.word('not')) return { kind: 'not', inner: parseTerm(reader, depth + 1) };
  if (reader.mark('(')) {
    const inner = parseOr(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  const head = reader.peek();
  const follower = reader.peek(1);
  if (head?.type === 'word' && follower?.type === 'mark' && follower.mark === '(') return parseCall(reader);
  return parseOnPath(reader, depth);
}

function parseCall(reader: TokenReader): Filter {
  const name = reader.anyWord('Function').toLowerCase();
  if (!TEXT_FUNCTIONS.has(name)) throw reader.fault(`An unknown function with name '${name}' was found`);
  reader.expect('(');
  const path = parsePath(reader);
  reader.expect(',');
  const value = reader.literal();
  if (value.kind !== 'string') throw reader.fault(`Function '${name}' needs a string`);
  reader.expect(')');
  return { kind: 'text', name: name as TextFunction, path, value: value.value };
}

function parsePath(reader: TokenReader): string[] {
  const path = [reader.anyWord('Property')];
  while (reader.mark('/')) path.push(reader.anyWord('Property'));
  return path;
}

function parseOnPath(reader: TokenReader, depth: number): Filter {
  const path = parsePath(reader);
  const last = path.at(-1);
  if (path.length > 1 && (last === 'any' || last === 'all') && reader.mark('(')) {
    return parseLambda(reader, last, path.slice(0, -1), depth);
  }
  const op = reader.word(...COMPARISONS, 'in');
  if (op === undefined) throw reader.fault('Comparison operator expected');
  if (op !== 'in') return { kind: 'compare', op: op as Comparison, path, value: reader.literal() };
  reader.expect('(');
  const values = [reader.literal()];
  while (reader.mark(',')) values.push(reader.literal());
  reader.expect(')');
  return { kind: 'in', path, values };
}

function parseLambda(reader: TokenReader, kind: 'any' | 'all', path: Path, depth: number): Filter {
  if (kind === 'any' && reader.mark(')')) return { kind, path, variable: '', inner: undefined };
  const variable = reader.anyWord('Variable');
  reader.expect(':');
  const inner = parseOr(reader, depth + 1);
  reader.expect(')');
  return { kind, path, variable, inner };
}
