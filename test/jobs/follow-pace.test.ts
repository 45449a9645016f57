import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dueOf, nextDue } from '../../src/jobs/follow-pace.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';

const BEGIN = Date.parse('2026-11-22T06:00:00.000Z');
const SECOND = 1000;
const at = (ms: number): Date => new Date(BEGIN + ms);

function request(submitted: number, looked: number | null, upstreamStatus = 'Pending') {
  return { submittedAt: at(submitted), lookedAt: looked === null ? null : at(looked), upstreamStatus };
}

describe('the pace of following', () => {
  it('is quick for one and slower for many', () => {
    const one = request(0, null);
    assert.deepEqual(nextDue([one], at(0), DEFAULT_TIMINGS), at(2 * SECOND));
    const many = Array.from({ length: 4 }, () => one);
    assert.deepEqual(nextDue(many, at(0), DEFAULT_TIMINGS), at(10 * SECOND));
    assert.equal(nextDue([], at(0), DEFAULT_TIMINGS), null);
  });

  it('looks at once at what had ended before it was taken over', () => {
    const over = request(0, null, 'Succeeded');
    assert.deepEqual(dueOf([over], at(0), DEFAULT_TIMINGS), [over]);
    assert.deepEqual(dueOf([request(0, 0, 'Succeeded')], at(0), DEFAULT_TIMINGS), []);
  });

  it('takes those along that have waited half their time, those that waited longest first', () => {
    const due = request(0, 0);
    const half = request(0, 5 * SECOND);
    const fresh = request(0, 6 * SECOND);
    const open = [fresh, half, due, fresh];
    assert.deepEqual(dueOf(open, at(10 * SECOND), DEFAULT_TIMINGS), [due, half]);
    assert.deepEqual(dueOf(open, at(9 * SECOND), DEFAULT_TIMINGS), []);
  });

  it('finds something due at the time that it named, and nothing before', () => {
    const requests = fc.array(
      fc.record({ submitted: fc.nat(7_200_000), looked: fc.option(fc.nat(7_200_000)) }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(requests, (made) => {
        const open = made.map(({ submitted, looked }) =>
          request(submitted, looked === null ? null : submitted + looked),
        );
        const next = nextDue(open, at(0), { ...DEFAULT_TIMINGS, track: () => 60 * SECOND });
        const patience = { ...DEFAULT_TIMINGS, track: () => 60 * SECOND };
        assert.ok(next !== null);
        assert.ok(dueOf(open, next, patience).length > 0);
        assert.deepEqual(dueOf(open, new Date(next.getTime() - 1), patience), []);
      }),
    );
  });
});
