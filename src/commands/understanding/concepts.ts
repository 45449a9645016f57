/** Which concepts a sentence touches, and where: every phrase of cues.ts looked up at every word. */
import { CUES } from './families/cues.ts';
import { matchesAt, phraseSet } from './phrases.ts';
import { productsIn } from './details.ts';
import { word, type Sentence } from './sentence.ts';

/** Concept → indices of the tokens that its phrases cover. */
export type Concepts = ReadonlyMap<string, ReadonlySet<number>>;

const cues = phraseSet(
  Object.entries(CUES).flatMap(([concept, phrases]) => phrases.map((phrase) => [phrase, concept] as const)),
);

export function conceptsOf(sentence: Sentence): Concepts {
  const found = new Map<string, Set<number>>();
  const add = (concept: string, index: number): void => {
    const set = found.get(concept);
    if (set === undefined) found.set(concept, new Set([index]));
    else set.add(index);
  };
  const wordAt = (index: number): string => word(sentence, index);
  for (let start = 0; start < sentence.tokens.length; start += 1) {
    for (const match of matchesAt(cues, wordAt, start)) {
      for (let k = start; k < match.next; k += 1) add(match.end, k);
    }
  }
  for (const index of productsIn(sentence).tokens) add('product', index);
  sentence.tokens.forEach((token, index) => {
    if (token.literal === 'cve' || token.literal === 'kb') add('vulnerabilities', index);
  });
  return found;
}
