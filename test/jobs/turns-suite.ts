/** More approved requests than Defender takes at once: run on PGlite and on PostgreSQL, always by two processes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { turnText } from '../../src/domain/approvals/pacing.ts';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { sampleRequest } from '../domain/approvals/sample-request.ts';
import { BEGIN, mostAMinute, virtualWorld } from './virtual-world.ts';
import type { VirtualWorld } from './virtual-world.ts';

const HOUR = 60 * 60_000;
const MANY = 300;
const ISOLATE = 'POST /api/machines/{id}/isolate';

const machineId = (n: number): string => n.toString(16).padStart(40, '0');
const requestId = (n: number): string => `R-${n.toString(36).toUpperCase().padStart(5, '0')}`;

const machine = (n: number): object => ({
  id: machineId(n),
  computerDnsName: `pc-${n}.contoso.example`,
  osPlatform: 'Windows11',
  version: '24H2',
  healthStatus: 'Active',
  onboardingStatus: 'Onboarded',
  riskScore: 'High',
  machineTags: [],
  lastSeen: new Date(BEGIN).toISOString(),
});

/** Approved one after the other, the last made first. */
function approved(n: number, over: Partial<StoredRequest['book']> = {}): StoredRequest {
  return {
    request: sampleRequest({
      id: requestId(n),
      state: 'approved',
      target: { kind: 'device', id: machineId(n), name: `PC-${n}`, aadDeviceId: null },
      createdAt: new Date(BEGIN - MANY * 1000 + n * 1000).toISOString(),
      expiresAt: new Date(BEGIN + 1000).toISOString(),
    }),
    book: {
      correlationId: randomUUID(),
      protection: { tags: [], deviceValue: null, groups: [] },
      leaseOwner: null,
      leaseUntil: null,
      sendStartedAt: null,
      sends: 0,
      lookAgainAt: null,
      binding: null,
      reissues: 0,
      ...over,
    },
  };
}

/** Its process died when its call had just left. */
function halfSent(n: number): StoredRequest {
  const { request, book } = approved(n, {
    sendStartedAt: new Date(BEGIN),
    sends: 1,
    lookAgainAt: new Date(BEGIN),
  });
  const execution = { ...request.execution, startedAt: new Date(BEGIN - 1000).toISOString() };
  return { request: { ...request, state: 'executing', execution }, book };
}

/** What its call left upstream. */
const arrived = (n: number): object => ({
  id: randomUUID(),
  type: 'Isolate',
  scope: 'Full',
  requestorComment: `[${requestId(n)}] Drawbridge, asked by somebody`,
  status: 'Pending',
  machineId: machineId(n),
  creationDateTimeUtc: new Date(BEGIN - 1000).toISOString(),
});

/** All approved, none sent. */
export async function worldOfOrders(
  database: Database,
  many: number,
  make: (n: number) => StoredRequest = approved,
  machineActions: readonly object[] = [],
): Promise<VirtualWorld> {
  const machines = Array.from({ length: many }, (_, n) => machine(n));
  const world = await virtualWorld(database, { machines, machineActions });
  for (let n = 0; n < many; n += 1) {
    await world.insert(make(n));
    world.put('execute', requestId(n));
  }
  return world;
}

export function describeTurns(name: string, newDatabase: () => Promise<Database>): void {
  describe(`orders in their turn on ${name}`, function () {
    this.timeout(180_000);
    let database: Database;
    let world: VirtualWorld;
    beforeEach(async () => {
      database = await newDatabase();
    });
    afterEach(async () => {
      await world.close();
      await database.close();
    });
    async function begin(
      many: number,
      make: (n: number) => StoredRequest = approved,
      machineActions: readonly object[] = [],
    ): Promise<void> {
      world = await worldOfOrders(database, many, make, machineActions);
    }
    const count = (what: string): number => world.calls.filter((call) => call.what === what).length;
    const both = () => [world.process(), world.process()];
    const isolations = () => world.calls.filter(({ what }) => what === ISOLATE);

    it('all go out, never faster than Defender takes them, and say meanwhile how long they wait', async () => {
      await begin(MANY);
      await world.run(0, both(), ['execute']);
      const waiting = await world.store.find(requestId(124));
      assert.ok(waiting?.request.heldBack?.kind === 'turn');
      // Those who ask at the same moment may not be counted yet.
      assert.match(turnText(waiting.request.heldBack), /^(8[5-9]|9\d) before it, about 4 min \(06:04 UTC\)$/);

      await world.run(HOUR, both());
      assert.equal(isolations().length, MANY);
      const rounds = Map.groupBy(isolations(), ({ at }) => Math.floor(at / 60_000));
      assert.deepEqual([...rounds.keys()], [...Array(MANY / 25).keys()]);
      for (const round of rounds.values()) assert.equal(round.length, 25);
      for (const what of new Set(world.calls.map((call) => call.what))) {
        const calls = world.calls.filter((call) => call.what === what);
        assert.ok(mostAMinute(calls) <= 100, what);
        assert.doesNotMatch(what, /logonusers|software/);
        // What a thousand would cost, with some 360 left to following and as many to requests and questions.
        if (what !== ISOLATE) assert.ok((calls.length * 1_000) / MANY <= 750, `${what}: ${calls.length}`);
      }
      assert.deepEqual(
        world.calls.filter(({ status }) => status === 429),
        [],
      );
      for (let n = 0; n < MANY; n += 1) {
        const found = await world.store.find(requestId(n));
        assert.equal(found?.request.state, 'succeeded', requestId(n));
        assert.equal(found.request.heldBack, null);
      }
    });

    it('go out in the order of their approval, and a card is changed a few times only', async () => {
      await begin(80);
      await world.run(0, both(), ['execute']);
      // Woken in any order, as by the release of the stop switch.
      for (let n = 79; n >= 25; n -= 1) world.put('execute', requestId(n));
      await world.run(10 * 60_000, both(), ['execute']);
      const entries = await world.store.auditEntries({ limit: 5_000 });
      const started = entries.filter(({ event }) => event === 'execution.started').reverse();
      const ids = started.map((entry) => entry.requestId);
      const minute = (n: number): readonly string[] => [...ids.slice(n * 25, n * 25 + 25)].map(String).sort();
      for (let n = 0; n < 3; n += 1)
        assert.deepEqual(minute(n), Array.from({ length: 25 }, (_, k) => requestId(n * 25 + k)).sort());
      const last = await world.store.find(requestId(79));
      assert.ok((last?.request.version ?? 0) < 15, String(last?.request.version));
      const queued = entries.filter(({ event }) => event === 'execution.queued');
      assert.equal(queued.length, 55);
    });

    it('go out more slowly where Defender takes no question about several machines', async () => {
      await begin(40);
      await world.fault({
        match: { service: 'defender', path: ' or ' },
        status: 400,
        body: { error: { code: 'ODataError', message: 'free text' } },
      });
      const processes = both();
      await world.run(HOUR / 6, processes);
      assert.equal((await world.store.inStates(['succeeded'], 100)).length, 40);
      assert.equal(count('GET /api/machines/{id}'), 80);
      const slow = processes.find(({ together }) => !together.isServed);
      assert.ok(slow);

      // As many as fill the hour were taken up a while ago.
      const now = world.now();
      const book = { ...approved(0).book };
      for (let n = 100; n < 610; n += 1) {
        const { request } = approved(n);
        const execution = { ...request.execution, startedAt: new Date(BEGIN + now - HOUR / 2).toISOString() };
        await world.insert({ request: { ...request, state: 'failed', execution }, book });
      }
      await world.insert(approved(99));
      world.put('execute', requestId(99));
      await world.run(now, [slow], ['execute']);
      const waiting = await world.store.find(requestId(99));
      assert.equal(waiting?.request.heldBack?.kind, 'turn');
    });

    it('that may have left before a crash are looked for together, and none is sent twice', async () => {
      const MET = 20;
      // Of every second one the call had arrived.
      const there = Array.from({ length: MET / 2 }, (_, n) => arrived(2 * n));
      await begin(MET, halfSent, there);
      await world.run(HOUR, both());
      assert.equal((await world.store.inStates(['succeeded'], 100)).length, MET);
      assert.equal(isolations().length, MET / 2);
      assert.ok(count('GET /api/machineactions') < MET, String(count('GET /api/machineactions')));
    });

    it('all wait when Defender asks one of them to', async () => {
      await begin(30);
      await world.fault({
        match: { service: 'defender', path: 'isolate' },
        times: 1,
        status: 429,
        headers: { 'Retry-After': '600' },
      });
      await world.run(0, [world.process()], ['execute']);
      const before = isolations().length;
      await world.run(599_000, both(), ['execute']);
      const [late] = await world.store.inStates(['approved'], 1);
      assert.equal(late?.request.heldBack?.kind, 'turn');
      await world.run(HOUR, both());
      assert.ok(before <= 25);
      assert.equal((await world.store.inStates(['succeeded'], 100)).length, 30);
    });
  });
}
