/** "hi", "good morning team": nothing but a greeting. Whoever greets a bot wants to know what it can do. */
import { phraseSet } from './phrases.ts';
import { longest, type Sentence } from './sentence.ts';

const greetings = phraseSet(
  [
    '(hi|hey|hello|hiya|howdy|yo|morning|afternoon|evening|moin|hallo|servus|hej)',
    'good (morning|afternoon|evening|day)',
  ].map((phrase) => [phrase, true] as const),
);
const greeted = phraseSet(
  ['[to] (all|team|there|bot|drawbridge|folks|guys|everyone|everybody|mate|again|you)'].map(
    (phrase) => [phrase, true] as const,
  ),
);

export function isGreeting(sentence: Sentence): boolean {
  let greets = false;
  for (let i = 0; i < sentence.tokens.length;) {
    const greeting = longest(greetings, sentence, i);
    greets ||= greeting !== null;
    const next = greeting?.next ?? longest(greeted, sentence, i)?.next;
    if (next === undefined && sentence.tokens[i]?.kind !== 'mark') return false;
    i = next ?? i + 1;
  }
  return greets;
}
