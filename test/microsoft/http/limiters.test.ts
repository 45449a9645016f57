import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { UpstreamError } from '../../../src/errors.ts';
import type { Call } from '../../../src/microsoft/http/call.ts';
import { Limiter, Limiters, limiting } from '../../../src/microsoft/http/limiters.ts';
import type { LimitName } from '../../../src/microsoft/http/limiters.ts';
import { fakeTiming } from '../fake-timing.ts';

function call(limits: readonly LimitName[], signal?: AbortSignal): Call {
  return {
    service: 'graph',
    method: 'GET',
    url: 'http://127.0.0.1/v1.0/x',
    template: '/x',
    headers: {},
    body: undefined,
    repeatable: true,
    permissions: [],
    limits,
    context: { correlationId: 'c', ...(signal === undefined ? {} : { signal }) },
  };
}

describe('Limiter', () => {
  it('never overfills a window, whatever the calls', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (pauses) => {
        const timing = fakeTiming();
        const limiter = new Limiter([{ calls: 3, ms: 1000 }], timing);
        const turns = pauses.map((pause) => {
          timing.advance(pause);
          return limiter.book();
        });
        for (const [index, turn] of turns.entries()) {
          const third = turns[index - 3];
          assert.ok(third === undefined || turn - third >= 1000);
        }
      }),
    );
  });

  it('keeps to the longer window as well', () => {
    const timing = fakeTiming();
    const limiter = new Limiter(
      [
        { calls: 2, ms: 100 },
        { calls: 3, ms: 1000 },
      ],
      timing,
    );
    assert.deepEqual(
      [1, 2, 3, 4].map(() => limiter.book()),
      [0, 0, 100, 1000],
    );
  });

  it('gives a turn back', () => {
    const limiter = new Limiter([{ calls: 1, ms: 1000 }], fakeTiming());
    const first = limiter.book();
    const second = limiter.book();
    limiter.release(second);
    assert.deepEqual([first, limiter.book()], [0, 1000]);
  });
});

describe('Limiters', () => {
  it('let one call a second through to Conditional Access and Identity Protection together', async () => {
    const timing = fakeTiming();
    const limiters = new Limiters(timing);
    await limiters.enter(call(['identityProtection']));
    await limiters.enter(call(['identityProtection']));
    await limiters.enter(call(['identityProtection']));
    assert.deepEqual(timing.slept, [1050, 1050]);
  });

  it('let five sign-in reads through in ten seconds', async () => {
    const timing = fakeTiming();
    const limiters = new Limiters(timing);
    for (let index = 0; index < 6; index += 1) await limiters.enter(call(['signIns']));
    assert.deepEqual(timing.slept, [10_000]);
  });

  it('refuse at once when the wait would be too long, and say how long', async () => {
    const limiters = new Limiters(fakeTiming());
    for (let index = 0; index < 100; index += 1) await limiters.enter(call(['defender /api/machines']));
    await assert.rejects(limiters.enter(call(['defender /api/machines'])), (error) => {
      assert.ok(error instanceof UpstreamError);
      assert.equal(error.code, 'upstream_throttled');
      assert.equal(error.details.retryAfterSeconds, 60);
      assert.equal(error.details.mayHaveArrived, false);
      return true;
    });
  });

  it('hold everybody back when the service asks for a pause', async () => {
    const timing = fakeTiming();
    const limiters = new Limiters(timing);
    const layer = limiting(limiters);
    const refused = new Response('{}', { status: 429, headers: { 'retry-after': '4' } });
    await layer(() => Promise.resolve(refused))(call(['defender /api/machines']));
    await limiters.enter(call(['defender /api/machines']));
    assert.deepEqual(timing.slept, [4000]);
  });

  it('free the turn of a question that stopped waiting', async () => {
    const timing = fakeTiming();
    const limiters = new Limiters(timing);
    await limiters.enter(call(['identityProtection']));
    const over = call(['identityProtection'], AbortSignal.abort());
    await assert.rejects(limiters.enter(over), { code: 'upstream_timeout' });
    await limiters.enter(call(['identityProtection']));
    assert.deepEqual(timing.slept, [1050]);
  });
});
