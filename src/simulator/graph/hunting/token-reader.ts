import type { Refusal } from '../../refusal.ts';
import { syntaxError } from './kql-errors.ts';
import { kqlTokens, type Token } from './kql-tokens.ts';

/** Brackets within brackets: more than anybody writes by hand. */
const DEEPEST = 64;
/** Letters of a query that a message repeats. */
const LONGEST_QUOTE = 80;

/** A place in the tokens of a query. */
export interface TokenReader {
  /** The instant that the query takes for now, in milliseconds. */
  readonly now: number;
  peek(): Token;
  next(): Token;
  /** Is the next token this word or mark? */
  sees(text: string): boolean;
  /** Takes the word or mark when it comes next. */
  accept(text: string): boolean;
  expect(text: string): void;
  /** The next token must be a name. */
  name(): string;
  /** One or more, with commas between. */
  list<T>(read: () => T): T[];
  nested<T>(read: () => T): T;
  unexpected(token: Token): Refusal;
}

export function tokenReader(query: string, now: number): TokenReader {
  const tokens = kqlTokens(query);
  const end: Token = { type: 'end', at: query.length };
  let at = 0;
  let depth = 0;
  const reader: TokenReader = {
    now,
    peek: () => tokens[at] ?? end,
    next() {
      at += 1;
      return tokens[at - 1] ?? end;
    },
    sees(text) {
      const token = reader.peek();
      return (token.type === 'word' || token.type === 'mark') && token.text === text;
    },
    accept(text) {
      const seen = reader.sees(text);
      if (seen) at += 1;
      return seen;
    },
    expect(text) {
      if (!reader.accept(text)) throw reader.unexpected(reader.peek());
    },
    name() {
      const token = reader.next();
      if (token.type !== 'word') throw reader.unexpected(token);
      return token.text;
    },
    list(read) {
      const items = [read()];
      while (reader.accept(',')) items.push(read());
      return items;
    },
    nested(read) {
      depth += 1;
      if (depth > DEEPEST) throw syntaxError(query, reader.peek().at, 'too deeply nested');
      const value = read();
      depth -= 1;
      return value;
    },
    unexpected: (token) => syntaxError(query, token.at, `unexpected ${described(token)}`),
  };
  return reader;
}

function described(token: Token): string {
  if (token.type === 'end') return 'end';
  const text = 'text' in token ? token.text : String(token.value);
  return `'${text.slice(0, LONGEST_QUOTE)}'`;
}
