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
function approved(n: number): StoredRequest {
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
    },
  };
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
    async function begin(many: number): Promise<void> {
      world = await virtualWorld(database, { machines: Array.from({ length: many }, (_, n) => machine(n)) });
      for (let n = 0; n < many; n += 1) {
        await world.insert(approved(n));
        world.put('execute', requestId(n));
      }
    }
    const both = () => [world.process(), world.process()];
    const isolations = () => world.calls.filter(({ what }) => what === 'POST /api/machines/{id}/isolate');

    it('all go out, never faster than Defender takes them, and say meanwhile how long they wait', async () => {
      await begin(MANY);
      await world.run(0, both(), ['execute']);
      const waiting = await world.store.find(requestId(124));
      assert.ok(waiting?.request.heldBack?.kind === 'turn');
      assert.equal(turnText(waiting.request.heldBack), '99 before it, about 4 min (06:04 UTC)');

      await world.run(HOUR, both());
      assert.equal(isolations().length, MANY);
      assert.ok(mostAMinute(isolations()) <= 25);
      for (const what of new Set(world.calls.map((call) => call.what))) {
        const calls = world.calls.filter((call) => call.what === what);
        assert.ok(mostAMinute(calls) <= 100 && calls.length <= 1_500, what);
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
