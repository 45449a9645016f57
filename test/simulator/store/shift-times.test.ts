import assert from 'node:assert/strict';
import { shiftTimes } from '../../../src/simulator/store/shift-times.ts';

describe('shiftTimes', () => {
  it('moves timestamps at any depth and keeps their precision', () => {
    const moved = shiftTimes({ a: ['2026-11-20T08:00:00Z'], b: { c: '2026-11-20T08:00:00.500Z' } }, 60_000);
    assert.deepEqual(moved, { a: ['2026-11-20T08:01:00Z'], b: { c: '2026-11-20T08:01:00.500Z' } });
  });

  it('leaves the dates that mean never or unset, and everything that is no timestamp', () => {
    const kept = {
      unset: '0001-01-01T00:00:00Z',
      never: '9999-12-31T23:59:59Z',
      day: '2026-11-20',
      text: 'since 2026-11-20T08:00:00Z',
      impossible: '2026-13-40T99:00:00Z',
      number: 20261120,
      nothing: null,
    };
    assert.deepEqual(shiftTimes(kept, 60_000), kept);
  });
});
