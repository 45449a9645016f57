import assert from 'node:assert/strict';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import { devicePosture } from '../../../src/domain/questions/device-posture.ts';
import type { Overrides } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { DEVICE_ID, healthyTenant } from '../../fakes/sample-device.ts';

const CODES = [
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_throttled',
  'upstream_forbidden',
  'upstream_unauthenticated',
  'upstream_rejected',
  'upstream_failed',
  'upstream_malformed',
  'credential_failed',
] as const;

/** Every upstream call of the device answer, with the source that the gap must name. */
const CALLS: readonly (readonly [port: keyof Overrides, method: string, source: string, subject: RegExp])[] =
  [
    ['directory', 'findDevices', 'Entra ID', /registration/],
    ['directory', 'ownersOf', 'Entra ID', /owner/],
    ['managedDevices', 'find', 'Intune', /compliance/],
    ['managedDevices', 'compliancePolicyStates', 'Intune', /failing settings/],
    ['managedDevices', 'protectionState', 'Intune', /antivirus/],
    ['managedDevices', 'defenderConnector', 'Intune', /connector/],
    ['endpoints', 'find', 'Defender for Endpoint', /risk/],
    ['endpoints', 'machineActions', 'Defender for Endpoint', /isolation/],
    ['endpoints', 'alerts', 'Defender for Endpoint', /alerts/],
    ['endpoints', 'vulnerabilities', 'Defender for Endpoint', /vulnerabilities/],
  ];

const clock = fixedClock();

async function ask(overrides: Overrides): Promise<Answer> {
  const reply = await devicePosture(fakePorts(healthyTenant(), overrides), clock, 'FIN-LT-042');
  assert.equal(reply.kind, 'answer');
  return reply;
}

describe('device posture when a service does not answer', () => {
  for (const [port, method, source, subject] of CALLS) {
    for (const code of CODES) {
      it(`answers with the gap named when ${port}.${method} fails with ${code}`, async () => {
        const answer = await ask({ [port]: { [method]: failing(code) } });
        assert.notEqual(answer.tone, 'good', answer.headline);
        const gap = answer.gaps.find((g) => g.source === source && subject.test(g.subject));
        assert.ok(gap, JSON.stringify(answer.gaps));
        assert.ok(gap.message.length > 0);
        assert.match(answer.headline, /not known/);
        assert.ok(answer.headline.includes(gap.message), answer.headline);
        if (code === 'upstream_forbidden') assert.match(gap.advice ?? '', /Some\.Read\.All/);
      });
    }
  }

  it('covers every call that the answer makes', async () => {
    const ports = fakePorts(healthyTenant());
    await devicePosture(ports, clock, 'FIN-LT-042');
    assert.deepEqual(
      [...new Set(ports.calls)].sort(),
      CALLS.map(([port, method]) => `${port}.${method}`).sort(),
    );
  });

  it('says nothing good about what failed', async () => {
    const noRisk = await ask({ endpoints: { find: failing('upstream_timeout') } });
    assert.equal(noRisk.headline, 'Compliant; risk not known: Defender for Endpoint did not answer in time');
    assert.equal(noRisk.tone, 'unknown');
    const noIntune = await ask({ managedDevices: { find: failing('upstream_forbidden') } });
    assert.match(
      noIntune.headline,
      /^No risk seen; compliance not known: Drawbridge may not read this from Intune/,
    );
    assert.match(noIntune.reasons.join(' '), /Entra ID, which Intune reports to, says compliant/);
    const noAlerts = await ask({ endpoints: { alerts: failing('upstream_failed') } });
    assert.match(noAlerts.headline, /^No risk seen and compliant; open alerts not known:/);
    const alerts = noAlerts.sections.flatMap((s) => s.facts).find((f) => f.label === 'Open alerts');
    assert.deepEqual([alerts?.value, alerts?.tone], ['not known', 'unknown']);
    const noActions = await ask({ endpoints: { machineActions: failing('upstream_failed') } });
    const isolated = noActions.sections.flatMap((s) => s.facts).find((f) => f.label === 'Isolated now');
    assert.equal(isolated?.value, 'not known');
  });

  it('still answers when the look-up by id fails', async () => {
    const reply = await devicePosture(
      fakePorts(healthyTenant({ machines: [] }), {
        endpoints: { byAzureADDeviceIds: failing('upstream_timeout') },
      }),
      clock,
      'FIN-LT-042',
    );
    assert.equal(reply.kind, 'answer');
    assert.match(reply.headline, /^Compliant; risk not known/);
  });

  it('does not hide a fault of its own', async () => {
    const broken = { endpoints: { alerts: () => Promise.reject(new TypeError('ours')) } };
    await assert.rejects(devicePosture(fakePorts(healthyTenant(), broken), clock, DEVICE_ID), TypeError);
  });

  it('says that nothing can be known when every service fails', async () => {
    const down = failing('upstream_unreachable');
    const reply = await devicePosture(
      fakePorts(healthyTenant(), {
        directory: { findDevices: down, suggestDevices: down },
        managedDevices: { find: down, suggest: down },
        endpoints: { find: down, suggest: down },
      }),
      clock,
      'FIN-LT-042',
    );
    assert.equal(reply.kind, 'notice');
    assert.equal(reply.tone, 'unknown');
    assert.match(reply.headline, /^Whether there is a device "FIN-LT-042" is not known/);
    assert.equal(reply.gaps.length, 3);
  });
});
