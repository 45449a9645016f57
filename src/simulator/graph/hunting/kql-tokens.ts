import { syntaxError } from './kql-errors.ts';

/** The pieces of a query; `at` counts characters from 0. Instants and spans are milliseconds. */
export type Token =
  | { readonly type: 'word'; readonly text: string; readonly at: number }
  | { readonly type: 'mark'; readonly text: string; readonly at: number }
  | { readonly type: 'string'; readonly value: string; readonly at: number }
  | { readonly type: 'number'; readonly value: number; readonly whole: boolean; readonly at: number }
  | { readonly type: 'timespan' | 'datetime'; readonly value: number; readonly at: number }
  | { readonly type: 'end'; readonly at: number };

const SPACE = /(?:\s|\/\/[^\n]*)+/y;
const VERBATIM = /@"(?:[^"\r\n]|"")*"|@'(?:[^'\r\n]|'')*'/y;
const STRING = /"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'/y;
const DATETIME = /datetime\s*\(([^()]*)\)/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const MARK = /==|!=|=~|!~|<=|>=|!in~|!in(?!\w)|in~|[()|,=<>*-]/y;
const WORD = /[A-Za-z_]\w*/y;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function kqlTokens(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(query);
  };
  for (;;) {
    at += take(SPACE)?.[0].length ?? 0;
    if (at >= query.length) return [...tokens, { type: 'end', at }];
    const [length, token] = nextToken(query, at, take);
    tokens.push(token);
    at += length;
  }
}

function nextToken(
  query: string,
  at: number,
  take: (pattern: RegExp) => RegExpExecArray | null,
): [number, Token] {
  const verbatim = take(VERBATIM)?.[0];
  if (verbatim !== undefined) {
    const quote = verbatim.charAt(1);
    const value = verbatim.slice(2, -1).replaceAll(quote + quote, quote);
    return [verbatim.length, { type: 'string', value, at }];
  }
  const quoted = take(STRING)?.[0];
  if (quoted !== undefined)
    return [quoted.length, { type: 'string', value: unescape(query, at, quoted), at }];
  const instant = take(DATETIME);
  if (instant !== null) {
    const value = readInstant(instant[1] ?? '');
    if (value === undefined) throw syntaxError(query, at, `'${instant[0]}' is no instant`);
    return [instant[0].length, { type: 'datetime', value, at }];
  }
  const digits = take(NUMBER)?.[0];
  if (digits !== undefined) return readNumber(query, at, digits);
  const mark = take(MARK)?.[0];
  if (mark !== undefined) return [mark.length, { type: 'mark', text: mark, at }];
  const word = take(WORD)?.[0];
  if (word !== undefined) return [word.length, { type: 'word', text: word, at }];
  const what = /["'@]/.test(query.charAt(at)) ? 'a string is not closed' : `unexpected '${query.charAt(at)}'`;
  throw syntaxError(query, at, what);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

function unescape(query: string, at: number, quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (whole, hex?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      const value = ESCAPES[letter ?? ''];
      if (value === undefined) throw syntaxError(query, at, `unknown escape '${whole}' in a string`);
      return value;
    });
}

/** `53`, `0.5`, `30m`: a unit right behind the digits makes it a span. */
function readNumber(query: string, at: number, digits: string): [number, Token] {
  WORD.lastIndex = at + digits.length;
  const unit = WORD.exec(query)?.[0];
  const value = Number(digits);
  if (unit !== undefined) {
    const ms = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (ms === undefined) throw syntaxError(query, at, `unexpected '${digits}${unit}'`);
    return [digits.length + unit.length, { type: 'timespan', value: value * ms, at }];
  }
  const whole = !digits.includes('.');
  if (whole && !Number.isSafeInteger(value)) throw syntaxError(query, at, `'${digits}' is out of range`);
  return [digits.length, { type: 'number', value, whole, at }];
}

const INSTANT =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)(?<zone>Z|[+-]\d\d:\d\d)?)?$/;

/** ISO 8601, UTC where no zone is given; undefined for what is no instant, 30 February included. */
export function readInstant(text: string): number | undefined {
  const parts = INSTANT.exec(text.trim())?.groups;
  if (parts === undefined) return undefined;
  const day = parts['day'] ?? '';
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  const instant = Date.parse(`${day}T${parts['time'] ?? '00:00'}${parts['zone'] ?? 'Z'}`);
  return Number.isNaN(instant) ? undefined : instant;
}
