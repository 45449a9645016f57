/**
 * What a sentence says beside the action: for how long it holds, and what is done first. A button carries it in its
 * slots; the intent of a sentence keeps to the slots that everybody knows, so there it is read from the text.
 */
import type { CommandContext } from '../domain/commands.ts';
import { holdMinutes } from './understanding/hold.ts';
import { wantsEvidenceFirst } from './understanding/ordered.ts';

/** The slots of the intent, with `hold` (minutes) and `first` (an action) where they were said. */
export function slotsWithTerms({ intent, text }: CommandContext): Readonly<Record<string, string>> {
  if (text === undefined) return intent.slots;
  const minutes = holdMinutes(text, intent.slots.reason);
  return {
    ...intent.slots,
    ...(minutes === null ? {} : { hold: String(minutes) }),
    ...(wantsEvidenceFirst(text) ? { first: 'collect' } : {}),
  };
}
