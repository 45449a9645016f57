import assert from 'node:assert/strict';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { investigate } from '../../../src/domain/actions/investigate.ts';
import type { Machine } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, healthyTenant, machine } from '../../fakes/sample-device.ts';

const order = {
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: {},
} as const;
const look = (part: Partial<Machine>): Promise<Preflight> =>
  investigate.preflight(order, fakePorts(healthyTenant({ machines: [machine(part)] })), fixedClock());

describe('an automated investigation', () => {
  for (const [osPlatform, refused] of [
    ['Windows11', false],
    ['WindowsServer2019', false],
    ['WindowsServer2016', true],
    ['macOS', true],
    ['Ubuntu', true],
    [null, false],
  ] as const) {
    it(`${refused ? 'does not run' : 'runs'} on ${osPlatform ?? 'what is not reported'}`, async () => {
      const { blockers, warnings } = await look({ osPlatform });
      assert.equal(blockers.length, refused ? 1 : 0);
      assert.equal(
        warnings.some((one) => /not reported/.test(one)),
        osPlatform === null,
      );
    });
  }
  it('says what is not known of it', async () => {
    const { warnings, evidence } = await look({ rbacGroupName: null });
    assert.match(warnings.join(), /under way already cannot be seen/);
    assert.deepEqual(evidence[1], { label: 'Device group', value: 'none' });
    assert.match(investigate.effect(order), /automation level of the device's group/);
  });
  it('is over when it has started, and never proved', async () => {
    const ports = fakePorts(healthyTenant(), {
      endpoints: { investigate: () => Promise.resolve({ id: '7' }) },
    });
    const begun = await investigate.start(order, 'x', ports);
    assert.deepEqual(begun, { upstreamId: '7', status: 'Succeeded', note: null, ours: true });
    assert.deepEqual(await investigate.poll('7', order, ports), begun);
    const proof = await investigate.verify(order, '7', '', ports, fixedClock());
    assert.equal(proof.verified, 'pending');
    assert.match(proof.evidence ?? '', /no API tells what becomes of an investigation/);
  });
  it('leaves nothing by which it could be found', async () => {
    assert.equal(investigate.resend, 'never');
    assert.equal(await investigate.findOwn(order, 'R-7F3K2', fakePorts()), null);
    assert.equal(await investigate.findLive(order, fakePorts()), null);
  });
});
