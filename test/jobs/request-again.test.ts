import assert from 'node:assert/strict';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { Actor, ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { Outcome } from '../../src/domain/approvals/service.ts';
import { execute } from '../../src/jobs/execute.ts';
import { expire } from '../../src/jobs/expire.ts';
import { track } from '../../src/jobs/track.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { RESPONDERS, machine, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('asking again with a click', () => {
  let database: Database;
  let h: Harness;

  async function start(over: Partial<ResponsePolicy> = {}): Promise<void> {
    h = await startHarness(database, { policy: rolesPolicy(over) });
    h.defender.groups.get(RESPONDERS)?.add(MAYA.id);
  }
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await h.stop();
    await database.close();
  });

  const again = (id: string, actor: Actor, reason: string | null = null): Promise<Outcome> =>
    h.service.again(id, actor, reason, 'chat of whoever clicked', 'c');
  const refusal = (outcome: Outcome): string => (outcome.ok ? 'ok' : `${outcome.code}: ${outcome.message}`);
  const made = (outcome: Outcome): ResponseRequest => {
    assert.ok(outcome.ok, refusal(outcome));
    return outcome.request;
  };
  const found = async (id: string): Promise<ResponseRequest> => {
    const request = await h.service.find(id);
    assert.ok(request !== null);
    return request;
  };
  const events = async (id: string, event: string): Promise<readonly unknown[]> =>
    (await h.service.audit({ target: id, limit: 50 }))
      .filter((entry) => entry.requestId === id && entry.event === event)
      .map(({ actorName, details }) => [actorName, details]);

  async function expired(): Promise<string> {
    const { id } = made(await h.ask());
    h.clock.offsetMs += 31 * MINUTE;
    await expire(id, h.workflow());
    assert.equal((await found(id)).state, 'expired');
    return id;
  }

  it('makes a new request by whoever clicked, with everything looked at anew and no votes', async () => {
    await start();
    const old = await expired();
    h.defender.machine = machine({ riskScore: 'Low' });
    const request = made(await again(old, MAYA));
    assert.deepEqual(
      [request.requester, request.state, request.supersedes, request.askedAgain, request.decisions],
      [MAYA, 'requested', old, true, []],
    );
    assert.equal(request.conversationId, 'chat of whoever clicked');
    assert.equal(request.reason, `Again, after ${old}: phishing`);
    assert.ok(request.evidence.some(({ value }) => value.includes('Low')));
    assert.equal((await found(old)).supersededBy, request.id);
    assert.deepEqual(await events(old, 'request.askedAgain'), [
      ['Maya Roy', { action: 'isolate', supersededBy: request.id }],
    ]);
    const entries = await h.service.audit({ target: request.id, limit: 50 });
    const created = entries.find(({ event }) => event === 'request.created')?.details;
    assert.deepEqual([created?.supersedes, created?.askedAgain], [old, true]);
    assert.equal((await h.boss.pgBoss.findJobs('publish', { key: old })).length, 1);
    const decided = await h.service.decide(request.id, TOMAS, 'approve', null, 'c');
    assert.equal(made(decided).state, 'approved');
  });

  it('says on a second click, and on an old card, what took its place', async () => {
    await start();
    const old = await expired();
    const [first, second] = await Promise.all([again(old, IRIS), again(old, MAYA)]);
    const [done, late] = first.ok ? [first, second] : [second, first];
    const { id } = made(done);
    assert.match(
      refusal(late),
      new RegExp(`^alreadyDecided: ${old} was asked for again already, as ${id}\\.`),
    );
    assert.match(refusal(await again(old, IRIS)), new RegExp(`as ${id}\\. Nothing was requested`));
    assert.equal(
      (await events(old, 'again.refused')).length + (await events(old, 'request.refused')).length,
      2,
    );
  });

  it('is for those who may ask for the action, looked up at the click', async () => {
    await start();
    const old = await expired();
    assert.deepEqual((await h.service.rightsOf(old, MAYA, 'c')).again, { reasonRequired: false });
    assert.equal((await h.service.rightsOf(old, EVE, 'c')).again, undefined);
    assert.match(refusal(await again(old, EVE)), /^notInRole: You may not request actions/);
    h.defender.groups.get(RESPONDERS)?.delete(MAYA.id);
    assert.match(refusal(await again(old, MAYA)), /^notInRole/);
    assert.equal((await found(old)).supersededBy, null);
    assert.deepEqual(await events(old, 'again.refused'), [
      ['Maya Roy', { code: 'notInRole' }],
      ['Eve', { code: 'notInRole' }],
    ]);
    assert.ok(!h.defender.calls.includes('machine'));
  });

  it('wants the reason of whoever clicks where the rule wants one', async () => {
    await start({ actions: { isolate: { reasonRequired: true } } });
    const old = await expired();
    assert.deepEqual((await h.service.rightsOf(old, MAYA, 'c')).again, { reasonRequired: true });
    assert.match(refusal(await again(old, MAYA, '  ')), /^reasonRequired/);
    assert.equal(made(await again(old, MAYA, ' it is back ')).reason, 'it is back');
  });

  it('counts against the ceilings like every request that people make', async () => {
    await start({ limits: { perHour: {}, perPersonPerHour: 2 } });
    const old = await expired();
    made(await again(old, IRIS));
    const other = { kind: 'device', id: 'b'.repeat(40), name: 'X', aadDeviceId: null } as const;
    assert.match(refusal(await h.ask({ target: other })), /^limit/);
  });

  it('is refused by a guardrail and by what the target says now', async () => {
    await start({
      freeze: [{ from: '2020-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z', except: [] }],
    });
    await h.stop();
    await start();
    const old = await expired();
    await h.stop();
    await start({
      freeze: [{ from: '2020-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z', except: [] }],
    });
    assert.match(refusal(await again(old, IRIS)), /^frozen/);
    h.defender.machine = null;
    assert.match(refusal(await again(old, IRIS)), /^blocked/);
    h.defender.faults.push({ call: 'machine', error: upstreamError('upstream_failed') });
    assert.match(refusal(await again(old, IRIS)), /^unavailable: .* could not be looked at/);
    assert.equal((await events(old, 'again.refused')).length, 2);
    assert.equal((await found(old)).supersededBy, null);
  });

  it('closes a request whose time is over before it asks for it again', async () => {
    await start();
    const { id } = made(await h.ask());
    h.clock.offsetMs += 31 * MINUTE;
    const request = made(await again(id, IRIS));
    const old = await found(id);
    assert.deepEqual([old.state, old.supersededBy], ['expired', request.id]);
    assert.equal((await events(id, 'request.expired')).length, 1);
  });

  it('asks anew for an order that the device did not fetch in three days, with its time and its first step', async () => {
    await start();
    h.defender.endsAs = 'Pending';
    const { id } = made(await h.ask({ holdMinutes: 240 }));
    await h.service.decide(id, TOMAS, 'approve', null, 'c');
    await execute(id, h.workflow());
    h.clock.offsetMs += 3 * DAY;
    h.defender.actions = h.defender.actions.map((action) => ({ ...action, status: 'TimeOut' }));
    await track(id, h.workflow());
    assert.equal((await found(id)).state, 'timedOut');
    const request = made(await again(id, IRIS, 'it reports again'));
    assert.deepEqual([request.hold, request.state], [{ minutes: 240, until: null }, 'requested']);
    assert.ok(request.evidence.some(({ label }) => label === 'Time'));
    const [first] = h.defender.sent;
    await h.service.decide(request.id, TOMAS, 'approve', null, 'c');
    await execute(request.id, h.workflow());
    assert.equal((await found(request.id)).state, 'submitted');
    assert.equal(h.defender.sent.length, 2);
    assert.notEqual(h.defender.sent[1]?.id, first?.id);
  });

  it('is refused for what is open, was done or was decided against', async () => {
    await start();
    const { id } = made(await h.ask());
    assert.match(refusal(await again(id, IRIS)), /^blocked: .* still waits for a decision/);
    await h.service.decide(id, TOMAS, 'deny', null, 'c');
    assert.match(refusal(await again(id, IRIS)), /^blocked: .* was denied/);
    assert.equal((await h.service.rightsOf(id, IRIS, 'c')).again, undefined);
    assert.match(refusal(await again('R-22222', IRIS)), /^notFound/);
  });
});
