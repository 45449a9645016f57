/** A text ready to be read: tokens, what the conversation remembers, and helpers to look at them. */
import type { ConversationContext } from '../../domain/intents.ts';
import { withPossessives } from './lost-apostrophes.ts';
import { longestAt, type PhraseSet } from './phrases.ts';
import { correction } from './spelling.ts';
import { tokenise, type Token } from './tokens.ts';

export interface Sentence {
  /** The cleaned text; slots are cut out of it. */
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly context: ConversationContext;
  /** How many words were corrected to get here. */
  readonly corrections: number;
  /** Capital letters tell a name from a word: most words are not capitalised. */
  readonly casing: boolean;
}

/** More words than this are read as typed. */
const CORRECTABLE_LENGTH = 60;
const MAX_VARIANTS = 8;

export function sentenceOf(text: string, context: ConversationContext): Sentence {
  const tokens = withPossessives(joinedAnd(tokenise(text)));
  const words = tokens.filter((t) => t.kind === 'word');
  const capitals = words.filter((t) => /^\p{Lu}/u.test(t.text)).length;
  return { text, tokens, context, corrections: 0, casing: capitals * 2 <= words.length || words.length <= 2 };
}

/** The same sentence with slips corrected: all of them, then all but one, for a name that looks like a slip. */
export function correctedVariants(sentence: Sentence): readonly Sentence[] {
  if (sentence.tokens.length > CORRECTABLE_LENGTH) return [];
  const found = new Map<number, string>();
  sentence.tokens.forEach((token, index) => {
    const word = correction(token);
    if (word !== null) found.set(index, word);
  });
  if (found.size === 0) return [];
  const leaveOut = found.size === 1 ? [] : [...found.keys()];
  return [-1, ...leaveOut].slice(0, MAX_VARIANTS).map((left) => ({
    ...sentence,
    corrections: found.size - (left === -1 ? 0 : 1),
    tokens: sentence.tokens.map((token, index) => {
      const word = index === left ? undefined : found.get(index);
      return word === undefined ? token : { ...token, word };
    }),
  }));
}

export function word(sentence: Sentence, index: number): string {
  const token = sentence.tokens[index];
  return token?.kind === 'word' ? token.word : '';
}

/** "office 365": in names of products a number is a word. */
function wordOrNumber(sentence: Sentence, index: number): string {
  const token = sentence.tokens[index];
  return token?.literal === 'number' ? token.text : word(sentence, index);
}

/** The longest phrase of a set that stands at a place. */
export function longest<T>(
  phrases: PhraseSet<T>,
  sentence: Sentence,
  at: number,
): { readonly next: number; readonly end: T } | null {
  // At most places no phrase begins.
  if (!phrases.byWord.has(wordOrNumber(sentence, at))) return null;
  return longestAt(phrases, (index) => wordOrNumber(sentence, index), at);
}

export function isMark(sentence: Sentence, index: number, marks: string): boolean {
  const token = sentence.tokens[index];
  return token?.kind === 'mark' && marks.includes(token.word);
}

/** The typed text from one token to before another. */
export function span(sentence: Sentence, from: number, to: number): string {
  const first = sentence.tokens[from];
  const last = sentence.tokens[to - 1];
  if (first === undefined || last === undefined) return '';
  return sentence.text.slice(first.start, last.end);
}

/** `&` is a word. */
function joinedAnd(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token) =>
    token.kind === 'mark' && token.word === '&' ? { ...token, kind: 'word' as const, word: 'and' } : token,
  );
}
