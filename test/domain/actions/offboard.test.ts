import assert from 'node:assert/strict';
import { offboard } from '../../../src/domain/actions/offboard.ts';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { defaultPolicy, ruleFor } from '../../../src/domain/approvals/policy.ts';
import type { Machine, MachineAction } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, action as machineAction, healthyTenant, machine } from '../../fakes/sample-device.ts';

const order = {
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: {},
} as const;

function look(part: { machine?: Partial<Machine>; actions?: readonly MachineAction[] }): Promise<Preflight> {
  const tenant = healthyTenant({ machines: [machine(part.machine)], actions: part.actions ?? [] });
  return offboard.preflight(order, fakePorts(tenant), fixedClock());
}

describe('offboarding', () => {
  it('takes two approvals and has no way back', () => {
    const facts = { name: 'FIN-LT-042', tags: [], deviceValue: null, groups: [] };
    assert.equal(ruleFor(defaultPolicy(), 'offboard', facts).approvals, 2);
    assert.ok('none' in offboard.reversal);
    assert.match(offboard.effect(order), /FIN-LT-042 stops reporting to Defender/);
  });
  for (const [over, why] of [
    [{ osPlatform: 'macOS' }, /works on Windows only; this device runs macOS/],
    [{ osPlatform: 'Ubuntu' }, /works on Windows only/],
    [{ osPlatform: 'Windows10', version: '1607' }, /needs Windows 10 1703 or newer/],
  ] as const) {
    it(`is impossible on ${over.osPlatform}`, async () => {
      assert.match((await look({ machine: over })).blockers[0]?.message ?? '', why);
    });
  }
  for (const [over, warning] of [
    [{ osPlatform: null }, /system is not reported/],
    [{ osPlatform: 'Windows10', version: null }, /release of Windows 10 is not reported/],
    [{ osPlatform: 'WindowsServer2016' }, /unified agent only/],
    [{ osPlatform: 'WindowsServer2022' }, null],
    [{ osPlatform: 'Windows10', version: '22H2' }, null],
  ] as const) {
    it(`${warning === null ? 'goes without doubt' : 'warns'} on ${over.osPlatform ?? 'an unknown system'}`, async () => {
      const { warnings, blockers } = await look({ machine: over });
      assert.deepEqual(blockers, []);
      if (warning === null) assert.deepEqual(warnings, []);
      else assert.match(warnings.join(), warning);
    });
  }
  it('warns while the device is isolated, and takes over one under way', async () => {
    assert.match((await look({ actions: [machineAction()] })).warnings.join(), /It is isolated, or may be/);
    const going = await look({ actions: [machineAction({ id: 'o', type: 'Offboard', status: 'Pending' })] });
    assert.equal(going.underWay?.upstreamId, 'o');
    assert.match(going.blockers[0]?.message ?? '', /^The same offboarding is under way/);
  });
  it('is never called proven', async () => {
    const found = await offboard.verify(order, 'o', '', fakePorts(healthyTenant()), fixedClock());
    assert.equal(found.verified, 'pending');
    assert.match(found.evidence ?? '', /seven days of silence/);
  });
});
