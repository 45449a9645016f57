import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MACHINE_PACE, isWorthSaying, turnAt, turnText } from '../../../src/domain/approvals/pacing.ts';

const NOW = Date.parse('2026-11-22T06:00:00.000Z');
const MINUTE = 60_000;
const iso = (ms: number): string => new Date(NOW + ms).toISOString();

describe('the pace of orders', () => {
  it('lets the first ones go at once and spreads the others', () => {
    const turn = (place: number): number => (turnAt(place, [], MACHINE_PACE, NOW) - NOW) / MINUTE;
    assert.deepEqual([0, 24, 25, 50, 549, 550, 575].map(turn), [0, 0, 1, 2, 21, 60, 61]);
  });

  it('counts what was started and waits out a pause', () => {
    const starts = Array.from({ length: 25 }, (_, n) => NOW - 40_000 + n);
    assert.equal(turnAt(0, starts, MACHINE_PACE, NOW), NOW + 20_000);
    assert.equal(turnAt(0, [], MACHINE_PACE, NOW + 5_000), NOW + 5_000);
  });

  it('never lets more than the window through, whatever came before', () => {
    const pace = [
      { orders: 3, ms: 60 },
      { orders: 5, ms: 500 },
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 40 }), (gaps) => {
        const starts: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now = turnAt(0, starts, pace, now + gap);
          starts.push(now);
        }
        for (const { orders, ms } of pace)
          for (const [n, start] of starts.entries())
            assert.ok((starts[n + orders] ?? Number.POSITIVE_INFINITY) - start >= ms);
      }),
    );
  });

  it('is told in places and minutes', () => {
    const at = iso(17 * MINUTE);
    assert.equal(turnText({ before: 1_412, at, said: iso(0) }), '1,412 before it, about 17 min (06:17 UTC)');
    assert.equal(
      turnText({ before: 0, at: iso(1), said: iso(0) }),
      'it is the next, about 1 min (06:00 UTC)',
    );
  });

  it('is told again when half the time is over, or it takes longer', () => {
    const last = { before: 40, at: iso(40 * MINUTE), said: iso(0) };
    assert.equal(isWorthSaying(last, NOW + 40 * MINUTE, NOW + 19 * MINUTE), false);
    assert.equal(isWorthSaying(last, NOW + 40 * MINUTE, NOW + 20 * MINUTE), true);
    assert.equal(isWorthSaying(last, NOW + 50 * MINUTE, NOW + MINUTE), false);
    assert.equal(isWorthSaying(last, NOW + 51 * MINUTE, NOW + MINUTE), true);
  });
});
