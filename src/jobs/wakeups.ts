/** Wakes the workers when a job falls due, so that nothing waits for the next poll. */
import type { JobQueue } from '../domain/ports/response-store.ts';

export interface Wakeups {
  /** After a commit: jobs that fall due then. */
  committed(jobs: readonly { readonly queue: JobQueue; readonly delayMs: number }[]): void;
  attach(queue: JobQueue, wake: () => void): void;
  stop(): void;
}

/** Later ones are left to polling. */
const LONGEST_MS = 10 * 60_000;
/** The database compares with its own clock: a moment later it agrees. */
const SLACK_MS = 15;

export function createWakeups(): Wakeups {
  const wakes = new Map<JobQueue, () => void>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    committed(jobs) {
      for (const { queue, delayMs } of jobs) {
        if (delayMs > LONGEST_MS) continue;
        if (delayMs <= 0) {
          wakes.get(queue)?.();
          continue;
        }
        const timer = setTimeout(() => {
          timers.delete(timer);
          wakes.get(queue)?.();
        }, delayMs + SLACK_MS);
        timer.unref();
        timers.add(timer);
      }
    },
    attach(queue, wake) {
      wakes.set(queue, wake);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      wakes.clear();
    },
  };
}
