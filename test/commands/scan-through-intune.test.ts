/** Where "scan X" goes: to Defender where it has X, to Intune where it certainly has not, nowhere while that is not known. */
import assert from 'node:assert/strict';
import { actionScanCommand } from '../../src/commands/action-scan.ts';
import type { Notice, Reply } from '../../src/domain/questions/answer.ts';
import { UpstreamError } from '../../src/errors.ts';
import { actionable } from '../domain/actions/managed-device.ts';
import { MACHINE_ID, MANAGED_ID, healthyTenant, machine } from '../fakes/sample-device.ts';
import type { Overrides, TenantData } from '../fakes/tenant-ports.ts';
import { failing, fakePorts } from '../fakes/tenant-ports.ts';
import { ordered } from './order-context.ts';
import type { Ordered } from './order-context.ts';

function scanIt(data: TenantData, overrides: Overrides = {}): Promise<Ordered> {
  return ordered((context) => actionScanCommand.run(context), {
    intent: { intent: 'action.scan', slots: { device: 'FIN-LT-042', kind: 'full' }, confidence: 1 },
    tenant: fakePorts(healthyTenant({ managedDevices: [actionable()], ...data }), overrides),
  });
}

const told = (reply: Reply): Notice => {
  assert.ok(reply.kind === 'notice');
  return reply;
};
const defenderIsSilent = new UpstreamError('upstream_timeout', 'made to fail', {
  service: 'defender',
  operation: 'GET /api/machines',
});
const silent = (code: Parameters<typeof failing>[0]) => ({
  find: failing(code),
  byAzureADDeviceIds: failing(code),
});

describe('where "scan X" goes', () => {
  it('is Defender for Endpoint where it has the device', async () => {
    const { order } = await scanIt({});
    assert.deepEqual([order?.action, order?.target.id], ['scan', MACHINE_ID]);
    assert.ok(order?.evidence.every(({ label }) => label !== 'Through Intune'));
  });

  for (const [what, machines, why] of [
    ['does not know the device', [], /^Defender for Endpoint does not know this device/],
    [
      'knows it without a sensor',
      [machine({ onboardingStatus: 'CanBeOnboarded' })],
      /not onboarded to Defender for Endpoint/,
    ],
  ] as const) {
    it(`is Intune, and the card says why, where Defender for Endpoint ${what}`, async () => {
      const { order } = await scanIt({ machines });
      assert.deepEqual([order?.action, order?.target.id], ['intuneScan', MANAGED_ID]);
      assert.deepEqual(order?.parameters, { kind: 'full' });
      assert.match(order.evidence.find(({ label }) => label === 'Through Intune')?.value ?? '', why);
    });
  }

  it('is Intune where Defender for Endpoint is no part of the installation', async () => {
    const { order } = await scanIt({}, { endpoints: silent('upstream_not_configured') });
    assert.equal(order?.action, 'intuneScan');
    assert.equal(
      order.evidence.find(({ label }) => label === 'Through Intune')?.value,
      'Defender for Endpoint is not part of this installation.',
    );
  });

  for (const code of ['upstream_timeout', 'upstream_forbidden', 'upstream_throttled'] as const) {
    it(`is nowhere while Defender for Endpoint gives no answer (${code})`, async () => {
      const { reply, order } = await scanIt({}, { endpoints: silent(code) });
      assert.equal(order, undefined);
      const notice = told(reply);
      assert.equal(notice.tone, 'unknown');
      assert.match(notice.lines[0] ?? '', /is not known, so it was not put to Intune instead/);
      assert.deepEqual(
        notice.gaps.map(({ source }) => source),
        ['Defender for Endpoint'],
      );
    });
  }

  it('speaks of no Intune that would not have it either while Defender gives no answer', async () => {
    const { reply } = await scanIt({ managedDevices: [] }, { endpoints: silent('upstream_timeout') });
    assert.equal(told(reply).tone, 'unknown');
    assert.doesNotMatch(told(reply).lines.join(), /Intune/);
  });

  it('is nowhere while Intune gives no answer and Defender does not have the device', async () => {
    const { reply, order } = await scanIt({ machines: [] }, { managedDevices: silent('upstream_timeout') });
    assert.equal(order, undefined);
    const notice = told(reply);
    assert.match(notice.lines.join(' '), /does not know this device.*Whether Intune.*is not known/);
    assert.deepEqual(
      notice.gaps.map(({ source }) => source),
      ['Intune'],
    );
  });

  for (const [what, managedDevices, why] of [
    ['does not manage it', [], /Intune, which could have it scanned instead, does not manage it/],
    ['manages a Mac', [actionable({ operatingSystem: 'macOS' })], /A scan through Intune works on Windows/],
    [
      'knows it through Defender only',
      [actionable({ managementAgent: 'msSense' })],
      /not enrolled, so no remote action reaches it/,
    ],
  ] as const) {
    it(`is nowhere when Defender does not have it and Intune ${what}`, async () => {
      const { reply, order } = await scanIt({ machines: [], managedDevices });
      assert.equal(order, undefined);
      const notice = told(reply);
      assert.equal(notice.headline, 'FIN-LT-042 cannot be scanned');
      assert.match(notice.lines[0] ?? '', /^Defender for Endpoint does not know this device/);
      assert.match(notice.lines[1] ?? '', why);
      assert.equal(notice.lines.at(-1), 'Nothing was requested.');
    });
  }

  it('names Defender, not Intune, when it falls silent at the look that an approver needs', async () => {
    let asked = 0;
    const { reply, order } = await scanIt(
      { machines: [] },
      {
        endpoints: {
          byAzureADDeviceIds: () => {
            asked += 1;
            return asked === 1 ? Promise.resolve([]) : Promise.reject(defenderIsSilent);
          },
        },
      },
    );
    assert.equal(order, undefined);
    assert.match(told(reply).headline, /^Have Intune scan FIN-LT-042: not requested/);
    assert.deepEqual(
      told(reply).gaps.map(({ source }) => source),
      ['Defender for Endpoint'],
    );
  });
});
