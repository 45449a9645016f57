/**
 * Teams refuses a message that is too large; 28 KB with the whole activity is safe everywhere (reference sheet
 * teams-bot, section 0). Details go first; the verdict and the gaps never do.
 */
import { DrawbridgeError } from '../errors.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';

/** What may be shown of each kind; what is left out is counted on the card. */
export interface Limits {
  readonly text: number;
  /** A reason is cut later than the details are. */
  readonly reasonText: number;
  readonly reasons: number;
  readonly sections: number;
  readonly facts: number;
  readonly items: number;
  /** In sections that are folded at first. */
  readonly foldedItems: number;
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
    reasonText: 400,
    reasons: 12,
    sections: 12,
    facts: 24,
    items: 10,
    foldedItems: 10,
    lines: 90,
    candidates: 10,
    gapSentences: true,
  },
  {
    text: 400,
    reasonText: 400,
    reasons: 12,
    sections: 12,
    facts: 20,
    items: 8,
    foldedItems: 4,
    lines: 70,
    candidates: 10,
    gapSentences: true,
  },
  {
    text: 300,
    reasonText: 400,
    reasons: 10,
    sections: 12,
    facts: 16,
    items: 6,
    foldedItems: 3,
    lines: 50,
    candidates: 10,
    gapSentences: true,
  },
  {
    text: 240,
    reasonText: 320,
    reasons: 8,
    sections: 11,
    facts: 16,
    items: 5,
    foldedItems: 2,
    lines: 40,
    candidates: 10,
    gapSentences: true,
  },
  {
    text: 200,
    reasonText: 300,
    reasons: 8,
    sections: 10,
    facts: 14,
    items: 4,
    foldedItems: 1,
    lines: 35,
    candidates: 8,
    gapSentences: true,
  },
  {
    text: 160,
    reasonText: 240,
    reasons: 6,
    sections: 8,
    facts: 12,
    items: 3,
    foldedItems: 1,
    lines: 30,
    candidates: 8,
    gapSentences: true,
  },
  {
    text: 120,
    reasonText: 160,
    reasons: 5,
    sections: 5,
    facts: 8,
    items: 2,
    foldedItems: 1,
    lines: 15,
    candidates: 6,
    gapSentences: true,
  },
  {
    text: 80,
    reasonText: 120,
    reasons: 4,
    sections: 3,
    facts: 5,
    items: 1,
    foldedItems: 0,
    lines: 8,
    candidates: 4,
    gapSentences: false,
  },
  {
    text: 60,
    reasonText: 60,
    reasons: 2,
    sections: 0,
    facts: 0,
    items: 0,
    foldedItems: 0,
    lines: 3,
    candidates: 2,
    gapSentences: false,
  },
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
