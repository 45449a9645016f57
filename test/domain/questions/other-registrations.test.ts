import assert from 'node:assert/strict';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import type { Machine } from '../../../src/domain/tenant/device.ts';
import { deviceAlerts } from '../../../src/domain/questions/device-alerts.ts';
import { devicePosture } from '../../../src/domain/questions/device-posture.ts';
import { deviceRisk } from '../../../src/domain/questions/device-risk.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ago, directoryDevice, healthyTenant, machine, managedDevice } from '../../fakes/sample-device.ts';

const OTHER_ID = '99999999-9999-4999-8999-999999999999';
type Question = typeof devicePosture;

/** The device was reinstalled: `part` is the machine of its old registration. */
async function reinstalled(question: Question, part: Partial<Machine> | null): Promise<Answer> {
  const silent = { healthStatus: 'Inactive', lastSeen: ago({ days: 11 }), aadDeviceId: OTHER_ID } as const;
  const tenant = healthyTenant({
    devices: [
      directoryDevice({ registrationDateTime: ago({ days: 10 }) }),
      directoryDevice({ id: 'old', deviceId: OTHER_ID, approximateLastSignInDateTime: ago({ days: 20 }) }),
    ],
    managedDevices: [
      managedDevice({ enrolledDateTime: ago({ days: 10 }) }),
      managedDevice({
        id: 'm-old',
        azureADDeviceId: OTHER_ID,
        lastSyncDateTime: ago({ days: 12 }),
        complianceState: 'noncompliant',
      }),
    ],
    machines: [
      machine({ firstSeen: ago({ days: 10 }) }),
      ...(part === null ? [] : [machine({ id: 'f'.repeat(40), ...silent, ...part })]),
    ],
  });
  const reply = await question(fakePorts(tenant), fixedClock(), 'FIN-LT-042');
  assert.equal(reply.kind, 'answer', JSON.stringify(reply));
  return reply;
}

describe('another registration under the same name', () => {
  for (const question of [devicePosture, deviceRisk]) {
    it(`keeps the verdict of ${question.name} from being good while it is at risk, and says which is which`, async () => {
      const answer = await reinstalled(question, { riskScore: 'Medium' });
      assert.equal(answer.tone, 'warning');
      assert.match(answer.headline, /^No risk seen.*: another registration under this name has Medium risk$/);
      const told = answer.reasons.filter((reason) => reason.startsWith('Another registration'));
      assert.equal(told.length, 1, 'once');
      assert.match(
        told[0] ?? '',
        /\(Entra ID, Intune, Defender, last active 11 days ago .*Of the other, Defender says Medium risk, and Intune says not compliant\.$/,
      );
    });
  }

  it('counts as at risk when its risk is not known', async () => {
    assert.equal((await reinstalled(devicePosture, { riskScore: 'unknown' })).tone, 'warning');
  });

  it('leads to the other one with a button', async () => {
    const { offers } = await reinstalled(devicePosture, { riskScore: 'High' });
    const other = offers.find((offer) => offer.title === 'The other FIN-LT-042');
    assert.deepEqual(other?.slots, { device: OTHER_ID });
    assert.ok(offers.length <= 6);
  });

  it('keeps "no open alerts" from being good news', async () => {
    assert.equal((await reinstalled(deviceAlerts, { riskScore: 'Medium' })).tone, 'warning');
    assert.equal((await reinstalled(deviceAlerts, { riskScore: 'None' })).tone, 'good');
  });

  it('changes nothing when it carries no risk, was never onboarded, or Defender does not hold it', async () => {
    for (const part of [{ riskScore: 'None' }, { onboardingStatus: 'CanBeOnboarded' }, null] as const) {
      const answer = await reinstalled(devicePosture, part);
      assert.equal(answer.tone, 'good', JSON.stringify(part));
      assert.equal(
        answer.offers.some((offer) => offer.title.startsWith('The other')),
        false,
      );
    }
  });
});
