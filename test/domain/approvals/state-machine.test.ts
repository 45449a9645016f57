import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RequestState } from '../../../src/domain/approvals/request.ts';
import type { Move } from '../../../src/domain/approvals/state-machine.ts';
import { LIVE_STATES, MOVES, STATES, isFinal, move } from '../../../src/domain/approvals/state-machine.ts';

/** The arrows of the product contract, section 6, written down a second time. */
const ARROWS: readonly (readonly [RequestState, Move, RequestState])[] = [
  ['requested', 'approve', 'approved'],
  ['requested', 'deny', 'denied'],
  ['requested', 'expire', 'expired'],
  ['requested', 'cancel', 'cancelled'],
  ['approved', 'start', 'executing'],
  ['executing', 'submit', 'submitted'],
  ['executing', 'fail', 'failed'],
  ['executing', 'lose', 'unknown'],
  ['submitted', 'succeed', 'succeeded'],
  ['submitted', 'fail', 'failed'],
  ['submitted', 'timeOut', 'timedOut'],
  ['submitted', 'lose', 'unknown'],
];

describe('the state machine of a request', () => {
  for (const state of STATES) {
    for (const by of MOVES) {
      const arrow = ARROWS.find(([from, how]) => from === state && how === by);
      if (arrow === undefined) {
        it(`refuses to ${by} what is ${state}`, () => {
          const outcome = move(state, by);
          assert.equal(outcome.ok, false);
          assert.equal(outcome.reason === 'final', isFinal(state));
        });
      } else {
        it(`leads from ${state} by ${by} to ${arrow[2]}`, () => {
          assert.deepEqual(move(state, by), { ok: true, state: arrow[2] });
        });
      }
    }
  }

  it('says whether a move comes too early or too late', () => {
    assert.deepEqual(move('requested', 'submit'), { ok: false, reason: 'notYet' });
    assert.deepEqual(move('submitted', 'approve'), { ok: false, reason: 'tooLate' });
    assert.deepEqual(move('approved', 'succeed'), { ok: false, reason: 'notYet' });
    assert.deepEqual(move('submitted', 'start'), { ok: false, reason: 'tooLate' });
  });

  it('never leaves a final state and never executes what was not approved', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 30 }), (moves) => {
        let state: RequestState = 'requested';
        const seen: RequestState[] = [state];
        for (const by of moves) {
          const outcome = move(state, by);
          if (!outcome.ok) continue;
          assert.ok(LIVE_STATES.includes(state));
          state = outcome.state;
          seen.push(state);
        }
        if (seen.includes('executing')) assert.equal(seen[1], 'approved');
        assert.equal(new Set(seen).size, seen.length);
      }),
    );
  });
});
