import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { INTENT_SLOTS } from '../../src/domain/intents.ts';
import { isReading, READING_INTENTS, READING_SLOTS, soundTranslation } from '../../src/domain/readings.ts';
import type { Translation } from '../../src/domain/readings.ts';

/** As a model may write it: anything. */
function translation(intent: string, slots: Record<string, string>): Translation {
  return { intent, slots } as unknown as Translation;
}

describe('the closed list of readings', () => {
  it('holds nothing that acts, decides, assigns, subscribes or runs a query', () => {
    const never = /^(action|approvals?)\.|^incident\.(assign|close|comment)$|^hunt\.run$|subscribe|^none$/;
    for (const intent of READING_INTENTS) assert.doesNotMatch(intent, never);
    for (const slot of READING_SLOTS) assert.doesNotMatch(slot, /kql|text|reason|kind|assignee|requestId/);
    assert.equal(isReading('action.isolate'), false);
    assert.equal(isReading('none'), false);
  });

  it('can fill every slot that its questions need', () => {
    for (const intent of READING_INTENTS) {
      for (const [slot, need] of Object.entries(INTENT_SLOTS[intent])) {
        if (need === 'required')
          assert.ok((READING_SLOTS as readonly string[]).includes(slot), `${intent} ${slot}`);
      }
    }
  });
});

describe('soundTranslation', () => {
  const sound = (intent: string, slots: Record<string, string>, sentence: string): unknown =>
    soundTranslation(translation(intent, slots), sentence)?.slots ?? null;

  it('spells a name as it was typed', () => {
    assert.deepEqual(sound('device.posture', { device: 'fin-lt-042' }, 'wat is er met FIN-LT-042?'), {
      device: 'FIN-LT-042',
    });
    assert.deepEqual(sound('user.posture', { user: ' Adele Vance ' }, "c'est quoi adele vance?"), {
      user: 'adele vance',
    });
    assert.deepEqual(sound('user.posture', { user: 'Çelik' }, 'ÇELİK? çelik!'), { user: 'çelik' });
  });

  it('takes a choice from the list without looking for it in the sentence', () => {
    assert.deepEqual(
      sound('access.explain', { user: 'bob', app: 'mail', polarity: 'cannot' }, 'bob mail kaputt warum'),
      { user: 'bob', app: 'mail', polarity: 'cannot' },
    );
    assert.equal(sound('fleet.list', { filter: 'everything' }, 'everything'), null);
  });

  const REFUSED: readonly (readonly [
    why: string,
    intent: string,
    slots: Record<string, string>,
    sentence: string,
  ])[] = [
    ['a name that nobody typed', 'device.posture', { device: 'FIN-LT-043' }, 'FIN-LT-042?'],
    ['part of a name', 'device.posture', { device: 'LT' }, 'FIN-LT-042?'],
    ['the beginning of a name', 'device.posture', { device: 'FIN-LT-04' }, 'FIN-LT-042?'],
    ['the end of a name', 'device.posture', { device: 'LT-042' }, 'FIN-LT-042?'],
    ['part of an address', 'user.posture', { user: 'adele' }, 'adele@contoso.com?'],
    ['the host of an address', 'user.posture', { user: 'contoso.com' }, 'adele@contoso.com?'],
    ['part of a word', 'user.posture', { user: 'me' }, 'some name'],
    ['a pattern', 'user.posture', { user: '.*' }, 'adele'],
    ['a pattern with a group', 'user.posture', { user: '(a|b)+' }, 'adele'],
    ['nothing', 'user.posture', { user: '' }, 'adele'],
    ['a space', 'user.posture', { user: ' ' }, 'adele vance'],
    ['a quotation mark', 'user.posture', { user: 'a"b' }, 'a"b'],
    ['a typographic quotation mark', 'user.posture', { user: 'a”b' }, 'a”b'],
    ['a line break', 'user.posture', { user: 'a\nb' }, 'a\nb'],
    ['a name without end', 'user.posture', { user: 'x'.repeat(121) }, 'x'.repeat(121)],
    ['a missing name', 'user.posture', {}, 'adele'],
    ['half of what is needed', 'access.explain', { user: 'adele' }, 'adele'],
    ['a slot of another question', 'user.posture', { user: 'adele', device: 'adele' }, 'adele'],
    ['a slot of its own', 'user.posture', { user: 'adele', reason: 'adele' }, 'adele'],
    ['a choice that is none', 'access.explain', { user: 'adele', polarity: 'adele' }, 'adele'],
    ['an action', 'action.isolate', { device: 'FIN-LT-042', kind: 'full' }, 'isolate FIN-LT-042 full'],
    ['a decision', 'approval.cancel', { requestId: 'R-7F3K2' }, 'R-7F3K2'],
    ['an inherited name', 'toString', {}, 'adele'],
  ];
  for (const [why, intent, slots, sentence] of REFUSED) {
    it(`refuses ${why}`, () => {
      assert.equal(sound(intent, slots, sentence), null);
    });
  }

  it('is total, and lets nothing through that was not typed', () => {
    const anything = fc.record({
      intent: fc.constantFrom(...READING_INTENTS, 'action.wipe', 'none'),
      slots: fc.dictionary(fc.constantFrom(...READING_SLOTS), fc.string({ unit: 'grapheme' })),
      sentence: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(anything, ({ intent, slots, sentence }) => {
        const found = soundTranslation(translation(intent, slots), sentence);
        if (found === null) return;
        for (const name of ['device', 'user', 'query', 'app', 'target'] as const) {
          assert.ok(sentence.includes(found.slots[name] ?? ''));
        }
      }),
      { numRuns: 500 },
    );
  });
});
