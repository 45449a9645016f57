/** Time that passes only when the code waits: a sleep ends at once and moves the clock; time limits fire by hand. */
import type { Timing } from '../../src/microsoft/http/timing.ts';

export interface FakeTiming extends Timing {
  /** Every sleep, in milliseconds. */
  readonly slept: number[];
  advance(ms: number): void;
  /** Ends every time limit that is running. */
  expire(): void;
  /** Time limits end as soon as the work has begun. */
  impatient: boolean;
}

export function fakeTiming(random: () => number = () => 0): FakeTiming {
  let now = 0;
  const limits = new Set<AbortController>();
  const slept: number[] = [];
  return {
    impatient: false,
    slept,
    now: () => now,
    random,
    advance: (ms) => {
      now += ms;
    },
    expire: () => {
      for (const limit of limits) limit.abort();
    },
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    timeLimit() {
      const controller = new AbortController();
      if (this.impatient) {
        setImmediate(() => {
          controller.abort();
        });
      }
      limits.add(controller);
      return {
        signal: controller.signal,
        cancel: () => {
          limits.delete(controller);
        },
      };
    },
  };
}
