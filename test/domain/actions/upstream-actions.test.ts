import assert from 'node:assert/strict';
import { readParameters, reversalOf, upstreamComment } from '../../../src/domain/actions/action.ts';
import type { Order } from '../../../src/domain/actions/action.ts';
import { isolate } from '../../../src/domain/actions/isolate.ts';
import { release } from '../../../src/domain/actions/release.ts';
import { actionFor } from '../../../src/domain/actions/registry.ts';
import type { Verification } from '../../../src/domain/approvals/request.ts';
import type { Machine, MachineAction } from '../../../src/domain/tenant/device.ts';
import type { Endpoints } from '../../../src/domain/ports/tenant.ts';
import { NOW, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  MACHINE_ID,
  action as machineAction,
  ago,
  healthyTenant,
  machine,
} from '../../fakes/sample-device.ts';

const target = { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null } as const;
const order = (kind = 'full'): Order => ({ target, parameters: { kind } });

describe('what an action may be asked with', () => {
  it('knows no action by another name', () => {
    assert.equal(actionFor('Wipe'), null);
  });
  it('refuses a value that is not allowed, and takes any spelling of one that is', () => {
    assert.deepEqual(readParameters(isolate, { kind: 'total' }), {
      ok: false,
      why: 'kind: full or selective',
    });
    assert.deepEqual(readParameters(isolate, { kind: 'Selective', other: 'x' }), {
      ok: true,
      parameters: { kind: 'selective' },
    });
  });
  it('has no way back where the action says that there is none', () => {
    assert.equal(reversalOf({ ...isolate, reversal: { none: 'what is wiped is gone' } }), null);
  });
  it('sends no colon without a reason', () => {
    assert.equal(
      upstreamComment('R-7F3K2', ['Tomas Ng', 'Ana Sol'], 'Iris Ek', null),
      '[R-7F3K2] Drawbridge, asked by Iris Ek, approved by Tomas Ng, Ana Sol',
    );
  });
});

describe('what is sent to Defender', () => {
  for (const [kind, isolationType] of [
    ['full', 'Full'],
    ['selective', 'Selective'],
  ] as const) {
    it(`asks for a ${kind} isolation as ${isolationType}`, async () => {
      const sent: Parameters<Endpoints['isolate']>[0][] = [];
      const ports = fakePorts(healthyTenant(), {
        endpoints: {
          isolate: (one) => {
            sent.push(one);
            return Promise.resolve(machineAction({ status: 'Pending', requestorComment: null }));
          },
        },
      });
      const receipt = await isolate.start(order(kind), 'why', ports);
      assert.deepEqual(sent, [{ machineId: MACHINE_ID, comment: 'why', isolationType }]);
      assert.deepEqual([receipt.status, receipt.ours], ['Pending', true]);
    });
  }
});

describe("what Defender's record of it says", () => {
  const polled = async (part: Partial<MachineAction>): Promise<string | null | undefined> => {
    const one = machineAction(part);
    return (await isolate.poll(one.id, order(), fakePorts({ actions: [one] })))?.note;
  };
  it('tells why it failed, with the error as the portal writes it', async () => {
    assert.equal(await polled({ status: 'Succeeded' }), null);
    assert.equal(await polled({ status: 'Failed', troubleshootInfo: '', errorHResult: null }), null);
    assert.equal(
      await polled({ status: 'Failed', troubleshootInfo: 'offline', errorHResult: -2147024891 }),
      'offline, error 0x80070005',
    );
  });

  for (const [action, type] of [
    [isolate, 'Isolate'],
    [release, 'Unisolate'],
  ] as const) {
    it(`knows nothing of a ${type} that is not on the list`, async () => {
      assert.equal(await action.poll('gone', order(), fakePorts({ actions: [] })), null);
    });
    it(`finds its own ${type} by the request, whatever became of it, and only that`, async () => {
      const own = machineAction({
        id: 'own',
        type,
        requestorComment: '[R-7F3K2] Drawbridge',
        status: 'Failed',
      });
      const ports = fakePorts({ actions: [machineAction({ type }), own] });
      const found = await action.findOwn(order(), 'R-7F3K2', ports);
      assert.deepEqual([found?.upstreamId, found?.ours], ['own', true]);
      assert.equal(await action.findOwn(order(), 'R-22222', ports), null);
    });
    it(`sees anybody's ${type} that is not over`, async () => {
      for (const status of ['Pending', 'InProgress'] as const) {
        const ports = fakePorts({ actions: [machineAction({ type, status })] });
        const live = await action.findLive(order(), ports);
        assert.deepEqual([live?.status, live?.ours], [status, false]);
      }
      const over = fakePorts({
        actions: [machineAction({ type }), machineAction({ type: 'RunAntiVirusScan' })],
      });
      assert.equal(await action.findLive(order(), over), null);
    });
  }
});

describe('the proof', () => {
  const isolated = machineAction({ id: 'in' });
  const freed = machineAction({ id: 'out', type: 'Unisolate', creationDateTimeUtc: ago({ hours: 2 }) });
  const newest = (part: Partial<MachineAction>): MachineAction =>
    machineAction({ id: 'new', creationDateTimeUtc: ago({ hours: 1 }), ...part });

  function proof(
    action: typeof isolate,
    list: readonly MachineAction[],
    machines: readonly Machine[] = [machine()],
  ): Promise<Verification> {
    const id = action === isolate ? 'in' : 'out';
    const ports = fakePorts(healthyTenant({ actions: list, machines }));
    return action.verify(order(), id, ago({ hours: 1 }), ports, fixedClock());
  }

  const rows: readonly (readonly [
    string,
    typeof isolate,
    readonly MachineAction[],
    Verification['verified'],
    RegExp,
  ])[] = [
    [
      'of an isolation asks the sensor while nothing takes it back',
      isolate,
      [isolated],
      'pending',
      /lists this isolation as Succeeded.*sensor has told too little of the network/,
    ],
    [
      'of a release asks the sensor while nothing follows it',
      release,
      [isolated, freed],
      'pending',
      /lists this release as Succeeded.*reported no connection since/,
    ],
    [
      'of an isolation names a later one that holds in its place',
      isolate,
      [isolated, newest({})],
      'pending',
      /lists a later isolation than this one/,
    ],
    [
      'waits while an isolation has a status that is not known',
      isolate,
      [newest({ status: 'unknown' })],
      'pending',
      /^Accepted, not proven: an action of type Isolate has a status/,
    ],
    [
      'of an isolation waits while it is only Pending',
      isolate,
      [newest({ status: 'Pending' })],
      'pending',
      /an isolation is still Pending/,
    ],
    [
      'of an isolation falls with a release that is on its way',
      isolate,
      [isolated, newest({ type: 'Unisolate', status: 'InProgress' })],
      'no',
      /it will not stay isolated/,
    ],
    [
      'of a release waits while it is only Pending',
      release,
      [isolated, newest({ type: 'Unisolate', status: 'Pending' })],
      'pending',
      /a release is still Pending/,
    ],
    [
      'of a release falls with a new isolation that is on its way',
      release,
      [isolated, freed, newest({ status: 'Pending' })],
      'no',
      /A new isolation is under way \(Pending\)/,
    ],
    [
      'of a release falls with an isolation that succeeded after it',
      release,
      [isolated, freed, newest({})],
      'no',
      /an isolation that succeeded after the release/,
    ],
    ['of a release needs the release on the list', release, [], 'no', /^The release is not among/],
  ];
  for (const [rule, action, list, verified, evidence] of rows) {
    it(rule, async () => {
      const found = await proof(action, list);
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', evidence);
      assert.equal(found.at, NOW.toISOString());
    });
  }
  it('waits when Defender no longer lists the device', async () => {
    const found = await proof(isolate, [isolated], []);
    assert.deepEqual(
      [found.verified, found.evidence],
      ['pending', 'Accepted, not proven: Defender no longer lists the device.'],
    );
  });
});
