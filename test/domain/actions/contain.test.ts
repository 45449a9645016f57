import assert from 'node:assert/strict';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { contain } from '../../../src/domain/actions/contain.ts';
import type { Machine, MachineAction } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, action, healthyTenant, machine } from '../../fakes/sample-device.ts';

const order = {
  target: { kind: 'device', id: MACHINE_ID, name: 'WIN-7KQ2M4P', aadDeviceId: null },
  parameters: {},
} as const;
const stray: Partial<Machine> = {
  onboardingStatus: 'CanBeOnboarded',
  healthStatus: 'Unknown',
  aadDeviceId: null,
};
const containment = (part: Partial<MachineAction> = {}): MachineAction =>
  action({ id: 'c', scope: 'UnManagedDevice', ...part });
const look = (part: Partial<Machine>, actions: readonly MachineAction[] = []): Promise<Preflight> =>
  contain.preflight(
    order,
    fakePorts(healthyTenant({ machines: [machine({ ...stray, ...part })], actions })),
    fixedClock(),
  );

describe('containing a device', () => {
  it('is for those that are not onboarded, whatever they are', async () => {
    for (const onboardingStatus of ['CanBeOnboarded', 'Unsupported', 'InsufficientInfo', 'unknown']) {
      assert.deepEqual((await look({ onboardingStatus })).blockers, [], onboardingStatus);
    }
    const { blockers } = await look({ onboardingStatus: 'Onboarded' });
    assert.match(blockers[0]?.message ?? '', /is onboarded.*Isolate it instead/);
  });
  it('does not wait for a sensor that is not there', async () => {
    const { evidence } = await look({});
    assert.ok(!evidence.some(({ value }) => /stays Pending/.test(value)));
  });
  it('warns of an address that is not known, and of one before', async () => {
    assert.match((await look({ lastIpAddress: null })).warnings.join(), /knows no address/);
    assert.doesNotMatch((await look({})).warnings.join(), /knows no address|was contained/);
    assert.match((await look({}, [containment()])).warnings.join(), /was contained 5 h ago/);
  });
  it('takes over one that is pending, and is not confused with an isolation', async () => {
    const pending = await look({}, [containment({ status: 'Pending' })]);
    assert.equal(pending.underWay?.upstreamId, 'c');
    const isolation = await look({}, [action({ status: 'Pending', scope: 'Full' })]);
    assert.deepEqual([isolation.underWay, isolation.blockers], [null, []]);
    const ports = fakePorts(healthyTenant({ actions: [containment({ status: 'InProgress' })] }));
    assert.equal((await contain.findLive(order, ports))?.upstreamId, 'c');
  });
  it('is not proved', async () => {
    const found = await contain.verify(order, 'c', '', fakePorts(), fixedClock());
    assert.match(found.evidence ?? '', /no API tells which devices/);
    assert.match(contain.effect(order), /break off contact with WIN-7KQ2M4P/);
  });
});
