/** "what is the smallest change to let diego into teams": why somebody cannot, asked by way of what would help. */
import type { Intent } from '../../domain/intents.ts';
import { readAccess } from './access.ts';
import { phraseSet } from './phrases.ts';
import { readingOf, type Reading } from './questions.ts';
import { longest, type Sentence } from './sentence.ts';
import type { Token } from './tokens.ts';
import { REMEDIES } from './families/access-cues.ts';

const remedies = phraseSet(REMEDIES.map((phrase) => [phrase, true] as const));

export function readRemedy({ sentence }: Reading): Intent | null {
  for (let at = 0; at < sentence.tokens.length; at += 1) {
    const found = longest(remedies, sentence, at);
    const access = found === null ? null : readAccess(readingOf(whyNot(sentence, found.next)));
    if (access?.intent === 'access.explain' && access.slots['app'] !== undefined) return access;
  }
  return null;
}

/** The same about the same person, asked straight. */
function whyNot(sentence: Sentence, from: number): Sentence {
  const [first] = sentence.tokens;
  if (first === undefined) return sentence;
  const said = (word: string): Token => ({ ...first, kind: 'word', literal: null, word, text: word });
  return { ...sentence, tokens: [said('why'), said('cannot'), ...sentence.tokens.slice(from)] };
}
