import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dutyOrder, onShift } from '../../../src/domain/approvals/on-duty.ts';
import type { Shift } from '../../../src/domain/tenant/shift.ts';

const NOW = new Date('2026-11-22T08:00:00.000Z');
const at = (minutes: number): string => new Date(NOW.getTime() + minutes * 60_000).toISOString();
const shift = (userId: string, from: number, to: number): Shift => ({
  userId,
  from: at(from),
  to: at(to),
});
const ids = (...shifts: readonly Shift[]): readonly string[] => onShift(shifts, NOW).map(({ id }) => id);

describe('onShift', () => {
  it('begins with the first instant of a shift and ends before its last', () => {
    assert.deepEqual(ids(shift('maya', 0, 60)), ['maya']);
    assert.deepEqual(onShift([shift('maya', 0, 60)], new Date(NOW.getTime() - 1)), []);
    assert.deepEqual(ids(shift('maya', -60, 0)), []);
    assert.deepEqual(
      onShift([shift('maya', -60, 0)], new Date(NOW.getTime() - 1)).map(({ id }) => id),
      ['maya'],
    );
    assert.deepEqual(ids(shift('maya', -60, 0), shift('tomas', 0, 60)), ['tomas'], 'one takes over');
  });

  it('has whose shift began last first, then whose lasts longest', () => {
    assert.deepEqual(ids(shift('old', -300, 30), shift('new', -10, 300)), ['new', 'old']);
    assert.deepEqual(ids(shift('short', -10, 30), shift('long', -10, 60)), ['long', 'short']);
    assert.deepEqual(ids(shift('b', -10, 30), shift('a', -10, 30)), ['a', 'b'], 'the same every time');
  });

  it('names each person once, until the last of their shifts ends', () => {
    const shifts = [shift('maya', -60, 90), shift('MAYA', -10, 30), shift('maya', 95, 200)];
    assert.deepEqual(onShift(shifts, NOW), [{ id: 'MAYA', until: at(90) }]);
  });

  it('does not depend on the order in which shifts are listed, and names nobody who is off', () => {
    const shifts = fc.array(
      fc
        .record({
          userId: fc.constantFrom('a', 'b', 'c'),
          from: fc.integer({ min: -90, max: 90 }),
          lasts: fc.integer({ min: 1, max: 120 }),
        })
        .map(({ userId, from, lasts }) => shift(userId, from, from + lasts)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(shifts, (some) => {
        const found = onShift(some, NOW);
        assert.deepEqual(onShift([...some].reverse(), NOW), found);
        for (const id of ['a', 'b', 'c']) {
          const working = some.some((one) => one.userId === id && one.from <= at(0) && at(0) < one.to);
          assert.equal(found.filter((one) => one.id === id).length, working ? 1 : 0);
        }
      }),
    );
  });
});

describe('dutyOrder', () => {
  it('is those on shift, then the rota, nobody twice', () => {
    const now = onShift([shift('maya', -10, 10), shift('ann', -20, 10)], NOW);
    assert.deepEqual(dutyOrder(now, ['tomas', 'MAYA', 'eve']), ['maya', 'ann', 'tomas', 'eve']);
    assert.deepEqual(dutyOrder([], ['tomas', 'eve', 'TOMAS']), ['tomas', 'eve']);
    assert.deepEqual(dutyOrder(now, []), ['maya', 'ann']);
  });
});
