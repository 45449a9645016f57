import assert from 'node:assert/strict';
import { sinceInstant } from '../../src/commands/since-instant.ts';

// A Sunday.
const NOW = new Date('2026-11-22T06:10:00.000Z');

describe('sinceInstant', () => {
  for (const [typed, iso] of [
    ['24h', '2026-11-21T06:10:00.000Z'],
    ['2 days ago', '2026-11-20T06:10:00.000Z'],
    ['last hour', '2026-11-22T05:10:00.000Z'],
    ['7d', '2026-11-15T06:10:00.000Z'],
    ['today', '2026-11-22T00:00:00.000Z'],
    ['Yesterday', '2026-11-21T00:00:00.000Z'],
    ['monday', '2026-11-16T00:00:00.000Z'],
    ['last sunday', '2026-11-15T00:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00.000Z'],
  ] as const) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      assert.equal(sinceInstant(typed, NOW)?.toISOString(), iso);
    });
  }

  for (const typed of ['', 'soon', '0h', '9999w', '2027-01-01', '2026-13-01', '-5h']) {
    it(`does not read ${JSON.stringify(typed)}`, () => {
      assert.equal(sinceInstant(typed, NOW), null);
    });
  }
});
