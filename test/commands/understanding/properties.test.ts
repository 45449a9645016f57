import assert from 'node:assert/strict';
import fc from 'fast-check';
import { INTENT_SLOTS, type Intent } from '../../../src/domain/intents.ts';
import { TEXT_LIMIT } from '../../../src/commands/understanding/clean.ts';
import { understand } from '../../../src/commands/understanding/understand.ts';
import { isVocabulary } from '../../../src/commands/understanding/vocabulary.ts';
import { sentences } from './corpus.ts';

/** Only known intents, all required slots, no unknown ones, nothing empty, the scale of confidence kept. */
function assertSound(found: Intent, text: string): void {
  const known: Readonly<Record<string, 'required' | 'optional'>> = INTENT_SLOTS[found.intent];
  for (const [slot, need] of Object.entries(known)) {
    if (need === 'required')
      assert.ok((found.slots[slot] ?? '') !== '', `${found.intent} without ${slot}: ${text}`);
  }
  for (const [slot, value] of Object.entries(found.slots)) {
    assert.ok(slot in known, `${found.intent} with ${slot}: ${text}`);
    assert.ok(value.trim() !== '', `${found.intent} with an empty ${slot}: ${text}`);
  }
  assert.ok(
    found.intent === 'none' ? found.confidence < 0.5 : found.confidence >= 0.5 && found.confidence <= 1,
  );
}

const words = [...new Set(sentences.flatMap((s) => s.text.split(/\s+/)))];
const contexts = fc.record(
  {
    device: fc.constantFrom('FIN-LT-042', 'Kiosk 7', ''),
    user: fc.constantFrom('adele', 'adele.vance@contoso.example', ''),
  },
  { requiredKeys: [] },
);

describe('understand', () => {
  it('is total and sound for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), contexts, (text, context) => {
        assertSound(understand(text, context), text);
      }),
      { numRuns: 400 },
    );
  });

  it('is total and sound for any order of words that people use', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 14 }), contexts, (list, context) => {
        const text = list.join(' ');
        assertSound(understand(text, context), text);
      }),
      { numRuns: 1500 },
    );
  });

  it('comes back from texts made to be slow', () => {
    const parts = [
      "'a ",
      '"a ',
      '(((',
      'can you ',
      'please ',
      'isolate ',
      'isolate FIN-LT-042 and ',
      'adele ',
      "adele's ",
      'the laptop of ',
      'isolte ',
      'why can adele reach email ',
      'a-',
      '@',
      '\\',
      'https://',
      '....',
      '?',
      '\n',
      'le von der ',
      'last 2 days ',
      'not ',
      '`',
      '<at>',
      '``` ',
      'DeviceInfo | ',
      'rule for ',
      '[.]',
      '1.',
      'a.',
      ',',
      '--',
      'detect ',
      'user of user ',
      'or sentinel or mde ',
    ];
    for (const part of parts) {
      const text = part.repeat(Math.ceil(TEXT_LIMIT / part.length)).slice(0, TEXT_LIMIT);
      assertSound(understand(text), part);
      assertSound(understand(`isolate FIN-LT-042 ${text}`.slice(0, TEXT_LIMIT)), part);
    }
  });

  it('gives the same answer to the same text', () => {
    for (const { text, context } of sentences.slice(0, 300)) {
      assert.deepEqual(understand(text, context), understand(text, context));
    }
  });

  it('does not mind white space around a sentence, nor no-break spaces in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sentences),
        fc.constantFrom(' ', '\n', '\t', '\u00a0', '  '),
        (meant, space) => {
          const plain = understand(meant.text, meant.context);
          assert.deepEqual(understand(`${space}${meant.text}${space}`, meant.context), plain);
          if (!meant.text.includes('`')) {
            assert.deepEqual(
              understand(meant.text.replaceAll(' ', '\u00a0'), meant.context).intent,
              plain.intent,
            );
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  const frames: readonly (readonly [frame: string, intent: string])[] = [
    ['posture of', 'device.posture'],
    ['is compliant', 'device.compliance'],
    ['please isolate', 'action.isolate'],
    ['take out of isolation', 'action.release'],
    ['what vulnerabilities does have', 'device.vulnerabilities'],
    ['who isolated', 'audit.show'],
  ];
  it('does not mind the case of frame words', () => {
    const places: Readonly<Record<string, (frame: string) => string>> = {
      'is compliant': (f) => f.replace(/^(\S+) /, '$1 FIN-LT-042 '),
      'take out of isolation': (f) => f.replace(/^(\S+) /, '$1 FIN-LT-042 '),
      'what vulnerabilities does have': (f) => f.replace(/ (\S+)$/, ' FIN-LT-042 $1'),
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...frames),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        ([frame, intent], upper) => {
          const cased = Array.from(frame, (c, i) => (upper[i] === true ? c.toUpperCase() : c)).join('');
          const text = places[frame]?.(cased) ?? `${cased} FIN-LT-042`;
          assert.equal(understand(text).intent, intent, text);
        },
      ),
    );
  });

  it('keeps names as they were typed, however much they look like slips', () => {
    const nearWords = words.filter((w) => /^[a-z]{5,9}$/.test(w) && isVocabulary(w));
    const name = fc
      .tuple(fc.constantFrom(...nearWords), fc.nat({ max: 7 }), fc.constantFrom('x', 'k', 'z'))
      .map(([word, at, letter]) => {
        const i = 1 + (at % (word.length - 1));
        const slip = word.slice(0, i) + letter + word.slice(i + 1);
        return slip.charAt(0).toUpperCase() + slip.slice(1);
      })
      .filter((n) => !isVocabulary(n.toLowerCase()));
    fc.assert(
      fc.property(name, (n) => {
        assert.deepEqual(understand(`devices of ${n}`).slots, { user: n });
        assert.deepEqual(understand(`disable user ${n}`).slots, { user: n });
        assert.deepEqual(understand(`is ${n}'s laptop compliant`).slots, { device: `${n}'s laptop` });
        assert.deepEqual(understand(`posture of "${n} Vance"`).slots, { user: `${n} Vance` });
      }),
      { numRuns: 300 },
    );
  });

  it('takes whatever stands in quotes as a name, not as words', () => {
    const hostile = [
      "FIN'; DROP TABLE devices; --",
      "x' or '1'='1",
      '<b>FIN</b>',
      '${7*7}',
      '{{DATE(x)}}',
      '[a](http://evil.example)',
      '../../etc',
      'ÅSA-LT-1',
      '設備-1',
    ];
    for (const device of hostile) {
      assert.deepEqual(understand(`is device "${device}" compliant?`).slots, { device }, device);
    }
  });
});
