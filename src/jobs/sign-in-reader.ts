/**
 * Reads the sign-in log into the ledger while the program runs: a round every few minutes, and one after the other as
 * long as it is behind. With several processes on one database the ledger's claim lets one of them read. Nobody waits
 * for it, so it draws on its own small share of the service's limit, and backs off when it is refused.
 */
import { randomUUID } from 'node:crypto';
import { faultCode } from '../errors.ts';
import type { SignInLedger } from '../domain/ports/sign-in-ledger.ts';
import type { Clock, Tenant } from '../domain/ports/tenant.ts';
import type { Log, Metrics } from '../domain/ports/telemetry.ts';
import { readSignIns } from '../domain/questions/sign-in-reading.ts';

export interface SignInReaderDeps {
  readonly ledger: SignInLedger;
  readonly tenant: Pick<Tenant, 'open'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'jobs'>;
  readonly waits?: SignInReaderWaits;
}

/** Milliseconds. */
export interface SignInReaderWaits {
  /** Before the first round: people who ask right after the start come first. */
  readonly first: number;
  readonly between: number;
  /** While there is more to read. */
  readonly behind: number;
  /** After a failure; doubled each time. */
  readonly failed: number;
  readonly mostFailed: number;
}

const DEFAULT_WAITS: SignInReaderWaits = {
  first: 30_000,
  between: 3 * 60_000,
  behind: 1_000,
  failed: 60_000,
  mostFailed: 15 * 60_000,
};
const PAGES = 20;
/** Its name in the metrics. */
const QUEUE = 'signIns';

export interface SignInReader {
  /** Calls off what is being asked; what was read is kept. */
  stop(): Promise<void>;
}

export function startSignInReader(deps: SignInReaderDeps): SignInReader {
  const { ledger, clock, log } = deps;
  const waits = deps.waits ?? DEFAULT_WAITS;
  const owner = randomUUID();
  const stopping = new AbortController();
  let failures = 0;
  let running = Promise.resolve();
  let timer = schedule(waits.first);

  function schedule(ms: number): NodeJS.Timeout {
    const next = setTimeout(() => {
      running = round().then((wait) => {
        if (!stopping.signal.aborted) timer = schedule(wait);
      });
    }, ms);
    next.unref();
    return next;
  }

  async function round(): Promise<number> {
    const { directory } = deps.tenant.open({ correlationId: randomUUID(), signal: stopping.signal });
    try {
      const end = await readSignIns({ ledger, directory, clock, owner, background: true }, PAGES);
      failures = 0;
      deps.metrics.jobs(QUEUE, 'completed', 1);
      return end === 'behind' ? waits.behind : waits.between;
    } catch (error) {
      failures += 1;
      deps.metrics.jobs(QUEUE, 'failed', 1);
      if (!stopping.signal.aborted) log.warn('signIns.notRead', { error: faultCode(error), failures });
      return Math.min(waits.mostFailed, waits.failed * 2 ** (failures - 1));
    }
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
