import assert from 'node:assert/strict';
import { readParameters } from '../../../src/domain/actions/action.ts';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { cancelAction } from '../../../src/domain/actions/cancel-action.ts';
import type { MachineAction, MachineActionStatus } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, action as machineAction, healthyTenant } from '../../fakes/sample-device.ts';

const order = {
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: { type: 'Isolate', actionId: 'one' },
} as const;
const one = (part: Partial<MachineAction> = {}): MachineAction =>
  machineAction({ id: 'one', status: 'Pending', ...part });

function look(part: Partial<MachineAction> | null): Promise<Preflight> {
  const actions = part === null ? [] : [one(part)];
  return cancelAction.preflight(order, fakePorts(healthyTenant({ actions })), fixedClock());
}

describe('cancelling an action', () => {
  it('shows what it is, and what its author wrote', async () => {
    const { evidence, blockers } = await look({ requestor: 'Nadia', requestorComment: 'off' });
    assert.deepEqual(blockers, []);
    assert.deepEqual(evidence.slice(0, 2), [
      { label: 'Action', value: 'Isolate (Full), Pending since 5 h ago, by Nadia' },
      { label: 'Its comment', value: 'off' },
    ]);
    const bare = await look({ requestor: null, requestorComment: null, scope: null });
    assert.equal(bare.evidence[0]?.value, 'Isolate, Pending since 5 h ago');
    assert.notEqual(bare.evidence[1]?.label, 'Its comment');
  });
  it('warns when the device has begun', async () => {
    assert.match((await look({ status: 'InProgress' })).warnings.join(), /has begun/);
    assert.deepEqual((await look({})).warnings, []);
  });
  for (const [what, part, why] of [
    ['is not on the list', null, /not among the last that Defender lists/],
    ['is over', { status: 'Succeeded' }, /The action is over \(Succeeded, 4 h ago\)/],
    ['is over since nobody knows when', { status: 'Failed', lastUpdateDateTimeUtc: null }, /Failed, 5 h ago/],
    [
      'takes a permission that we do not have',
      { type: 'Reticulate' },
      /cannot cancel an action of type Reticulate/,
    ],
  ] as const) {
    it(`is impossible when it ${what}`, async () => {
      const { blockers, underWay } = await look(part);
      assert.match(blockers[0]?.message ?? '', why);
      assert.equal(underWay, null);
    });
  }
  it('takes over what somebody else cancelled meanwhile', async () => {
    assert.equal((await look({ status: 'Cancelled' })).underWay?.status, 'Succeeded');
  });
  it('needs to know which', () => {
    for (const actionId of [undefined, '', 'a/b', 'x'.repeat(65)]) {
      assert.equal(readParameters(cancelAction, { type: 'Isolate', actionId }).ok, false);
    }
  });

  const ends: readonly (readonly [MachineActionStatus, MachineActionStatus, RegExp | null])[] = [
    ['Cancelled', 'Succeeded', null],
    ['Pending', 'Pending', null],
    ['Succeeded', 'Failed', /ended as Succeeded before it could be cancelled/],
    ['TimeOut', 'Failed', /ended as TimeOut/],
    ['unknown', 'unknown', null],
  ];
  for (const [status, end, note] of ends) {
    it(`is ${end} when the action is ${status}`, async () => {
      const found = await cancelAction.poll(
        'one',
        order,
        fakePorts(healthyTenant({ actions: [one({ status })] })),
      );
      assert.equal(found?.status, end);
      if (note === null) assert.equal(found.note, null);
      else assert.match(found.note ?? '', note);
    });
  }
  it('knows its own cancellation by its comment, and none by the comment of the action', async () => {
    const own = fakePorts(
      healthyTenant({ actions: [one({ status: 'Cancelled', cancellationComment: '[R-7F3K2] Drawbridge' })] }),
    );
    const found = await cancelAction.findOwn(order, 'R-7F3K2', own);
    assert.deepEqual([found?.upstreamId, found?.ours, found?.status], ['one', true, 'Succeeded']);
    assert.equal(await cancelAction.findOwn(order, 'R-22222', own), null);
    const other = fakePorts(healthyTenant({ actions: [one({ requestorComment: '[R-7F3K2] Drawbridge' })] }));
    assert.equal(await cancelAction.findOwn(order, 'R-7F3K2', other), null);
    assert.equal(
      await cancelAction.findOwn(order, 'R-7F3K2', fakePorts(healthyTenant({ actions: [] }))),
      null,
    );
    assert.equal(await cancelAction.findLive(order, other), null);
    assert.equal(await cancelAction.poll('gone', order, other), null);
  });
  for (const [actions, verified, says] of [
    [[one({ status: 'Cancelled' })], 'yes', /says Cancelled/],
    [[one({ status: 'Succeeded' })], 'no', /says Succeeded/],
    [[], 'no', /says gone from its list/],
  ] as const) {
    it(`is proved by the action read anew: ${verified}`, async () => {
      const ports = fakePorts(healthyTenant({ actions: [...actions] }));
      const found = await cancelAction.verify(order, 'one', '', ports, fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', says);
    });
  }
});
