/** "and alerts?", "what about vulns": a question that leaves out whom it is about, right after one that said it. */
import type { Intent } from '../../domain/intents.ts';
import { readQuestion, type Reading } from './questions.ts';
import { word, type Sentence } from './sentence.ts';
import type { Subject } from './subjects.ts';

/** Longer ones are sentences of their own. */
const WORD_LIMIT = 8;
const BARE_LIMIT = 3;

/** Said to be a continuation. */
export function readFollowUp(reading: Reading): Intent | null {
  const { sentence } = reading;
  if (!opensFollowUp(sentence) || wordsOf(sentence) > WORD_LIMIT) return null;
  const found = aboutContext(reading);
  return found === null || found.confidence < PLAIN ? null : { ...found, confidence: FOLLOWS };
}

/** Not said to be one, but it means nothing else: "vulns?". */
export function readBareFollowUp(reading: Reading): Intent | null {
  if (wordsOf(reading.sentence) > BARE_LIMIT) return null;
  const found = aboutContext(reading);
  // "ok" and "good" are no question about a device.
  if (found === null || found.intent.endsWith('.posture')) return null;
  return { ...found, confidence: Math.min(found.confidence, FOLLOWS) };
}

function opensFollowUp(sentence: Sentence): boolean {
  const first = word(sentence, 0);
  if (first === 'and' || first === 'also' || first === 'plus') return true;
  return (first === 'what' || first === 'how') && word(sentence, 1) === 'about';
}

function wordsOf(sentence: Sentence): number {
  return sentence.tokens.filter((token) => token.kind !== 'mark').length;
}

/** Somebody is meant whom nobody has named. */
const PRONOUNS = new Set('he she him her his hers their them they it its'.split(' '));

function aboutContext(reading: Reading): Intent | null {
  const { sentence, subjects } = reading;
  if (
    subjects.length > 0 ||
    sentence.tokens.some((token) => token.kind === 'quoted' || PRONOUNS.has(token.word))
  )
    return null;
  const meant = (['device', 'user'] as const).flatMap((kind): readonly Subject[] => {
    const value = sentence.context[kind];
    const at = sentence.tokens.length;
    return value === undefined ? [] : [{ from: at, next: at, value, kind, how: 'context' }];
  });
  if (meant.length === 0) return null;
  const found = readQuestion({ ...reading, subjects: meant });
  return found !== null && /^(?:device|user)\./.test(found.intent) ? found : null;
}

/** It was left out, so it is not as sure as a name. */
const FOLLOWS = 0.8;
/** Below this something else is spoken of too: "what about lunch". */
const PLAIN = 0.9;
