import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Statuses } from '../../../src/domain/conditional-access/statuses.ts';
import {
  ATTAINABLE,
  IMPOSSIBLE,
  MET,
  allOf,
  anyOf,
  isCertain,
} from '../../../src/domain/conditional-access/statuses.ts';

const ONE = [IMPOSSIBLE, ATTAINABLE, MET];
const sets = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

/** Every choice of one member of each set, the slow way. */
function choices(all: readonly Statuses[]): readonly (readonly Statuses[])[] {
  return all.reduce<readonly (readonly Statuses[])[]>(
    (before, set) =>
      before.flatMap((chosen) => ONE.filter((one) => (set & one) !== 0).map((one) => [...chosen, one])),
    [[]],
  );
}

const union = (all: readonly Statuses[]): Statuses => all.reduce((sum, one) => sum | one, 0);

describe('what several controls come to', () => {
  it('with AND is the lowest of every choice', () => {
    fc.assert(
      fc.property(sets, (all) => {
        assert.equal(allOf(all), union(choices(all).map((chosen) => Math.min(...chosen))));
      }),
    );
  });
  it('with OR is the highest of every choice', () => {
    fc.assert(
      fc.property(sets, (all) => {
        assert.equal(anyOf(all), union(choices(all).map((chosen) => Math.max(...chosen))));
      }),
    );
  });
  it('is met when nothing is asked for', () => {
    assert.deepEqual([allOf([]), anyOf([])], [MET, MET]);
  });
  it('is certain only as a single possibility', () => {
    for (let set = 1; set < 8; set += 1) assert.equal(isCertain(set), ONE.includes(set));
  });
});
