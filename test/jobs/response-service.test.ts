import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { Outcome } from '../../src/domain/approvals/service.ts';
import type { Database } from '../../src/storage/database.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import { testDatabase } from '../storage/test-database.ts';
import { APPROVERS, RESPONDERS, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

function codeOf(outcome: Outcome | { ok: true }): string {
  return outcome.ok ? 'ok' : outcome.code;
}

describe('the response service', () => {
  let database: Database;
  let harness: Harness;
  let targets = 0;

  async function start(policy?: Partial<ResponsePolicy>): Promise<void> {
    database = await testDatabase();
    harness = await startHarness(database, { policy: rolesPolicy(policy) });
  }
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function ask(over: Parameters<Harness['ask']>[0] = {}): Promise<string> {
    targets += 1;
    const target = {
      kind: 'device',
      id: String(targets).padStart(40, '0'),
      name: `PC-${targets}`,
      aadDeviceId: null,
    } as const;
    const outcome = await harness.ask({ target, ...over });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    return outcome.request.id;
  }
  async function lastEvent(): Promise<{
    event: string;
    actorId: string | null;
    details: Readonly<Record<string, unknown>>;
  }> {
    const [entry] = await harness.service.audit({ limit: 1 });
    assert.ok(entry);
    return entry;
  }

  it('asks Entra ID about the role at every click, and names the group that gives it', async () => {
    await start();
    const id = await ask();
    const refused = await harness.service.decide(id, EVE, 'approve', null, 'c');
    assert.equal(codeOf(refused), 'notInRole');
    assert.match(refused.ok ? '' : refused.message, /Members of "SOC Approvers" may/);
    assert.equal((await lastEvent()).event, 'decision.refused');
    assert.equal((await lastEvent()).actorId, EVE.id);

    harness.defender.groups.get(APPROVERS)?.add(EVE.id);
    assert.equal(codeOf(await harness.service.decide(id, EVE, 'approve', null, 'c')), 'ok');

    const next = await ask();
    harness.defender.groups.get(APPROVERS)?.delete(EVE.id);
    assert.equal(codeOf(await harness.service.decide(next, EVE, 'approve', null, 'c')), 'notInRole');
  });

  it('changes nothing when Entra ID gives no answer', async () => {
    await start();
    const id = await ask();
    harness.defender.faults.push({ call: 'memberOfAny', error: upstreamError('upstream_timeout') });
    const refused = await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    assert.equal(codeOf(refused), 'unavailable');
    assert.equal((await harness.service.find(id))?.state, 'requested');
    assert.deepEqual((await harness.service.find(id))?.decisions, []);
  });

  it('says what a person may do with a request at that moment, and takes what cannot be checked for possible', async () => {
    await start();
    const id = await ask();
    const rights = async (who: typeof EVE): Promise<unknown> => harness.service.rightsOf(id, who, 'c');
    assert.deepEqual(await rights(EVE), { decide: false, undo: false });
    assert.deepEqual(await rights(TOMAS), { decide: true, undo: false });
    assert.deepEqual(await rights(IRIS), { decide: false, undo: false }, 'their own');
    harness.defender.groups.get(APPROVERS)?.delete(TOMAS.id);
    assert.deepEqual(await rights(TOMAS), { decide: false, undo: false }, 'no longer');
    harness.defender.faults.push({ call: 'memberOfAny', error: upstreamError('upstream_timeout') });
    assert.deepEqual(await rights(EVE), { decide: true, undo: false });
    assert.deepEqual(await harness.service.rightsOf('R-00000', TOMAS, 'c'), { decide: false, undo: false });
  });

  it('lets nobody ask who is no responder', async () => {
    await start();
    const outcome = await harness.ask({ requester: EVE });
    assert.equal(codeOf(outcome), 'notInRole');
    assert.match(outcome.ok ? '' : outcome.message, /SOC Responders/);
    assert.equal((await lastEvent()).event, 'request.refused');
    assert.deepEqual(await harness.service.open(10), []);
  });

  it('lets nobody ask for access of their own, and keeps the attempt on record', async () => {
    await start();
    const target = { kind: 'user', id: IRIS.id, name: IRIS.name, aadDeviceId: null } as const;
    assert.equal(codeOf(await harness.ask({ action: 'enableUser', target, parameters: {} })), 'ownAccount');
    const { event, actorId } = await lastEvent();
    assert.deepEqual([event, actorId], ['request.refused', IRIS.id]);
  });

  it('says how roles are set when there is no policy', async () => {
    database = await testDatabase();
    harness = await startHarness(database, { policy: defaultPolicy() });
    const outcome = await harness.ask();
    assert.match(outcome.ok ? '' : outcome.message, /POLICY_FILE/);
  });

  it('counts people named by their own id, and readers who may do more', async () => {
    await start({ roles: { reader: [], responder: [RESPONDERS], approver: [EVE.id.toUpperCase()] } });
    assert.equal(codeOf(await harness.service.roleOf(EVE, 'approver', 'c')), 'ok');
    assert.equal(codeOf(await harness.service.roleOf(IRIS, 'reader', 'c')), 'ok');
    assert.equal(codeOf(await harness.service.roleOf(TOMAS, 'reader', 'c')), 'notInRole');
  });

  it('never counts the requester, who is an approver too', async () => {
    await start();
    const id = await ask();
    assert.equal(codeOf(await harness.service.decide(id, IRIS, 'approve', null, 'c')), 'ownRequest');
    assert.deepEqual((await lastEvent()).details, { verdict: 'approve', code: 'ownRequest' });
  });

  it('waits for the quorum on a Tier0 device, from different people', async () => {
    await start();
    const id = await ask({ protection: { tags: ['Tier0'], deviceValue: null } });
    assert.equal((await harness.service.find(id))?.approvalsNeeded, 2);
    assert.equal(codeOf(await harness.service.decide(id, TOMAS, 'approve', 'seen', 'c')), 'ok');
    assert.equal((await harness.service.find(id))?.state, 'requested');
    assert.equal(codeOf(await harness.service.decide(id, TOMAS, 'approve', null, 'c')), 'alreadyVoted');
    assert.equal(codeOf(await harness.service.decide(id, MAYA, 'approve', null, 'c')), 'ok');
    const approved = await harness.service.find(id);
    assert.equal(approved?.state, 'approved');
    assert.deepEqual(
      approved.decisions.map((one) => [one.actor.name, one.verdict, one.reason]),
      [
        ['Tomas Ng', 'approve', 'seen'],
        ['Maya Roy', 'approve', null],
      ],
    );
  });

  it('lets a denial win although somebody approved', async () => {
    await start();
    const id = await ask({ protection: { tags: ['Tier0'], deviceValue: null } });
    await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    await harness.service.decide(id, MAYA, 'deny', 'business critical', 'c');
    assert.equal((await harness.service.find(id))?.state, 'denied');
    assert.equal(codeOf(await harness.service.decide(id, TOMAS, 'approve', null, 'c')), 'alreadyDecided');
  });

  it('takes one of many clicks at once', async () => {
    await start();
    const id = await ask();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        harness.service.decide(id, i % 2 === 0 ? TOMAS : MAYA, 'approve', null, 'c'),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome.ok).length, 1);
    const approvals = (await harness.service.audit({ limit: 100 })).filter(
      (entry) => entry.event === 'request.approved',
    );
    assert.equal(approvals.length, 1);
    assert.equal((await verifyAudit(database.kysely)).ok, true);
  });

  it('expires a request at a click that comes too late', async () => {
    await start();
    const id = await ask();
    harness.clock.offsetMs = 31 * 60_000;
    const outcome = await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    assert.equal(codeOf(outcome), 'expired');
    assert.equal(outcome.request?.state, 'expired');
  });

  it('shows the open request to whoever asks for the same', async () => {
    await start();
    const first = await harness.ask();
    assert.ok(first.ok);
    const second = await harness.ask({ parameters: { kind: 'selective' } });
    assert.equal(codeOf(second), 'duplicate');
    assert.equal(second.request?.id, first.request.id);
    await harness.service.cancel(first.request.id, IRIS, 'c');
    assert.equal(codeOf(await harness.ask()), 'ok');
  });

  it('keeps to the ceilings', async () => {
    await start({ limits: { perHour: { isolate: 2 }, perPersonPerHour: null } });
    await ask();
    await ask();
    const third = await harness.ask();
    assert.equal(codeOf(third), 'limit');
    harness.clock.offsetMs = 61 * 60_000;
    assert.equal(codeOf(await harness.ask()), 'ok');
  });

  it('lets only the requester cancel', async () => {
    await start();
    const id = await ask();
    assert.equal(codeOf(await harness.service.cancel(id, TOMAS, 'c')), 'notInRole');
    assert.equal(codeOf(await harness.service.cancel(id, IRIS, 'c')), 'ok');
    assert.equal(codeOf(await harness.service.decide(id, TOMAS, 'approve', null, 'c')), 'alreadyDecided');
    assert.equal(codeOf(await harness.service.cancel('R-22222', IRIS, 'c')), 'notFound');
  });

  it('refuses parameters and actions that it does not know', async () => {
    await start();
    assert.equal(codeOf(await harness.ask({ action: 'explode' })), 'blocked');
    assert.equal(codeOf(await harness.ask({ parameters: { kind: 'halfway' } })), 'blocked');
  });

  it('undoes nothing that did not happen', async () => {
    await start();
    const id = await ask();
    assert.equal(codeOf(await harness.service.undo(id, IRIS, 'conversation', 'c')), 'notReversible');
    assert.equal(codeOf(await harness.service.undo('R-22222', IRIS, 'conversation', 'c')), 'notFound');
  });

  for (const [table, what] of [
    ['drawbridge.audit', 'the record'],
    ['drawbridge.decisions', 'the decisions'],
    ['drawbridge_jobs.job', 'the job queue'],
  ] as const) {
    it(`keeps nothing of an approval when ${what} cannot be written`, async () => {
      await start();
      const id = await ask();
      const before = await harness.service.audit({ limit: 100 });
      const job = await harness.boss.pgBoss.findJobs('execute', { key: id });
      await sql
        .raw(
          `create function public.broken() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
        )
        .execute(database.kysely);
      await sql
        .raw(
          `create trigger broken before insert or update on ${table} for each row execute function public.broken()`,
        )
        .execute(database.kysely);
      await assert.rejects(harness.service.decide(id, TOMAS, 'approve', null, 'c'));
      await sql.raw(`drop trigger broken on ${table}`).execute(database.kysely);
      const request = await harness.service.find(id);
      assert.equal(request?.state, 'requested');
      assert.deepEqual(request.decisions, []);
      assert.deepEqual(await harness.service.audit({ limit: 100 }), before);
      assert.deepEqual(await harness.boss.pgBoss.findJobs('execute', { key: id }), job);
      assert.equal(codeOf(await harness.service.decide(id, TOMAS, 'approve', null, 'c')), 'ok');
    });
  }
});
