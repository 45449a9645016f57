import assert from 'node:assert/strict';
import type { ActionDefinition, Preflight } from '../../../src/domain/actions/action.ts';
import { restrict } from '../../../src/domain/actions/restrict.ts';
import { unrestrict } from '../../../src/domain/actions/unrestrict.ts';
import type { Machine, MachineAction } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  MACHINE_ID,
  action as machineAction,
  ago,
  healthyTenant,
  machine,
} from '../../fakes/sample-device.ts';

const order = {
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: {},
} as const;
const restricted = machineAction({ id: 'on', type: 'RestrictCodeExecution', scope: null });
const lifted = machineAction({
  id: 'off',
  type: 'UnrestrictCodeExecution',
  scope: null,
  creationDateTimeUtc: ago({ hours: 1 }),
  lastUpdateDateTimeUtc: ago({ hours: 1 }),
});

function look(
  action: ActionDefinition,
  part: { machine?: Partial<Machine>; actions?: readonly MachineAction[] },
): Promise<Preflight> {
  const tenant = healthyTenant({ machines: [machine(part.machine)], actions: part.actions ?? [] });
  return action.preflight(order, fakePorts(tenant), fixedClock());
}

describe('restricting code execution', () => {
  const limits: readonly (readonly [Partial<Machine>, RegExp | null])[] = [
    [
      { osPlatform: 'Windows10', version: '1703' },
      /needs Windows 10 1709 or newer; this device runs Windows10 1703/,
    ],
    [{ osPlatform: 'Windows7', version: null }, /this device runs Windows7\.$/],
    [{ osPlatform: 'Windows10', version: '1709' }, null],
    [{ osPlatform: 'Windows10', version: '20H2' }, null],
    [{ osPlatform: 'Windows10', version: null }, null],
    [{ osPlatform: null }, null],
    [{ osPlatform: 'Ubuntu' }, /works on Windows only; this device runs Ubuntu/],
  ];
  for (const [over, why] of limits) {
    it(`${why === null ? 'is possible' : 'is refused'} on ${over.osPlatform ?? 'an unknown system'} ${over.version ?? ''}`, async () => {
      const [blocker] = (await look(restrict, { machine: over })).blockers;
      if (why === null) assert.equal(blocker, undefined);
      else assert.match(blocker?.message ?? '', why);
    });
  }

  const doubts: readonly (readonly [Partial<Machine>, RegExp])[] = [
    [{ osPlatform: null }, /system is not reported/],
    [{ osPlatform: 'Windows10', version: null }, /release of Windows 10 is not reported; 1709/],
    [{ osPlatform: 'WindowsServer2022' }, /not WindowsServer2022: it may be refused/],
    [{ defenderAvStatus: 'Disabled' }, /Antivirus is reported as Disabled/],
  ];
  for (const [over, warning] of doubts) {
    it(`warns where Microsoft leaves it open: ${JSON.stringify(over)}`, async () => {
      const { warnings, blockers } = await look(restrict, { machine: over });
      assert.deepEqual(blockers, []);
      assert.match(warnings.join('\n'), warning);
    });
  }

  it('tells what it does to everybody who uses a server', async () => {
    const { evidence } = await look(restrict, { machine: { osPlatform: 'WindowsServer2022' } });
    assert.ok(
      evidence.some(({ value }) => value.startsWith('It is a server: services that Microsoft did not')),
    );
  });

  it('takes over one that holds or is on its way, and has no scope to tell', async () => {
    const held = await look(restrict, { actions: [restricted] });
    assert.match(held.blockers[0]?.message ?? '', /^It is restricted already \(since /);
    assert.equal(held.underWay?.upstreamId, 'on');
    const going = await look(restrict, { actions: [{ ...restricted, status: 'Pending' }] });
    assert.match(going.blockers[0]?.message ?? '', /^A restriction is under way \(Pending/);
    assert.equal(going.underWay?.status, 'Pending');
    const back = await look(restrict, { actions: [{ ...lifted, status: 'InProgress' }, restricted] });
    assert.match(back.blockers[0]?.message ?? '', /^A lifting of the restriction is under way/);
    assert.equal(back.underWay, null);
  });

  it('knows nothing of isolations', async () => {
    assert.deepEqual((await look(restrict, { actions: [machineAction()] })).blockers, []);
  });
});

describe('lifting the restriction', () => {
  it('says since when it holds, by whom, and what they wrote', async () => {
    const { evidence, blockers } = await look(unrestrict, {
      actions: [{ ...restricted, requestor: 'Nadia', requestorComment: 'unsigned loader' }],
    });
    assert.deepEqual(blockers, []);
    assert.deepEqual(evidence.slice(0, 2), [
      { label: 'Warning', value: 'Nadia wrote when restricting it, 5 h ago: “unsigned loader”' },
      { label: 'Restricted', value: '4 h ago by Nadia' },
    ]);
  });
  it('has nothing to lift where nothing holds', async () => {
    const never = await look(unrestrict, {});
    assert.equal(never.blockers[0]?.message, 'It is not restricted: Defender lists no restriction of it.');
    const done = await look(unrestrict, { actions: [lifted, restricted] });
    assert.equal(done.blockers[0]?.message, 'It is not restricted: it was lifted 1 h ago.');
    assert.equal(done.underWay?.upstreamId, 'off');
  });
});

describe('the proof of a restriction', () => {
  for (const [what, action, id, actions, verified, evidence] of [
    [
      'stands on the list while nothing lifts it',
      restrict,
      'on',
      [restricted],
      'pending',
      /lists this restriction as Succeeded.*no program has been blocked/,
    ],
    [
      'falls when it was lifted',
      restrict,
      'on',
      [lifted, restricted],
      'no',
      /it was lifted, or never took hold/,
    ],
    [
      'of the lifting ends with the list',
      unrestrict,
      'off',
      [lifted, restricted],
      'pending',
      /lists this lifting as Succeeded.*no API tells/,
    ],
    [
      'of the lifting falls with a new one',
      unrestrict,
      'off',
      [restricted],
      'no',
      /lists a restriction that/,
    ],
  ] as const) {
    it(what, async () => {
      const ports = fakePorts(healthyTenant({ actions: [...actions] }));
      const found = await action.verify(order, id, ago({ hours: 1 }), ports, fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', evidence);
    });
  }
});
