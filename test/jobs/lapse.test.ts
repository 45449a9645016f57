import assert from 'node:assert/strict';
import type { ActionRule } from '../../src/domain/approvals/policy.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { MachineAction } from '../../src/domain/tenant/device.ts';
import { execute } from '../../src/jobs/execute.ts';
import { track } from '../../src/jobs/track.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { machine } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { rolesPolicy, startHarness } from './harness.ts';

const DAY = 24 * 60 * 60_000;
const HOUR = 60 * 60_000;

describe('an isolation that the device did not fetch in three days', () => {
  let database: Database;
  let harness: Harness;
  async function start(rule: Partial<ActionRule> = {}): Promise<void> {
    database = await testDatabase();
    harness = await startHarness(database, { policy: rolesPolicy({ actions: { isolate: rule } }) });
    harness.defender.endsAs = 'Pending';
  }
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function sent(): Promise<string> {
    const id = await harness.approved();
    await execute(id, harness.workflow());
    return id;
  }
  async function after(
    ms: number,
    id: string,
    upstream: Partial<MachineAction> = {},
  ): Promise<ResponseRequest> {
    harness.clock.offsetMs += ms;
    const { actions } = harness.defender;
    actions.splice(0, actions.length, ...actions.map((action) => ({ ...action, ...upstream })));
    await track(id, harness.workflow());
    const request = await harness.service.find(id);
    assert.ok(request !== null);
    return request;
  }

  it('is said to be about to be dropped, then has timed out', async () => {
    await start();
    const id = await sent();
    assert.equal((await after(3 * DAY - HOUR, id)).execution.problem, null);
    const silent = await after(HOUR, id);
    assert.equal(silent.state, 'submitted');
    assert.match(silent.execution.problem ?? '', /^Pending for three days: .* ask again when it reports\.$/);
    const over = await after(HOUR, id);
    assert.equal(over.state, 'timedOut');
    assert.match(over.execution.problem ?? '', /Ask again when the device reports\.$/);
    assert.equal(over.supersededBy, null);
  });

  for (const status of ['TimeOut', 'Cancelled'] as const) {
    it(`is sent anew where the policy says so, when Defender says ${status}; as often as it says and no more`, async () => {
      await start({ reissue: 2 });
      let id = await sent();
      const first = id;
      for (const times of [1, 2]) {
        const over = await after(3 * DAY, id, { status });
        assert.equal(over.state, 'timedOut');
        assert.ok(over.supersededBy !== null);
        const next = await harness.store.find(over.supersededBy);
        assert.deepEqual(
          [next?.request.state, next?.request.supersedes, next?.request.coveredBy, next?.book.reissues],
          ['approved', id, first, times],
        );
        assert.deepEqual(next?.book.binding, (await harness.store.find(first))?.book.binding);
        id = over.supersededBy;
        await execute(id, harness.workflow());
        assert.equal((await harness.service.find(id))?.state, 'submitted');
      }
      assert.equal(harness.defender.sent.length, 3);
      assert.equal((await after(3 * DAY, id, { status })).supersededBy, null);
      const record = await harness.service.audit({ target: first, limit: 100 });
      assert.equal(record.filter(({ event }) => event === 'execution.reissued').length, 1);
    });
  }

  it('is not sent anew when somebody cancelled it, or when it ended before its time', async () => {
    await start({ reissue: 2 });
    const byHand = await after(4 * DAY, await sent(), { status: 'Cancelled', cancellationComment: 'no' });
    assert.deepEqual([byHand.state, byHand.supersededBy], ['failed', null]);
    const early = await after(DAY, await sent(), { status: 'TimeOut' });
    assert.deepEqual([early.state, early.supersededBy], ['timedOut', null]);
    assert.match(early.execution.problem ?? '', /did not take it up in time/);
  });

  it('is asked about again when what its approvers saw has changed meanwhile', async () => {
    await start({ reissue: 1 });
    const asked = await harness.ask({ facts: { 'Risk score': 'High' } });
    assert.ok(asked.ok);
    const { id } = asked.request;
    const tomas = { id: '20000000-0000-4000-8000-000000000002', name: 'Tomas Ng' };
    await harness.service.decide(id, tomas, 'approve', null, 'c');
    await execute(id, harness.workflow());
    const over = await after(3 * DAY, id, { status: 'TimeOut' });
    assert.ok(over.supersededBy !== null);
    harness.defender.machine = machine({ riskScore: 'Low' });
    await execute(over.supersededBy, harness.workflow());
    const again = await harness.service.find(over.supersededBy);
    assert.equal(again?.state, 'failed');
    assert.match(again.execution.problem ?? '', /what its approvers saw has changed/);
    assert.equal(harness.defender.sent.length, 1);
  });
});
