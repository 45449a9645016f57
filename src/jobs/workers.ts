/**
 * Runs the jobs. A commit wakes the workers at once (NOTIFY); a job for later has a timer; polling is the net below
 * both. Whatever is not over and has no job is given one, at the start and every half minute: jobs look at the state, so
 * one too many does nothing.
 */
import { randomUUID } from 'node:crypto';
import type { CardPublisher } from '../domain/ports/card-publisher.ts';
import { familyOf } from '../domain/actions/families.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { PeopleCaller } from '../domain/ports/people-caller.ts';
import type { JobQueue } from '../domain/ports/response-store.ts';
import type { CardCopyStore } from '../domain/ports/stores.ts';
import type { Metrics, SpanStart, Tracer } from '../domain/ports/telemetry.ts';
import type { Boss, JobData } from './boss.ts';
import { QUEUES } from './boss.ts';
import type { CallDeps } from './call-people.ts';
import { escalate } from './escalate.ts';
import { execute } from './execute.ts';
import { expire } from './expire.ts';
import { followFamily } from './follow-family.ts';
import { MachinesTogether } from './machines-together.ts';
import { publishCards } from './publish-cards.ts';
import { remindReview } from './remind-review.ts';
import { tell } from './tell.ts';
import { DEFAULT_TIMINGS } from './timings.ts';
import type { Timings } from './timings.ts';
import { takeBack } from './take-back.ts';
import { verify } from './verify.ts';
import type { Wakeups } from './wakeups.ts';
import type { RunDeps, WorkflowDeps } from './workflow.ts';

export interface WorkerDeps extends Omit<WorkflowDeps, 'timings' | 'newRunId'> {
  readonly boss: Boss;
  readonly publisher: CardPublisher;
  readonly copies: Pick<CardCopyStore, 'overdue' | 'breakClaims'>;
  readonly caller: PeopleCaller;
  readonly wakeups: Wakeups;
  readonly metrics: Pick<Metrics, 'jobs'>;
  readonly tracer: Tracer;
  /** True when no other process can be at work on this database: whatever was running is dead. */
  readonly exclusive: boolean;
  readonly timings?: Timings;
}

export interface Workers {
  /** Takes no more jobs, lets those that run finish. */
  stop(): Promise<void>;
}

/** Jobs fetched at once, and how many such fetches may be in work; a slow call holds up only its own batch. */
const BATCH = 5;
const WORKERS: Readonly<Record<JobQueue, number>> = {
  execute: 3,
  follow: 1,
  verify: 3,
  expire: 1,
  publish: 3,
  takeBack: 1,
  escalate: 1,
  tell: 1,
  review: 1,
};
const POLL_SECONDS = 5;
/** Where nobody is told of a new job, or cannot be for a while. */
const POLL_UNTOLD_SECONDS = 2;

type Handler = (requestId: string, jobId: string) => Promise<void>;

export async function startWorkers(deps: WorkerDeps): Promise<Workers> {
  const workflow: RunDeps = {
    ...deps,
    timings: deps.timings ?? DEFAULT_TIMINGS,
    newRunId: randomUUID,
    together: new MachinesTogether({ ...deps, newRunId: randomUUID }),
  };
  const calling: CallDeps = { ...workflow, caller: deps.caller };
  const handlers: Readonly<Record<JobQueue, Handler>> = {
    execute: async (id, jobId) => {
      if (!deps.exclusive) await takeOverLease(id, jobId, deps);
      await execute(id, workflow);
    },
    follow: (family) => followFamily(family, workflow),
    verify: (id) => verify(id, workflow),
    expire: (id) => expire(id, workflow),
    takeBack: (id) => takeBack(id, workflow),
    publish: (id) => publishCards(id, deps.store, deps.publisher),
    escalate: (id) => escalate(id, calling),
    tell: (id) => tell(id, calling),
    review: (id) => remindReview(id, calling),
  };
  if (deps.exclusive) await takeOverFromTheDead(deps);
  await resume(deps, deps.exclusive ? 'all' : 'missing');
  await lookAtCards(deps);

  const { pgBoss } = deps.boss;
  const options = workOptions(deps.exclusive);
  for (const queue of QUEUES) {
    const ids: string[] = [];
    for (let i = 0; i < WORKERS[queue]; i += 1) {
      ids.push(
        await pgBoss.work<JobData, undefined, typeof options>(queue, options, (jobs) =>
          Promise.all(jobs.map((job) => runJob(queue, job, handlers[queue], deps))),
        ),
      );
    }
    deps.wakeups.attach(queue, () => {
      for (const id of ids) pgBoss.notifyWorker(id);
    });
  }
  let sweeping = Promise.resolve();
  const sweep = setInterval(() => {
    sweeping = sweeping
      .then(() => resume(deps, 'missing'))
      .then(() => lookAtCards(deps))
      .catch((error: unknown) => {
        deps.log.error('jobs.sweep', { error: error instanceof Error ? error.message : 'unknown' });
      });
  }, workflow.timings.sweep);
  sweep.unref();
  return {
    async stop() {
      clearInterval(sweep);
      deps.wakeups.stop();
      await sweeping;
      await Promise.all(QUEUES.map((queue) => pgBoss.offWork(queue, { wait: true })));
    },
  };
}

/** Whoever is alone wakes themselves for all that is due (wakeups.ts), and looks by themselves as seldom as those who are told. */
function workOptions(alone: boolean) {
  return {
    batchSize: BATCH,
    burstWhenBatchFull: true,
    perJobResults: true,
    pollingIntervalSeconds: alone ? POLL_SECONDS : POLL_UNTOLD_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
  } as const;
}

async function runJob(
  queue: JobQueue,
  job: { readonly id: string; readonly data: JobData },
  handler: Handler,
  deps: WorkerDeps,
): Promise<{ id: string; status: 'completed' | 'failed'; output?: undefined }> {
  const { requestId } = job.data;
  try {
    await deps.tracer.span(jobSpan(queue, requestId), () => handler(requestId, job.id));
    deps.metrics.jobs(queue, 'completed', 1);
    return { id: job.id, status: 'completed' };
  } catch (error) {
    deps.metrics.jobs(queue, 'failed', 1);
    deps.log.error('job.failed', {
      queue,
      requestId,
      error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
    });
    return { id: job.id, status: 'failed' };
  }
}

function jobSpan(queue: JobQueue, requestId: string): SpanStart {
  return {
    name: `process ${queue}`,
    kind: 'consumer',
    attributes: {
      ...(queue === 'follow' ? {} : { 'drawbridge.request.id': requestId }),
      'messaging.destination.name': queue,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.system': 'pg-boss',
    },
  };
}

/** Attempts of a process that is gone would be waited for: they are taken away, and made new where work remains. */
async function takeOverFromTheDead(deps: WorkerDeps): Promise<void> {
  await deps.store.breakLeases('all');
  await deps.copies.breakClaims();
  for (const queue of QUEUES) {
    const jobs = await deps.boss.pgBoss.findJobs<JobData>(queue);
    const dead = jobs.filter((job) => job.state === 'active');
    if (dead.length === 0) continue;
    for (const job of dead) await deps.boss.send(queue, job.data.requestId, 0);
    await deps.boss.pgBoss.deleteJob(
      queue,
      dead.map((job) => job.id),
    );
    deps.log.info('jobs.takenOver', { queue, jobs: dead.length });
  }
}

/**
 * Several processes on one database: a run holds its lease within a job, and the queue takes a job away from a process
 * whose heartbeat stopped. So a lease without another job at work belongs to the dead, and need not be waited for. Should its
 * owner live after all, it finds that it lost the lease before it sends; a call that may be on its way keeps the lease.
 */
async function takeOverLease(requestId: string, jobId: string, deps: WorkerDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  const owner = stored?.book.leaseOwner ?? null;
  // Other leases (a link that is being handed over) belong to no job.
  if (owner === null || stored?.request.state !== 'executing') return;
  const jobs = await deps.boss.pgBoss.findJobs<JobData>('execute', { key: requestId });
  if (jobs.some((job) => job.state === 'active' && job.id !== jobId)) return;
  deps.log.info('jobs.leaseTakenOver', { requestId });
  await deps.store.breakLeases([owner]);
}

/** Cards whose post or update failed, or whose process died at it. */
async function lookAtCards(deps: WorkerDeps): Promise<void> {
  for (const requestId of await deps.copies.overdue()) {
    await deps.boss.send('publish', requestId, 0);
    deps.wakeups.committed([{ queue: 'publish', delayMs: 0 }]);
  }
}

/**
 * Every request that is not over has a job, whatever happened to the one it had: a process that was killed takes the
 * jobs it held with it, and the queue itself would miss them only after minutes. `all` also moves those that wait.
 */
async function resume(deps: WorkerDeps, which: 'all' | 'missing'): Promise<void> {
  const due = await whatRemains(deps);
  const waiting = new Map<JobQueue, ReadonlySet<string>>();
  if (which === 'missing') {
    for (const queue of new Set(due.map((job) => job.queue))) {
      waiting.set(queue, await deps.boss.waiting(queue));
    }
  }
  let count = 0;
  for (const { queue, requestId, delayMs } of due) {
    if (waiting.get(queue)?.has(requestId) === true) continue;
    await deps.boss.send(queue, requestId, delayMs);
    deps.wakeups.committed([{ queue, delayMs }]);
    count += 1;
  }
  if (count > 0) deps.log.info('jobs.resumed', { requests: count });
}

interface Remaining {
  readonly queue: JobQueue;
  /** Of `follow`: the family. */
  readonly requestId: string;
  readonly delayMs: number;
}

/** What follows from the stored requests alone. */
async function whatRemains({ store, clock }: WorkerDeps): Promise<readonly Remaining[]> {
  const now = clock.now().getTime();
  const found = await store.live();
  const live = found
    .filter(({ state }) => state !== 'submitted')
    .map(({ id, state, expiresAt }): Remaining =>
      state === 'requested'
        ? { queue: 'expire', requestId: id, delayMs: Date.parse(expiresAt) - now }
        : { queue: 'execute', requestId: id, delayMs: 0 },
    );
  const families = found
    .filter(({ state }) => state === 'submitted')
    .flatMap(({ action }) => actionFor(action) ?? [])
    .map(familyOf);
  const follow = [...new Set(families)].map((family): Remaining => ({
    queue: 'follow',
    requestId: family,
    delayMs: 0,
  }));
  const held = (await store.held()).map(({ request }): Remaining => {
    const delayMs = Date.parse(request.hold?.until ?? request.createdAt) - now;
    return { queue: 'takeBack', requestId: request.id, delayMs };
  });
  return [...live, ...follow, ...held];
}
