/** How an action of Intune is found again and followed, what it yields, and what proves it. */
import assert from 'node:assert/strict';
import type { ActionDefinition, Order } from '../../../src/domain/actions/action.ts';
import { collectDiagnostics } from '../../../src/domain/actions/collect-diagnostics.ts';
import { intuneScan } from '../../../src/domain/actions/intune-scan.ts';
import { locate } from '../../../src/domain/actions/locate.ts';
import { lock } from '../../../src/domain/actions/lock.ts';
import { reboot } from '../../../src/domain/actions/reboot.ts';
import { resetPasscode } from '../../../src/domain/actions/reset-passcode.ts';
import { retire } from '../../../src/domain/actions/retire.ts';
import { rotateBitlocker } from '../../../src/domain/actions/rotate-bitlocker.ts';
import { shutdown } from '../../../src/domain/actions/shutdown.ts';
import { sync } from '../../../src/domain/actions/sync.ts';
import { updateSignatures } from '../../../src/domain/actions/update-signatures.ts';
import { wipe } from '../../../src/domain/actions/wipe.ts';
import type { ManagedDevices } from '../../../src/domain/ports/tenant.ts';
import type { DeviceActionYield, LogCollection } from '../../../src/domain/tenant/device-action.ts';
import { MANAGED_ID, ago, protection } from '../../fakes/sample-device.ts';
import type { FakePorts } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ORDER, result, tenantWith } from './managed-device.ts';

const SENT_AT = ago({ minutes: 10 });
const SENT: Order = { ...ORDER, sentAt: SENT_AT };
const FOLLOWED_AS = `${MANAGED_ID}/syncDevice/${SENT_AT}`;
const clock = fixedClock();

const withResult = (part: Parameters<typeof result>[0]): FakePorts =>
  tenantWith({
    deviceActionResults: [result({ actionName: 'rebootNow', actionState: 'failed' }), result(part)],
  });

describe('following an action of Intune', () => {
  it('is followed by the device, the name of the action and when it was sent', async () => {
    const ports = fakePorts({}, { managedDevices: { syncDevice: () => Promise.resolve() } });
    assert.deepEqual(await sync.start(SENT, 'comment', ports), {
      upstreamId: FOLLOWED_AS,
      status: 'Pending',
      note: null,
      ours: true,
    });
    await assert.rejects(sync.start(ORDER, 'comment', ports), /when it was sent is not known/);
  });

  it('passes on that Intune refused the order', async () => {
    await assert.rejects(sync.start(SENT, 'comment', fakePorts()), /made to fail/);
  });

  for (const [actionState, status, note] of [
    ['none', 'Pending', null],
    ['pending', 'Pending', null],
    ['active', 'InProgress', null],
    ['done', 'Succeeded', null],
    ['failed', 'Failed', null],
    ['canceled', 'Cancelled', null],
    ['notSupported', 'Failed', 'Intune says that the device does not support it'],
    ['unknown', 'unknown', null],
  ] as const) {
    it(`reads ${actionState} as ${status}`, async () => {
      const found = await sync.poll(FOLLOWED_AS, SENT, withResult({ actionState }));
      assert.deepEqual(found, { upstreamId: FOLLOWED_AS, status, note, ours: false });
    });
  }

  it('tells the error code that came with it', async () => {
    const ports = withResult({ actionState: 'failed', errorCode: -2147024891 });
    assert.equal((await sync.poll(FOLLOWED_AS, SENT, ports))?.note, 'error 0x80070005');
    assert.equal((await sync.poll(FOLLOWED_AS, SENT, withResult({ errorCode: 0 })))?.note, null);
  });

  it('is never taken for an order that was given before, as far as the clocks allow', async () => {
    for (const [startDateTime, found] of [
      [ago({ minutes: 13 }), false],
      [ago({ minutes: 11 }), true],
      [ago({ minutes: 2 }), true],
      [null, false],
    ] as const) {
      const ports = withResult({ startDateTime });
      assert.equal((await sync.poll(FOLLOWED_AS, SENT, ports)) !== null, found, String(startDateTime));
      const own = await sync.findOwn(SENT, 'R-1', ports);
      assert.equal(own !== null, found, String(startDateTime));
      if (own !== null) assert.deepEqual([own.upstreamId, own.ours], [FOLLOWED_AS, true]);
    }
  });

  it('finds nothing of its own before anything was sent', async () => {
    assert.equal(await sync.findOwn(ORDER, 'R-1', withResult({})), null);
  });

  it("finds somebody else's that is not over", async () => {
    assert.equal((await sync.findLive(ORDER, withResult({ actionState: 'active' })))?.status, 'InProgress');
    assert.equal(await sync.findLive(ORDER, withResult({ actionState: 'done' })), null);
    assert.equal(await sync.findLive(ORDER, tenantWith({})), null);
    assert.equal(await sync.findLive(ORDER, fakePorts()), null);
  });

  it('is lost when the device is gone, unless that is what it was for', async () => {
    const gone = fakePorts();
    assert.equal(await sync.poll(FOLLOWED_AS, SENT, gone), null);
    assert.equal(await sync.findOwn(SENT, 'R-1', gone), null);
    for (const action of [wipe, retire]) {
      const found = await action.poll(`${MANAGED_ID}/${action.verb}/${SENT_AT}`, SENT, gone);
      assert.deepEqual([found?.status, found?.note], ['Succeeded', 'Intune no longer lists the device']);
      assert.equal((await action.findOwn(SENT, 'R-1', gone))?.status, 'Succeeded');
    }
  });
});

describe('what may be sent a second time', () => {
  for (const action of [wipe, retire, resetPasscode, shutdown, reboot, lock]) {
    it(`is not ${action.verb}`, () => {
      assert.equal(action.resend, 'never');
    });
  }
  for (const action of [sync, intuneScan, updateSignatures, rotateBitlocker, locate, collectDiagnostics]) {
    it(`is ${action.verb}`, () => {
      assert.equal(action.resend, undefined);
    });
  }
});

describe('the proof of an action of Intune', () => {
  const verify = (action: ActionDefinition, ports: FakePorts, since = SENT_AT) =>
    action.verify(SENT, FOLLOWED_AS, since, ports, clock);

  it('of a sync is that Intune heard from the device after the order, by its own clock', async () => {
    const at = (lastSyncDateTime: string | null, startDateTime: string | null = SENT_AT) =>
      verify(sync, tenantWith({ lastSyncDateTime, deviceActionResults: [result({ startDateTime })] }));
    assert.equal((await at(ago({ minutes: 9 }))).verified, 'yes');
    for (const [last, start] of [
      [SENT_AT, SENT_AT],
      [ago({ minutes: 11 }), SENT_AT],
      [null, SENT_AT],
      [ago({ minutes: 1 }), null],
    ] as const) {
      const found = await at(last, start);
      assert.equal(found.verified, 'pending');
      assert.match(found.evidence ?? '', /^Accepted, not proven: Intune (still names|names no) /);
    }
    assert.equal((await verify(sync, fakePorts())).verified, 'pending');
  });

  for (const action of [wipe, retire]) {
    it(`of ${action.verb} is that Intune no longer lists the device`, async () => {
      const at = (managementState: string, since: string) =>
        verify(action, tenantWith({ managementState }), since);
      assert.equal((await verify(action, fakePorts())).verified, 'yes');
      assert.equal((await at('wipeIssued', ago({ days: 2 }))).verified, 'pending');
      assert.equal((await at('retirePending', ago({ days: 2 }))).verified, 'pending');
      assert.equal((await at('managed', ago({ minutes: 5 }))).verified, 'pending');
      const kept = await at('managed', ago({ minutes: 16 }));
      assert.equal(kept.verified, 'no');
      assert.match(kept.evidence ?? '', /still lists the device and says managed of it/);
      for (const state of ['wipeFailed', 'retireCanceled']) {
        assert.equal((await at(state, ago({ minutes: 1 }))).verified, 'no', state);
      }
    });
  }

  it('of new signatures is a report since the order that calls them up to date', async () => {
    const at = (part: Parameters<typeof protection>[0] | null, startDateTime: string | null = SENT_AT) =>
      updateSignatures.verify(
        SENT,
        'id',
        SENT_AT,
        tenantWith(
          {
            deviceActionResults: [result({ actionName: 'windowsDefenderUpdateSignatures', startDateTime })],
          },
          part === null ? {} : { protection: { [MANAGED_ID]: protection(part) } },
        ),
        clock,
      );
    const reported = ago({ minutes: 5 });
    const good = await at({ lastReportedDateTime: reported });
    assert.equal(good.verified, 'yes');
    assert.match(
      good.evidence ?? '',
      /signatures 1\.421\.7\.0 at 2026-11-22 08:55 UTC, and they are not overdue/,
    );
    const bad = await at({
      lastReportedDateTime: reported,
      signatureUpdateOverdue: true,
      signatureVersion: null,
    });
    assert.equal(bad.verified, 'no');
    assert.match(bad.evidence ?? '', /of no version/);
    for (const [part, start, why] of [
      [null, SENT_AT, /reports nothing to Intune/],
      [{ lastReportedDateTime: null }, SENT_AT, /reports nothing to Intune/],
      [{ lastReportedDateTime: ago({ hours: 2 }) }, SENT_AT, /last report of the antivirus is older/],
      [{ lastReportedDateTime: reported }, null, /is older/],
      [
        { lastReportedDateTime: reported, signatureUpdateOverdue: null },
        SENT_AT,
        /does not say whether they are overdue/,
      ],
    ] as const) {
      const found = await at(part, start);
      assert.equal(found.verified, 'pending');
      assert.match(found.evidence ?? '', why);
    }
    const gone = await updateSignatures.verify(SENT, 'id', SENT_AT, fakePorts(), clock);
    assert.equal(gone.verified, 'pending');
  });

  for (const action of [reboot, shutdown, lock, locate, resetPasscode, rotateBitlocker, collectDiagnostics]) {
    it(`of ${action.verb} is none, and it says why`, async () => {
      assert.ok(typeof action.proof === 'object');
      const found = await verify(action, fakePorts());
      assert.equal(found.verified, 'pending');
      assert.equal(found.evidence, `Accepted, not proven: ${action.proof.none}.`);
    });
  }
});

describe('what an action of Intune brings to light', () => {
  const NOTHING: DeviceActionYield = { passcode: null, unlockPin: null, location: null };
  const tell = (action: ActionDefinition, found: DeviceActionYield | null) => {
    const asked: unknown[] = [];
    const ports = fakePorts(
      {},
      {
        managedDevices: {
          actionYield: (...given) => {
            asked.push(given);
            return Promise.resolve(found);
          },
        },
      },
    );
    return { asked, told: action.disclosure?.tell(`${MANAGED_ID}/x/${SENT_AT}`, ports) };
  };

  it('is a place, with how exact and how old it is', async () => {
    const location = {
      latitude: 59.329312345,
      longitude: 18.06858,
      horizontalAccuracy: 49.6,
      lastCollectedDateTime: ago({ minutes: 3 }),
    };
    const { asked, told } = tell(locate, { ...NOTHING, location });
    assert.deepEqual(await told, [
      'Latitude 59.32931, longitude 18.06858',
      'Exact to 50 m.',
      'That was at 2026-11-22 08:57 UTC.',
    ]);
    assert.deepEqual(asked, [[MANAGED_ID, 'locateDevice']]);
    const vague = { ...location, horizontalAccuracy: null, lastCollectedDateTime: null };
    assert.match(
      String(await tell(locate, { ...NOTHING, location: vague }).told),
      /does not say.*does not say/,
    );
  });

  it('is a passcode, on Android alone', async () => {
    const { asked, told } = tell(resetPasscode, { ...NOTHING, passcode: '483920' });
    assert.equal((await told)?.[0], '483920');
    assert.deepEqual(asked, [[MANAGED_ID, 'resetPasscode']]);
    const offered = (value: string) =>
      resetPasscode.disclosure?.offered?.([{ label: 'Operating system', value }]);
    assert.equal(offered('Android 15'), true);
    assert.equal(offered('iOS 18.1'), false);
  });

  it('is nothing while there is nothing', async () => {
    for (const action of [locate, resetPasscode]) {
      assert.equal(await tell(action, NOTHING).told, null);
      assert.equal(await tell(action, null).told, null);
    }
  });
});

describe('collecting diagnostics', () => {
  const log = (part: Partial<LogCollection> = {}): LogCollection => ({
    id: 'log-1',
    status: 'completed',
    requestedDateTimeUTC: SENT_AT,
    ...part,
  });
  const intune = (part: Partial<ManagedDevices>): FakePorts => tenantWith({}, {}, { managedDevices: part });
  const holding = (...logs: readonly LogCollection[]): FakePorts =>
    intune({
      logCollections: () => Promise.resolve(logs),
      logCollection: (_device, id) => Promise.resolve(logs.find((one) => one.id === id) ?? null),
    });

  it('is followed by the collection that Intune answers with', async () => {
    const ports = intune({ collectDiagnostics: () => Promise.resolve(log({ status: 'pending' })) });
    assert.deepEqual(await collectDiagnostics.start(SENT, 'comment', ports), {
      upstreamId: `${MANAGED_ID}/log-1`,
      status: 'Pending',
      note: null,
      ours: true,
    });
    const statuses = (['pending', 'completed', 'failed', 'unknown'] as const).map(
      async (status) =>
        (await collectDiagnostics.poll(`${MANAGED_ID}/log-1`, SENT, holding(log({ status }))))?.status,
    );
    assert.deepEqual(await Promise.all(statuses), ['Pending', 'Succeeded', 'Failed', 'unknown']);
    assert.equal(await collectDiagnostics.poll(`${MANAGED_ID}/log-2`, SENT, holding(log())), null);
  });

  it('finds its own by the time of sending, and nothing before anything was sent', async () => {
    const found = (order: Order, ...logs: readonly LogCollection[]) =>
      collectDiagnostics.findOwn(order, 'R-1', holding(...logs));
    assert.equal((await found(SENT, log()))?.upstreamId, `${MANAGED_ID}/log-1`);
    assert.equal(await found(SENT, log({ requestedDateTimeUTC: ago({ hours: 1 }) })), null);
    assert.equal(await found(SENT, log({ requestedDateTimeUTC: null })), null);
    assert.equal(await found(ORDER, log()), null);
  });

  it('takes over a collection under way, and waits after one that was asked for just now', async () => {
    const look = (...logs: readonly LogCollection[]) =>
      collectDiagnostics.preflight(ORDER, holding(...logs), clock);
    const live = await look(log({ status: 'pending' }));
    assert.match(live.blockers[0]?.message ?? '', /asked for 10 min ago already \(pending\)/);
    assert.equal(live.underWay?.upstreamId, `${MANAGED_ID}/log-1`);
    const recent = await look(log({ requestedDateTimeUTC: NOW.toISOString() }));
    assert.match(recent.blockers[0]?.message ?? '', /just now already \(completed\)/);
    assert.equal(recent.underWay, null);
    assert.deepEqual((await look(log())).blockers, []);
    assert.equal(
      (await collectDiagnostics.findLive(ORDER, holding(log({ status: 'pending' }))))?.status,
      'Pending',
    );
    assert.equal(await collectDiagnostics.findLive(ORDER, holding(log())), null);
    const silent = intune({ logCollections: failing('upstream_timeout') });
    await assert.rejects(collectDiagnostics.preflight(ORDER, silent, clock), /made to fail/);
  });

  it('hands over the link of its own collection', async () => {
    const asked: unknown[] = [];
    const ports = intune({
      logCollectionLink: (...given) => {
        asked.push(given);
        return Promise.resolve('https://logs.example/1.zip');
      },
    });
    assert.equal(
      await collectDiagnostics.handover?.link(`${MANAGED_ID}/log/1`, ports),
      'https://logs.example/1.zip',
    );
    assert.deepEqual(asked, [[MANAGED_ID, 'log/1']]);
  });
});
