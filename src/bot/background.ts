/** Work that outlives its turn: what fails is logged, and a shutdown waits for the rest. */
import { faultCode } from '../errors.ts';
import type { Log, Tracer } from '../domain/ports/telemetry.ts';

export interface Background {
  run(what: string, correlationId: string, work: () => Promise<void>): void;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

export function createBackground(log: Log, tracer: Tracer): Background {
  const running = new Set<Promise<void>>();
  return {
    run(what, correlationId, work) {
      const task: Promise<void> = tracer
        .span({ name: `background ${what}`, kind: 'internal' }, work)
        .catch((error: unknown) => {
          log.error('background.failed', { what, correlationId, error: faultCode(error) });
        })
        .finally(() => running.delete(task));
      running.add(task);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
