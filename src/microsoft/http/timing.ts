/** Time and chance as the HTTP layers need them; tests put their own in. */
import { UpstreamError } from '../../errors.ts';
import type { Call } from './call.ts';
import { operationOf } from './call.ts';

export interface Timing {
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms`, and how to call it off. */
  timeLimit(ms: number): { readonly signal: AbortSignal; cancel(): void };
  /** From 0 to below 1. */
  random(): number;
}

export const REAL_TIMING: Timing = {
  now: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    }),
  timeLimit: (ms) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort();
    }, ms);
    return {
      signal: controller.signal,
      cancel: () => {
        clearTimeout(timer);
      },
    };
  },
};

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('the wait was called off', 'AbortError');
}

/** The question that the call belongs to has run out of time, or nobody waits for it any more. */
export function outOfTime(call: Call, mayHaveArrived: boolean, cause?: unknown): UpstreamError {
  return new UpstreamError(
    'upstream_timeout',
    `${operationOf(call)} was given up: no time was left`,
    { service: call.service, operation: operationOf(call), mayHaveArrived },
    { cause },
  );
}

/** Waits for work that others wait for as well: an abort ends the waiting, not the work. */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  work: Promise<T>,
  failure: () => Error,
): Promise<T> {
  if (signal === undefined) return await work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(failure());
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
