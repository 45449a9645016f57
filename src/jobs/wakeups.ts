/** Wakes the workers when a job falls due, so that nothing waits for the next poll. */
import type { JobQueue } from '../domain/ports/response-store.ts';
import { GATHERED } from './boss.ts';

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
/** So many are fetched at once that fell due within it. */
const GATHERED_MS = 100;

export function createWakeups(): Wakeups {
  const wakes = new Map<JobQueue, () => void>();
  const timers = new Set<NodeJS.Timeout>();
  const gathering = new Set<JobQueue>();

  function later(ms: number, wake: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      wake();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  function gather(queue: JobQueue): void {
    if (gathering.has(queue)) return;
    gathering.add(queue);
    later(GATHERED_MS, () => {
      gathering.delete(queue);
      wakes.get(queue)?.();
    });
  }

  return {
    committed(jobs) {
      for (const { queue, delayMs } of jobs) {
        if (delayMs > LONGEST_MS) continue;
        if (delayMs > 0) later(delayMs + SLACK_MS, () => wakes.get(queue)?.());
        else if (GATHERED.has(queue)) gather(queue);
        else wakes.get(queue)?.();
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
