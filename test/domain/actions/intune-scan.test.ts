/** A scan by order of Intune: what its approver sees, which order it follows, what proves it. */
import assert from 'node:assert/strict';
import type { Order, Preflight } from '../../../src/domain/actions/action.ts';
import { intuneScan } from '../../../src/domain/actions/intune-scan.ts';
import type { Verification } from '../../../src/domain/approvals/request.ts';
import type { ActionableDevice, DeviceActionResult } from '../../../src/domain/tenant/device-action.ts';
import { MANAGED_ID, ago, machine, protection } from '../../fakes/sample-device.ts';
import type { FakePorts, Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ORDER, actionable, result, tenantWith } from './managed-device.ts';

type Kind = 'quick' | 'full';

const SENT_AT = ago({ minutes: 10 });
const FOLLOWED_AS = `${MANAGED_ID}/windowsDefenderScan/${SENT_AT}`;
const clock = fixedClock();
const order = (kind: Kind): Order => ({ ...ORDER, parameters: { kind }, sentAt: SENT_AT });
const scanned = (part: Partial<DeviceActionResult> = {}): DeviceActionResult =>
  result({ actionName: 'windowsDefenderScan', scanKind: 'quick', ...part });
const reporting = (part: Parameters<typeof protection>[0]): TenantData => ({
  protection: { [MANAGED_ID]: protection(part) },
});

function look(
  kind: Kind,
  part: Partial<ActionableDevice> = {},
  data: TenantData = {},
  overrides: Overrides = {},
): Promise<Preflight> {
  const ports = tenantWith(part, { ...reporting({}), ...data }, overrides);
  return intuneScan.preflight(order(kind), ports, clock);
}
const line = ({ evidence }: Preflight, label: string): string | undefined =>
  evidence.find((one) => one.label === label)?.value;
const UNKNOWN_TO_DEFENDER: TenantData = { machines: [] };

describe('the order of a scan through Intune', () => {
  it('says quick or full, and on the card what that looks at', () => {
    for (const [kind, quickScan, words] of [
      ['quick', true, /look where malware settles on FIN-LT-042\./],
      ['full', false, /look through every file of FIN-LT-042, which is slower/],
    ] as const) {
      assert.deepEqual(intuneScan.call(order(kind)), {
        operation: 'managedDevices.windowsDefenderScan',
        input: { managedDeviceId: MANAGED_ID, quickScan },
      });
      assert.match(intuneScan.effect(order(kind)), words);
    }
    assert.match(
      intuneScan.effect(order('full')),
      /an alert only where Defender for Endpoint has the device\.$/,
    );
  });
});

describe('what the approver of a scan through Intune reads', () => {
  it('is how the antivirus stands and when it last scanned', async () => {
    const found = await look('quick', {}, UNKNOWN_TO_DEFENDER);
    assert.deepEqual([found.blockers, found.warnings], [[], []]);
    assert.equal(line(found, 'Antivirus'), 'on, real-time protection on, clean, reported 2 h ago');
    assert.equal(line(found, 'Last quick scan'), '24 h ago');
    assert.equal(line(found, 'Last full scan'), 'none reported');
    assert.equal(line(found, 'Defender'), 'does not know the device');
    const late = await look('quick', {}, reporting({ quickScanOverdue: true, fullScanOverdue: true }));
    assert.equal(line(late, 'Last quick scan'), '24 h ago, overdue');
    assert.equal(line(late, 'Last full scan'), 'none reported, overdue');
    const bare = await look(
      'quick',
      {},
      reporting({ malwareProtectionEnabled: null, realTimeProtectionEnabled: null, deviceState: [] }),
    );
    assert.match(line(bare, 'Antivirus') ?? '', /^not reported, real-time protection not reported, reported/);
  });

  for (const [what, kind, part, warning] of [
    ['the antivirus is off', 'quick', { malwareProtectionEnabled: false }, /there may be nothing that scans/],
    [
      'real-time protection is off',
      'quick',
      { realTimeProtectionEnabled: false },
      /^Real-time protection is reported as off/,
    ],
    ['a full scan is required', 'quick', { fullScanRequired: true }, /waits for a full scan; a quick one/],
    [
      'a full scan is pending',
      'quick',
      { deviceState: ['fullScanPending', 'critical'] },
      /waits for a full scan; a quick one/,
    ],
    [
      'an offline scan is pending',
      'full',
      { deviceState: ['offlineScanPending'] },
      /An offline scan is pending/,
    ],
    ['a restart is pending', 'full', { deviceState: ['rebootPending'] }, /waits for a restart/],
  ] as const) {
    it(`is a warning when ${what}`, async () => {
      const found = await look(kind, {}, { ...UNKNOWN_TO_DEFENDER, ...reporting(part) });
      assert.deepEqual(found.blockers, []);
      assert.equal(found.warnings.length, 1);
      assert.match(found.warnings[0] ?? '', warning);
    });
  }

  it('is no warning of the full scan that is asked for', async () => {
    const data = { ...UNKNOWN_TO_DEFENDER, ...reporting({ fullScanRequired: true }) };
    assert.deepEqual((await look('full', {}, data)).warnings, []);
  });

  it('tells an antivirus that reports nothing from a report that could not be read, and stops for neither', async () => {
    const none = await look('quick', {}, { ...UNKNOWN_TO_DEFENDER, protection: {} });
    assert.equal(line(none, 'Antivirus'), 'reports nothing to Intune');
    assert.match(none.warnings.join(), /^It reports nothing to Intune: whether .* runs there is not known/);
    const silent = await look('quick', {}, UNKNOWN_TO_DEFENDER, {
      managedDevices: { protectionState: failing('upstream_timeout') },
    });
    assert.equal(line(silent, 'Antivirus'), 'could not be read');
    assert.match(silent.warnings.join(), /^What Intune hears from it could not be read: /);
    assert.deepEqual([none.blockers, silent.blockers], [[], []]);
  });

  it('is that Defender for Endpoint is the better way, where it has the device', async () => {
    const better = async (kind: Kind, data: TenantData): Promise<readonly string[]> =>
      (await look(kind, {}, data)).warnings;
    assert.match((await better('quick', {})).join(), /is the better way \(“scan FIN-LT-042”\)/);
    assert.match((await better('full', {})).join(), /“full scan FIN-LT-042”/);
    const lone = machine({ onboardingStatus: 'CanBeOnboarded' });
    assert.deepEqual(await better('quick', { machines: [lone] }), []);
    const found = await look('quick', {}, { machines: [lone] });
    assert.equal(line(found, 'Defender'), 'risk None, exposure Low, not onboarded (CanBeOnboarded)');
  });

  it('is what is not known of Defender, and why', async () => {
    const nameless = await look('quick', { azureADDeviceId: null });
    assert.equal(line(nameless, 'Defender'), 'not known: the device has no Entra device id to ask with');
    const alone = await look(
      'quick',
      {},
      {},
      { endpoints: { byAzureADDeviceIds: failing('upstream_not_configured') } },
    );
    assert.equal(line(alone, 'Defender'), 'is not part of this installation');
  });
});

describe('one scan of Intune at a time', () => {
  const under = (kind: Kind, part: Partial<DeviceActionResult>): Promise<Preflight> =>
    look(kind, { deviceActionResults: [scanned({ actionState: 'pending', ...part })] });

  it('takes over the same kind under way, and waits for the other', async () => {
    const same = await under('quick', {});
    assert.equal(same.blockers[0]?.message, 'The same is under way (pending since 10 min ago).');
    assert.equal(same.underWay?.upstreamId, FOLLOWED_AS);
    const other = await under('full', {});
    assert.match(
      other.blockers[0]?.message ?? '',
      /^A scan is under way \(quick, pending since 10 min ago\), and Intune follows one at a time/,
    );
    assert.equal(other.underWay, null);
  });

  it('takes nothing over when Intune does not tell which kind it is', async () => {
    const found = await under('quick', { scanKind: null });
    assert.match(found.blockers[0]?.message ?? '', /\(quick or full, Intune does not tell, pending since/);
    assert.equal(found.underWay, null);
    const ports = tenantWith({ deviceActionResults: [scanned({ actionState: 'active', scanKind: null })] });
    assert.equal(await intuneScan.findLive(order('quick'), ports), null);
  });

  it('waits after one that was just over, unless it was of the other kind', async () => {
    const over = async (kind: Kind, scanKind: DeviceActionResult['scanKind']): Promise<string | undefined> =>
      (
        await look(kind, {
          deviceActionResults: [scanned({ scanKind, startDateTime: ago({ minutes: 1 }) })],
        })
      ).blockers[0]?.message;
    assert.match((await over('quick', 'quick')) ?? '', /^The same was ordered 1 min ago/);
    assert.match((await over('quick', null)) ?? '', /^A scan was ordered 1 min ago/);
    assert.equal(await over('full', 'quick'), undefined);
  });

  it('follows its own, and not one of the other kind that took its place', async () => {
    const holding = (part: Partial<DeviceActionResult>): FakePorts =>
      tenantWith({ deviceActionResults: [scanned(part)] });
    for (const [scanKind, found] of [
      ['quick', true],
      [null, true],
      ['full', false],
    ] as const) {
      const ports = holding({ scanKind });
      assert.equal((await intuneScan.poll(FOLLOWED_AS, order('quick'), ports)) !== null, found);
      assert.equal((await intuneScan.findOwn(order('quick'), 'R-1', ports)) !== null, found);
      const devices = () => Promise.resolve([actionable({ deviceActionResults: [scanned({ scanKind })] })]);
      const looked = await intuneScan.following?.look(
        [{ upstreamId: FOLLOWED_AS, order: order('quick'), sentAt: SENT_AT }],
        1,
        fakePorts({}, { managedDevices: { devices } }),
      );
      assert.deepEqual(looked?.missing, found ? [] : [FOLLOWED_AS]);
    }
  });
});

describe('the proof of a scan through Intune', () => {
  const proof = (
    kind: Kind,
    data: TenantData,
    part: Partial<DeviceActionResult> = { scanKind: kind },
  ): Promise<Verification> =>
    intuneScan.verify(
      order(kind),
      FOLLOWED_AS,
      ago({ minutes: 1 }),
      tenantWith({ deviceActionResults: [scanned(part)] }, data),
      clock,
    );

  it('is what Intune hears from the antivirus after the order', async () => {
    for (const [kind, name] of [
      ['quick', 'lastQuickScanDateTime'],
      ['full', 'lastFullScanDateTime'],
    ] as const) {
      const found = await proof(kind, reporting({ [name]: ago({ minutes: 5 }) }));
      assert.equal(found.verified, 'yes');
      assert.match(found.evidence ?? '', new RegExp(`reports a ${kind} scan at 2026-11-22 08:55 UTC`));
    }
  });

  for (const [what, data, part, why] of [
    [
      'the last one is older',
      reporting({ lastFullScanDateTime: ago({ hours: 6 }) }),
      undefined,
      /the last full scan that Intune reports is older/,
    ],
    [
      'it is as old as the order',
      reporting({ lastFullScanDateTime: SENT_AT }),
      undefined,
      /the last full scan that Intune reports is older/,
    ],
    ['none is reported', reporting({}), undefined, /Intune reports no full scan of the device/],
    ['a quick one alone is', reporting({ lastQuickScanDateTime: ago({ minutes: 5 }) }), undefined, /no full/],
    ['the antivirus reports nothing', { protection: {} }, undefined, /Intune reports no full scan/],
    [
      'another order took its place',
      reporting({ lastFullScanDateTime: ago({ minutes: 5 }) }),
      { scanKind: 'quick' },
      /it no longer lists the order/,
    ],
  ] as const) {
    it(`is waited for while ${what}`, async () => {
      const found = await proof('full', data, part);
      assert.equal(found.verified, 'pending');
      assert.match(found.evidence ?? '', /^Accepted, not proven: Intune says that the scan ended, and /);
      assert.match(found.evidence ?? '', why);
    });
  }

  it('is waited for when the device is gone from Intune, and not made up when it cannot be asked', async () => {
    const gone = await intuneScan.verify(order('quick'), FOLLOWED_AS, SENT_AT, fakePorts(), clock);
    assert.match(gone.evidence ?? '', /no longer lists the order/);
    const silent = tenantWith({}, {}, { managedDevices: { protectionState: failing('upstream_timeout') } });
    await assert.rejects(
      intuneScan.verify(order('quick'), FOLLOWED_AS, SENT_AT, silent, clock),
      /made to fail/,
    );
  });
});
