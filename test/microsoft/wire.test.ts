import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { z } from 'zod/v4';
import { machine } from '../../src/microsoft/defender/wire-defender.ts';
import { device, signIn } from '../../src/microsoft/entra/wire-entra.ts';
import { instant, listOf } from '../../src/microsoft/http/wire.ts';
import { managedDevice, settingState } from '../../src/microsoft/intune/wire-intune.ts';

const SIGN_IN = { id: 's', userId: 'u', createdDateTime: '2026-11-22T05:00:00Z' };

describe("Microsoft's JSON", () => {
  it('is never read as better than it is', () => {
    const bare = machine.parse({ id: 'A'.repeat(40) });
    assert.equal(bare.riskScore, 'unknown');
    assert.equal(bare.exposureLevel, 'unknown');
    assert.equal(bare.healthStatus, 'Unknown');
    assert.equal(bare.onboardingStatus, 'unknown');
    assert.equal(managedDevice.parse({ id: 'm' }).complianceState, 'unknown');
    assert.equal(device.parse({ id: 'd', deviceId: 'D' }).isCompliant, null);
  });

  it('keeps values of later versions apart as unknown', () => {
    assert.equal(machine.parse({ id: 'a', riskScore: 'Catastrophic' }).riskScore, 'unknown');
    assert.equal(
      managedDevice.parse({ id: 'm', complianceState: 'unknownFutureValue' }).complianceState,
      'unknown',
    );
  });

  for (const never of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1601-01-01T00:00:00Z', '', null]) {
    it(`reads ${JSON.stringify(never)} as no time at all`, () => {
      assert.equal(managedDevice.parse({ id: 'm', lastSyncDateTime: never }).lastSyncDateTime, null);
    });
  }

  it('writes every time the same way, so that they compare as text', () => {
    assert.equal(
      machine.parse({ id: 'a', lastSeen: '2026-11-21T05:40:51.3214567Z' }).lastSeen,
      '2026-11-21T05:40:51.321Z',
    );
    assert.equal(
      machine.parse({ id: 'a', lastSeen: '2026-11-21T06:40:51+01:00' }).lastSeen,
      '2026-11-21T05:40:51.000Z',
    );
    assert.throws(() => machine.parse({ id: 'a', lastSeen: 'yesterday' }));
  });

  it('takes what is no time for unreadable where there must be one', () => {
    for (const given of ['soon', '2026-11-22', '2026-13-01T00:00:00Z', '', null, 7]) {
      assert.equal(instant.safeParse(given).success, false, JSON.stringify(given));
    }
  });

  it('reads the empty GUID as no device', () => {
    const zeros = '00000000-0000-0000-0000-000000000000';
    assert.equal(managedDevice.parse({ id: 'm', azureADDeviceId: zeros }).azureADDeviceId, null);
    assert.equal(
      machine.parse({ id: 'a', aadDeviceId: '27A77CD3-1887-4B6E-B7B2-47FA16EC0B75' }).aadDeviceId,
      '27a77cd3-1887-4b6e-b7b2-47fa16ec0b75',
    );
  });

  it('reads onboarding without regard to case', () => {
    assert.equal(machine.parse({ id: 'a', onboardingStatus: 'onboarded' }).onboardingStatus, 'Onboarded');
  });

  it('never takes missing policies of a sign-in for none', () => {
    assert.equal(signIn.parse(SIGN_IN).appliedPolicies, null);
    assert.equal(signIn.parse({ ...SIGN_IN, appliedConditionalAccessPolicies: null }).appliedPolicies, null);
    assert.equal(signIn.parse({ ...SIGN_IN, appliedConditionalAccessPolicies: [] }).appliedPolicies, null);
  });

  it('reads a device that was not presented as none', () => {
    assert.equal(signIn.parse({ ...SIGN_IN, deviceDetail: { deviceId: '' } }).device?.deviceId, null);
  });

  it('reads 64-bit numbers written as text', () => {
    assert.equal(settingState.parse({ setting: 'A.B', errorCode: '-2016281112' }).errorCode, -2016281112);
  });

  it('is read as a list by a schema that is made once', () => {
    const one = z.object({ id: z.string() });
    assert.equal(listOf(one), listOf(one));
    assert.deepEqual(listOf(one).parse([{ id: 'a' }]), [{ id: 'a' }]);
    assert.equal(listOf(one).safeParse([{ id: 1 }]).success, false);
  });
});
