/** Words, quoted texts and marks of a device rule, each with its position. */
import type { RuleFault } from './device-rule.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'mark';
  readonly text: string;
  readonly position: number;
}

const MARKS = '()[],';

export function readTokens(text: string): readonly Token[] | RuleFault {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
    } else if (MARKS.includes(char)) {
      tokens.push({ kind: 'mark', text: char, position: at });
      at += 1;
    } else if (char === '"' || char === "'") {
      const quoted = readQuoted(text, at);
      if (quoted === null) return { position: at, problem: 'the quotation mark is not closed' };
      tokens.push({ kind: 'string', text: quoted.text, position: at });
      at = quoted.end;
    } else {
      const word = /^[^\s()[\],"']+/.exec(text.slice(at))?.[0] ?? char;
      tokens.push({ kind: 'word', text: word, position: at });
      at += word.length;
    }
  }
  return tokens;
}

/** A quotation mark inside the text is escaped with a backtick or a backslash. */
function readQuoted(text: string, start: number): { readonly text: string; readonly end: number } | null {
  const quote = text.charAt(start);
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote) return { text: value, end: at + 1 };
    const next = text.charAt(at + 1);
    if ((char === '`' || char === '\\') && next === quote) {
      value += next;
      at += 1;
    } else {
      value += char;
    }
  }
  return null;
}
