/** How a sentence was read that only a language model understood: on top of the card, so that a wrong reading is seen. */
import type { Json, JsonObject } from '../domain/tenant/access-policies.ts';
import { bare, plain } from './text.ts';

const LONGEST = 300;

/** The card as it is when the grammar understood the sentence itself. */
export function withReading(readAs: string | undefined, card: JsonObject): JsonObject {
  if (readAs === undefined) return card;
  const note = `Understood as the question “${bare(readAs, LONGEST)}”. Nothing was requested.`;
  return {
    ...card,
    fallbackText: before(plain(note), card.fallbackText),
    speak: before(bare(note.replace(/[<>&]/g, ' ')), card.speak),
    body: [
      { type: 'TextBlock', text: plain(note), wrap: true, isSubtle: true, size: 'Small' },
      ...(Array.isArray(card.body) ? (card.body as readonly Json[]) : []),
    ],
  };
}

function before(note: string, said: Json | undefined): string {
  return typeof said === 'string' ? `${note} ${said}` : note;
}
