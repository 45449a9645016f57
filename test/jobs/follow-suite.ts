/** Many actions under way, followed by few calls: run on PGlite and on PostgreSQL, always by two processes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RequestState } from '../../src/domain/approvals/request.ts';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { sampleRequest } from '../domain/approvals/sample-request.ts';
import { BEGIN, mostAMinute, virtualWorld } from './virtual-world.ts';
import type { VirtualWorld } from './virtual-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MANY = 1_000;

const machineId = (n: number): string => n.toString(16).padStart(40, '0');
const actionId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = (ms: number): string => new Date(BEGIN + ms).toISOString();

/** What becomes of a request; `offline` = nothing yet. */
type Fate = 'done' | 'offline' | 'failed' | 'cancelled' | 'strange' | 'gone' | 'adopted';

const ENDS: Readonly<Record<Fate, RequestState>> = {
  done: 'succeeded',
  offline: 'submitted',
  failed: 'failed',
  cancelled: 'failed',
  strange: 'unknown',
  gone: 'unknown',
  adopted: 'succeeded',
};

const UPSTREAM: Readonly<Partial<Record<Fate, string>>> = {
  failed: 'Failed',
  cancelled: 'Cancelled',
  strange: 'Reticulating',
};

function machine(n: number, fate: Fate): object {
  return {
    id: machineId(n),
    computerDnsName: `pc-${n}.contoso.example`,
    osPlatform: 'Windows11',
    version: '24H2',
    healthStatus: fate === 'offline' || fate === 'strange' ? 'Inactive' : 'Active',
    onboardingStatus: 'Onboarded',
    riskScore: 'High',
    machineTags: [],
    lastSeen: at(-HOUR),
  };
}

function action(n: number, fate: Fate): readonly object[] {
  if (fate === 'gone') return [];
  // Somebody began it two days ago, and the device has been off since.
  const created = fate === 'adopted' ? at(-48 * HOUR) : at(0);
  return [
    {
      id: actionId(n),
      type: 'Isolate',
      scope: 'Full',
      requestorComment: fate === 'adopted' ? 'by hand' : `[${requestId(n)}] Drawbridge`,
      status: UPSTREAM[fate] ?? 'Pending',
      machineId: machineId(n),
      creationDateTimeUtc: created,
      lastUpdateDateTimeUtc: created,
    },
  ];
}

const requestId = (n: number): string => `R-${n.toString(36).toUpperCase().padStart(5, '0')}`;

function submitted(n: number, fate: Fate): StoredRequest {
  const request = sampleRequest({
    id: requestId(n),
    state: 'submitted',
    target: { kind: 'device', id: machineId(n), name: `PC-${n}`, aadDeviceId: null },
  });
  const { execution } = request;
  const adopted = fate === 'adopted';
  return {
    request: {
      ...request,
      execution: {
        ...execution,
        upstreamId: actionId(n),
        upstreamStatus: 'Pending',
        startedAt: at(0),
        submittedAt: at(0),
        adopted,
      },
    },
    book: {
      correlationId: randomUUID(),
      protection: { tags: [], deviceValue: null, groups: [] },
      leaseOwner: null,
      leaseUntil: null,
      sendStartedAt: adopted ? null : new Date(BEGIN),
      sends: adopted ? 0 : 1,
      lookAgainAt: null,
      binding: null,
      reissues: 0,
    },
  };
}

async function problemsIn({ store }: VirtualWorld): Promise<readonly (string | null)[]> {
  const ids = (await store.underWay()).map(({ id }) => id);
  return (await store.submitted(ids)).map(({ problem }) => problem);
}

export async function worldOf(database: Database, fates: readonly Fate[]): Promise<VirtualWorld> {
  const world = await virtualWorld(database, {
    machines: fates.map((fate, n) => machine(n, fate)),
    machineActions: fates.flatMap((fate, n) => action(n, fate)),
  });
  for (const [n, fate] of fates.entries()) await world.insert(submitted(n, fate));
  world.put('follow', 'machineActions');
  return world;
}

/** So many of each, in this order. */
export function fatesOf(counts: Readonly<Partial<Record<Fate, number>>>): readonly Fate[] {
  return (Object.entries(counts) as [Fate, number][]).flatMap(([fate, count]) =>
    Array.from({ length: count }, () => fate),
  );
}

export function describeFollowing(name: string, newDatabase: () => Promise<Database>): void {
  describe(`many actions followed by two processes on ${name}`, function () {
    this.timeout(120_000);
    let database: Database;
    let world: VirtualWorld;
    beforeEach(async () => {
      database = await newDatabase();
    });
    afterEach(async () => {
      await world.close();
      await database.close();
    });
    const both = () => [world.process(), world.process()];

    it('take at most thirty calls in any minute, and each request reaches its true end', async () => {
      const few = { failed: 20, cancelled: 10, strange: 5, gone: 8, adopted: 30, offline: 27 };
      const fates = fatesOf({ ...few, done: MANY - 100 });
      world = await worldOf(database, fates);
      await world.run(10 * MINUTE, both(), ['follow']);

      assert.ok(mostAMinute(world.calls) <= 30, `${mostAMinute(world.calls)} calls in a minute`);
      for (const [n, fate] of fates.entries()) {
        const found = await world.store.find(requestId(n));
        assert.equal(found?.request.state, ENDS[fate], `${fate} ${n}`);
      }
      const refused = world.calls.filter(({ status }) => status === 429);
      assert.deepEqual(refused, []);
      // Called lost only after each was asked for by itself, and not before its time.
      const alone = world.calls.filter(({ what }) => what === 'GET /api/machineactions/{id}');
      const lost = alone.filter(({ status, at: when }) => status === 404 && when >= 2 * MINUTE);
      assert.equal(lost.length, 8);
    });

    it('of devices that are off take less and less as the hours go by', async () => {
      world = await worldOf(database, fatesOf({ offline: 100 }));
      await world.run(3 * HOUR, both(), ['follow']);
      const inHour = (hour: number): number =>
        world.calls.filter(({ at: when }) => Math.floor(when / HOUR) === hour).length;
      assert.ok(mostAMinute(world.calls) <= 30);
      assert.ok(inHour(0) <= 150, `${inHour(0)} in the first hour`);
      assert.ok(inHour(2) <= 25, `${inHour(2)} in the third`);
      assert.equal((await world.store.underWay()).length, 100);
    });

    it('are followed on when the process that had them is dead', async () => {
      world = await worldOf(database, fatesOf({ done: 10 }));
      const dies = new Date(BEGIN + MINUTE);
      await world.store.takeFollowing('machineActions', 'the dead', new Date(BEGIN), dies);
      await world.run(MINUTE - 1, both(), ['follow']);
      assert.deepEqual(world.calls, []);
      await world.run(2 * MINUTE, both(), ['follow']);
      assert.equal((await world.store.underWay()).length, 0);
    });

    it('wait as long as the service asks for, without alarming anybody', async () => {
      world = await worldOf(database, fatesOf({ offline: 10 }));
      await world.fault({
        match: { service: 'defender', path: 'machineactions' },
        times: 1,
        status: 429,
        headers: { 'Retry-After': '200' },
      });
      await world.run(10 * MINUTE, both(), ['follow']);
      const [refused, next] = world.calls;
      assert.equal(refused?.status, 429);
      assert.ok((next?.at ?? 0) - refused.at >= 200_000);
      const entries = await world.store.auditEntries({ limit: 100 });
      assert.deepEqual(entries, []);
    });

    it('say so once when the service cannot be asked, and take it back when it can', async () => {
      world = await worldOf(database, fatesOf({ offline: 5 }));
      await world.fault({ match: { service: 'defender', path: 'machineactions' }, times: 3, status: 503 });
      await world.run(11_000, both(), ['follow']);
      assert.match((await problemsIn(world))[0] ?? '', /Defender/);
      await world.run(MINUTE, both(), ['follow']);
      const problems = await problemsIn(world);
      assert.deepEqual([...new Set(problems)], [null]);
      const entries = await world.store.auditEntries({ limit: 100 });
      assert.equal(entries.filter(({ event }) => event === 'execution.unseen').length, 5);
    });

    it('are asked for one by one, and often, while they are few', async () => {
      world = await worldOf(database, fatesOf({ done: 1 }));
      await world.run(30_000, both(), ['follow']);
      assert.equal((await world.store.find(requestId(0)))?.request.state, 'succeeded');
      const kinds = new Set(world.calls.map(({ what }) => what));
      assert.deepEqual([...kinds], ['GET /api/machineactions/{id}']);
      assert.ok(world.calls.length <= 5);
    });
  });
}
