import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MACHINE_PACE, isWorthSaying, turnAt, turnText } from '../../../src/domain/approvals/pacing.ts';

const NOW = Date.parse('2026-11-22T06:00:00.000Z');
const MINUTE = 60_000;
const iso = (ms: number): string => new Date(NOW + ms).toISOString();

const turn = (place: number, starts: readonly number[], from: number, areShared = true): number =>
  turnAt(place, starts, MACHINE_PACE, from, areShared);

describe('the pace of orders', () => {
  it('lets the first ones go at once and spreads the others: a thousand take forty minutes', () => {
    const minute = (place: number): number => (turn(place, [], NOW) - NOW) / MINUTE;
    assert.deepEqual([0, 24, 25, 50, 999, 1_199, 1_200, 1_225].map(minute), [0, 0, 1, 2, 39, 47, 60, 61]);
  });

  it('is slower where each order costs readings of its own', () => {
    const minute = (place: number): number => (turn(place, [], NOW, false) - NOW) / MINUTE;
    assert.deepEqual([0, 24, 25, 549, 550, 575].map(minute), [0, 0, 1, 21, 60, 61]);
  });

  it('counts what was started and waits out a pause', () => {
    const starts = Array.from({ length: 25 }, (_, n) => NOW + 10_000 + n);
    assert.equal(turn(0, starts, NOW + 30_000), NOW + MINUTE);
    assert.equal(turn(0, starts, NOW + MINUTE + 5), NOW + MINUTE + 5);
    assert.equal(turn(0, [], NOW + 5_000), NOW + 5_000);
    assert.equal(turn(25, [], NOW + 5_000), NOW + MINUTE);
  });

  it('lets those who have to wait begin together, at the start of a round', () => {
    const begun = Array.from({ length: 25 }, (_, n) => NOW + 1_000 * n);
    const turns = Array.from({ length: 60 }, (_, place) => turn(place, begun, NOW + 25_000));
    assert.deepEqual(
      [...new Set(turns)],
      [1, 2, 3].map((n) => NOW + n * MINUTE),
    );
  });

  it('lets all begin together once an hour has seen as many as may read alone', () => {
    const oneByOne = Array.from({ length: 550 }, (_, n) => NOW - 30 * MINUTE + n);
    assert.equal(turn(0, oneByOne, NOW + 20_000), NOW + MINUTE);
    assert.equal(turn(0, oneByOne, NOW + 9_000), NOW + 9_000);
    assert.equal(turn(0, oneByOne.slice(1), NOW + 20_000), NOW + 20_000);
  });

  it('never lets more through than a round and the hour allow, whatever came before', () => {
    const pace = {
      round: { orders: 3, ms: 60 },
      hour: { orders: 7, ms: 500 },
      alone: { orders: 4, ms: 500 },
    };
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 40 }), fc.boolean(), (gaps, areShared) => {
        const starts: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          const from = now + gap;
          now = turnAt(0, starts, pace, from, areShared);
          assert.ok(now === from || (now > from && now % pace.round.ms === 0));
          const isAlone = now % pace.round.ms > 10;
          const { orders, ms } = pace.alone;
          assert.ok(!isAlone || now - (starts.at(-orders) ?? -ms) >= ms);
          starts.push(now);
        }
        const { orders, ms } = areShared ? pace.hour : pace.alone;
        for (const [n, start] of starts.entries()) {
          const inRound = starts.filter((one) => Math.floor(one / 60) === Math.floor(start / 60));
          assert.ok(inRound.length <= pace.round.orders);
          assert.ok((starts[n + orders] ?? Number.POSITIVE_INFINITY) - start >= ms);
        }
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
