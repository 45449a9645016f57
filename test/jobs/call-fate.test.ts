import assert from 'node:assert/strict';
import { fateOf } from '../../src/jobs/call-fate.ts';
import { upstreamError } from './fake-defender.ts';

describe('fateOf', () => {
  for (const [error, fate] of [
    [upstreamError('upstream_rejected', { status: 400, vendorCode: 'ActiveRequestAlreadyExists' }), 'exists'],
    [upstreamError('upstream_rejected', { status: 400 }), 'refused'],
    [upstreamError('upstream_forbidden', { status: 403 }), 'refused'],
    [upstreamError('upstream_throttled', { status: 429 }), 'notSent'],
    // Not every server that says "later" did nothing.
    [upstreamError('upstream_throttled', { status: 503 }), 'unknown'],
    [upstreamError('upstream_unauthenticated', { status: 401 }), 'notSent'],
    [upstreamError('credential_failed'), 'notSent'],
    [upstreamError('upstream_failed', { status: 500 }), 'unknown'],
    [upstreamError('upstream_malformed', { status: 201 }), 'unknown'],
    [upstreamError('upstream_timeout'), 'unknown'],
    [upstreamError('upstream_timeout', { mayHaveArrived: false }), 'notSent'],
    [upstreamError('upstream_unreachable', { mayHaveArrived: true }), 'unknown'],
    [upstreamError('upstream_unreachable', { mayHaveArrived: false }), 'notSent'],
    [new TypeError('bug'), 'unknown'],
  ] as const) {
    const what = error instanceof TypeError ? 'a bug' : `${error.code} ${JSON.stringify(error.details)}`;
    it(`calls ${what} ${fate}`, () => {
      assert.equal(fateOf(error), fate);
    });
  }
});
