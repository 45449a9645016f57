import assert from 'node:assert/strict';
import { devicePosture } from '../../../src/domain/questions/device-posture.ts';
import { deviceRisk } from '../../../src/domain/questions/device-risk.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  ago,
  connector,
  directoryDevice,
  healthyTenant,
  machine,
  managedDevice,
} from '../../fakes/sample-device.ts';

async function told(part: TenantData): Promise<{ tone: string; headline: string; reasons: string }> {
  const reply = await devicePosture(fakePorts(healthyTenant(part)), fixedClock(), 'FIN-LT-042');
  assert.ok(reply.kind === 'answer');
  return { tone: reply.tone, headline: reply.headline, reasons: reply.reasons.join('\n') };
}

const risky = (riskScore: 'Low' | 'Medium' | 'High'): TenantData => ({ machines: [machine({ riskScore })] });

describe('a risk that Intune has not heard of', () => {
  it('is bad when it is high and the device counts as compliant, a warning when it is lower', async () => {
    const silent = { connector: connector({ partnerState: 'unresponsive' }) };
    for (const [score, tone] of [
      ['High', 'bad'],
      ['Medium', 'warning'],
    ] as const) {
      const answer = await told({ ...risky(score), ...silent });
      assert.equal(answer.tone, tone);
      assert.match(answer.reasons, /the connector between them is not answering \(last heartbeat 1 h ago\)/);
    }
  });
  it('is not what makes the headline of a device that is refused anyway', async () => {
    const answer = await told({
      ...risky('Medium'),
      devices: [directoryDevice({ isCompliant: false })],
      managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
      connector: null,
    });
    assert.doesNotMatch(answer.headline, /not connected/);
    assert.match(answer.reasons, /the connector between them was never set up/);
  });
  const systems: readonly (readonly [system: string | null, off: object, reason: RegExp])[] = [
    ['Windows', { windowsEnabled: false }, /not used for this platform/],
    ['iOS', { iosEnabled: false }, /not used for this platform/],
    ['iPadOS', { iosEnabled: false }, /not used for this platform/],
    ['Android', { androidEnabled: false }, /not used for this platform/],
    ['Windows', { iosEnabled: false, androidEnabled: false }, /last checked in 2 h ago/],
    ['macOS', { windowsEnabled: false }, /last checked in 2 h ago/],
    [null, { windowsEnabled: false }, /last checked in 2 h ago/],
  ];
  for (const [operatingSystem, off, reason] of systems) {
    it(`is explained for ${operatingSystem ?? 'no system'} with ${JSON.stringify(off)}`, async () => {
      const answer = await told({
        ...risky('High'),
        managedDevices: [managedDevice({ operatingSystem })],
        connector: connector(off),
      });
      assert.match(answer.reasons, reason);
    });
  }
  it('keeps to the limit that the tenant set for a silent connector', async () => {
    const lastHeartbeatDateTime = ago({ days: 3 });
    const strict = connector({ lastHeartbeatDateTime, partnerUnresponsivenessThresholdInDays: 2 });
    assert.match(
      (await told({ ...risky('High'), connector: strict })).reasons,
      /enabled but silent \(last heartbeat 3 days ago; limit 2 days\)/,
    );
    const unset = connector({ lastHeartbeatDateTime, partnerUnresponsivenessThresholdInDays: null });
    assert.match((await told({ ...risky('High'), connector: unset })).reasons, /the connector works/);
    const never = connector({ lastHeartbeatDateTime: null });
    assert.match(
      (await told({ ...risky('High'), connector: never })).reasons,
      /silent \(no heartbeat on record/,
    );
  });
});

describe('a risk that Intune has heard of', () => {
  it('is told with the tone of the risk while the device still counts as compliant', async () => {
    for (const [riskScore, partnerReportedThreatState, tone] of [
      ['Medium', 'mediumSeverity', 'warning'],
      ['High', 'highSeverity', 'bad'],
    ] as const) {
      const reply = await deviceRisk(
        fakePorts(
          healthyTenant({
            ...risky(riskScore),
            managedDevices: [managedDevice({ partnerReportedThreatState })],
          }),
        ),
        fixedClock(),
        'FIN-LT-042',
      );
      assert.ok(reply.kind === 'answer');
      assert.equal(reply.tone, tone);
      assert.match(reply.headline, /Intune has heard and still counts it as compliant$/);
    }
  });
});

describe('compliance that Entra ID does not follow', () => {
  it('tells a flag that says no from one that was never set', async () => {
    for (const [isCompliant, words] of [
      [false, /Intune says compliant, Entra ID says not compliant:/],
      [null, /Intune says compliant, Entra ID was never told:/],
    ] as const) {
      const answer = await told({ devices: [directoryDevice({ isCompliant })] });
      assert.equal(answer.tone, 'warning');
      assert.match(answer.reasons, words);
    }
  });
});
