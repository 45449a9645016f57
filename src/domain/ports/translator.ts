import type { ReadingIntent, Translation } from '../readings.ts';
import type { CallContext } from './tenant.ts';

/** A question that may be translated into, as people are shown it by `help`. */
export interface CatalogueEntry {
  readonly intent: ReadingIntent;
  readonly summary: string;
  readonly examples: readonly string[];
}

/** A language model outside the process. It is given one sentence and nothing else of the tenant. */
export interface Translator {
  /**
   * What the sentence asks, in the right form but not yet to be trusted (`soundTranslation`); null when it asks nothing
   * of the catalogue. Throws an `UpstreamError`; asks once, never again.
   */
  translate(sentence: string, context: CallContext): Promise<Translation | null>;
}
