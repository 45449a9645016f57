/** Waiting, as a port: tests move time on, nothing sleeps. */
export interface Timers {
  /** Calls once after `ms`; the result takes it back. */
  after(ms: number, call: () => void): () => void;
}

export const systemTimers: Timers = {
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

export function wait(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(ms, resolve);
  });
}

/** The work's result, or `late` when `ms` went by first; the work itself goes on. */
export async function within<T>(
  timers: Timers,
  ms: number,
  work: Promise<T>,
): Promise<{ readonly late: false; readonly value: T } | { readonly late: true }> {
  let cancel = (): void => undefined;
  const deadline = new Promise<{ late: true }>((resolve) => {
    cancel = timers.after(ms, () => {
      resolve({ late: true });
    });
  });
  try {
    return await Promise.race([work.then((value) => ({ late: false as const, value })), deadline]);
  } finally {
    cancel();
  }
}
