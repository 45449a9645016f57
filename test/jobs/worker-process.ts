/**
 * The process that the kill tests kill: workers on a PGlite folder or on PostgreSQL, Defender over HTTP. It says over
 * IPC what it is about to do and waits for the word to go on, so that it can be killed between any two steps.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import { startBoss } from '../../src/jobs/boss.ts';
import { createWakeups } from '../../src/jobs/wakeups.ts';
import { startWorkers } from '../../src/jobs/workers.ts';
import type { ResponseStore } from '../../src/domain/ports/response-store.ts';
import { NO_TRACER } from '../../src/domain/ports/telemetry.ts';
import type { Endpoints, Hunting, Tenant } from '../../src/domain/ports/tenant.ts';
import { UpstreamError } from '../../src/errors.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import { notThere } from './fake-defender.ts';
import { nobodyCalled, silentLog, silentMetrics } from './silent.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';

interface Orders {
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly defender: string;
  /** Milliseconds. */
  readonly lease?: number;
}

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;

/** Tells the parent where it is; resolves when told to go on. A parent that kills never answers. */
function at(moment: string): Promise<void> {
  const id = randomUUID();
  return new Promise((resolve) => {
    const go = (message: unknown): void => {
      if (message !== id) return;
      process.off('message', go);
      resolve();
    };
    process.on('message', go);
    process.send?.({ id, moment });
  });
}

async function call<T>(name: string, argument = ''): Promise<T> {
  try {
    const response = await fetch(`${orders.defender}/${name}/${encodeURIComponent(argument)}`);
    return (await response.json()) as T;
  } catch (cause) {
    throw new UpstreamError(
      'upstream_unreachable',
      'Defender could not be reached',
      { service: 'defender', operation: name, mayHaveArrived: true },
      { cause },
    );
  }
}

const tenant: Tenant = {
  tenantId: 'tenant',
  open: () => ({
    directory: notThere('directory'),
    indicators: notThere('indicators'),
    managedDevices: notThere('managedDevices'),
    accessPolicies: notThere('accessPolicies'),
    populations: notThere('populations'),
    shiftSchedules: notThere('shiftSchedules'),
    hunting: {
      ...notThere<Hunting>('hunting'),
      connections: () => Promise.resolve(new Map()),
      // Its sensor goes on reporting.
      reports: ([id = ''], since) =>
        Promise.resolve(new Map([[id, new Date(Date.parse(since) + 10 * 60_000).toISOString()]])),
    },
    endpoints: {
      ...notThere<Endpoints>('endpoints'),
      machine: () => call('machine'),
      machineActions: () => call('machineActions'),
      machineAction: (id) => call('machineAction', id),
      logonUsers: () => Promise.resolve([]),
      software: () => Promise.resolve([]),
      isolate: (order) => call('isolate', order.comment),
    },
  }),
};

const database = await openDatabase(orders);
const boss = await startBoss(database.engine, silentLog);
const wakeups = createWakeups();
const clock = { now: () => new Date() };
const plain = createResponseStore(database.unhurried, {
  clock,
  enqueue: (trx, queue, requestId, delayMs) => boss.enqueue(trx, queue, requestId, delayMs),
  committed: (jobs) => {
    wakeups.committed(jobs);
  },
});
/** Stops before and after each commit, named by the audit entries that it holds. */
const store: ResponseStore = {
  ...plain,
  async transaction(work) {
    const events: string[] = [];
    const result = await plain.transaction(async (tx) => {
      const value = await work({
        ...tx,
        audit: async (entry) => {
          events.push(entry.event);
          await tx.audit(entry);
        },
      });
      if (events.length > 0) await at(`${events.join('+')}:uncommitted`);
      return value;
    });
    if (events.length > 0) await at(`${events.join('+')}:committed`);
    return result;
  },
};
await startWorkers({
  policy: defaultPolicy(),
  randomBytes,
  boss,
  store,
  tenant,
  clock,
  log: silentLog,
  metrics: silentMetrics,
  tracer: NO_TRACER,
  wakeups,
  publisher: { publish: () => Promise.resolve() },
  caller: nobodyCalled,
  copies: createCardCopyStore(database.unhurried, clock),
  exclusive: database.exclusive,
  timings: {
    ...DEFAULT_TIMINGS,
    lease: orders.lease ?? 1500,
    settle: 50,
    retry: 50,
    track: () => 10,
    missingGrace: 500,
    sweep: 300,
    verifyRetry: 50,
  },
});
await at('ready');
