import assert from 'node:assert/strict';
import type { Order, Preflight } from '../../../src/domain/actions/action.ts';
import { scan } from '../../../src/domain/actions/scan.ts';
import type { Verification } from '../../../src/domain/approvals/request.ts';
import type { Machine, MachineAction } from '../../../src/domain/tenant/device.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  DEVICE_ID,
  MACHINE_ID,
  MANAGED_ID,
  action as machineAction,
  ago,
  healthyTenant,
  machine,
  protection,
} from '../../fakes/sample-device.ts';

const order = (kind: string, aadDeviceId: string | null = DEVICE_ID): Order => ({
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId },
  parameters: { kind },
});
const running = (part: Partial<MachineAction> = {}): MachineAction =>
  machineAction({ id: 'run', type: 'RunAntiVirusScan', scope: 'Quick', status: 'InProgress', ...part });

function look(
  kind: string,
  part: { machine?: Partial<Machine>; actions?: MachineAction[] },
): Promise<Preflight> {
  const tenant = healthyTenant({ machines: [machine(part.machine)], actions: part.actions ?? [] });
  return scan.preflight(order(kind), fakePorts(tenant), fixedClock());
}

describe('a scan', () => {
  it('takes over the same scan under way, and waits for one of the other kind', async () => {
    const same = await look('quick', { actions: [running()] });
    assert.match(
      same.blockers[0]?.message ?? '',
      /^The same scan is under way \(Quick, InProgress since 5 h ago, by /,
    );
    assert.equal(same.underWay?.upstreamId, 'run');
    const other = await look('full', { actions: [running({ requestor: '' })] });
    assert.match(
      other.blockers[0]?.message ?? '',
      /^Another scan is under way \(Quick, InProgress since 5 h ago\)/,
    );
    assert.equal(other.underWay, null);
    const bare = await look('full', { actions: [running({ scope: null, requestor: null })] });
    assert.match(bare.blockers[0]?.message ?? '', /^The same scan is under way \(InProgress since 5 h ago\)/);
    assert.deepEqual((await look('full', { actions: [running({ status: 'Succeeded' })] })).blockers, []);
  });
  it('finds the same under way and no other when Defender says that there is one', async () => {
    const ports = fakePorts(healthyTenant({ actions: [running()] }));
    assert.equal((await scan.findLive(order('quick'), ports))?.upstreamId, 'run');
    assert.equal(await scan.findLive(order('full'), ports), null);
  });
  it('is impossible on phones and old Windows, and doubtful where Microsoft names no other system', async () => {
    assert.match(
      (await look('quick', { machine: { osPlatform: 'Android' } })).blockers[0]?.message ?? '',
      /cannot scan Android/,
    );
    assert.match(
      (await look('quick', { machine: { osPlatform: 'Windows8.1' } })).blockers[0]?.message ?? '',
      /A scan needs Windows 10 1709/,
    );
    const mac = await look('quick', { machine: { osPlatform: 'macOS' } });
    assert.deepEqual(mac.blockers, []);
    assert.match(mac.warnings.join(), /not macOS: it may be refused/);
  });
  it('warns of what a full scan does to a server', async () => {
    const server = { machine: { osPlatform: 'WindowsServer2022' } };
    const text = async (kind: string): Promise<string> => JSON.stringify((await look(kind, server)).evidence);
    assert.match(await text('full'), /slows every service on it/);
    assert.doesNotMatch(await text('quick'), /slows every service/);
  });
  it('says what kind looks at what', () => {
    assert.match(scan.effect(order('full')), /every file/);
    assert.match(scan.effect(order('quick')), /where malware settles/);
  });
});

describe('the proof of a scan', () => {
  const done = running({ status: 'Succeeded' });
  const proof = (
    kind: string,
    part: TenantData,
    aadDeviceId: string | null = DEVICE_ID,
  ): Promise<Verification> =>
    scan.verify(
      order(kind, aadDeviceId),
      'run',
      ago({ hours: 1 }),
      fakePorts(healthyTenant({ actions: [done], ...part })),
      fixedClock(),
    );
  const reported = (part: Parameters<typeof protection>[0]): TenantData => ({
    protection: { [MANAGED_ID]: protection(part) },
  });

  it('is what Intune hears from the antivirus itself', async () => {
    for (const [kind, name] of [
      ['quick', 'lastQuickScanDateTime'],
      ['full', 'lastFullScanDateTime'],
    ] as const) {
      const found = await proof(kind, reported({ [name]: ago({ hours: 4 }) }));
      assert.equal(found.verified, 'yes');
      assert.match(found.evidence ?? '', new RegExp(`reports a ${kind} scan at 2`));
    }
  });
  const missing: readonly (readonly [string, TenantData, RegExp, null?])[] = [
    ['reports an older one', reported({ lastFullScanDateTime: ago({ hours: 6 }) }), /is older/],
    ['reports none', reported({ lastFullScanDateTime: null }), /reports no full scan/],
    ['reports nothing of the antivirus', { protection: {} }, /reports no full scan/],
    ['does not manage the device', { managedDevices: [] }, /does not manage the device/],
    ['cannot be asked', {}, /not registered in Entra ID/, null],
  ];
  for (const [what, part, why, none] of missing) {
    it(`waits while Intune ${what}`, async () => {
      const found = await proof('full', part, none === null ? null : DEVICE_ID);
      assert.equal(found.verified, 'pending');
      assert.match(found.evidence ?? '', /^Accepted, not proven: Defender says that the scan ended, and /);
      assert.match(found.evidence ?? '', why);
    });
  }
  it('waits when Defender forgot the action', async () => {
    assert.match((await proof('full', { actions: [] })).evidence ?? '', /no longer lists it/);
  });
});
