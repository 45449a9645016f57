import assert from 'node:assert/strict';
import { understand } from '../../../src/commands/understanding/understand.ts';
import frames from './frames.json' with { type: 'json' };

type Wording = Readonly<Partial<Record<string, string>>>;

/** "don't {order}" → "don't wipe FIN-LT-042"; null when the order has no such wording. */
function fill(frame: string, wording: Wording): string | null {
  const missing = [...frame.matchAll(/\{(\w+)\}/g)].some(([, name]) => wording[name ?? ''] === undefined);
  return missing ? null : frame.replace(/\{(\w+)\}/g, (_all, name: string) => wording[name] ?? '');
}

function filled(all: readonly string[], wording: Wording): readonly string[] {
  return all.map((frame) => fill(frame, wording)).filter((text) => text !== null);
}

describe('every order', () => {
  for (const wording of frames.orders as readonly Wording[]) {
    const order = wording['order'] ?? '';
    const plain = understand(order);

    it(`"${order}" is no action when it is only talked about`, () => {
      const acted = filled(frames.nearMisses, wording).filter((text) =>
        understand(text).intent.startsWith('action.'),
      );
      assert.deepEqual(acted, []);
    });

    it(`"${order}" is the same action however politely it is asked for`, () => {
      assert.match(plain.intent, /^action\./);
      const missed = filled(frames.requests, wording).filter((text) => {
        const { intent, slots } = understand(text);
        const same = Object.entries(plain.slots).every(([slot, value]) => slots[slot] === value);
        return intent !== plain.intent || !same;
      });
      assert.deepEqual(missed, []);
    });
  }
});
