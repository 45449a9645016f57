/** The whole approval machinery on its own database, with Defender in memory and a publisher that remembers. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { Actor, RequestState, ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { NewRequest, Outcome, ResponseService } from '../../src/domain/approvals/service.ts';
import type { PeopleCaller } from '../../src/domain/ports/people-caller.ts';
import type { ResponseStore } from '../../src/domain/ports/response-store.ts';
import { NO_TRACER } from '../../src/domain/ports/telemetry.ts';
import type { Boss } from '../../src/jobs/boss.ts';
import { startBoss } from '../../src/jobs/boss.ts';
import type { CallDeps } from '../../src/jobs/call-people.ts';
import { createResponseService } from '../../src/jobs/response-service.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';
import type { Timings } from '../../src/jobs/timings.ts';
import { MachinesTogether } from '../../src/jobs/machines-together.ts';
import type { RunDeps } from '../../src/jobs/workflow.ts';
import { createWakeups } from '../../src/jobs/wakeups.ts';
import type { Workers } from '../../src/jobs/workers.ts';
import { startWorkers } from '../../src/jobs/workers.ts';
import type { Database } from '../../src/storage/database.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import { APPROVERS, FakeDefender, MACHINE_ID, RESPONDERS } from './fake-defender.ts';
import { watchLockOrder } from './lock-order.ts';
import { silentLog, silentMetrics } from './silent.ts';

export const IRIS: Actor = { id: '20000000-0000-4000-8000-000000000001', name: 'Iris Ek' };
export const TOMAS: Actor = { id: '20000000-0000-4000-8000-000000000002', name: 'Tomas Ng' };
export const MAYA: Actor = { id: '20000000-0000-4000-8000-000000000003', name: 'Maya Roy' };
export const EVE: Actor = { id: '20000000-0000-4000-8000-000000000009', name: 'Eve' };

/** Fast enough that a test never waits, slow enough that the order stays. */
export const QUICK: Timings = {
  ...DEFAULT_TIMINGS,
  settle: 20,
  retry: 20,
  track: () => 10,
  missingGrace: 30,
  verifyRetry: 20,
};

export class TestClock {
  offsetMs = 0;
  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

/** Remembers who was called, once a purpose, as the database would. */
export class FakePeople implements PeopleCaller {
  /** Those with a conversation, in the order in which they talked to the bot last. */
  installed: Actor[] = [];
  readonly said: string[] = [];
  /** Messages that certainly do not arrive. */
  fail = 0;

  known(limit: number): Promise<readonly Actor[]> {
    return Promise.resolve(this.installed.slice(0, limit));
  }
  reachable(ids: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(ids.filter((id) => this.installed.some((one) => one.id === id)));
  }
  showCard(
    requestId: string,
    to: { readonly people: readonly string[]; readonly channel: boolean },
    purpose: string,
  ): Promise<void> {
    const names = to.people.map((id) => this.installed.find((one) => one.id === id)?.name);
    const there = names.filter((name) => name !== undefined);
    return this.#say([...there, ...(to.channel ? ['the channel'] : [])], `${purpose} ${requestId}`);
  }
  sayNote(requestId: string, to: string, note: string, purpose: string): Promise<void> {
    return this.#say([`the ${to}`], `${note} ${purpose} ${requestId}`);
  }
  #say(to: readonly string[], what: string): Promise<void> {
    if (this.fail > 0) {
      this.fail -= 1;
      return Promise.reject(new Error('Teams is away'));
    }
    for (const name of to) {
      const line = `${name}: ${what}`;
      if (!this.said.includes(line)) this.said.push(line);
    }
    return Promise.resolve();
  }
}

export interface Harness {
  readonly service: ResponseService;
  readonly store: ResponseStore;
  readonly boss: Boss;
  readonly defender: FakeDefender;
  readonly clock: TestClock;
  /** States in the order in which cards showed them. */
  readonly shown: string[];
  readonly publishing: { fail: number };
  readonly people: FakePeople;
  calling(): CallDeps;
  startWorkers(): Promise<Workers>;
  /** For running one step by hand. */
  workflow(): RunDeps;
  ask(over?: Partial<NewRequest>): Promise<Outcome>;
  /** Asks and approves; the request's id. */
  approved(): Promise<string>;
  /** Resolves when the request is as wanted; the test's own time limit is the only one. */
  until(requestId: string, wanted: (request: ResponseRequest) => boolean): Promise<ResponseRequest>;
  untilState(requestId: string, state: RequestState): Promise<ResponseRequest>;
  stop(): Promise<void>;
}

export function rolesPolicy(over: Partial<ResponsePolicy> = {}): ResponsePolicy {
  return {
    ...defaultPolicy({ reader: [], responder: [RESPONDERS], approver: [APPROVERS] }, 'policy.yaml'),
    ...over,
  };
}

export async function startHarness(
  database: Database,
  options: { readonly policy?: ResponsePolicy; readonly timings?: Partial<Timings> } = {},
): Promise<Harness> {
  const defender = new FakeDefender();
  defender.groups.get(RESPONDERS)?.add(IRIS.id);
  for (const actor of [TOMAS, MAYA, IRIS]) defender.groups.get(APPROVERS)?.add(actor.id);
  const clock = new TestClock();
  const policy = options.policy ?? rolesPolicy();
  const boss = await startBoss(database.engine, silentLog);
  const wakeups = createWakeups();
  const events = new EventEmitter().setMaxListeners(0);
  const real = createResponseStore(database.kysely, {
    clock,
    enqueue: (trx, queue, requestId, delayMs) => boss.enqueue(trx, queue, requestId, delayMs),
    committed: (jobs) => {
      wakeups.committed(jobs);
      events.emit('commit');
    },
  });
  const { store, tooLate } = watchLockOrder(real);
  const service = createResponseService({
    store,
    tenant: defender,
    policy,
    clock,
    randomBytes,
    log: silentLog,
    timings: { ...QUICK, ...options.timings },
  });
  const shown: string[] = [];
  const publishing = { fail: 0 };
  const people = new FakePeople();
  let workers: Workers | null = null;

  async function until(
    requestId: string,
    wanted: (request: ResponseRequest) => boolean,
  ): Promise<ResponseRequest> {
    for (;;) {
      const committed = new Promise((resolve) => events.once('commit', resolve));
      const request = await service.find(requestId);
      if (request !== null && wanted(request)) return request;
      await committed;
    }
  }

  async function ask(over: Partial<NewRequest> = {}): Promise<Outcome> {
    return service.request({
      action: 'isolate',
      target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
      parameters: { kind: 'full' },
      reason: 'phishing',
      evidence: [{ label: 'Risk / exposure', value: 'High / Medium' }],
      protection: { tags: [], deviceValue: 'Normal' },
      facts: {},
      requester: IRIS,
      conversationId: 'conversation',
      correlationId: 'correlation',
      ...over,
    });
  }

  const harness: Harness = {
    service,
    store,
    boss,
    defender,
    clock,
    shown,
    publishing,
    people,
    calling: () => ({ ...harness.workflow(), caller: people }),
    workflow: () => ({
      store,
      tenant: defender,
      policy,
      randomBytes,
      clock,
      log: silentLog,
      metrics: silentMetrics,
      timings: { ...QUICK, ...options.timings },
      newRunId: randomUUID,
      together: new MachinesTogether({ tenant: defender, clock, newRunId: randomUUID }),
    }),
    async startWorkers() {
      workers = await startWorkers({
        boss,
        store,
        tenant: defender,
        policy,
        randomBytes,
        clock,
        log: silentLog,
        metrics: silentMetrics,
        tracer: NO_TRACER,
        wakeups,
        exclusive: database.exclusive,
        copies: createCardCopyStore(database.kysely, clock),
        timings: { ...QUICK, ...options.timings },
        caller: people,
        publisher: {
          async publish(requestId) {
            if (publishing.fail > 0) {
              publishing.fail -= 1;
              throw new Error('Teams is away');
            }
            const request = await service.find(requestId);
            shown.push(`${requestId} ${request?.state ?? ''}`);
            events.emit('commit');
          },
        },
      });
      return workers;
    },
    ask,
    async approved() {
      const asked = await ask();
      if (!asked.ok) throw new Error(asked.message);
      const decided = await service.decide(asked.request.id, TOMAS, 'approve', null, 'c');
      if (!decided.ok) throw new Error(decided.message);
      return asked.request.id;
    },
    until,
    untilState: (requestId, state) => until(requestId, (request) => request.state === state),
    async stop() {
      await workers?.stop();
      await boss.pgBoss.stop({ graceful: false });
      if (tooLate.length > 0) throw new Error(`locked after the end of the record: ${tooLate.join(', ')}`);
    },
  };
  return harness;
}
