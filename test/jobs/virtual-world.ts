/**
 * The workflow in a time of its own: the real store, the real adapters and the real simulator over HTTP; jobs wait in a
 * list instead of a queue, and whatever waits, waits by moving the clocks. Hours pass in seconds, and each call upstream
 * is noted with its time.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { JobQueue, ResponseStore, StoredRequest } from '../../src/domain/ports/response-store.ts';
import { execute } from '../../src/jobs/execute.ts';
import { followFamily } from '../../src/jobs/follow-family.ts';
import { MachinesTogether } from '../../src/jobs/machines-together.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';
import { verify } from '../../src/jobs/verify.ts';
import type { RunDeps } from '../../src/jobs/workflow.ts';
import type { Timing } from '../../src/microsoft/http/timing.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Database } from '../../src/storage/database.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import { testTenant } from '../microsoft/test-tenant.ts';
import { rolesPolicy } from './harness.ts';
import { silentLog, silentMetrics } from './silent.ts';

/** When it begins. */
export const BEGIN = Date.parse('2026-11-22T06:00:00.000Z');

interface Job {
  readonly queue: JobQueue;
  readonly key: string;
  readonly due: number;
}

export interface UpstreamCall {
  /** Milliseconds since the beginning. */
  readonly at: number;
  /** `GET /api/machineactions`. */
  readonly what: string;
  readonly status: number;
}

/** As in workers.ts: so many jobs of a queue are in work at the same time. */
const AT_ONCE: Readonly<Partial<Record<JobQueue, number>>> = { execute: 15, verify: 15 };
/** An answer from upstream takes longer than the database does: others get as far as to their question meanwhile. */
const STATEMENTS_OF_AN_ANSWER = 40;

export interface VirtualWorld {
  readonly store: ResponseStore;
  readonly calls: readonly UpstreamCall[];
  /** Milliseconds since the beginning. */
  readonly now: () => number;
  /** One process; several share the store, the clocks and the simulator, but not their limiters. */
  process(): RunDeps;
  /** Runs what is due in these queues until then, or until nothing is left. Jobs of other queues wait. */
  run(until: number, processes: readonly RunDeps[], queues?: readonly JobQueue[]): Promise<void>;
  /** Moves the clocks without running anything. */
  advance(ms: number): Promise<void>;
  waiting(queue: JobQueue): readonly Job[];
  put(queue: JobQueue, key: string, delayMs?: number): void;
  insert(stored: StoredRequest): Promise<void>;
  fault(fault: object): Promise<void>;
  close(): Promise<void>;
}

export interface WorldFiles {
  readonly machines: readonly object[];
  readonly machineActions?: readonly object[];
}

export async function virtualWorld(
  database: Database,
  files: WorldFiles,
  policy: ResponsePolicy = rolesPolicy(),
): Promise<VirtualWorld> {
  const folder = await tenantFolder(files);
  const simulator = await startSimulator({ tenantDir: folder, port: 0, now: () => new Date(BEGIN) });
  const calls: UpstreamCall[] = [];
  const jobs = new Map<string, Job>();
  let now = 0;

  const control = async (what: string, body: object): Promise<void> => {
    const response = await fetch(`${simulator.url}/_sim/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`_sim/${what}: ${response.status}`);
  };
  const advance = async (ms: number): Promise<void> => {
    now += ms;
    await control('advance', { seconds: ms / 1000 });
  };
  const advanceTo = async (then: number): Promise<void> => {
    if (then > now) await advance(then - now);
  };
  const put = (queue: JobQueue, key: string, delayMs = 0): void => {
    const name = `${queue} ${key}`;
    // Moved: it goes to the end of those that are due with it.
    jobs.delete(name);
    jobs.set(name, { queue, key, due: now + Math.max(0, delayMs) });
  };
  const clock = { now: () => new Date(BEGIN + now) };
  const timing: Timing = {
    now: () => now,
    random: () => 0,
    // Several sleep at the same time.
    sleep: (ms) => advanceTo(now + ms),
    timeLimit: () => ({ signal: new AbortController().signal, cancel: () => undefined }),
  };
  const noting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    calls.push({
      at: now,
      what: `${init?.method ?? 'GET'} ${templateOf(pathname)}`,
      status: response.status,
    });
    for (let n = 0; n < STATEMENTS_OF_AN_ANSWER; n += 1) await sql`select 1`.execute(database.kysely);
    return response;
  };
  const store = createResponseStore(database.kysely, {
    clock,
    enqueue: (_trx, queue, key, delayMs) => {
      put(queue, key, delayMs);
      return Promise.resolve();
    },
  });
  const steps: Readonly<Partial<Record<JobQueue, (key: string, deps: RunDeps) => Promise<void>>>> = {
    execute,
    follow: followFamily,
    verify,
  };
  return {
    store,
    calls,
    now: () => now,
    put,
    advance,
    process() {
      const { tenant } = testTenant(simulator.url, { clock, timing, fetch: noting });
      return {
        store,
        tenant,
        clock,
        log: silentLog,
        metrics: silentMetrics,
        timings: DEFAULT_TIMINGS,
        policy,
        randomBytes,
        newRunId: randomUUID,
        together: new MachinesTogether({ tenant, clock, newRunId: randomUUID }),
      };
    },
    async run(until, processes, queues = ['execute', 'follow', 'verify']) {
      for (;;) {
        const waiting = [...jobs].filter(([, job]) => queues.includes(job.queue) && job.due <= until);
        const due = waiting.sort(([, a], [, b]) => a.due - b.due);
        const [, next] = due[0] ?? [];
        if (next === undefined) break;
        await advanceTo(next.due);
        const taken = due
          .filter(([, { queue, due: time }]) => queue === next.queue && time <= now)
          .slice(0, AT_ONCE[next.queue] ?? 1);
        for (const [name] of taken) jobs.delete(name);
        // Two processes race for what they may both be given; a proof is looked for by one.
        const racing = next.queue === 'verify' ? processes.slice(0, 1) : processes;
        await Promise.all(
          taken.flatMap(([, job]) => racing.map(async (deps) => steps[job.queue]?.(job.key, deps))),
        );
      }
      if (until > now && Number.isFinite(until)) await advance(until - now);
    },
    waiting: (queue) => [...jobs.values()].filter((job) => job.queue === queue),
    insert: async (stored) => {
      await store.transaction((tx) => tx.insert(stored));
    },
    fault: (fault) => control('faults', fault),
    async close() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The most calls within any minute. */
export function mostAMinute(calls: readonly UpstreamCall[]): number {
  return mostWithin(60_000, calls);
}

/** The most calls within any stretch of so many milliseconds. */
export function mostWithin(ms: number, calls: readonly UpstreamCall[]): number {
  const times = calls.map(({ at }) => at).sort((a, b) => a - b);
  let from = 0;
  return times.reduce((most, at, index) => {
    while (at - (times[from] ?? at) >= ms) from += 1;
    return Math.max(most, index - from + 1);
  }, 0);
}

function templateOf(pathname: string): string {
  return pathname.replace(/\/(machines|machineactions)\/[^/]+/, '/$1/{id}');
}

async function tenantFolder({ machines, machineActions }: WorldFiles): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-world-'));
  const defender = ['Machine.Read.All', 'Machine.ReadWrite.All', 'Machine.Isolate', 'User.Read.All'];
  const content = {
    app: {
      id: '70000000-0000-4000-8000-000000000001',
      appId: '70000000-0000-4000-8000-000000000002',
      displayName: 'Drawbridge',
      roles: { graph: ['Device.Read.All', 'User.Read.All', 'ThreatHunting.Read.All'], defender },
    },
    clock: { now: new Date(BEGIN).toISOString() },
    machines,
    machineActions: machineActions ?? [],
  };
  for (const [name, value] of Object.entries(content))
    await writeFile(path.join(folder, `${name}.json`), JSON.stringify(value));
  return folder;
}
