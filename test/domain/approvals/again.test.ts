import assert from 'node:assert/strict';
import { judgeAgain, reasonAgain } from '../../../src/domain/approvals/again.ts';
import type { RequestState } from '../../../src/domain/approvals/request.ts';
import { STATES } from '../../../src/domain/approvals/state-machine.ts';
import { AT, sampleRequest } from './sample-request.ts';

describe('judgeAgain', () => {
  const said = (state: RequestState, submittedAt: string | null = null): string => {
    const { execution } = sampleRequest();
    const judged = judgeAgain(sampleRequest({ state, execution: { ...execution, submittedAt } }));
    return judged.ok ? 'ok' : `${judged.code}: ${judged.message}`;
  };

  it('lets what nobody decided, what never left and what the device did not fetch be asked for again, and nothing else', () => {
    const open = STATES.filter((state) => said(state) === 'ok');
    assert.deepEqual(open.toSorted(), ['expired', 'failed', 'timedOut']);
  });

  for (const [state, why] of [
    ['requested', /still waits for a decision\. Nothing was requested\.$/],
    ['executing', /is still under way/],
    ['succeeded', /was carried out/],
    ['unknown', /has no known end: look/],
    ['denied', /was denied: ask in words/],
    ['cancelled', /was cancelled: ask in words/],
  ] as const) {
    it(`says why not: ${state}`, () => {
      assert.match(said(state), /^blocked: R-7F3K2 /);
      assert.match(said(state), why);
    });
  }

  it('does not let what was taken up and failed be asked for with a click', () => {
    assert.match(said('failed', AT), /was taken up and failed: see why/);
  });

  it('names the request that took its place', () => {
    const judged = judgeAgain(sampleRequest({ state: 'expired', supersededBy: 'R-22222' }));
    assert.deepEqual(judged, {
      ok: false,
      code: 'alreadyDecided',
      message:
        'R-7F3K2 was asked for again already, as R-22222. Nothing was requested: write "show R-22222" for its card.',
    });
  });
});

describe('reasonAgain', () => {
  it('keeps the first reason, however often it is asked for again', () => {
    const once = reasonAgain({ id: 'R-22222', reason: 'phishing' });
    assert.equal(once, 'Again, after R-22222: phishing');
    assert.equal(reasonAgain({ id: 'R-33333', reason: once }), 'Again, after R-33333: phishing');
    assert.equal(
      reasonAgain({ id: 'R-33333', reason: reasonAgain({ id: 'R-22222', reason: null }) }),
      'Again, after R-33333',
    );
  });
});
