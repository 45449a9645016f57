import assert from 'node:assert/strict';
import { resultToTell } from '../../../src/domain/approvals/result-to-tell.ts';
import type { RequestState, Verification } from '../../../src/domain/approvals/request.ts';
import { STATES } from '../../../src/domain/approvals/state-machine.ts';
import { AT, sampleRequest } from './sample-request.ts';

const NOW = new Date('2026-11-22T06:10:00.000Z');

describe('resultToTell', () => {
  const told: readonly RequestState[] = ['denied', 'expired', 'failed', 'timedOut', 'unknown'];
  for (const state of STATES.filter((one) => one !== 'succeeded')) {
    it(`${told.includes(state) ? 'tells' : 'says nothing of'} a request that is ${state}`, () => {
      const expected = told.includes(state) ? { kind: 'now', purpose: 'result' } : { kind: 'none' };
      assert.deepEqual(resultToTell(sampleRequest({ state }), true, NOW), expected);
    });
  }

  function succeeded(verification: Partial<Verification>, endedAgo = 0): ReturnType<typeof sampleRequest> {
    const request = sampleRequest({ state: 'succeeded' });
    return {
      ...request,
      verification: { ...request.verification, ...verification },
      execution: {
        ...request.execution,
        endedAt: new Date(NOW.getTime() - endedAgo).toISOString(),
      },
    };
  }

  it('waits for the first look at its effect, for a minute', () => {
    assert.deepEqual(resultToTell(succeeded({}), false, NOW), { kind: 'later', inMs: 60_000 });
    assert.deepEqual(resultToTell(succeeded({}, 59_000), false, NOW), { kind: 'later', inMs: 1000 });
    assert.deepEqual(resultToTell(succeeded({}, 60_000), false, NOW), { kind: 'now', purpose: 'result' });
  });

  it('waits a few minutes for a proof where there may be one', () => {
    const looked = (endedAgo: number) => succeeded({ evidence: 'not proven yet', at: AT }, endedAgo);
    assert.deepEqual(resultToTell(looked(60_000), true, NOW), { kind: 'later', inMs: 240_000 });
    assert.deepEqual(resultToTell(succeeded({}, 60_000), true, NOW), { kind: 'later', inMs: 240_000 });
    assert.deepEqual(resultToTell(looked(300_000), true, NOW), { kind: 'now', purpose: 'result' });
    assert.deepEqual(resultToTell(looked(0), false, NOW), { kind: 'now', purpose: 'result' });
  });

  it('says proof and its absence with one message, and "not in effect" with one of its own', () => {
    const proved = succeeded({ verified: 'yes', evidence: 'isolated', at: AT });
    assert.deepEqual(resultToTell(proved, true, NOW), { kind: 'now', purpose: 'result' });
    const not = succeeded({ verified: 'no', evidence: 'still talking', at: AT });
    assert.deepEqual(resultToTell(not, true, NOW), { kind: 'now', purpose: 'result:no' });
  });

  it('does not wait for ever on a request whose end has no time', () => {
    const request = sampleRequest({ state: 'succeeded' });
    assert.deepEqual(resultToTell(request, true, NOW), { kind: 'now', purpose: 'result' });
  });
});
