/**
 * What a sentence may mean that the grammar does not understand: a language model translates it, and the grammar keeps
 * the last word. The translation counts only if it is a question of the closed list whose names were all typed, and if
 * said plainly the grammar reads it as that very question (docs/language-model.md).
 */
import { UpstreamError } from '../errors.ts';
import type { Command } from '../domain/commands.ts';
import type { Intent } from '../domain/intents.ts';
import { isReading, soundTranslation } from '../domain/readings.ts';
import type { Translation } from '../domain/readings.ts';
import type { CallContext } from '../domain/ports/tenant.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { CatalogueEntry, Translator } from '../domain/ports/translator.ts';
import { canonicalSentences } from './canonical-sentence.ts';
import { clean } from './understanding/clean.ts';
import { notARequest } from './understanding/not-a-request.ts';
import { understand } from './understanding/understand.ts';
import { isVocabulary } from './understanding/vocabulary.ts';

export interface Interpretation {
  readonly intent: Intent;
  /** The sentence that means the same to the grammar; shown with the answer. */
  readonly readAs: string;
}

/** Null = nothing that may be answered: the sentence stays not understood. Never rejects. */
export type Interpret = (text: string, context: CallContext) => Promise<Interpretation | null>;

/** A question is one line; a pasted ticket or log is not sent anywhere. */
const LONGEST_SENTENCE = 300;
/** What the grammar gives a text in which it finds nothing of ours; more than that speaks of an action or to the reader. */
const NOTHING_OF_OURS = 0.1;

export function createInterpret(translator: Translator, log: Log): Interpret {
  return async (text, context) => {
    const sentence = clean(text);
    const { correlationId } = context;
    if (!mayLeave(sentence)) {
      log.info('interpret.kept', { correlationId });
      return null;
    }
    try {
      const translation = await translator.translate(sentence, context);
      const found = translation === null ? null : interpretation(translation, sentence);
      const refused = translation !== null && found === null;
      log.info('interpret.asked', { correlationId, intent: found?.intent.intent ?? 'none', refused });
      return found;
    } catch (error) {
      const code = error instanceof UpstreamError ? error.code : 'internal';
      log.warn('interpret.failed', { correlationId, error: code });
      return null;
    }
  };
}

/** What the model may choose from: the questions of the closed list that can be answered. */
export function translationCatalogue(commands: readonly Command[]): readonly CatalogueEntry[] {
  return commands.flatMap(({ intent, summary, examples }) =>
    isReading(intent) ? [{ intent, summary, examples }] : [],
  );
}

/** Text about an action is never translated: refusing it, with the reason, is the answer. */
function mayLeave(sentence: string): boolean {
  // Only what was not understood has so little confidence; empty text has none.
  const { confidence } = understand(sentence);
  return (
    confidence > 0 &&
    confidence <= NOTHING_OF_OURS &&
    sentence.length <= LONGEST_SENTENCE &&
    !sentence.includes('\n') &&
    notARequest(sentence) === null
  );
}

function interpretation(translation: Translation, sentence: string): Interpretation | null {
  const sound = soundTranslation(translation, sentence);
  if (sound === null || namesNothing(sound)) return null;
  for (const readAs of canonicalSentences(sound)) {
    const intent = understand(readAs);
    if (means(intent, sound)) return { intent, readAs };
  }
  return null;
}

/** "the laptop", "somebody": words of the language, nobody's name. Apps and searches may well be such words. */
function namesNothing({ slots }: Translation): boolean {
  return [slots.device, slots.user, slots.actor, slots.target].some(
    (name) => name?.toLowerCase().split(/\s+/).every(isVocabulary) === true,
  );
}

function means(intent: Intent, { intent: wanted, slots }: Translation): boolean {
  const names = Object.keys(slots) as (keyof typeof slots)[];
  return (
    intent.intent === wanted &&
    Object.keys(intent.slots).length === names.length &&
    names.every((name) => intent.slots[name] === slots[name])
  );
}
