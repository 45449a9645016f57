/** Orders to Intune, which takes no mark: what may have arrived is looked for, and what must not happen twice never does. */
import assert from 'node:assert/strict';
import type { UpstreamError } from '../../src/errors.ts';
import { execute } from '../../src/jobs/execute.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { DeviceActionName, DeviceActionResult } from '../../src/domain/tenant/device-action.ts';
import { actionable } from '../domain/actions/managed-device.ts';
import { MANAGED_ID } from '../fakes/sample-device.ts';
import type { Database } from '../../src/storage/database.ts';
import { fakePorts } from '../fakes/tenant-ports.ts';
import { testDatabase } from '../storage/test-database.ts';
import { upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { TOMAS, MAYA, startHarness } from './harness.ts';

const ARRIVED = upstreamError('upstream_timeout', { mayHaveArrived: true });
const THROTTLED = upstreamError('upstream_throttled', { mayHaveArrived: false });

describe('an order to Intune', () => {
  let database: Database;
  let harness: Harness;
  /** Calls that came to Intune, whatever became of them. */
  let calls: number;
  let results: DeviceActionResult[];
  /** What the next calls do, one each; after that they are taken. */
  let fates: { readonly act: boolean; readonly error: UpstreamError }[];
  let present: boolean;

  beforeEach(async () => {
    [calls, results, fates, present] = [0, [], [], true];
    database = await testDatabase();
    harness = await startHarness(database);
    const { defender, clock } = harness;
    const open = defender.open.bind(defender);
    const order = (actionName: DeviceActionName) => (): Promise<void> => {
      calls += 1;
      const fate = fates.shift();
      if (fate?.act !== false) {
        const at = clock.now().toISOString();
        const state = {
          actionState: 'done',
          startDateTime: at,
          lastUpdatedDateTime: at,
          errorCode: null,
          scanKind: null,
        } as const;
        results = [{ actionName, ...state }];
        present = actionName !== 'wipe';
      }
      return fate === undefined ? Promise.resolve() : Promise.reject(fate.error);
    };
    const intune = fakePorts(
      {},
      {
        managedDevices: {
          device: () =>
            Promise.resolve(
              present ? actionable({ azureADDeviceId: null, deviceActionResults: results }) : null,
            ),
          wipe: order('wipe'),
          rebootNow: order('rebootNow'),
          syncDevice: order('syncDevice'),
        },
      },
    ).managedDevices;
    defender.open = () => ({ ...open(), managedDevices: intune });
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  async function approved(action: string): Promise<string> {
    const asked = await harness.ask({
      action,
      parameters: {},
      target: { kind: 'device', id: MANAGED_ID, name: 'FIN-LT-042', aadDeviceId: null },
    });
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    for (const actor of action === 'wipe' ? [TOMAS, MAYA] : [TOMAS]) {
      await harness.service.decide(asked.request.id, actor, 'approve', null, 'c');
    }
    return asked.request.id;
  }
  async function ended(action: string): Promise<ResponseRequest> {
    await harness.startWorkers();
    const id = await approved(action);
    return harness.until(id, ({ state }) => ['succeeded', 'failed', 'unknown'].includes(state));
  }

  for (const action of ['wipe', 'reboot', 'sync']) {
    it(`${action} is found again by its time when it arrived although no answer came`, async () => {
      fates = [{ act: true, error: ARRIVED }];
      const found = await ended(action);
      assert.equal(found.state, 'succeeded');
      assert.equal(found.execution.adopted, false);
      assert.equal(calls, 1);
    });
    it(`${action} is sent again when Intune certainly did not take it`, async () => {
      fates = [{ act: false, error: THROTTLED }];
      assert.equal((await ended(action)).state, 'succeeded');
      assert.equal(calls, 2);
    });
  }

  for (const action of ['wipe', 'reboot']) {
    it(`${action} is not sent again when nobody knows whether it arrived, and that is said`, async () => {
      fates = [{ act: false, error: ARRIVED }];
      const lost = await ended(action);
      assert.equal(lost.state, 'unknown');
      assert.match(
        lost.execution.problem ?? '',
        /sent once.*not sent twice: look in the Intune admin center/,
      );
      assert.equal(calls, 1);
    });
  }

  it('is looked for until Intune must show it, and taken when it shows late', async () => {
    fates = [{ act: false, error: ARRIVED }];
    const id = await approved('reboot');
    const run = (): Promise<void> =>
      execute(id, {
        ...harness.workflow(),
        timings: { ...DEFAULT_TIMINGS, settle: 10_000, missingGrace: 60_000 },
      });
    await run();
    for (let looks = 0; looks < 3; looks += 1) {
      harness.clock.offsetMs += 11_000;
      await run();
      assert.equal((await harness.service.find(id))?.state, 'executing');
    }
    const at = new Date(harness.clock.now().getTime() - 30_000).toISOString();
    results = [
      {
        actionName: 'rebootNow',
        actionState: 'active',
        startDateTime: at,
        lastUpdatedDateTime: at,
        errorCode: null,
        scanKind: null,
      },
    ];
    harness.clock.offsetMs += 11_000;
    await run();
    assert.equal((await harness.service.find(id))?.state, 'submitted');
    assert.equal(calls, 1);
  });

  it('is not sent again by a process that finds it on its way', async () => {
    // The process ends between sending and noting what came of it.
    const id = await approved('wipe');
    const dead = harness.workflow();
    const died = new Promise<void>((resolve) => {
      const intune = dead.tenant.open({ correlationId: 'c' }).managedDevices;
      const hanging = {
        ...intune,
        wipe: () => {
          calls += 1;
          resolve();
          return new Promise<void>(() => {});
        },
      };
      const tenant = {
        tenantId: 'tenant',
        open: () => ({ ...harness.defender.open(), managedDevices: hanging }),
      };
      void execute(id, { ...dead, tenant });
    });
    await died;
    harness.clock.offsetMs += DEFAULT_TIMINGS.lease + 1_000;
    await harness.startWorkers();
    const lost = await harness.untilState(id, 'unknown');
    assert.match(lost.execution.problem ?? '', /not sent twice/);
    assert.equal(calls, 1);
  });

  it('that harms nobody is sent again, and given up in the end', async () => {
    fates = Array.from({ length: 5 }, () => ({ act: false, error: ARRIVED }));
    const failed = await ended('sync');
    assert.equal(failed.state, 'failed');
    assert.match(failed.execution.problem ?? '', /Sent 3 times, the last time without an answer/);
    assert.equal(calls, 3);
  });
});
