import assert from 'node:assert/strict';
import { slotsWithTerms } from '../../../src/commands/order-terms.ts';
import { rehearsalOf } from '../../../src/commands/understanding/response-control.ts';
import { understand } from '../../../src/commands/understanding/understand.ts';
import type { CommandContext } from '../../../src/domain/commands.ts';
import { blindFiles, sentencesOf, type Meant } from './corpus.ts';

/** Of the sentences that somebody wrote who had not seen the grammar. The others are asked back. */
const SHARE_UNDERSTOOD = 0.96;
const CHANGES = /^(?:action\.|response\.(?:stop|resume|dryRun|drill)$)/;

/** What would be done: the intent and everything that goes into the order. */
function done({ text, context }: Meant): string {
  const intent = understand(text, context);
  if (intent.confidence < 0.5) return shown('none', {});
  if (!CHANGES.test(intent.intent)) return shown(intent.intent, intent.slots);
  const order = rehearsalOf(text)?.order ?? text;
  return shown(intent.intent, slotsWithTerms({ intent, text: order } as CommandContext));
}

function meant({ intent, slots, terms }: Meant): string {
  return shown(intent, { ...slots, ...terms });
}

function shown(intent: string, slots: Readonly<Record<string, string>>): string {
  return `${intent} ${JSON.stringify(Object.entries(slots).sort(([a], [b]) => a.localeCompare(b)))}`;
}

describe('sentences that were written without knowing the grammar', () => {
  for (const file of blindFiles) {
    const sentences = sentencesOf(file);

    it(`never change anything that is not meant, nor on other terms (${file})`, () => {
      const wrong = sentences.flatMap((sentence) => {
        const found = done(sentence);
        return CHANGES.test(found.split(' ')[0] ?? '') && found !== meant(sentence)
          ? [`${sentence.text} → ${found}`]
          : [];
      });
      assert.deepEqual(wrong, []);
    });

    it(`are understood for the most part (${file})`, () => {
      const missed = sentences.filter((sentence) => done(sentence) !== meant(sentence));
      const share = 1 - missed.length / sentences.length;
      assert.ok(share >= SHARE_UNDERSTOOD, `${share}: ${missed.map((m) => m.text).join(' | ')}`);
    });
  }
});
