/**
 * The text before it is read: what Teams adds is taken off, invisible characters are dropped, kinds of space become one.
 * Everything after this step refers to the cleaned text, and slots are cut out of it, so nothing else may change here.
 */

/** Longer texts are cut: no sentence needs more, and a query that does belongs in a file. */
export const TEXT_LIMIT = 10_000;

const MENTION = /<at(?:\s[^<>]{0,200})?>([^<>]{0,200})<\/at>/gi;
// Zero-width characters, directional marks and controls: they can hide or split a word.
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]/g;
const SPACE = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|&nbsp;/g;

export function clean(text: string): string {
  return text
    .slice(0, TEXT_LIMIT)
    .replace(MENTION, (_all, name: string) => (/^\s*drawbridge\s*$/i.test(name) ? ' ' : name))
    .replace(INVISIBLE, '')
    .replace(SPACE, ' ')
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .trim();
}
