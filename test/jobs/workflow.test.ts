import assert from 'node:assert/strict';
import { execute } from '../../src/jobs/execute.ts';
import type { Database } from '../../src/storage/database.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import { testDatabase } from '../storage/test-database.ts';
import type { Harness } from './harness.ts';
import { IRIS, MAYA, QUICK, TOMAS, startHarness } from './harness.ts';
import type { Call } from './fake-defender.ts';
import { machine, machineAction, upstreamError } from './fake-defender.ts';

describe('the workflow', () => {
  let database: Database;
  let harness: Harness;

  async function start(timings: Parameters<typeof startHarness>[1] = {}): Promise<void> {
    database = await testDatabase();
    harness = await startHarness(database, timings);
  }
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function events(): Promise<readonly string[]> {
    return (await harness.service.audit({ limit: 100 })).map((entry) => entry.event).reverse();
  }

  it('carries an approved isolation out, follows it, proves it and keeps the record', async () => {
    await start();
    await harness.startWorkers();
    const id = await harness.approved();
    const done = await harness.until(id, (request) => request.verification.verified === 'yes');
    assert.equal(done.state, 'succeeded');
    assert.equal(done.execution.upstreamId, 'action-1');
    assert.equal(done.execution.adopted, false);
    assert.equal(
      harness.defender.sent[0]?.requestorComment,
      `[${id}] Drawbridge, asked by Iris Ek, approved by Tomas Ng: phishing`,
    );
    assert.deepEqual(await events(), [
      'request.created',
      'request.approved',
      'execution.started',
      'execution.sending',
      'execution.submitted',
      'execution.succeeded',
      'execution.verified',
    ]);
    assert.equal((await verifyAudit(database.kysely)).ok, true);
    assert.deepEqual(await harness.service.rightsOf(id, IRIS, 'c'), { decide: false, undo: true });
    assert.deepEqual(
      await harness.service.rightsOf(id, TOMAS, 'c'),
      { decide: false, undo: false },
      'no responder',
    );
  });

  it('sends nothing before the approval, and nothing after a denial', async () => {
    await start();
    await harness.startWorkers();
    const asked = await harness.ask();
    assert.ok(asked.ok);
    await harness.service.decide(asked.request.id, TOMAS, 'deny', 'not now', 'c');
    await harness.untilState(asked.request.id, 'denied');
    assert.deepEqual(
      harness.defender.calls.filter((call) => call === 'isolate'),
      [],
    );
  });

  const unanswered: readonly (readonly [string, unknown])[] = [
    ['the answer never came', upstreamError('upstream_timeout', { mayHaveArrived: true })],
    ['the service broke', upstreamError('upstream_failed', { status: 500 })],
    ['the answer was nonsense', upstreamError('upstream_malformed', { status: 201, mayHaveArrived: true })],
    ['something of ours broke', new TypeError('bug')],
  ];
  for (const [what, error] of unanswered) {
    it(`finds its own call again when it took effect although ${what}`, async () => {
      await start();
      harness.defender.faults.push({ call: 'isolate', error, act: true });
      await harness.startWorkers();
      const id = await harness.approved();
      const done = await harness.untilState(id, 'succeeded');
      assert.equal(harness.defender.sent.length, 1);
      assert.equal(done.execution.adopted, false);
      assert.ok((await events()).includes('execution.unanswered'));
    });

    it(`sends it again when it is nowhere to be found after ${what}`, async () => {
      await start();
      harness.defender.faults.push({ call: 'isolate', error });
      await harness.startWorkers();
      const id = await harness.approved();
      await harness.untilState(id, 'succeeded');
      assert.equal(harness.defender.sent.length, 1);
      assert.equal(harness.defender.calls.filter((call) => call === 'isolate').length, 2);
    });
  }

  it('fails, saying so, when it was sent again and again and is nowhere', async () => {
    await start();
    const error = upstreamError('upstream_failed', { status: 500 });
    for (let i = 0; i < 5; i += 1) harness.defender.faults.push({ call: 'isolate', error });
    await harness.startWorkers();
    const failed = await harness.untilState(await harness.approved(), 'failed');
    assert.match(failed.execution.problem ?? '', /Sent 3 times, the last time without an answer/);
    assert.equal(harness.defender.calls.filter((call) => call === 'isolate').length, 3);
  });

  for (const [code, status, vendorCode] of [
    ['upstream_rejected', 400, 'OsPlatformNotSupported'],
    ['upstream_forbidden', 403, 'Forbidden'],
    ['upstream_rejected', 404, 'ResourceNotFound'],
  ] as const) {
    it(`fails at once with the reason when Defender refuses (${status})`, async () => {
      await start();
      harness.defender.faults.push({ call: 'isolate', error: upstreamError(code, { status, vendorCode }) });
      await harness.startWorkers();
      const failed = await harness.untilState(await harness.approved(), 'failed');
      assert.match(failed.execution.problem ?? '', new RegExp(vendorCode));
      assert.equal(harness.defender.sent.length, 0);
    });
  }

  for (const code of ['upstream_throttled', 'upstream_unauthenticated', 'credential_failed'] as const) {
    it(`tries again later after ${code}, without looking for a call that never was`, async () => {
      await start();
      harness.defender.faults.push({
        call: 'isolate',
        error: upstreamError(code, { mayHaveArrived: false }),
      });
      await harness.startWorkers();
      await harness.untilState(await harness.approved(), 'succeeded');
      const seen = await events();
      assert.ok(seen.includes('execution.delayed'));
      assert.ok(!seen.includes('execution.unanswered'));
      assert.equal(harness.defender.sent.length, 1);
    });
  }

  it('counts no call that was turned away for now: as often as that is, it is not given up', async () => {
    await start();
    const error = upstreamError('upstream_throttled', { mayHaveArrived: false });
    for (let times = 0; times < 6; times += 1) harness.defender.faults.push({ call: 'isolate', error });
    await harness.startWorkers();
    await harness.untilState(await harness.approved(), 'succeeded');
    assert.equal(harness.defender.sent.length, 1);
  });

  it('takes over an action that is under way instead of showing a failure', async () => {
    await start();
    const live = machineAction({ id: 'theirs', status: 'Pending' });
    const error = upstreamError('upstream_rejected', {
      status: 400,
      vendorCode: 'ActiveRequestAlreadyExists',
    });
    harness.defender.faults.push({ call: 'isolate', error });
    const { endpoints } = harness.defender.open();
    await harness.startWorkers();
    const asked = await harness.ask();
    assert.ok(asked.ok);
    // Somebody clicks in the portal between our look and our call.
    const isolate = harness.defender.beforeCall;
    assert.equal(isolate, null);
    harness.defender.beforeCall = (call: Call) => {
      if (call === 'isolate') harness.defender.actions.push(live);
    };
    await harness.service.decide(asked.request.id, TOMAS, 'approve', null, 'c');
    const done = await harness.untilState(asked.request.id, 'succeeded');
    assert.equal(done.execution.adopted, true);
    assert.equal(done.execution.upstreamId, 'theirs');
    assert.equal((await endpoints.machineActions('')).length, 1);
  });

  it('takes over an isolation that somebody made between the request and its approval', async () => {
    await start();
    await harness.startWorkers();
    const asked = await harness.ask();
    assert.ok(asked.ok);
    harness.defender.actions.push(machineAction({ id: 'theirs' }));
    await harness.service.decide(asked.request.id, TOMAS, 'approve', null, 'c');
    const done = await harness.untilState(asked.request.id, 'succeeded');
    assert.equal(done.execution.adopted, true);
    assert.ok(!harness.defender.calls.includes('isolate'));
  });

  it('looks at the device again before sending, and sends nothing when it changed', async () => {
    await start();
    await harness.startWorkers();
    const asked = await harness.ask();
    assert.ok(asked.ok);
    harness.defender.machine = machine({ onboardingStatus: 'CanBeOnboarded' });
    await harness.service.decide(asked.request.id, TOMAS, 'approve', null, 'c');
    const failed = await harness.untilState(asked.request.id, 'failed');
    assert.match(failed.execution.problem ?? '', /^Not sent: The device is not onboarded/);
    assert.ok(!harness.defender.calls.includes('isolate'));
  });

  it('waits while Defender cannot be asked, and gives up in the end without having sent', async () => {
    await start({ timings: { executeGiveUp: 0 } });
    harness.defender.faults.push({ call: 'machineActions', error: upstreamError('upstream_unreachable') });
    await harness.startWorkers();
    const failed = await harness.untilState(await harness.approved(), 'failed');
    assert.equal(failed.execution.problem, 'Nothing was sent. Defender for Endpoint could not be reached.');
  });

  it('says that it is not known when a call may have arrived and cannot be looked for', async () => {
    await start({ timings: { executeGiveUp: 0 } });
    harness.defender.faults.push(
      { call: 'isolate', error: upstreamError('upstream_timeout', { mayHaveArrived: true }) },
      { call: 'machineActions', error: upstreamError('upstream_unreachable'), skip: 1 },
    );
    await harness.startWorkers();
    const lost = await harness.untilState(await harness.approved(), 'unknown');
    assert.match(lost.execution.problem ?? '', /Whether the call arrived could not be found out/);
  });

  for (const [status, state, words] of [
    ['Failed', 'failed', /could not do it/],
    ['Cancelled', 'failed', /cancelled in Defender/],
    ['TimeOut', 'timedOut', /in time/],
    ['unknown', 'unknown', /does not know/],
  ] as const) {
    it(`ends ${state} when the action ends ${status}`, async () => {
      await start();
      harness.defender.endsAs = status;
      await harness.startWorkers();
      const ended = await harness.untilState(await harness.approved(), state);
      assert.match(ended.execution.problem ?? '', words);
      assert.equal(ended.verification.verified, 'pending');
    });
  }

  it('stays submitted as long as the device is offline', async () => {
    await start();
    harness.defender.endsAs = 'Pending';
    await harness.startWorkers();
    const id = await harness.approved();
    const polls = (): number => harness.defender.calls.filter((call) => call === 'machineAction').length;
    await harness.untilState(id, 'submitted');
    await harness.defender.untilCalled('machineAction', 3);
    assert.ok(polls() >= 3);
    assert.equal((await harness.service.find(id))?.state, 'submitted');
    assert.equal((await harness.service.find(id))?.execution.upstreamStatus, 'Pending');
    harness.defender.endsAs = 'Succeeded';
    await harness.untilState(id, 'succeeded');
  });

  it('follows on when a look failed, and shows that it could not see', async () => {
    await start();
    harness.defender.faults.push({ call: 'machineAction', error: upstreamError('upstream_throttled') });
    await harness.startWorkers();
    const done = await harness.untilState(await harness.approved(), 'succeeded');
    assert.equal(done.execution.problem, null);
    assert.ok((await events()).includes('execution.unseen'));
  });

  it('does not know the end of an action that Defender no longer lists', async () => {
    await start({ timings: { missingGrace: 0, track: () => 100 } });
    await harness.startWorkers();
    const id = await harness.approved();
    await harness.untilState(id, 'submitted');
    harness.defender.actions.length = 0;
    const lost = await harness.untilState(id, 'unknown');
    assert.match(lost.execution.problem ?? '', /no longer lists/);
  });

  it('calls nothing proven that is only accepted', async () => {
    await start();
    harness.defender.machine = machine({ healthStatus: 'Inactive' });
    await harness.startWorkers();
    const id = await harness.approved();
    const done = await harness.until(id, (request) => request.verification.evidence !== null);
    assert.equal(done.state, 'succeeded');
    assert.equal(done.verification.verified, 'pending');
    assert.match(done.verification.evidence ?? '', /^Accepted, not proven/);
    harness.defender.machine = machine();
    await harness.until(id, (request) => request.verification.verified === 'yes');
  });

  it('expires what nobody decided', async () => {
    await start();
    const asked = await harness.ask();
    assert.ok(asked.ok);
    harness.clock.offsetMs = 30 * 60_000;
    await harness.startWorkers();
    await harness.untilState(asked.request.id, 'expired');
    assert.deepEqual(await events(), ['request.created', 'request.expired']);
  });

  it('goes on although cards cannot be shown, and shows them when they can', async () => {
    await start();
    harness.publishing.fail = 3;
    await harness.startWorkers();
    const id = await harness.approved();
    await harness.until(id, (request) => request.verification.verified === 'yes');
    await harness.until(id, () => harness.shown.includes(`${id} succeeded`));
  });

  it('undoes by a request of its own, and both know of each other', async () => {
    await start();
    await harness.startWorkers();
    const id = await harness.approved();
    await harness.until(id, (request) => request.verification.verified === 'yes');
    const undo = await harness.service.undo(id, IRIS, 'conversation', 'c');
    assert.ok(undo.ok, undo.ok ? '' : undo.message);
    assert.equal(undo.request.action, 'release');
    assert.equal(undo.request.undoes, id);
    assert.equal((await harness.service.find(id))?.undoneBy, null);
    const own = await harness.service.decide(undo.request.id, IRIS, 'approve', null, 'c');
    assert.equal(own.ok ? '' : own.code, 'ownRequest');
    await harness.service.decide(undo.request.id, MAYA, 'approve', null, 'c');
    await harness.until(undo.request.id, (request) => request.verification.verified === 'yes');
    assert.equal((await harness.service.find(id))?.undoneBy, undo.request.id);
    const [noted] = (await harness.service.audit({ target: id, limit: 50 })).filter(
      ({ event }) => event === 'request.undone',
    );
    assert.deepEqual(noted?.details, { action: 'isolate', undoneBy: undo.request.id });
    const again = await harness.service.undo(id, IRIS, 'conversation', 'c');
    assert.equal(again.ok ? '' : again.code, 'notReversible');
  });

  it('takes up what was approved while nobody worked', async () => {
    await start();
    const id = await harness.approved();
    await harness.startWorkers();
    await harness.untilState(id, 'succeeded');
  });

  it('leaves a request alone whose lease another process holds', async () => {
    await start({ timings: { ...QUICK, lease: 60_000 } });
    const id = await harness.approved();
    const stored = await harness.store.find(id);
    assert.ok(stored);
    await harness.store.transaction((tx) =>
      tx.save({
        request: { ...stored.request, state: 'executing' },
        book: {
          ...stored.book,
          leaseOwner: 'another process',
          leaseUntil: new Date(harness.clock.now().getTime() + 60_000),
        },
      }),
    );
    const deps = harness.workflow();
    await execute(id, deps);
    assert.deepEqual(new Set(harness.defender.calls), new Set(['memberOfAny']));
    harness.clock.offsetMs = 61_000;
    await execute(id, deps);
    assert.equal((await harness.service.find(id))?.state, 'submitted');
  });

  it('gives the list time to show the call of a process that died, before sending again', async () => {
    await start({ timings: { settle: 60_000 } });
    const id = await harness.approved();
    const stored = await harness.store.find(id);
    assert.ok(stored);
    await harness.store.transaction((tx) =>
      tx.save({
        request: { ...stored.request, state: 'executing' },
        book: { ...stored.book, sendStartedAt: harness.clock.now(), sends: 1 },
      }),
    );
    const deps = harness.workflow();
    await execute(id, deps);
    await execute(id, deps);
    assert.ok(!harness.defender.calls.includes('isolate'));
    // It had arrived, and is listed late.
    const late = machineAction({
      id: 'late',
      status: 'Pending',
      requestorComment: `[${id}] Drawbridge, asked by`,
    });
    harness.defender.actions.push(late);
    harness.clock.offsetMs = 61_000;
    await execute(id, deps);
    const found = await harness.service.find(id);
    assert.deepEqual(
      [found?.state, found?.execution.upstreamId, found?.execution.adopted],
      ['submitted', 'late', false],
    );
    assert.ok(!harness.defender.calls.includes('isolate'));
  });

  it('gives way when it was overtaken between looking and sending', async () => {
    await start();
    const id = await harness.approved();
    harness.defender.beforeCall = async (call: Call) => {
      if (call !== 'machine') return;
      harness.defender.beforeCall = null;
      const stored = await harness.store.find(id);
      if (stored !== null) {
        await harness.store.transaction((tx) =>
          tx.save({ ...stored, book: { ...stored.book, leaseOwner: 'other' } }),
        );
      }
    };
    await execute(id, harness.workflow());
    assert.ok(!harness.defender.calls.includes('isolate'));
    assert.equal((await harness.service.find(id))?.state, 'executing');
  });
});
