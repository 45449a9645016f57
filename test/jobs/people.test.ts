import assert from 'node:assert/strict';
import type { Outcome } from '../../src/domain/approvals/service.ts';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { Shift } from '../../src/domain/tenant/shift.ts';
import { UpstreamError } from '../../src/errors.ts';
import { escalate } from '../../src/jobs/escalate.ts';
import { remindReview } from '../../src/jobs/remind-review.ts';
import { tell } from '../../src/jobs/tell.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { APPROVERS, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

const ANN = { id: '20000000-0000-4000-8000-000000000004', name: 'Ann Li' };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('the people beside a request', () => {
  let database: Database;
  let h: Harness;
  let requestId: string;

  async function start(
    over: Partial<ResponsePolicy['approvals']> = {},
    rota = [MAYA.id],
    shifts: string | null = null,
  ): Promise<void> {
    h = await startHarness(database, {
      policy: rolesPolicy({
        approvals: { channel: null, escalateAfterMinutes: 10, breakGlass: [EVE.id, IRIS.id], ...over },
        oncall: { rota, shifts },
      }),
    });
    h.defender.groups.get(APPROVERS)?.add(ANN.id);
    h.people.installed = [TOMAS, MAYA, IRIS];
    const asked = await h.ask();
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    requestId = asked.request.id;
  }
  beforeEach(async () => {
    database = await testDatabase();
    await start();
  });
  afterEach(async () => {
    await h.stop();
    await database.close();
  });

  const events = async (): Promise<readonly string[]> =>
    (await h.service.audit({ target: requestId, limit: 50 })).map((entry) => entry.event).reverse();
  const details = async (event: string): Promise<Readonly<Record<string, unknown>> | undefined> =>
    (await h.service.audit({ target: requestId, limit: 50 })).find((entry) => entry.event === event)?.details;
  const codeOf = (outcome: Outcome): string => (outcome.ok ? 'ok' : outcome.code);
  const waiting = async (queue: string): Promise<number> =>
    (await h.boss.pgBoss.findJobs(queue, { key: requestId })).length;

  describe('escalation', () => {
    async function late(): Promise<void> {
      h.clock.offsetMs = 10 * MINUTE;
      await escalate(requestId, h.calling());
    }

    it('waits its time, in a job that comes with the request', async () => {
      assert.equal(await waiting('escalate'), 1);
      await escalate(requestId, h.calling());
      assert.deepEqual(h.people.said, []);
      assert.equal((await h.service.find(requestId))?.escalatedAt, null);
      assert.equal(await waiting('escalate'), 1);
    });

    it('calls the person on duty and the next one, writes whom, and does so once', async () => {
      await late();
      const said = [`Maya Roy: escalated ${requestId}`, `Tomas Ng: escalated ${requestId}`];
      assert.deepEqual(h.people.said, said);
      const request = await h.service.find(requestId);
      assert.deepEqual(
        request?.escalatedTo?.called.map(({ name }) => name),
        ['Maya Roy', 'Tomas Ng'],
      );
      assert.deepEqual(await details('request.escalated'), {
        called: [MAYA, TOMAS],
        unreached: [],
        afterMinutes: 10,
      });
      h.people.installed = [ANN, TOMAS, MAYA];
      await escalate(requestId, h.calling());
      assert.deepEqual(h.people.said, said, 'the same people, whoever came meanwhile');
      assert.equal((await events()).filter((event) => event === 'request.escalated').length, 1);
    });

    it('is written once by two processes at once', async () => {
      h.clock.offsetMs = 10 * MINUTE;
      await Promise.all([escalate(requestId, h.calling()), escalate(requestId, h.calling())]);
      assert.equal((await events()).filter((event) => event === 'request.escalated').length, 1);
      assert.equal(h.people.said.length, 2);
    });

    it('goes on with the messages after a process that wrote and died', async () => {
      h.people.fail = 1;
      h.clock.offsetMs = 10 * MINUTE;
      await assert.rejects(escalate(requestId, h.calling()), /away/);
      assert.equal((await events()).at(-1), 'request.escalated');
      await escalate(requestId, h.calling());
      assert.equal(h.people.said.length, 2);
    });

    it('asks the roles at that moment, and names whom it cannot reach', async () => {
      h.defender.groups.get(APPROVERS)?.delete(TOMAS.id);
      await h.stop();
      await database.close();
      database = await testDatabase();
      await start({}, [ANN.id, MAYA.id]);
      h.defender.groups.get(APPROVERS)?.delete(TOMAS.id);
      await late();
      assert.deepEqual(h.people.said, [`Maya Roy: escalated ${requestId}`]);
      const request = await h.service.find(requestId);
      assert.deepEqual(request?.escalatedTo?.unreached, [{ id: ANN.id, name: ANN.id }]);
    });

    it('tells the requester and the channel when there is nobody', async () => {
      h.people.installed = [IRIS];
      await late();
      assert.deepEqual(h.people.said, [
        `the requester: nobodyCalled escalated:nobody ${requestId}`,
        `the channel: nobodyCalled escalated:nobody ${requestId}`,
      ]);
      assert.deepEqual((await details('request.escalated'))?.['called'], []);
    });

    it('counts a role that cannot be checked as held: the click asks again', async () => {
      h.defender.faults.push({ call: 'memberOfAny', error: upstreamError('upstream_timeout') });
      h.defender.groups.get(APPROVERS)?.delete(MAYA.id);
      await late();
      assert.equal(h.people.said[0], `Maya Roy: escalated ${requestId}`);
    });

    it('leaves a request alone that was decided, or is too late', async () => {
      await h.service.decide(requestId, TOMAS, 'deny', null, 'c');
      await late();
      h.clock.offsetMs = 0;
      const asked = await h.ask();
      assert.ok(asked.ok);
      h.clock.offsetMs = 31 * MINUTE;
      await escalate(asked.request.id, h.calling());
      await escalate('R-00000', h.calling());
      assert.deepEqual(h.people.said, []);
    });
  });

  describe('with a schedule of shifts', () => {
    const TEAM = 'a0000000-0000-4000-8000-00000000000a';
    let asked = 0;

    /** Tomas is on shift, Maya is the first of the rota. */
    async function onShift(answer: () => readonly Shift[] | UpstreamError): Promise<void> {
      await h.stop();
      await database.close();
      database = await testDatabase();
      await start({}, [MAYA.id], TEAM);
      asked = 0;
      h.defender.shiftSchedules = {
        shiftsAround: (team) => {
          assert.equal(team, TEAM);
          asked += 1;
          const given = answer();
          return given instanceof UpstreamError ? Promise.reject(given) : Promise.resolve(given);
        },
        state: () => Promise.resolve('ready'),
      };
      h.clock.offsetMs = 10 * MINUTE;
    }
    /** Minutes from the moment of the escalation. */
    const shift = ({ id }: { readonly id: string }, from: number, to: number): Shift => {
      const at = (minutes: number): string =>
        new Date(h.clock.now().getTime() + minutes * MINUTE).toISOString();
      return { userId: id, from: at(from), to: at(to) };
    };
    const called = async (): Promise<unknown> =>
      (await h.service.find(requestId))?.escalatedTo?.called.map(({ name }) => name);

    it('calls who is on shift before the rota, asks once, and writes who was', async () => {
      await onShift(() => [shift(TOMAS, -60, 60), shift(ANN, -120, -1), shift(IRIS, 1, 60)]);
      await escalate(requestId, h.calling());
      assert.deepEqual(await called(), ['Tomas Ng', 'Maya Roy']);
      const { onShift: who, shiftsUnread } = (await details('request.escalated')) ?? {};
      assert.deepEqual(
        [(who as { id: string }[]).map(({ id }) => id), shiftsUnread],
        [[TOMAS.id], undefined],
      );
      await escalate(requestId, h.calling());
      assert.equal(asked, 1);
    });

    it('passes over who is on shift and may not decide, or asked for it, as it does with the rota', async () => {
      await onShift(() => [shift(EVE, -60, 60), shift(IRIS, -60, 60)]);
      await escalate(requestId, h.calling());
      assert.deepEqual(await called(), ['Maya Roy', 'Tomas Ng']);
    });

    it('calls the rota when the schedule cannot be read, and says so on the record and on the request', async () => {
      await onShift(() => upstreamError('upstream_timeout'));
      await escalate(requestId, h.calling());
      assert.deepEqual(await called(), ['Maya Roy', 'Tomas Ng']);
      const unread = 'Microsoft Teams did not answer in time';
      assert.equal((await details('request.escalated'))?.['shiftsUnread'], unread);
      assert.equal((await details('request.escalated'))?.['onShift'], undefined);
      assert.equal((await h.service.find(requestId))?.escalatedTo?.shiftsUnread, unread);
      assert.equal(h.people.said.length, 2);
    });

    it('calls the rota when nobody is on shift, which is no fault', async () => {
      await onShift(() => []);
      await escalate(requestId, h.calling());
      assert.deepEqual(await called(), ['Maya Roy', 'Tomas Ng']);
      assert.deepEqual((await details('request.escalated'))?.['onShift'], []);
      assert.equal((await h.service.find(requestId))?.escalatedTo?.shiftsUnread, undefined);
    });

    it('tells those on shift of a broken glass, whatever role they hold', async () => {
      await onShift(() => [shift(EVE, -60, 60)]);
      h.people.installed = [TOMAS, EVE];
      const broke = await h.service.breakGlass(requestId, IRIS, 'nobody is awake', 'c');
      assert.ok(broke.ok, broke.ok ? '' : broke.message);
      await tell(requestId, h.calling());
      assert.ok(
        h.people.said.some((line) => line.startsWith('Eve: brokeGlass')),
        h.people.said.join(),
      );
    });

    it('pages who is on shift when an end is not known, and the rota when the schedule is not read', async () => {
      let unread = false;
      await onShift(() => (unread ? upstreamError('upstream_failed') : [shift(TOMAS, -60, 60)]));
      const stored = await h.store.find(requestId);
      assert.ok(stored);
      await h.store.transaction((tx) =>
        tx.save({ ...stored, request: { ...stored.request, state: 'unknown' } }),
      );
      const paged = async (): Promise<readonly string[]> => {
        h.people.said.length = 0;
        await tell(requestId, h.calling());
        return h.people.said.filter((line) => line.includes(': unknown '));
      };
      assert.deepEqual(await paged(), [`Tomas Ng: unknown ${requestId}`]);
      unread = true;
      assert.deepEqual(await paged(), [`Maya Roy: unknown ${requestId}`]);
    });
  });

  describe('break-glass', () => {
    it('lets a request through alone, for those whom the policy names', async () => {
      assert.equal(codeOf(await h.service.breakGlass(requestId, TOMAS, 'why', 'c')), 'notInRole');
      const done = await h.service.breakGlass(requestId, EVE, '  nobody is awake ', 'c');
      assert.ok(done.ok);
      assert.equal(done.request.state, 'approved');
      assert.equal(done.request.breakGlass?.reason, 'nobody is awake');
      assert.deepEqual(await events(), ['request.created', 'breakGlass.refused', 'request.brokeGlass']);
      assert.equal((await details('request.brokeGlass'))?.['reason'], 'nobody is awake');
      for (const queue of ['execute', 'tell', 'review']) assert.equal(await waiting(queue), 1, queue);
    });

    it('may be the requester, and is one decision: a vote that comes later finds it decided', async () => {
      assert.equal(codeOf(await h.service.breakGlass(requestId, IRIS, 'why', 'c')), 'ok');
      assert.equal(codeOf(await h.service.decide(requestId, TOMAS, 'deny', null, 'c')), 'alreadyDecided');
      assert.equal(codeOf(await h.service.breakGlass(requestId, EVE, 'why', 'c')), 'alreadyDecided');
    });

    it('changes nothing without a reason, when Entra is silent or when nobody holds the key', async () => {
      assert.equal(codeOf(await h.service.breakGlass(requestId, EVE, ' ', 'c')), 'reasonRequired');
      assert.equal(codeOf(await h.service.breakGlass('R-00000', EVE, 'why', 'c')), 'notFound');
      h.defender.faults.push({ call: 'memberOfAny', error: upstreamError('upstream_timeout') });
      assert.equal(codeOf(await h.service.breakGlass(requestId, TOMAS, 'why', 'c')), 'unavailable');
      assert.equal((await h.service.find(requestId))?.state, 'requested');
      assert.deepEqual(await events(), ['request.created', 'breakGlass.refused', 'breakGlass.refused']);
      await h.stop();
      await database.close();
      database = await testDatabase();
      await start({ breakGlass: [] });
      assert.equal(codeOf(await h.service.breakGlass(requestId, EVE, 'why', 'c')), 'notInRole');
      assert.deepEqual(await h.service.rightsOf(requestId, EVE, 'c'), { decide: false, undo: false });
    });

    it('is offered to those who hold the key alone, and to nobody on a guess', async () => {
      const rights = (who = EVE): Promise<unknown> => h.service.rightsOf(requestId, who, 'c');
      assert.deepEqual(await rights(), { decide: false, undo: false, breakGlass: true });
      assert.deepEqual(await rights(IRIS), { decide: false, undo: false, breakGlass: true });
      assert.deepEqual(await rights(TOMAS), { decide: true, undo: false });
      h.defender.faults.push({ call: 'memberOfAny', error: upstreamError('upstream_timeout') });
      h.defender.faults.push({ call: 'memberOfAny', error: upstreamError('upstream_timeout') });
      assert.deepEqual(await rights(TOMAS), { decide: true, undo: false });
    });

    it('tells every approver, those on call and the channel at once, not whoever did it', async () => {
      h.people.installed = [TOMAS, MAYA, IRIS, EVE];
      await h.service.breakGlass(requestId, EVE, 'why', 'c');
      await tell(requestId, h.calling());
      await tell(requestId, h.calling());
      assert.deepEqual(
        [...h.people.said].sort(),
        ['Maya Roy', 'Tomas Ng', 'the channel'].map((name) => `${name}: brokeGlass ${requestId}`),
      );
    });

    it('is named in what goes upstream', async () => {
      await h.startWorkers();
      await h.service.breakGlass(requestId, EVE, 'why', 'c');
      await h.untilState(requestId, 'succeeded');
      assert.match(h.defender.sent[0]?.requestorComment ?? '', /approved by Eve alone \(break-glass\)/);
      assert.equal(h.defender.sent.length, 1);
    });
  });

  describe('the review of a broken glass', () => {
    beforeEach(async () => {
      await h.service.breakGlass(requestId, EVE, 'why', 'c');
    });

    it('is listed until an approver who is neither actor nor requester looked at it', async () => {
      const ids = async (): Promise<readonly string[]> => (await h.service.unreviewed(5)).map(({ id }) => id);
      assert.deepEqual(await ids(), [requestId]);
      const review = (who: typeof EVE): Promise<Outcome> =>
        h.service.review(requestId, who, 'agreed', null, 'c');
      assert.equal(codeOf(await review(EVE)), 'ownRequest');
      assert.equal(codeOf(await review(IRIS)), 'ownRequest');
      assert.equal(codeOf(await review({ ...EVE, id: '20000000-0000-4000-8000-00000000000f' })), 'notInRole');
      assert.equal(codeOf(await h.service.review('R-00000', TOMAS, 'agreed', null, 'c')), 'notFound');
      assert.deepEqual(await h.service.rightsOf(requestId, TOMAS, 'c'), {
        decide: false,
        undo: false,
        review: true,
      });
      assert.equal(codeOf(await review(TOMAS)), 'ok');
      assert.equal(codeOf(await review(MAYA)), 'alreadyDecided');
      assert.deepEqual(await ids(), []);
      assert.deepEqual(
        (await events()).filter((event) => event.startsWith('review') || event === 'request.reviewed'),
        ['review.refused', 'review.refused', 'review.refused', 'request.reviewed', 'review.refused'],
      );
    });

    it('keeps an objection with its note', async () => {
      const objected = (note: string | null): Promise<Outcome> =>
        h.service.review(requestId, TOMAS, 'objected', note, 'c');
      assert.equal(codeOf(await objected(null)), 'reasonRequired');
      assert.equal(codeOf(await objected('Maya was at her desk')), 'ok');
      const { review } = (await h.service.find(requestId))?.breakGlass ?? {};
      assert.deepEqual([review?.verdict, review?.note], ['objected', 'Maya was at her desk']);
      assert.equal((await details('request.reviewed'))?.['reason'], 'Maya was at her desk');
    });

    it('is reminded of once a day', async () => {
      await remindReview(requestId, h.calling());
      assert.deepEqual(h.people.said, []);
      h.clock.offsetMs = DAY;
      await remindReview(requestId, h.calling());
      await remindReview(requestId, h.calling());
      assert.deepEqual(h.people.said, [`Maya Roy: review:1 ${requestId}`, `Tomas Ng: review:1 ${requestId}`]);
      assert.equal(await waiting('review'), 1);
      h.clock.offsetMs = 2 * DAY;
      await h.service.review(requestId, TOMAS, 'agreed', null, 'c');
      await remindReview(requestId, h.calling());
      await remindReview('R-00000', h.calling());
      assert.equal(h.people.said.length, 2);
    });

    it('is called for in the channel where nobody else can be reached', async () => {
      h.people.installed = [];
      h.clock.offsetMs = DAY;
      await remindReview(requestId, h.calling());
      assert.deepEqual(h.people.said, [`the channel: review:1 ${requestId}`]);
    });
  });

  describe('the requester', () => {
    const told = (): readonly string[] => h.people.said.filter((line) => line.startsWith('the requester'));

    it('is told once how it ended, with what the first look said', async () => {
      await h.startWorkers();
      await h.service.decide(requestId, TOMAS, 'approve', null, 'c');
      await h.until(requestId, (request) => request.verification.verified === 'yes');
      await tell(requestId, h.calling());
      await tell(requestId, h.calling());
      assert.deepEqual(told(), [`the requester: result result ${requestId}`]);
    });

    it('is told of a denial and of an expiry, not of a cancellation of their own', async () => {
      await h.service.decide(requestId, TOMAS, 'deny', 'no', 'c');
      assert.equal(await waiting('tell'), 1);
      await tell(requestId, h.calling());
      assert.equal(told().length, 1);
      const asked = await h.ask();
      assert.ok(asked.ok);
      await h.service.cancel(asked.request.id, IRIS, 'c');
      await tell(asked.request.id, h.calling());
      await tell('R-00000', h.calling());
      assert.equal(told().length, 1);
    });

    it('is told later while nobody has looked at the effect', async () => {
      const stored = await h.store.find(requestId);
      assert.ok(stored);
      await h.store.transaction(async (tx) => {
        const { request } = stored;
        const execution = { ...request.execution, endedAt: h.clock.now().toISOString() };
        await tx.save({ ...stored, request: { ...request, state: 'succeeded', execution } });
      });
      await tell(requestId, h.calling());
      assert.deepEqual(told(), []);
      assert.equal(await waiting('tell'), 1);
      h.clock.offsetMs = 5 * MINUTE;
      await tell(requestId, h.calling());
      assert.equal(told().length, 1);
    });

    async function unknown(): Promise<void> {
      const stored = await h.store.find(requestId);
      assert.ok(stored);
      await h.store.transaction(async (tx) => {
        await tx.save({ ...stored, request: { ...stored.request, state: 'unknown' } });
      });
    }

    it('is told of an end that is not known, and a human is called to look', async () => {
      await unknown();
      await tell(requestId, h.calling());
      assert.deepEqual(h.people.said, [
        `Maya Roy: unknown ${requestId}`,
        `the requester: result result ${requestId}`,
      ]);
    });

    it('is not the only one: without anybody on duty, those who approved it and the channel look', async () => {
      await h.stop();
      await database.close();
      database = await testDatabase();
      await start({}, []);
      await h.service.decide(requestId, TOMAS, 'approve', null, 'c');
      await unknown();
      await tell(requestId, h.calling());
      assert.deepEqual(h.people.said.slice(0, 2), [
        `Tomas Ng: unknown ${requestId}`,
        `the channel: unknown ${requestId}`,
      ]);
    });
  });

  describe('attempts that are refused', () => {
    it('are on the record: cancelling, undoing, a card of another conversation', async () => {
      assert.equal(codeOf(await h.service.cancel(requestId, TOMAS, 'c')), 'notInRole');
      assert.equal(codeOf(await h.service.undo(requestId, TOMAS, 'conversation', 'c')), 'notReversible');
      const foreign = await h.service.refuseForeignCard(requestId, EVE, 'approve');
      assert.match(foreign.message, /another conversation.*show R-/);
      assert.equal((await h.service.refuseForeignCard('R-00000', EVE, 'approve')).code, 'notFound');
      assert.deepEqual(await events(), ['request.created', 'cancel.refused', 'undo.refused', 'card.refused']);
      assert.equal((await h.service.find(requestId))?.state, 'requested');
    });

    it('close a request that is too late', async () => {
      h.clock.offsetMs = 31 * MINUTE;
      assert.equal(codeOf(await h.service.cancel(requestId, IRIS, 'c')), 'expired');
      assert.equal((await h.service.find(requestId))?.state, 'expired');
      assert.deepEqual((await events()).slice(1), ['cancel.refused', 'request.expired']);
    });
  });
});
