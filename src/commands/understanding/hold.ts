/** "isolate X for 4 h": for how long an action is to hold. Pure. */
import type { IntentName } from '../../domain/intents.ts';
import { clean } from './clean.ts';
import { correctedVariants, sentenceOf, word, type Sentence } from './sentence.ts';
import { durationAt } from './times.ts';

/** What is taken back by itself when somebody says for how long. */
const HOLDABLE: ReadonlySet<IntentName> = new Set<IntentName>([
  'action.isolate',
  'action.restrict',
  'action.disableUser',
  'action.blockIndicator',
]);

/** The end of "for 4 h" that stands here, behind an action that can be held. */
export function holdEnd(sentence: Sentence, at: number, intent: IntentName): number | null {
  return HOLDABLE.has(intent) ? (holdAt(sentence, at)?.next ?? null) : null;
}

/** In minutes; null = nothing is said of it. What the reason says ("it beaconed for 4 hours") does not count. */
export function holdMinutes(text: string, reason: string | undefined): number | null {
  const whole = clean(text);
  const typed = sentenceOf(reason === undefined ? whole : whole.replace(reason, ' '), {});
  for (const sentence of [typed, ...correctedVariants(typed)]) {
    for (let at = 0; at < sentence.tokens.length; at += 1) {
      const found = holdAt(sentence, at);
      if (found !== null) return found.minutes;
    }
  }
  return null;
}

function holdAt(sentence: Sentence, at: number): { readonly next: number; readonly minutes: number } | null {
  if (word(sentence, at) !== 'for') return null;
  const next = word(sentence, at + 1) === 'the' && word(sentence, at + 2) === 'next';
  return durationAt(sentence, at + (next ? 3 : 1));
}
