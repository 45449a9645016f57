/** A pass that Microsoft tells once: it waits for whoever asked, is made for their click, and is kept nowhere. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { Handover } from '../../src/domain/approvals/service.ts';
import { execute } from '../../src/jobs/execute.ts';
import type { Database } from '../../src/storage/database.ts';
import { ADELE_ID, user } from '../fakes/sample-device.ts';
import { testDatabase } from '../storage/test-database.ts';
import { RESPONDERS, upstreamError } from './fake-defender.ts';
import { FakePasses } from './fake-passes.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

const MINUTE = 60_000;
const HELPDESK = '66e90394-69f5-4237-9190-012177145e10';
const TARGET = { kind: 'user', id: ADELE_ID, name: 'Adele Vance', aadDeviceId: null } as const;

describe('a secret that only the answer to a call holds', () => {
  let database: Database;
  let harness: Harness;
  let entra: FakePasses;
  let requestId: string;

  beforeEach(async () => {
    database = await testDatabase();
    harness = await startHarness(database, {
      policy: rolesPolicy({
        approvals: { channel: null, escalateAfterMinutes: null, breakGlass: [MAYA.id] },
      }),
      timings: { missingGrace: 5 * MINUTE },
    });
    entra = new FakePasses(harness);
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function ask(over: Parameters<Harness['ask']>[0] = {}): Promise<void> {
    const asked = await harness.ask({
      action: 'temporaryPass',
      target: TARGET,
      parameters: {},
      evidence: [],
      facts: { 'Directory roles': 'none', 'Temporary Access Pass': 'none' },
      ...over,
    });
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    requestId = asked.request.id;
  }
  async function approved(over: Parameters<Harness['ask']>[0] = {}): Promise<void> {
    await ask(over);
    assert.ok((await harness.service.decide(requestId, TOMAS, 'approve', null, 'c')).ok);
    await job();
  }
  /** As the queue would. */
  const job = (): Promise<void> => execute(requestId, harness.workflow());
  const take = (actor = IRIS, isWanted = () => true): Promise<Handover> =>
    harness.service.handOver(requestId, actor, isWanted, 'click');
  /** Wanted so many times that it is asked, then no more. */
  const times = (count: number) => {
    let left = count;
    return () => (left -= 1) >= 0;
  };
  const now = async (): Promise<ResponseRequest> => {
    const request = await harness.service.find(requestId);
    assert.ok(request !== null);
    return request;
  };
  function said(found: Handover): string {
    return found.ok ? 'ok' : `${found.code}: ${found.message}`;
  }
  const events = async (): Promise<readonly string[]> =>
    (await harness.service.audit({ target: requestId, limit: 50 })).map(({ event }) => event).reverse();
  const later = (ms: number): void => {
    harness.clock.offsetMs += ms;
  };

  /** Every row of every table. */
  async function dump(): Promise<string> {
    const tables = await sql<{ name: string }>`
      select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_schema like 'drawbridge%'`.execute(database.kysely);
    assert.ok(tables.rows.length > 5);
    const rows = await Promise.all(
      tables.rows.map(({ name }) => sql.raw(`select * from ${name}`).execute(database.kysely)),
    );
    return JSON.stringify(rows.map((one) => one.rows));
  }

  it('waits for whoever asked, is made for their click, once, and stands nowhere', async () => {
    await ask();
    assert.match(said(await take()), /^notReady: R-\w+ is not approved yet/);
    await harness.service.decide(requestId, TOMAS, 'approve', null, 'c');
    await job();
    await job();
    assert.deepEqual([(await now()).state, entra.orders], ['approved', []]);
    for (const actor of [TOMAS, EVE]) assert.match(said(await take(actor)), /^notInRole: Only Iris Ek/);
    const found = await take();
    assert.ok(found.ok, said(found));
    assert.ok('lines' in found.yielded);
    assert.equal(found.yielded.lines[0], entra.secret);
    assert.deepEqual(entra.orders, [{ userId: ADELE_ID, lifetimeInMinutes: 60, isUsableOnce: true }]);
    const { state, execution, verification } = await now();
    assert.deepEqual(
      [state, execution.upstreamId, verification.verified],
      ['succeeded', 'pass-1', 'pending'],
    );
    assert.match(said(await take()), /^alreadyHandedOver: .* given once\. .*Iris Ek was shown the Temporary/);
    await job();
    assert.equal(entra.orders.length, 1);
    assert.deepEqual(entra.deleted, []);
    assert.doesNotMatch(await dump(), /SECRET/);
    assert.deepEqual(
      (await events()).filter((event) => /^(execution|handover)/.test(event)),
      [
        'handover.refused',
        'handover.refused',
        'handover.refused',
        'handover.asked',
        'execution.started',
        'execution.sending',
        'execution.submitted',
        'handover.done',
        'handover.refused',
      ],
    );
  });

  it('is asked for by itself: a step before or after it could not be kept to', async () => {
    for (const [action, first] of [
      ['temporaryPass', 'revokeSessions'],
      ['revokeSessions', 'temporaryPass'],
    ] as const) {
      const asked = await harness.ask({ action, first, target: TARGET, parameters: {} });
      assert.ok(!asked.ok && asked.code === 'blocked');
      assert.equal(asked.message, `"${first}" and "${action}" have to be asked for one by one.`);
    }
  });

  it('is told to wait, proved when it is off the screen, and the card leaves it there meanwhile', async () => {
    await harness.startWorkers();
    await ask();
    await harness.service.decide(requestId, TOMAS, 'approve', null, 'c');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    harness.people.sayNote = (_id, to, _note, purpose) => {
      if (purpose === 'waits') resolve(undefined);
      harness.people.said.push(`${to} ${purpose}`);
      return Promise.resolve();
    };
    await promise;
    assert.ok((await take()).ok);
    const jobs = await Promise.all(
      (['publish', 'verify', 'tell'] as const).map((queue) =>
        harness.boss.pgBoss.findJobs(queue, { key: requestId, queued: true }),
      ),
    );
    for (const [one] of jobs) {
      assert.ok(one !== undefined && one.startAfter.getTime() - Date.now() > MINUTE, 'it comes at once');
    }
    assert.ok(!harness.shown.includes(`${requestId} succeeded`));
  });

  it('ends unsent when nobody fetches it as long as people had to decide', async () => {
    await approved();
    later(29 * MINUTE);
    await job();
    assert.equal((await now()).state, 'approved');
    later(MINUTE);
    assert.match(said(await take()), /^expired: .*not fetched in time/);
    await job();
    const { state, execution } = await now();
    assert.equal(state, 'failed');
    assert.match(execution.problem ?? '', /^Not sent: nobody fetched it within 30 min/);
    assert.match(said(await take()), /^notReady: R-\w+ is failed.*nobody fetched it/);
    assert.deepEqual(entra.orders, []);
  });

  it('asks whether the role still holds', async () => {
    await approved();
    harness.defender.groups.get(RESPONDERS)?.delete(IRIS.id);
    assert.match(said(await take()), /^notInRole/);
    assert.deepEqual([(await now()).state, entra.orders], ['approved', []]);
  });

  it('is held back by the stop switch', async () => {
    await approved();
    await harness.service.pullStop(TOMAS, 'wrong tenant', 'c');
    assert.match(
      said(await take()),
      /^blocked: Nothing was sent: Tomas Ng pulled the stop switch: wrong tenant/,
    );
    assert.deepEqual([(await now()).heldBack?.kind, entra.orders], ['stopSwitch', []]);
    await harness.service.releaseStop(MAYA, null, 'c');
    await job();
    assert.equal((await now()).heldBack, null);
    assert.equal(said(await take()), 'ok');
  });

  it('is asked for again when what its approvers saw has changed', async () => {
    await approved();
    entra.data = {
      users: [user()],
      memberships: { [ADELE_ID]: { groups: [], roleTemplateIds: [HELPDESK] } },
    };
    assert.match(said(await take()), /^blocked: Not sent: what its approvers saw has changed/);
    const { state, supersededBy } = await now();
    assert.equal(state, 'failed');
    assert.notEqual(supersededBy, null);
    assert.deepEqual(entra.orders, []);
  });

  it('is not made when it cannot be any more, or when that cannot be told', async () => {
    await approved();
    entra.listing = () => Promise.reject(upstreamError('upstream_timeout'));
    assert.match(
      said(await take()),
      /^unavailable: Nothing was sent: Temporary Access Pass could not be read/,
    );
    entra.listing = null;
    entra.data = { users: [user({ accountEnabled: false })] };
    assert.match(said(await take()), /^blocked: Not sent: The account is disabled/);
    assert.deepEqual([(await now()).state, entra.orders], ['failed', []]);
    const clicks = (await harness.service.audit({ target: requestId, limit: 50 })).filter(
      ({ event }) => event === 'handover.refused',
    );
    assert.deepEqual(
      clicks.map(({ actorId, details }) => [actorId, details]),
      [
        [IRIS.id, { action: 'temporaryPass', code: 'blocked' }],
        [IRIS.id, { action: 'temporaryPass', code: 'unavailable' }],
      ],
    );
  });

  it('sends nothing in a drill', async () => {
    await approved({ drill: true });
    assert.equal((await now()).state, 'approved');
    assert.match(said(await take()), /^notReady: This is a drill: nothing was sent/);
    assert.deepEqual([(await now()).state, entra.orders], ['submitted', []]);
    assert.ok((await events()).includes('execution.drilled'));
  });

  it('is not let through by one person', async () => {
    await ask();
    const broken = await harness.service.breakGlass(requestId, MAYA, 'nobody is awake', 'c');
    assert.ok(!broken.ok);
    assert.match(broken.message, /lets somebody in: break-glass is for containing/);
    const rights = await harness.service.rightsOf(requestId, MAYA, 'c');
    assert.notEqual(rights.breakGlass, true);
  });

  it('is made once for two clicks at a time', async () => {
    await approved();
    const answers = (await Promise.all([take(), take()])).map(said).sort();
    assert.equal(answers.filter((one) => one === 'ok').length, 1);
    assert.equal(entra.orders.length, 1);
  });

  describe('that nobody is shown', () => {
    async function withdrawn(): Promise<void> {
      const { state, execution } = await now();
      assert.equal(state, 'failed');
      assert.match(
        execution.problem ?? '',
        /^A Temporary Access Pass was made but could not be shown; it was deleted/,
      );
      assert.deepEqual([entra.passes, entra.deleted, entra.orders.length], [[], ['pass-1'], 1]);
      assert.doesNotMatch(await dump(), /SECRET|handover\.done/);
    }

    it('is not made when the click is late already', async () => {
      await approved();
      assert.match(said(await take(IRIS, () => false)), /^unavailable: It took too long/);
      assert.deepEqual([(await now()).state, entra.orders], ['approved', []]);
    });

    it('is deleted when its answer is late', async () => {
      await approved();
      assert.match(
        said(await take(IRIS, times(1))),
        /^unavailable: A Temporary .* it was deleted\. Ask again/,
      );
      await withdrawn();
    });

    it('is deleted when it turned late while that was written', async () => {
      await approved();
      assert.match(said(await take(IRIS, times(2))), /^unavailable: A Temporary .* it was deleted/);
      const { state, verification } = await now();
      assert.deepEqual([state, verification.verified], ['succeeded', 'no']);
      assert.deepEqual(entra.passes, []);
    });

    it('is said to be left when it turned late so and cannot be deleted', async () => {
      await approved();
      entra.deletion = () => Promise.reject(upstreamError('upstream_forbidden', { status: 403 }));
      assert.match(said(await take(IRIS, times(2))), /A pass that nobody holds may be valid until/);
      assert.equal((await now()).verification.verified, 'no');
    });

    it('is found and deleted when its answer was lost, and never made a second time', async () => {
      await approved();
      entra.fault = { error: upstreamError('upstream_timeout', { mayHaveArrived: true }), act: true };
      assert.match(
        said(await take()),
        /^unavailable: No answer told whether a Temporary Access Pass was made/,
      );
      assert.match(said(await take()), /^unavailable: No answer told/);
      later(MINUTE);
      await job();
      await withdrawn();
    });

    it('is looked for as long as Entra ID may take to show it, and then its end is not known', async () => {
      await approved();
      entra.fault = { error: new TypeError('the answer was no JSON') };
      await take();
      later(MINUTE);
      await job();
      assert.equal((await now()).state, 'executing');
      later(5 * MINUTE);
      await job();
      const { state, execution } = await now();
      assert.equal(state, 'unknown');
      assert.match(
        execution.problem ?? '',
        /nothing is seen of it\. A pass that nobody holds may be valid until/,
      );
      assert.equal(entra.orders.length, 1);
    });

    it('is said to be left when Entra ID does not let it be deleted', async () => {
      await approved();
      entra.fault = {
        error: upstreamError('upstream_failed', { status: 503, mayHaveArrived: true }),
        act: true,
      };
      await take();
      later(MINUTE);
      entra.deletion = () => Promise.reject(upstreamError('upstream_failed', { status: 503 }));
      await job();
      assert.equal((await now()).state, 'executing');
      later(MINUTE);
      entra.deletion = () => Promise.reject(upstreamError('upstream_forbidden', { status: 403 }));
      await job();
      const { state, execution } = await now();
      assert.equal(state, 'unknown');
      assert.match(
        execution.problem ?? '',
        /could not be deleted\. A pass that nobody holds may be valid until \d/,
      );
    });

    it('leaves a fault of the program at deleting alone', async () => {
      await approved();
      entra.fault = { error: upstreamError('upstream_timeout', { mayHaveArrived: true }), act: true };
      await take();
      later(MINUTE);
      entra.deletion = () => Promise.reject(new TypeError('a mistake'));
      await assert.rejects(job(), TypeError);
    });

    it('is deleted by the job when the process ends with the answer', async () => {
      await approved();
      const made = Promise.withResolvers<undefined>();
      const dead = Promise.withResolvers<undefined>();
      entra.beforeAnswer = () => {
        made.resolve(undefined);
        return dead.promise;
      };
      const click = take();
      await made.promise;
      // Whoever holds the lease may yet show it.
      await job();
      assert.deepEqual([(await now()).state, entra.deleted], ['executing', []]);
      later(3 * MINUTE);
      await job();
      await withdrawn();
      // Should that process live after all, it finds that it was overtaken and shows nothing.
      dead.resolve(undefined);
      assert.match(
        said(await click),
        /^unavailable: The request changed meanwhile\. Nothing was handed over/,
      );
    });
  });

  for (const [what, error, why] of [
    ['refuses it', upstreamError('upstream_rejected', { status: 400, mayHaveArrived: false }), /HTTP 400/],
    [
      'asks to wait',
      upstreamError('upstream_throttled', { status: 429, mayHaveArrived: false }),
      /slow down/,
    ],
  ] as const) {
    it(`is not made when Entra ID ${what}`, async () => {
      await approved();
      entra.fault = { error };
      const answer = said(await take());
      assert.match(answer, /^blocked: Nothing was made\. /);
      assert.match(answer, why);
      assert.equal((await now()).state, 'failed');
      assert.deepEqual([entra.orders.length, entra.deleted], [1, []]);
    });
  }
});
