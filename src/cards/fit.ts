/**
 * Teams refuses a message that is too large; 28 KB with the whole activity is safe everywhere (reference sheet
 * teams-bot, section 0). Details go first; the verdict and the gaps never do.
 */
import { DrawbridgeError } from '../errors.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';

/** What may be shown of each kind; what is left out is counted on the card. */
export interface Limits {
  readonly text: number;
  readonly reasons: number;
  readonly sections: number;
  readonly facts: number;
  readonly items: number;
  readonly lines: number;
  readonly candidates: number;
  /** False = gaps are named by source and subject only. */
  readonly gapSentences: boolean;
}

/** Leaves some 4 KB for the activity around the card. */
export const CARD_BYTES = 24_000;

const STEPS: readonly Limits[] = [
  {
    text: 400,
    reasons: 12,
    sections: 12,
    facts: 24,
    items: 10,
    lines: 90,
    candidates: 10,
    gapSentences: true,
  },
  { text: 240, reasons: 8, sections: 10, facts: 16, items: 5, lines: 50, candidates: 10, gapSentences: true },
  { text: 160, reasons: 6, sections: 8, facts: 12, items: 3, lines: 30, candidates: 8, gapSentences: true },
  { text: 120, reasons: 5, sections: 5, facts: 8, items: 2, lines: 15, candidates: 6, gapSentences: true },
  { text: 80, reasons: 4, sections: 3, facts: 5, items: 1, lines: 8, candidates: 4, gapSentences: false },
  { text: 60, reasons: 2, sections: 0, facts: 0, items: 0, lines: 3, candidates: 2, gapSentences: false },
];

/** The fullest card that fits. */
export function fit(build: (limits: Limits) => JsonObject, bytes = CARD_BYTES): JsonObject {
  for (const limits of STEPS) {
    const card = build(limits);
    if (sizeOf(card) <= bytes) return card;
  }
  throw new DrawbridgeError(
    'card_too_large',
    `the card does not fit into ${bytes} bytes even without details`,
    {
      advice: 'ask for a narrower answer',
    },
  );
}

/** Size on the wire. */
export function sizeOf(card: JsonObject): number {
  return new TextEncoder().encode(JSON.stringify(card)).length;
}

/** The first of a list, and how many are left out. */
export function shown<T>(
  list: readonly T[],
  limit: number,
): { readonly list: readonly T[]; readonly more: number } {
  return { list: list.slice(0, limit), more: Math.max(0, list.length - limit) };
}
