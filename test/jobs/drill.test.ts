/** A drill: everything is real but the call. */
import assert from 'node:assert/strict';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { NewRequest } from '../../src/domain/approvals/service.ts';
import { execute } from '../../src/jobs/execute.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { MACHINE_ID, machineAction } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

describe('a drill', () => {
  let database: Database;
  let harness: Harness;

  async function start(policy: Partial<ResponsePolicy> = {}): Promise<void> {
    database = await testDatabase();
    harness = await startHarness(database, { policy: rolesPolicy(policy) });
    await harness.startWorkers();
  }
  afterEach(async () => {
    await harness.stop();
    assert.equal((await verifyAudit(database.kysely)).ok, true);
    await database.close();
  });

  async function drill(): Promise<ResponseRequest> {
    const asked = await harness.ask({ drill: true });
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    return asked.request;
  }
  async function approve(id: string): Promise<void> {
    const outcome = await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  }
  const nothingSent = (): void => {
    assert.deepEqual(harness.defender.sent, []);
    for (const call of ['isolate', 'release'] as const) assert.ok(!harness.defender.calls.includes(call));
  };

  it('goes the whole way and sends nothing; the record names the call that would have left', async () => {
    await start();
    const { id } = await drill();
    await approve(id);
    const done = await harness.untilState(id, 'succeeded');
    nothingSent();
    assert.equal(done.drill, true);
    assert.deepEqual([done.execution.upstreamId, done.execution.upstreamStatus], [null, null]);
    assert.equal(done.verification.verified, 'pending');
    assert.match(done.verification.evidence ?? '', /Drill: nothing was sent/);
    const record = await harness.service.audit({ target: id, limit: 100 });
    const events = record.map(({ event }) => event).reverse();
    assert.deepEqual(
      events.filter((event) => event !== 'execution.verified'),
      [
        'request.created',
        'request.approved',
        'execution.started',
        'execution.drilled',
        'execution.succeeded',
      ],
    );
    const drilled = record.find(({ event }) => event === 'execution.drilled');
    const call = drilled?.details.notSent as { operation: string; comment: string };
    assert.equal(call.operation, 'endpoints.isolate');
    assert.match(call.comment, new RegExp(`^\\[${id}\\] Drawbridge, asked by Iris Ek, approved by Tomas Ng`));
    assert.ok(record.every(({ details }) => details.drill === true));
  });

  it('keeps to the same rules about who decides', async () => {
    await start();
    const { id } = await drill();
    for (const [who, code] of [
      [IRIS, 'ownRequest'],
      [EVE, 'notInRole'],
    ] as const) {
      const refused = await harness.service.decide(id, who, 'approve', null, 'c');
      assert.equal(refused.ok ? 'ok' : refused.code, code);
    }
    const [entry] = await harness.service.audit({ target: id, limit: 1 });
    assert.deepEqual([entry?.event, entry?.details.drill], ['decision.refused', true]);
  });

  it('does not stand in the way of the real request, nor the real one in its way', async () => {
    await start();
    await drill();
    const again = await harness.ask({ drill: true });
    assert.equal(again.ok ? 'ok' : again.code, 'duplicate');
    const real = await harness.approved();
    await harness.untilState(real, 'succeeded');
    assert.equal(harness.defender.sent.length, 1);
  });

  it('adopts nothing that others did meanwhile', async () => {
    await start();
    const { id } = await drill();
    harness.defender.actions.push(machineAction({ status: 'Pending' }));
    await approve(id);
    const done = await harness.untilState(id, 'succeeded');
    assert.equal(done.execution.adopted, false);
    assert.equal(done.execution.upstreamId, null);
  });

  it('is undone by a drill, though there is nothing to release', async () => {
    await start();
    const { id } = await drill();
    await approve(id);
    await harness.untilState(id, 'succeeded');
    const undo = await harness.service.undo(id, IRIS, 'conversation', 'c');
    assert.ok(undo.ok, undo.ok ? '' : undo.message);
    assert.deepEqual([undo.request.drill, undo.request.action], [true, 'release']);
    await approve(undo.request.id);
    await harness.until(undo.request.id, ({ state }) => state === 'succeeded' || state === 'failed');
    assert.equal((await harness.service.find(undo.request.id))?.state, 'succeeded');
    assert.equal((await harness.service.find(id))?.undoneBy, undo.request.id);
    nothingSent();
    const [scored, ...others] = await harness.service.drills(10);
    assert.deepEqual([scored?.request.id, others], [id, []]);
    assert.ok((scored?.score.released?.ms ?? null) !== null);
  });

  it('is held by the stop switch like any other', async () => {
    await start();
    const { id } = await drill();
    await harness.service.pullStop(IRIS, 'exercise', 'c');
    await approve(id);
    await harness.until(id, ({ heldBack }) => (heldBack?.since ?? null) !== null);
    await harness.service.releaseStop(TOMAS, null, 'c');
    await harness.untilState(id, 'succeeded');
  });

  it('counts against no ceiling and is refused by none', async () => {
    await start({ limits: { perHour: { isolate: 0 }, perPersonPerHour: null } });
    const { id } = await drill();
    await approve(id);
    await harness.untilState(id, 'succeeded');
  });

  it('cannot be sent by a process that does not know drills', async () => {
    await start();
    const { id } = await drill();
    const row = await database.kysely
      .selectFrom('drawbridge.requests')
      .select('action')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.equal(row.action, 'drill:isolate');
  });

  describe('is acknowledged', () => {
    it('by the first who may decide and had it before them, once on the record', async () => {
      await start({ approvals: { channel: null, escalateAfterMinutes: 10, breakGlass: [] } });
      const { id } = await drill();
      for (const nobody of [IRIS, EVE]) await harness.service.seenBy(id, nobody, 'c');
      assert.equal((await harness.service.find(id))?.seen, null);
      harness.clock.offsetMs = 4 * 60_000;
      await harness.service.seenBy(id, MAYA, 'c');
      await harness.service.seenBy(id, TOMAS, 'c');
      assert.equal((await harness.service.find(id))?.seen?.actor.name, 'Maya Roy');
      const seen = (await harness.service.audit({ target: id, limit: 50 })).filter(
        ({ event }) => event === 'request.seen',
      );
      assert.deepEqual(
        seen.map(({ actorName }) => actorName),
        ['Maya Roy'],
      );
      harness.clock.offsetMs = 12 * 60_000;
      await approve(id);
      const [scored] = await harness.service.drills(1);
      const { acknowledged, approved } = scored?.score ?? {};
      assert.equal(Math.round((acknowledged?.ms ?? 0) / 60_000), 4);
      assert.equal(acknowledged?.allowedMs, 10 * 60_000);
      assert.equal(Math.round((approved?.ms ?? 0) / 60_000), 12);
      assert.equal(approved?.by, 'Tomas Ng');
      await harness.service.seenBy('R-00000', TOMAS, 'c');
      await harness.untilState(id, 'succeeded');
      await execute(id, harness.workflow());
    });
  });
});

describe('a dry run', () => {
  let database: Database;
  let harness: Harness;

  async function start(policy: Partial<ResponsePolicy> = {}): Promise<void> {
    database = await testDatabase();
    harness = await startHarness(database, { policy: rolesPolicy(policy) });
  }
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  function dry(over: Partial<NewRequest> = {}) {
    return harness.service.dryRun({
      action: 'isolate',
      target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
      parameters: { kind: 'full' },
      reason: null,
      evidence: [],
      protection: { tags: [], deviceValue: null },
      facts: {},
      requester: IRIS,
      conversationId: 'conversation',
      correlationId: 'correlation',
      ...over,
    });
  }

  it('says the call, the rule and who may agree, and leaves nothing behind', async () => {
    await start();
    const found = await dry();
    assert.ok(found.ok);
    assert.equal(found.call.operation, 'endpoints.isolate');
    assert.equal(found.rule.approvals, 1);
    assert.equal(found.approvers, 'members of "SOC Approvers"');
    assert.match(found.effect, /loses its whole network/);
    assert.deepEqual(found.against, []);
    assert.deepEqual(await harness.service.open(10), []);
    assert.deepEqual(await harness.service.audit({ limit: 10 }), []);
    assert.deepEqual(harness.defender.sent, []);
  });

  it('says everything that stands against it: role, stop switch, freeze, ceilings', async () => {
    await start({
      freeze: [{ from: '2020-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z', except: [] }],
      limits: { perHour: { isolate: 0 }, perPersonPerHour: null },
    });
    await harness.service.pullStop(IRIS, 'exercise', 'c');
    const found = await dry({ requester: EVE });
    assert.ok(found.ok);
    const all = found.against.join('\n');
    for (const words of [
      /You may not request/,
      /Iris Ek pulled the stop switch: exercise/,
      /frozen/,
      /ceiling of 0/,
    ]) {
      assert.match(all, words);
    }
  });

  it('is refused where the request could not be made at all', async () => {
    await start();
    const found = await dry({ action: 'explode' });
    assert.equal(found.ok ? 'ok' : found.code, 'blocked');
  });
});
