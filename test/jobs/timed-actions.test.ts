/** "isolate for 4 h" ends by itself under the same approval, and "collect, then isolate" is one request of two steps. */
import assert from 'node:assert/strict';
import type { Facts } from '../../src/domain/actions/action.ts';
import { isolate } from '../../src/domain/actions/isolate.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { NewRequest } from '../../src/domain/approvals/service.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { execute } from '../../src/jobs/execute.ts';
import { takeBack } from '../../src/jobs/take-back.ts';
import { MACHINE_ID, machine, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { IRIS, MAYA, TOMAS, startHarness } from './harness.ts';

const HOUR = 60 * 60_000;

async function factsNow({ defender, clock }: Harness): Promise<Facts> {
  const target = { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null } as const;
  const order = { target, parameters: { kind: 'full' } };
  return (await isolate.preflight(order, defender.open(), clock)).facts;
}

describe('an action that was approved for a time', () => {
  let database: Database;
  let harness: Harness;

  beforeEach(async () => {
    database = await testDatabase();
    harness = await startHarness(database);
    await harness.startWorkers();
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function asked(over: Partial<NewRequest> = {}): Promise<ResponseRequest> {
    const outcome = await harness.ask({ facts: await factsNow(harness), holdMinutes: 240, ...over });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    return outcome.request;
  }
  async function isolated(): Promise<ResponseRequest> {
    const { id } = await asked();
    await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    return harness.untilState(id, 'succeeded');
  }
  /** Moves the clock on and runs the job. */
  async function after(ms: number, id: string): Promise<void> {
    harness.clock.offsetMs += ms;
    await takeBack(id, harness.workflow());
  }
  async function endsOf(id: string): Promise<readonly ResponseRequest[]> {
    const made = (await harness.service.audit({ limit: 100 })).filter(
      (entry) => entry.event === 'request.created' && entry.details['undoes'] === id,
    );
    const found = await Promise.all(made.map(({ requestId }) => harness.service.find(requestId ?? '')));
    return found.filter((request) => request !== null);
  }
  async function endOf(id: string): Promise<ResponseRequest> {
    const [end, ...more] = await endsOf(id);
    assert.ok(end !== undefined && more.length === 0);
    return end;
  }

  it('says so to its approvers and holds from when it took hold', async () => {
    const done = await isolated();
    assert.match(
      done.evidence.find(({ label }) => label === 'Time')?.value ?? '',
      /^For 4 h from when it takes hold, then release FIN-LT-042 by itself/,
    );
    const held = Date.parse(done.hold?.until ?? '') - Date.parse(done.execution.endedAt ?? '');
    assert.equal(held, 4 * HOUR);
  });

  it('says so on the card of the request that takes its place too', async () => {
    const old = await asked();
    harness.defender.machine = machine({ riskScore: 'Low' });
    await harness.service.decide(old.id, TOMAS, 'approve', null, 'c');
    const { supersededBy } = await harness.untilState(old.id, 'failed');
    const request = await harness.service.find(supersededBy ?? '');
    assert.equal(request?.hold?.minutes, 240);
    const timeOf = ({ evidence }: ResponseRequest) => evidence.find(({ label }) => label === 'Time');
    assert.ok(timeOf(old) !== undefined);
    assert.deepEqual(timeOf(request), timeOf(old));
  });

  it('is released when the time is over, approved with the request that covers it', async () => {
    const { id } = await isolated();
    await after(4 * HOUR + 1000, id);
    const { id: endId } = await endOf(id);
    const end = await harness.untilState(endId, 'succeeded');
    assert.equal(end.action, 'release');
    assert.equal(end.coveredBy, id);
    assert.deepEqual(end.decisions, []);
    const undone = await harness.until(id, ({ undoneBy }) => undoneBy !== null);
    assert.equal(undone.undoneBy, endId);
    const approved = (await harness.service.audit({ target: endId, limit: 20 })).find(
      ({ event }) => event === 'request.approved',
    );
    assert.equal(approved?.details['coveredBy'], id);
  });

  it('is not released before', async () => {
    const { id } = await isolated();
    await after(4 * HOUR - 60_000, id);
    assert.deepEqual(
      (await harness.store.held()).map(({ request }) => request.id),
      [id],
    );
    assert.deepEqual(await endsOf(id), []);
  });

  it('is asked about when the device got worse meanwhile', async () => {
    harness.defender.machine = machine({ riskScore: 'Medium' });
    const { id } = await isolated();
    harness.defender.machine = machine({ riskScore: 'High' });
    await after(5 * HOUR, id);
    const end = await endOf(id);
    assert.equal(end.state, 'requested');
    assert.equal(end.coveredBy, null);
    assert.match(end.evidence[0]?.value ?? '', /Risk score: Medium → High/);
  });

  it('is released by itself when the risk went down', async () => {
    const { id } = await isolated();
    harness.defender.machine = machine({ riskScore: 'Low' });
    await after(5 * HOUR, id);
    const end = await endOf(id);
    assert.equal(end.coveredBy, id);
  });

  it('holds for as long again when somebody else who may decide says so', async () => {
    const { id, hold } = await isolated();
    const own = await harness.service.renew(id, IRIS, 'c');
    assert.ok(!own.ok && own.code === 'ownRequest');
    const renewed = await harness.service.renew(id, MAYA, 'c');
    assert.ok(renewed.ok);
    const more = Date.parse(renewed.request.hold?.until ?? '') - Date.parse(hold?.until ?? '');
    assert.equal(more, 4 * HOUR);
    await after(5 * HOUR, id);
    assert.deepEqual(await endsOf(id), []);
    const events = (await harness.service.audit({ limit: 100 })).map(({ event }) => event);
    assert.ok(events.includes('hold.renewed') && events.includes('hold.refused'));
  });

  it('is not released when somebody lets it go on while the device is looked at', async () => {
    const { id } = await isolated();
    await harness.until(id, ({ verification }) => verification.verified === 'yes');
    harness.clock.offsetMs += 4 * HOUR + 1000;
    harness.defender.beforeCall = async (call) => {
      if (call !== 'machine') return;
      harness.defender.beforeCall = null;
      harness.clock.offsetMs -= 60_000;
      assert.ok((await harness.service.renew(id, MAYA, 'c')).ok);
      harness.clock.offsetMs += 60_000;
    };
    await takeBack(id, harness.workflow());
    assert.equal(harness.defender.beforeCall, null);
    assert.deepEqual(await endsOf(id), []);
  });

  it('cannot be asked for where nothing takes the action back, or for a time out of bounds', async () => {
    for (const over of [{ action: 'collect', parameters: {} }, { holdMinutes: 1 }, { holdMinutes: 1e9 }]) {
      const outcome = await harness.ask({ holdMinutes: 240, ...over });
      assert.ok(!outcome.ok && outcome.code === 'blocked');
    }
  });

  it('has its end made again after every job was lost', async () => {
    const { id } = await isolated();
    await harness.boss.pgBoss.deleteAllJobs('takeBack');
    harness.clock.offsetMs += 5 * HOUR;
    await harness.startWorkers();
    await harness.until(id, ({ undoneBy }) => undoneBy !== null);
    assert.equal((await endOf(id)).coveredBy, id);
  });

  it('ends once, however many jobs look at it', async () => {
    const { id } = await isolated();
    harness.clock.offsetMs += 5 * HOUR;
    await Promise.all([1, 2, 3].map(() => takeBack(id, harness.workflow())));
    assert.equal((await endOf(id)).coveredBy, id);
  });
});

describe('a request of two steps', () => {
  let database: Database;
  let harness: Harness;

  beforeEach(async () => {
    database = await testDatabase();
    harness = await startHarness(database);
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function approvedIsolation(): Promise<string> {
    const outcome = await harness.ask({ first: 'collect' });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    await harness.service.decide(outcome.request.id, TOMAS, 'approve', null, 'c');
    return outcome.request.id;
  }
  async function firstOf(id: string): Promise<ResponseRequest> {
    const { first } = await harness.until(id, (request) => (request.first?.requestId ?? null) !== null);
    const step = await harness.service.find(first?.requestId ?? '');
    assert.ok(step !== null);
    return step;
  }

  it('collects, and isolates when the collection has ended, under one approval', async () => {
    await harness.startWorkers();
    const id = await approvedIsolation();
    const done = await harness.untilState(id, 'succeeded');
    const step = await firstOf(id);
    assert.deepEqual([step.action, step.coveredBy, step.state], ['collect', id, 'succeeded']);
    assert.deepEqual(
      harness.defender.sent.map(({ type }) => type),
      ['CollectInvestigationPackage', 'Isolate'],
    );
    assert.ok((step.execution.endedAt ?? '') <= (done.execution.startedAt ?? ''));
  });

  it('isolates all the same when the collection failed', async () => {
    harness.defender.faults.push({
      call: 'collect',
      error: upstreamError('upstream_rejected', { status: 400, mayHaveArrived: false }),
    });
    await harness.startWorkers();
    const id = await approvedIsolation();
    await harness.untilState(id, 'succeeded');
    assert.equal((await firstOf(id)).state, 'failed');
  });

  it('waits for a collection that is still pending, and not longer than was said', async () => {
    const id = await approvedIsolation();
    const deps = harness.workflow();
    await execute(id, deps);
    const step = await firstOf(id);
    await execute(step.id, deps);
    await execute(id, deps);
    assert.deepEqual(
      harness.defender.sent.map(({ type }) => type),
      ['CollectInvestigationPackage'],
    );
    assert.equal((await harness.service.find(id))?.state, 'approved');
    harness.clock.offsetMs += deps.timings.firstStepPatience + 1000;
    await execute(id, deps);
    assert.equal((await harness.service.find(id))?.state, 'submitted');
  });

  it('is asked for again with what came first, and without doing that twice', async () => {
    const asked = await harness.ask({ first: 'collect', facts: await factsNow(harness) });
    assert.ok(asked.ok);
    const { id } = asked.request;
    await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    const deps = harness.workflow();
    await execute(id, deps);
    const step = await firstOf(id);
    await execute(step.id, deps);
    harness.clock.offsetMs += deps.timings.firstStepPatience + 1000;
    harness.defender.machine = machine({ riskScore: 'Low' });
    await execute(id, deps);
    const next = await harness.service.find((await harness.service.find(id))?.supersededBy ?? '');
    assert.ok(next !== null);
    assert.equal(
      next.evidence.find(({ label }) => label === 'First')?.value,
      `Collect evidence from it: ${step.id} was made for that already, and it is not repeated.`,
    );
    await harness.service.decide(next.id, TOMAS, 'approve', null, 'c');
    await execute(next.id, deps);
    assert.equal((await harness.service.find(next.id))?.state, 'submitted');
    assert.deepEqual(
      harness.defender.sent.map(({ type }) => type),
      ['CollectInvestigationPackage', 'Isolate'],
    );
  });

  it('is not asked for when its first step is not possible', async () => {
    harness.defender.machine = machine({ osPlatform: 'iOS' });
    const outcome = await harness.ask({ first: 'collect' });
    assert.ok(!outcome.ok && outcome.code === 'blocked');
    assert.match(outcome.message, /first: not possible\..* Ask for "Isolate" alone\./);
    const unknown = await harness.ask({ first: 'wipe' });
    assert.ok(!unknown.ok && unknown.code === 'blocked');
  });
});
