/** Which concepts a sentence touches, and where: every phrase of cues.ts looked up at every word. */
import { CUES } from './families/cues.ts';
import { addPhrase, phraseTree, type PhraseNode } from './phrases.ts';
import { productsIn } from './details.ts';
import { word, type Sentence } from './sentence.ts';

/** Concept → indices of the tokens that its phrases cover. */
export type Concepts = ReadonlyMap<string, ReadonlySet<number>>;

const tree: PhraseNode<string> = phraseTree();
for (const [concept, phrases] of Object.entries(CUES))
  for (const phrase of phrases) addPhrase(tree, phrase, concept);

export function conceptsOf(sentence: Sentence): Concepts {
  const found = new Map<string, Set<number>>();
  const add = (concept: string, index: number): void => {
    const set = found.get(concept);
    if (set === undefined) found.set(concept, new Set([index]));
    else set.add(index);
  };
  for (let start = 0; start < sentence.tokens.length; start += 1) {
    let node: PhraseNode<string> | undefined = tree;
    for (let i = start; ; i += 1) {
      node = node.words.get(word(sentence, i));
      if (node === undefined) break;
      for (const concept of node.ends) for (let k = start; k <= i; k += 1) add(concept, k);
    }
  }
  for (const index of productsIn(sentence).tokens) add('product', index);
  sentence.tokens.forEach((token, index) => {
    if (token.literal === 'cve' || token.literal === 'kb') add('vulnerabilities', index);
  });
  return found;
}
