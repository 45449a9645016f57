/** An approval covers one call and the facts that were seen: anything else is asked about anew, or not sent at all. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Facts } from '../../src/domain/actions/action.ts';
import { isolate } from '../../src/domain/actions/isolate.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { machine } from './fake-defender.ts';
import { MACHINE_ID } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { IRIS, TOMAS, MAYA, rolesPolicy, startHarness } from './harness.ts';

const VIP = '10000000-0000-4000-8000-0000000000f1';

describe('an approval', () => {
  let database: Database;
  let harness: Harness;

  beforeEach(async () => {
    database = await testDatabase();
    harness = await startHarness(database, {
      policy: rolesPolicy({
        protected: [{ match: { tags: ['Tier0'], names: [], groups: [VIP], deviceValues: [] }, approvals: 2 }],
      }),
    });
    harness.defender.groups.set(VIP, new Set());
    await harness.startWorkers();
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function factsNow(): Promise<Facts> {
    const target = { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null } as const;
    const order = { target, parameters: { kind: 'full' } };
    return (await isolate.preflight(order, harness.defender.open(), harness.clock)).facts;
  }
  async function asked(): Promise<ResponseRequest> {
    const outcome = await harness.ask({ facts: await factsNow() });
    assert.ok(outcome.ok);
    return outcome.request;
  }
  async function approve(id: string, by = TOMAS): Promise<void> {
    const outcome = await harness.service.decide(id, by, 'approve', null, 'c');
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  }
  async function next(old: ResponseRequest): Promise<ResponseRequest> {
    const ended = await harness.untilState(old.id, 'failed');
    const request = await harness.service.find(ended.supersededBy ?? '');
    assert.ok(request !== null, 'nothing took its place');
    return request;
  }

  it('is carried out while everything is as it was', async () => {
    const request = await asked();
    await approve(request.id);
    await harness.untilState(request.id, 'succeeded');
    assert.equal(harness.defender.sent.length, 1);
  });

  it('is asked for again when the risk of the device changed, and nothing is sent meanwhile', async () => {
    const old = await asked();
    harness.defender.machine = machine({ riskScore: 'Low' });
    await approve(old.id);
    const request = await next(old);
    assert.equal(request.state, 'requested');
    assert.deepEqual(request.decisions, []);
    assert.equal(request.supersedes, old.id);
    assert.deepEqual(request.requester, IRIS);
    const loggedOn = request.evidence.find(({ label }) => label === 'Logged on');
    assert.equal(loggedOn?.value, 'nobody in the last days');
    assert.match(
      request.evidence[0]?.value ?? '',
      new RegExp(`Changed since ${old.id} .*Risk score: High → Low`),
    );
    assert.match((await harness.service.find(old.id))?.execution.problem ?? '', /Not sent: .*High → Low/);
    assert.equal(harness.defender.sent.length, 0);

    await approve(request.id);
    await harness.untilState(request.id, 'succeeded');
    assert.equal(harness.defender.sent.length, 1);
    const events = (await harness.service.audit({ target: old.id, limit: 50 })).map((entry) => entry.event);
    assert.ok(events.includes('execution.askedAgain'));
    assert.ok(!events.includes('execution.sending'));
  });

  it('is asked for under the stricter rule when the device became protected', async () => {
    const old = await asked();
    assert.equal(old.approvalsNeeded, 1);
    harness.defender.machine = machine({ machineTags: ['Tier0'] });
    await approve(old.id);
    const request = await next(old);
    assert.equal(request.approvalsNeeded, 2);
    await approve(request.id, TOMAS);
    await approve(request.id, MAYA);
    await harness.untilState(request.id, 'succeeded');
  });

  it('does not hold for another call than the one that was approved', async () => {
    const request = await asked();
    await sql`update drawbridge.requests set parameters = '{"kind":"selective"}' where id = ${request.id}`.execute(
      database.kysely,
    );
    await approve(request.id);
    const ended = await harness.untilState(request.id, 'failed');
    assert.match(ended.execution.problem ?? '', /the call is not the one that was approved/);
    assert.equal(harness.defender.sent.length, 0);
  });

  it('does not hold when the stored evidence was exchanged', async () => {
    const request = await asked();
    await sql`update drawbridge.requests set evidence = '[]' where id = ${request.id}`.execute(
      database.kysely,
    );
    await approve(request.id);
    const ended = await harness.untilState(request.id, 'failed');
    assert.match(ended.execution.problem ?? '', /what is stored is not what was approved/);
    assert.equal(harness.defender.sent.length, 0);
  });

  it('waits while what its approvers saw cannot be read again', async () => {
    const outcome = await harness.ask({ facts: { ...(await factsNow()), Owner: 'Adele Vance' } });
    assert.ok(outcome.ok);
    await approve(outcome.request.id);
    const waiting = await harness.until(outcome.request.id, ({ execution }) => execution.problem !== null);
    assert.equal(waiting.state, 'executing');
    assert.match(waiting.execution.problem ?? '', /Owner could not be read/);
    assert.equal(harness.defender.sent.length, 0);
  });

  it('keeps its hash on the record', async () => {
    const request = await asked();
    const [entry] = (await harness.service.audit({ target: request.id, limit: 50 })).filter(
      ({ event }) => event === 'request.created',
    );
    assert.match(String(entry?.details.binding), /^[0-9a-f]{64}$/);
  });
});
