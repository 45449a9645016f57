/** The corpora: sentences with what they mean. One file per subject; `texts` that mean the same stand together. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ConversationContext, IntentName } from '../../../src/domain/intents.ts';

export interface Meant {
  readonly text: string;
  readonly intent: IntentName;
  readonly slots: Readonly<Record<string, string>>;
  readonly context?: ConversationContext;
  /** What is said beside the action, as it goes into the order: `hold` in minutes, `first`. Only in the blind files. */
  readonly terms?: Readonly<Record<string, string>>;
}

interface Group extends Omit<Meant, 'text'> {
  readonly texts: readonly string[];
}

/** A request, and sentences that look like it but are not. */
export interface SafetyPair {
  readonly request: Meant;
  readonly nearMiss: Meant;
}

interface PairGroup {
  readonly request: Meant;
  /** A bare text means `none`. */
  readonly nearMisses: readonly (string | Meant)[];
}

const FOLDER = new URL('../corpus/', import.meta.url);
const PAIRS = 'safety-pairs.json';
/** Written by somebody who had not seen the grammar: what is meant, whether it is understood or not. */
const BLIND = /^blind-/;

function parse(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
}

export const files: readonly string[] = readdirSync(FOLDER).filter(
  (file) => file !== PAIRS && !BLIND.test(file),
);
export const blindFiles: readonly string[] = readdirSync(FOLDER).filter((file) => BLIND.test(file));

export function sentencesOf(file: string): readonly Meant[] {
  return (parse(file) as readonly Group[]).flatMap(({ texts, ...meaning }) =>
    texts.map((text) => ({ ...meaning, text })),
  );
}

export const sentences: readonly Meant[] = files.flatMap((file) => sentencesOf(file));

export const safetyPairs: readonly SafetyPair[] = (parse(PAIRS) as readonly PairGroup[]).flatMap(
  ({ request, nearMisses }) =>
    nearMisses.map((near) => ({
      request,
      nearMiss: typeof near === 'string' ? { text: near, intent: 'none' as const, slots: {} } : near,
    })),
);

/** Requests for actions, as they stand in the corpora. */
export const requests: readonly Meant[] = sentences.filter((s) => s.intent.startsWith('action.'));
