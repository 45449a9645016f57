/** The stop switch and what else holds back an approved request: nothing new leaves, and everybody sees why. */
import assert from 'node:assert/strict';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { SwitchOutcome } from '../../src/domain/approvals/service.ts';
import { execute } from '../../src/jobs/execute.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { APPROVERS, MACHINE_ID, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

const MINUTE = 60_000;

describe('what holds back an approved request', () => {
  let database: Database;
  let harness: Harness;

  async function start(policy: Partial<ResponsePolicy> = {}): Promise<void> {
    database = await testDatabase();
    harness = await startHarness(database, { policy: rolesPolicy(policy) });
  }
  afterEach(async () => {
    await harness.stop();
    assert.equal((await verifyAudit(database.kysely)).ok, true);
    await database.close();
  });

  const done = (outcome: SwitchOutcome): Extract<SwitchOutcome, { ok: true }> => {
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    return outcome;
  };
  const pull = async (reason: string | null = 'wrong tenant') =>
    done(await harness.service.pullStop(IRIS, reason, 'c'));
  const release = async () => done(await harness.service.releaseStop(TOMAS, 'it was right', 'c'));
  const events = async (id: string): Promise<readonly string[]> =>
    (await harness.service.audit({ target: id, limit: 100 })).map(({ event }) => event).reverse();

  describe('the stop switch', () => {
    it('keeps what is approved from being sent, says who pulled it, and lets it go on when it is released', async () => {
      await start();
      const { stop } = await pull();
      assert.deepEqual([stop.pulled, stop.by, stop.reason], [true, IRIS, 'wrong tenant']);
      const id = await harness.approved();
      const asked = await harness.service.find(id);
      assert.equal(asked?.heldBack?.kind, 'stopSwitch');
      await harness.startWorkers();
      const held = await harness.until(id, ({ heldBack }) => (heldBack?.since ?? null) !== null);
      assert.equal(held.state, 'approved');
      assert.deepEqual(held.heldBack?.kind === 'stopSwitch' && [held.heldBack.by, held.heldBack.reason], [
        'Iris Ek',
        'wrong tenant',
      ]);
      assert.equal(harness.defender.calls.filter((call) => call !== 'memberOfAny').length, 0);

      const released = await release();
      assert.deepEqual(
        released.waiting.map((request) => request.id),
        [id],
      );
      const sent = await harness.untilState(id, 'succeeded');
      assert.equal(sent.heldBack, null);
      assert.equal(harness.defender.sent.length, 1);
      assert.equal((await harness.service.stopSwitch()).pulled, false);
    });

    it('is on the record once for each request, however often that is looked at', async () => {
      await start();
      await pull();
      const id = await harness.approved();
      for (let i = 0; i < 4; i += 1) await execute(id, harness.workflow());
      assert.deepEqual(
        (await events(id)).filter((event) => event.startsWith('execution.')),
        ['execution.held'],
      );
      const [entry] = await harness.service.audit({ limit: 1, target: id });
      assert.match(String(entry?.details.why), /^Iris Ek pulled the stop switch: wrong tenant$/);
    });

    it('also stops a request between its last look at the device and its call', async () => {
      await start();
      const id = await harness.approved();
      harness.defender.beforeCall = async (call) => {
        if (call !== 'machine') return;
        harness.defender.beforeCall = null;
        await pull();
      };
      await execute(id, harness.workflow());
      const held = await harness.service.find(id);
      assert.equal(held?.state, 'executing');
      assert.equal(held.heldBack?.kind, 'stopSwitch');
      assert.equal(harness.defender.sent.length, 0);
      assert.ok(!(await events(id)).includes('execution.sending'));
      await harness.startWorkers();
      await release();
      await harness.untilState(id, 'succeeded');
      assert.equal(harness.defender.sent.length, 1);
    });

    it('follows to its end what may have been sent already', async () => {
      await start();
      const id = await harness.approved();
      harness.defender.faults.push({
        call: 'isolate',
        act: true,
        error: upstreamError('upstream_timeout', { mayHaveArrived: true }),
      });
      await execute(id, harness.workflow());
      await pull();
      await harness.startWorkers();
      const ended = await harness.untilState(id, 'succeeded');
      assert.equal(ended.heldBack, null);
      assert.equal(harness.defender.sent.length, 1);
    });

    it('sends nothing a second time while it is pulled', async () => {
      await start();
      const id = await harness.approved();
      harness.defender.faults.push({
        call: 'isolate',
        error: upstreamError('upstream_timeout', { mayHaveArrived: true }),
      });
      await execute(id, harness.workflow());
      await pull();
      await harness.startWorkers();
      const held = await harness.until(id, ({ heldBack }) => heldBack !== null);
      assert.equal(held.state, 'executing');
      assert.equal(harness.defender.calls.filter((call) => call === 'isolate').length, 1);
      await release();
      await harness.untilState(id, 'succeeded');
    });

    it('does not say that nothing was sent when a call left before', async () => {
      await start();
      const id = await harness.approved();
      harness.defender.faults.push({
        call: 'isolate',
        error: upstreamError('upstream_timeout', { mayHaveArrived: true }),
      });
      await execute(id, harness.workflow());
      await pull();
      harness.clock.offsetMs = MINUTE;
      await execute(id, harness.workflow());
      assert.equal((await harness.service.find(id))?.heldBack?.kind, 'stopSwitch');
      harness.clock.offsetMs = 40 * MINUTE;
      await execute(id, harness.workflow());
      const over = await harness.service.find(id);
      assert.equal(over?.state, 'failed');
      assert.match(
        over.execution.problem ?? '',
        /^Not sent again after a call without an answer, of which nothing is seen: it was held back longer/,
      );
    });

    it('ends a request that waited longer than an approval holds, without sending it', async () => {
      await start();
      await pull();
      const id = await harness.approved();
      await execute(id, harness.workflow());
      harness.clock.offsetMs = 29 * MINUTE;
      await execute(id, harness.workflow());
      assert.equal((await harness.service.find(id))?.state, 'approved');
      harness.clock.offsetMs = 31 * MINUTE;
      await execute(id, harness.workflow());
      const ended = await harness.service.find(id);
      assert.equal(ended?.state, 'failed');
      assert.match(
        ended.execution.problem ?? '',
        /^Not sent: .*30 min.*Iris Ek pulled the stop switch: wrong tenant.* Ask for it anew\.$/,
      );
      await release();
      await execute(id, harness.workflow());
      assert.equal(harness.defender.sent.length, 0);
      assert.equal((await harness.ask()).ok, true);
    });

    it('ends it too when it is released too late', async () => {
      await start();
      await pull();
      const id = await harness.approved();
      await execute(id, harness.workflow());
      harness.clock.offsetMs = 31 * MINUTE;
      await harness.startWorkers();
      await release();
      await harness.untilState(id, 'failed');
      assert.equal(harness.defender.sent.length, 0);
    });

    it('looks at the device again before what waited is sent', async () => {
      await start();
      await pull();
      const id = await harness.approved();
      await execute(id, harness.workflow());
      harness.defender.machine = null;
      await harness.startWorkers();
      await release();
      const ended = await harness.untilState(id, 'failed');
      assert.match(ended.execution.problem ?? '', /^Not sent/);
    });

    it('is told on cards that nobody has decided on yet, and taken off them again', async () => {
      await start();
      const asked = await harness.ask();
      assert.ok(asked.ok);
      const { id } = asked.request;
      await pull(null);
      const told = await harness.service.find(id);
      assert.deepEqual(
        [told?.state, told?.heldBack?.kind, told?.heldBack?.since],
        ['requested', 'stopSwitch', null],
      );
      assert.equal((await harness.service.decide(id, TOMAS, 'approve', null, 'c')).ok, true);
      await execute(id, harness.workflow());
      await release();
      const other = await harness.ask({ target: { kind: 'device', id: 'b', name: 'B', aadDeviceId: null } });
      assert.equal(other.ok && other.request.heldBack, null);
    });

    it('may be pulled by responders and approvers, released by approvers, and by nobody else', async () => {
      await start();
      harness.defender.groups.get(APPROVERS)?.delete(IRIS.id);
      for (const stranger of [EVE]) {
        const refused = await harness.service.pullStop(stranger, null, 'c');
        assert.equal(refused.ok ? 'ok' : refused.code, 'notInRole');
      }
      assert.equal((await harness.service.audit({ limit: 1 }))[0]?.event, 'stop.refused');
      await pull();
      const responder = await harness.service.releaseStop(IRIS, null, 'c');
      assert.equal(responder.ok ? 'ok' : responder.code, 'notInRole');
      assert.equal(done(await harness.service.releaseStop(MAYA, null, 'c')).stop.by?.name, 'Maya Roy');
      assert.equal(done(await harness.service.pullStop(TOMAS, null, 'c')).stop.by?.name, 'Tomas Ng');
      assert.equal(done(await harness.service.releaseStop(TOMAS, null, 'c')).changed, true);
    });

    it('is not released by the person whose own action waits behind it', async () => {
      await start();
      await pull();
      const id = await harness.approved();
      const own = await harness.service.releaseStop(IRIS, 'let mine go', 'c');
      assert.equal(own.ok ? 'ok' : own.code, 'ownRequest');
      assert.match(own.ok ? '' : own.message, new RegExp(id));
      const [entry] = await harness.service.audit({ limit: 1 });
      assert.deepEqual([entry?.event, entry?.details.code], ['stop.refused', 'ownRequest']);
      await release();
    });

    it('stays with whoever pulled it first, and cannot be released twice', async () => {
      await start();
      await pull();
      const again = done(await harness.service.pullStop(TOMAS, 'me too', 'c'));
      assert.deepEqual([again.changed, again.stop.by?.name], [false, 'Iris Ek']);
      await release();
      const twice = await harness.service.releaseStop(TOMAS, null, 'c');
      assert.equal(twice.ok ? 'ok' : twice.code, 'alreadyDecided');
      const record = (await harness.service.audit({ limit: 10 })).map(({ event }) => event);
      assert.deepEqual(record, ['stop.released', 'stop.pulled']);
    });
  });

  describe('a freeze that begins after the approval', () => {
    const freezeFrom = (minutes: number, except: string[] = []) => ({
      from: new Date(Date.now() + minutes * MINUTE).toISOString(),
      to: new Date(Date.now() + (minutes + 10) * MINUTE).toISOString(),
      except,
    });

    it('holds it back until the freeze is over', async () => {
      await start({ freeze: [freezeFrom(5)] });
      const id = await harness.approved();
      harness.clock.offsetMs = 6 * MINUTE;
      await execute(id, harness.workflow());
      const held = await harness.service.find(id);
      assert.deepEqual([held?.state, held?.heldBack?.kind], ['approved', 'freeze']);
      harness.clock.offsetMs = 16 * MINUTE;
      await execute(id, harness.workflow());
      assert.equal(harness.defender.sent.length, 1);
      assert.equal((await harness.service.find(id))?.heldBack, null);
    });

    it('lets through what it excepts', async () => {
      await start({ freeze: [freezeFrom(5, ['isolate'])] });
      const id = await harness.approved();
      harness.clock.offsetMs = 6 * MINUTE;
      await execute(id, harness.workflow());
      assert.equal(harness.defender.sent.length, 1);
    });
  });

  describe('a ceiling', () => {
    async function two(): Promise<readonly [string, string]> {
      const first = await harness.approved();
      const asked = await harness.ask({
        target: { kind: 'device', id: 'b'.repeat(40), name: 'HR-LT-001', aadDeviceId: null },
      });
      assert.ok(asked.ok);
      await harness.service.decide(asked.request.id, TOMAS, 'approve', null, 'c');
      return [first, asked.request.id];
    }

    it('holds back what was asked for earlier and approved all at once, until the hour allows it', async () => {
      await start({ limits: { perHour: { isolate: 1 }, perPersonPerHour: null } });
      const first = await harness.approved();
      harness.clock.offsetMs = 61 * MINUTE;
      const second = await harness.ask({
        target: { kind: 'device', id: MACHINE_ID.replace('5', '6'), name: 'B', aadDeviceId: null },
      });
      assert.ok(second.ok);
      await harness.service.decide(second.request.id, TOMAS, 'approve', null, 'c');
      await execute(first, harness.workflow());
      await execute(second.request.id, harness.workflow());
      const held = await harness.service.find(second.request.id);
      assert.deepEqual(held?.heldBack?.kind === 'ceiling' && [held.heldBack.of, held.heldBack.limit], [
        'action',
        1,
      ]);
      assert.equal(harness.defender.sent.length, 1);
    });

    it('does not stand in the way without one', async () => {
      await start();
      for (const id of await two()) {
        await execute(id, harness.workflow());
        assert.equal((await harness.service.find(id))?.state, 'submitted');
      }
    });
  });
});
