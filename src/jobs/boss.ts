/**
 * The job queue: pg-boss in the same database as the requests, so that a job can be part of their transaction. A queue
 * holds one waiting job a request; what is to be done follows from the request's state, never from the job.
 */
import { PgBoss, fromKysely, fromPglite } from 'pg-boss';
import type { KyselyTransactionLike, PGliteLike } from 'pg-boss';
import { DrawbridgeError } from '../errors.ts';
import type { JobQueue } from '../domain/ports/response-store.ts';
import type { Log } from '../domain/ports/telemetry.ts';

export type BossEngine =
  | { readonly kind: 'pglite'; readonly unhurried: PGliteLike }
  | { readonly kind: 'postgres'; readonly connectionString: string };

export interface JobData {
  readonly requestId: string;
}

export interface Boss {
  readonly pgBoss: PgBoss;
  /** Puts a job into somebody's transaction; moves the one that waits already. */
  enqueue(trx: KyselyTransactionLike, queue: JobQueue, requestId: string, delayMs: number): Promise<void>;
  /** What the queue's jobs are for that wait. */
  waiting(queue: JobQueue): Promise<ReadonlySet<string>>;
  /** Puts a job in by itself. */
  send(queue: JobQueue, requestId: string, delayMs: number): Promise<void>;
  stop(): Promise<void>;
}

export const QUEUES: readonly JobQueue[] = [
  'execute',
  'follow',
  'verify',
  'expire',
  'publish',
  'takeBack',
  'escalate',
  'tell',
  'review',
];

/** Work that nobody waits for: done some at a time, a moment later. Other processes are not told, they find it. */
export const GATHERED: ReadonlySet<JobQueue> = new Set<JobQueue>(['tell']);

const STOP_WITHIN_MS = 20_000;

/**
 * `short`: one waiting job a key, however many ask for it. An attempt that is neither done nor failed after two
 * minutes is given to another process. Attempts never run out: requests end by their state.
 */
const QUEUE_OPTIONS = {
  policy: 'short',
  notify: true,
  expireInSeconds: 120,
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  deleteAfterSeconds: 3600,
  retentionSeconds: 60 * 24 * 3600,
} as const;

/**
 * Several processes on one database: a process says every ten seconds that it is at its jobs. When it has not for
 * twenty, whichever process looks next (every ten seconds) gives them to the others.
 */
const HEARTBEAT_SECONDS = 20;
const SUPERVISE_SECONDS = 10;

const WAITING = `select singleton_key from drawbridge_jobs.job where name = $1 and state < 'active'`;

export async function startBoss(engine: BossEngine, log: Log): Promise<Boss> {
  const pgBoss = new PgBoss({
    ...(engine.kind === 'pglite'
      ? { db: fromPglite(engine.unhurried), backend: 'pglite' as const }
      : { connectionString: engine.connectionString, application_name: 'drawbridge-jobs' }),
    schema: 'drawbridge_jobs',
    // One process alone wakes its own workers (wakeups.ts): being told as well would have each job looked for twice.
    useListenNotify: engine.kind === 'postgres',
    schedule: false,
    monitorVacuum: false,
    reindex: engine.kind !== 'pglite',
    ...(engine.kind === 'pglite'
      ? {}
      : { superviseIntervalSeconds: SUPERVISE_SECONDS, monitorIntervalSeconds: SUPERVISE_SECONDS }),
  });
  pgBoss.on('error', (error) => {
    log.error('jobs.error', { error: error.message });
  });
  pgBoss.on('warning', (warning) => {
    log.warn('jobs.warning', { message: warning.message });
  });
  try {
    await pgBoss.start();
    for (const queue of QUEUES) {
      await pgBoss.createQueue(queue, QUEUE_OPTIONS);
      // Also for a queue that a version before has made.
      if (engine.kind === 'postgres')
        await pgBoss.updateQueue(queue, {
          heartbeatSeconds: HEARTBEAT_SECONDS,
          notify: !GATHERED.has(queue),
        });
      // Makes pg-boss remember the queue. It would otherwise look it up at the first job, outside our transaction:
      // PGlite has one connection, and that look-up would wait for the transaction that waits for it.
      await pgBoss.findJobs(queue, { key: 'none' });
    }
  } catch (error) {
    await pgBoss.stop({ graceful: false }).catch(() => undefined);
    throw new DrawbridgeError('storage_failed', 'the job queue could not be set up', {
      advice: 'check that the database user may create a schema',
      cause: error,
    });
  }

  function options(requestId: string, delayMs: number): { singletonKey: string; startAfter: number } {
    return { singletonKey: requestId, startAfter: Math.max(0, delayMs) / 1000 };
  }
  return {
    pgBoss,
    async enqueue(trx, queue, requestId, delayMs) {
      await pgBoss.upsert(queue, { requestId }, { ...options(requestId, delayMs), db: fromKysely(trx) });
    },
    async waiting(queue) {
      // All of a job for each that waits would be megabytes where thousands of requests are open.
      const { rows } = (await pgBoss.getDb().executeSql(WAITING, [queue])) as {
        rows: readonly { readonly singleton_key: string | null }[];
      };
      return new Set(rows.map((row) => row.singleton_key ?? ''));
    },
    async send(queue, requestId, delayMs) {
      await pgBoss.upsert(queue, { requestId }, options(requestId, delayMs));
    },
    stop: () => pgBoss.stop({ graceful: true, timeout: STOP_WITHIN_MS }),
  };
}
