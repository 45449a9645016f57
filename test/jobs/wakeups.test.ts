import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createWakeups } from '../../src/jobs/wakeups.ts';

describe('what wakes the workers', () => {
  let woken: string[];
  let wakeups: ReturnType<typeof createWakeups>;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    woken = [];
    wakeups = createWakeups();
    for (const queue of ['execute', 'tell'] as const) wakeups.attach(queue, () => woken.push(queue));
  });
  afterEach(() => {
    wakeups.stop();
    mock.timers.reset();
  });

  it('is a commit, at once', () => {
    wakeups.committed([{ queue: 'execute', delayMs: 0 }]);
    assert.deepEqual(woken, ['execute']);
  });

  it('is the time of a job that is for later, and none that polling is soon enough for', () => {
    wakeups.committed([
      { queue: 'execute', delayMs: 1000 },
      { queue: 'execute', delayMs: 3_600_000 },
    ]);
    mock.timers.tick(1000);
    assert.deepEqual(woken, []);
    mock.timers.tick(15);
    assert.deepEqual(woken, ['execute']);
    mock.timers.tick(3_700_000);
    assert.deepEqual(woken, ['execute']);
  });

  it('is one moment for many that nobody waits for', () => {
    for (let n = 0; n < 5; n += 1) wakeups.committed([{ queue: 'tell', delayMs: 0 }]);
    assert.deepEqual(woken, []);
    mock.timers.tick(100);
    assert.deepEqual(woken, ['tell']);
    wakeups.committed([{ queue: 'tell', delayMs: 0 }]);
    mock.timers.tick(100);
    assert.deepEqual(woken, ['tell', 'tell']);
  });

  it('is nothing any more once it was stopped', () => {
    wakeups.committed([
      { queue: 'tell', delayMs: 0 },
      { queue: 'execute', delayMs: 500 },
    ]);
    wakeups.stop();
    mock.timers.tick(1000);
    assert.deepEqual(woken, []);
  });
});
