import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { REAL_TIMING, untilAborted } from '../../../src/microsoft/http/timing.ts';

const LONG = 600_000;

describe('REAL_TIMING', () => {
  it('sleeps, and wakes at once when it is called off', async () => {
    await REAL_TIMING.sleep(0);
    const controller = new AbortController();
    const sleeping = REAL_TIMING.sleep(LONG, controller.signal);
    controller.abort();
    await assert.rejects(sleeping, { name: 'AbortError' });
    await assert.rejects(REAL_TIMING.sleep(LONG, AbortSignal.abort()), { name: 'AbortError' });
  });

  it('limits time, unless the limit is called off', async () => {
    const short = REAL_TIMING.timeLimit(0);
    if (!short.signal.aborted) await once(short.signal, 'abort');
    const long = REAL_TIMING.timeLimit(LONG);
    long.cancel();
    assert.equal(long.signal.aborted, false);
  });
});

describe('untilAborted', () => {
  const failure = () => new TypeError('late');

  it('gives what the work gives', async () => {
    assert.equal(await untilAborted(undefined, Promise.resolve(1), failure), 1);
    assert.equal(await untilAborted(new AbortController().signal, Promise.resolve(1), failure), 1);
  });

  it('ends the waiting, not the work', async () => {
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<number>();
    const waiting = untilAborted(controller.signal, promise, failure);
    controller.abort();
    await assert.rejects(waiting, TypeError);
    resolve(2);
    assert.equal(await promise, 2);
  });
});
