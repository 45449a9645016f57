import assert from 'node:assert/strict';
import { INTENT_SLOTS, type IntentName } from '../../../src/domain/intents.ts';
import { understand } from '../../../src/commands/understanding/understand.ts';
import { files, safetyPairs, sentences, sentencesOf, type Meant } from './corpus.ts';

/** All failures of a file at once: a change of the grammar is judged by what it breaks. */
function failures(meant: readonly Meant[]): readonly string[] {
  return meant.flatMap(({ text, intent, slots, context }) => {
    const found = understand(text, context);
    const same = found.intent === intent && sorted(found.slots) === sorted(slots);
    const sure = intent === 'none' ? found.confidence < 0.5 : found.confidence >= 0.5;
    if (same && sure) return [];
    return [
      `${text} → ${found.intent} ${sorted(found.slots)} ${found.confidence}, not ${intent} ${sorted(slots)}`,
    ];
  });
}

function sorted(slots: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(slots).sort(([a], [b]) => a.localeCompare(b)));
}

describe('understand', () => {
  for (const file of files) {
    it(`reads every sentence of ${file} as it is meant`, () => {
      assert.deepEqual(failures(sentencesOf(file)), []);
    });
  }

  it('tells every request from the sentences that only look like it', () => {
    assert.deepEqual(failures(safetyPairs.flatMap(({ request, nearMiss }) => [request, nearMiss])), []);
  });
});

describe('the corpora', () => {
  const count = (intent: IntentName): number => sentences.filter((s) => s.intent === intent).length;

  for (const intent of Object.keys(INTENT_SLOTS) as IntentName[]) {
    it(`hold at least five sentences for ${intent}`, () => {
      assert.ok(count(intent) >= 5, `${count(intent)}`);
    });
  }

  it('give every sentence once', () => {
    const seen = new Set<string>();
    const twice = sentences
      .map((s) => JSON.stringify([s.text, s.context]))
      .filter((key) => (seen.has(key) ? true : (seen.add(key), false)));
    assert.deepEqual(twice, []);
  });

  it('hold at least 150 near misses of requests', () => {
    assert.ok(new Set(safetyPairs.map((pair) => pair.nearMiss.text)).size >= 150);
  });
});
