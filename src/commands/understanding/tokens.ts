/** Cuts a cleaned text into words, literals, quoted stretches and marks; every token knows where it stood. Linear. */
import { codeNameEnd, mayHoldCode } from './code-names.ts';
import { contraction } from './contractions.ts';
import { isVocabulary } from './vocabulary.ts';
import { literalKind, WORD_PREFIX, type LiteralKind } from './literals.ts';

export interface Token {
  readonly kind: 'word' | 'literal' | 'quoted' | 'mark';
  /** As typed, without outer punctuation, quotes or a possessive ending. */
  readonly text: string;
  /** Lower case with plain apostrophes, perhaps corrected; what the grammar compares. Marks: the mark. */
  readonly word: string;
  readonly literal: LiteralKind | null;
  readonly possessive: boolean;
  /** Where `text` stands in the cleaned text. */
  readonly start: number;
  readonly end: number;
}

const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '”': '”',
  '„': '“',
  '‘': '’',
  '«': '»',
};
const LETTER = /[\p{L}\p{N}]/u;
/** At the edges of a chunk: anything that is not part of a word, an id or an account name. */
const OPENING_PUNCTUATION = /^[^\p{L}\p{N}+\\_-]+/u;
const ENDING_PUNCTUATION = /[^\p{L}\p{N}$)\]'’]+$/u;
/** Where a chunk that is no literal falls apart. */
const SEPARATOR = /([,;:!?()[\]{}<>|/=&→"“”«»…—–]|->|=>|\.{2,})/u;
const LINK = /(?:https?|hxxps?|ftp)(?::|\[:\])\/\/[^\s()<>[\]"”]+/i;
/** Longer runs without a space are not words. */
const CHUNK_LIMIT = 2048;

/** More words than any sentence has; what comes after is not read. */
const TOKEN_LIMIT = 1500;

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const unclosed = new Set<string>();
  const code = mayHoldCode(text);
  let at = 0;
  while (at < text.length && tokens.length < TOKEN_LIMIT) {
    const char = text.charAt(at);
    if (char === '\n') tokens.push(mark('\n', at));
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const codeEnd = code ? codeNameEnd(text, at) : null;
    if (codeEnd !== null) {
      tokens.push(quotation(at, codeEnd, text.slice(at, codeEnd), false));
      at = codeEnd;
      continue;
    }
    if (char in CLOSING && !unclosed.has(char)) {
      const quoted = quotedAt(text, at);
      if (quoted === 'unclosed') unclosed.add(char);
      else if (quoted !== null) {
        tokens.push(quoted.token);
        at = quoted.next;
        continue;
      }
    }
    let next = at + 1;
    while (next < text.length && !/\s/.test(text.charAt(next)) && !opensQuote(text, next)) next += 1;
    chunk(text.slice(at, next), at, tokens);
    at = next;
  }
  return tokens;
}

/** A double quote in the middle of a chunk begins a quotation (`reason:"x"`); apostrophes and backticks do not. */
function opensQuote(text: string, at: number): boolean {
  return /["“„«]/.test(text.charAt(at)) && /[:=(]/.test(text.charAt(at - 1));
}

function quotedAt(text: string, at: number): { token: Token; next: number } | 'unclosed' | null {
  const opening = text.charAt(at);
  const closing = CLOSING[opening] ?? opening;
  if (/['‘`]/.test(opening) && /\s/.test(text.charAt(at + 1))) return null;
  let end = text.indexOf(closing, at + 1);
  // An apostrophe inside a word does not close a quotation.
  while (end !== -1 && (closing === "'" || closing === '’') && isInside(text, end)) {
    end = text.indexOf(closing, end + 1);
  }
  if (end === -1) return 'unclosed';
  if (text.slice(at + 1, end).trim() === '') return null;
  const possessive = /^['’]s(?![\p{L}\p{N}])/u.test(text.slice(end + 1, end + 4));
  const inner = text.slice(at + 1, end).trim();
  return {
    token: quotation(at, end + 1, inner, possessive),
    next: end + 1 + (possessive ? 2 : 0),
  };
}

function quotation(start: number, end: number, text: string, possessive: boolean): Token {
  return { kind: 'quoted', text, word: '', literal: literalKind(text), possessive, start, end };
}

function isInside(text: string, at: number): boolean {
  return LETTER.test(text.charAt(at - 1)) && LETTER.test(text.charAt(at + 1));
}

function chunk(raw: string, start: number, out: Token[]): void {
  if (raw.length > CHUNK_LIMIT) {
    out.push(token('word', raw, start, null, false));
    return;
  }
  const opening = OPENING_PUNCTUATION.exec(raw)?.[0] ?? '';
  for (const char of opening.replace(/[^(,;:!?>\-–—/&+@#"'.]/g, '')) out.push(mark(char, start));
  const from = start + opening.length;
  let body = raw.slice(opening.length);
  if (/^[-_+\\]+$/.test(body)) {
    out.push(mark(body.startsWith('+') ? '+' : '-', from));
    return;
  }
  if (opening.endsWith('#') && /^\d+\b/.test(body)) body = `#${body}`;
  const shift = body.startsWith('#') ? -1 : 0;
  const ending = endingOf(body);
  const core = body.slice(0, body.length - ending.length);
  // An asterisk on one side only, or a per cent sign, is a wildcard: several things are meant.
  if (opening.includes('*') !== ending.includes('*') || ending.includes('%')) out.push(mark('*', from));
  if (core !== '') inside(core, from + shift, out);
  for (const char of ending.replace(/[^),;:!?\-–—/&+"'.]/g, '')) out.push(mark(char, from + core.length));
}

/** Closing brackets and quotes belong to the word only if they opened in it. */
function endingOf(body: string): string {
  let ending = ENDING_PUNCTUATION.exec(body)?.[0] ?? '';
  for (;;) {
    const core = body.slice(0, body.length - ending.length);
    const last = core.at(-1);
    const strip =
      (last === ')' && !core.includes('(')) ||
      (last === ']' && !core.includes('[')) ||
      ((last === "'" || last === '’') && !/s['’]$/i.test(core));
    if (!strip) break;
    ending = last + ending;
    const more = ENDING_PUNCTUATION.exec(body.slice(0, body.length - ending.length))?.[0] ?? '';
    ending = `${more}${ending}`;
  }
  return ending;
}

function inside(core: string, start: number, out: Token[]): void {
  const full = contraction(core);
  if (full !== null) {
    for (const word of full) out.push({ ...token('word', core, start, null, false), word });
    return;
  }
  const possessive = /(?:['’]s|(?<=s)['’])$/i.exec(core)?.[0] ?? '';
  const bare = core.slice(0, core.length - possessive.length);
  const kind = literalKind(bare);
  if (kind !== null) {
    out.push(token('literal', bare, start, kind, possessive !== ''));
    return;
  }
  const link = LINK.exec(core);
  if (link !== null) {
    inside(core.slice(0, link.index), start, out);
    out.push(token('literal', link[0], start + link.index, 'url', false));
    inside(core.slice(link.index + link[0].length), start + link.index + link[0].length, out);
    return;
  }
  if (SEPARATOR.test(core)) {
    let at = start;
    for (const part of core.split(SEPARATOR)) {
      if (part !== '') {
        if (SEPARATOR.test(part)) out.push(mark(part, at));
        else inside(part, at, out);
      }
      at += part.length;
    }
    return;
  }
  if (!LETTER.test(bare)) return;
  const parts = hyphenated(bare);
  let at = start;
  parts.forEach((part, index) => {
    out.push(token('word', part, at, null, possessive !== '' && index === parts.length - 1));
    at += part.length + 1;
  });
}

/** `sign-ins`, `un-isolate`, `high-risk` fall apart; a name such as `Anne-Marie` stays whole. */
function hyphenated(word: string): readonly string[] {
  if (!word.includes('-')) return [word];
  const parts = word.split('-').filter((part) => part !== '');
  // "high-seveerity": the beginning says that it is a word, whatever the slip after it.
  const mistyped = WORD_PREFIX.test(word) && word === word.toLowerCase();
  return mistyped || parts.every((part) => isVocabulary(part.toLowerCase())) ? parts : [word];
}

function token(
  kind: Token['kind'],
  text: string,
  start: number,
  literal: LiteralKind | null,
  possessive: boolean,
): Token {
  const word = text.toLowerCase().replace(/[’‘ʼ]/g, "'");
  return { kind, text, word, literal, possessive, start, end: start + text.length };
}

function mark(char: string, start: number): Token {
  const word = /[–—]/.test(char) ? '-' : char;
  return {
    kind: 'mark',
    text: char,
    word,
    literal: null,
    possessive: false,
    start,
    end: start + char.length,
  };
}
