import assert from 'node:assert/strict';
import { readParameters } from '../../../src/domain/actions/action.ts';
import type { Order, Preflight } from '../../../src/domain/actions/action.ts';
import { deviceValue } from '../../../src/domain/actions/device-value.ts';
import type { Machine } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, ago, healthyTenant, machine } from '../../fakes/sample-device.ts';

const order = (value: string): Order => ({
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: { value },
});
const ports = (value: Machine['deviceValue'] | null) =>
  fakePorts(healthyTenant({ machines: value === null ? [] : [machine({ deviceValue: value })] }));
const look = (wanted: string, is: Machine['deviceValue']): Promise<Preflight> =>
  deviceValue.preflight(order(wanted), ports(is), fixedClock());

describe('a device value', () => {
  it('is refused where it is so already, and then counts as done', async () => {
    const found = await look('High', 'High');
    assert.equal(found.blockers[0]?.message, 'Its device value is High already.');
    assert.equal(found.underWay?.ours, false);
    const other = await look('High', 'Low');
    assert.deepEqual([other.blockers, other.underWay], [[], null]);
    assert.deepEqual(other.evidence[0], { label: 'Value now', value: 'Low' });
  });
  it('warns when a device loses the protection that goes by it', async () => {
    assert.match((await look('Low', 'High')).warnings.join(), /no longer hold for it/);
    assert.deepEqual((await look('High', 'Low')).warnings, []);
  });
  it('is set to what it was by Undo, and by nothing else where that is not known', () => {
    assert.ok('verb' in deviceValue.reversal);
    const back = deviceValue.reversal.parameters;
    const done = { facts: { 'Device value': 'Low' }, upstreamId: MACHINE_ID };
    assert.deepEqual(back?.({ value: 'High' }, done), { value: 'Low' });
    assert.equal(readParameters(deviceValue, back({ value: 'High' })).ok, false);
    const unknown = { facts: { 'Device value': 'unknown' }, upstreamId: null };
    assert.equal(readParameters(deviceValue, back({ value: 'High' }, unknown)).ok, false);
  });
  it('is one of three, however it is written', () => {
    assert.deepEqual(readParameters(deviceValue, { value: ' hIGH ' }), {
      ok: true,
      parameters: { value: 'High' },
    });
    for (const value of [undefined, '', 'Medium', 'Highest', "High'"]) {
      assert.equal(readParameters(deviceValue, { value }).ok, false);
    }
  });
  it('sends what was ordered and is followed by the machine itself', async () => {
    const sent: object[] = [];
    const open = fakePorts(healthyTenant(), {
      endpoints: {
        setDeviceValue: (one) => {
          sent.push(one);
          return Promise.resolve(machine());
        },
      },
    });
    assert.equal((await deviceValue.start(order('Low'), 'x', open)).status, 'Succeeded');
    assert.deepEqual(sent, [{ machineId: MACHINE_ID, value: 'Low' }]);
    assert.match(deviceValue.effect(order('Low')), /of Low value/);
    assert.equal(await deviceValue.findOwn(order('Low'), 'R-7F3K2', open), null);
    assert.equal(await deviceValue.findLive(order('Low'), open), null);
    assert.equal((await deviceValue.poll(MACHINE_ID, order('Low'), ports('Low')))?.status, 'Succeeded');
    assert.equal(await deviceValue.poll(MACHINE_ID, order('Low'), ports(null)), null);
  });
  for (const [is, since, verified, says] of [
    ['High', ago({ minutes: 1 }), 'yes', /says High\.$/],
    ['Low', ago({ minutes: 1 }), 'pending', /^Accepted, not proven: .* says Low so far\.$/],
    ['Low', ago({ hours: 1 }), 'no', /says Low\.$/],
    [null, ago({ hours: 1 }), 'no', /is gone\.$/],
  ] as const) {
    it(`is proved by the machine read anew: ${is ?? 'gone'} → ${verified}`, async () => {
      const found = await deviceValue.verify(order('High'), MACHINE_ID, since, ports(is), fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', says);
    });
  }
});
