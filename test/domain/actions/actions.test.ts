import assert from 'node:assert/strict';
import type { Machine, MachineAction } from '../../../src/domain/tenant/device.ts';
import {
  isOwnComment,
  readParameters,
  reversalOf,
  upstreamComment,
} from '../../../src/domain/actions/action.ts';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { actionFor, actions } from '../../../src/domain/actions/registry.ts';
import { isolate } from '../../../src/domain/actions/isolate.ts';
import { release } from '../../../src/domain/actions/release.ts';
import { INTENT_SLOTS } from '../../../src/domain/intents.ts';
import { FakeDefender, machine, machineAction, MACHINE_ID, upstreamError } from '../../jobs/fake-defender.ts';

const clock = { now: () => new Date('2026-11-22T06:00:00.000Z') };
const target = { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null } as const;

function world(over: Partial<Machine> | null, list: readonly MachineAction[] = []): FakeDefender {
  const defender = new FakeDefender();
  defender.machine = over === null ? null : machine(over);
  defender.actions = [...list];
  return defender;
}

async function look(
  action: typeof isolate,
  defender: FakeDefender,
  parameters: Readonly<Record<string, string>> = { kind: 'full' },
): Promise<Preflight> {
  return action.preflight({ target, parameters }, defender.open(), clock);
}

function codes(preflight: Preflight): readonly string[] {
  return preflight.blockers.map((blocker) => blocker.code);
}

const TYPED = {
  tag: 'VIP',
  type: 'Isolate',
  actionId: 'a',
  script: 'list-autoruns.ps1',
  file: 'list-autoruns.ps1',
  path: '/var/log/auth.log',
  value: 'High',
  indicatorId: '7',
  sha1: '0D1E2F3A4B5C6D7E8F90A1B2C3D4E5F60718293A',
};

describe('every response action', () => {
  for (const action of actions) {
    it(`${action.verb} is whole`, () => {
      assert.ok(Object.hasOwn(INTENT_SLOTS, `action.${action.verb}`), 'has an intent');
      assert.equal(actionFor(action.verb), action);
      assert.ok(['harmless', 'disruptive', 'destructive'].includes(action.risk));
      const back = reversalOf(action);
      if (back === null) assert.ok('none' in action.reversal && action.reversal.none.length > 10);
      else assert.notEqual(actionFor(back), null, 'its reversal exists');
      const kind = action.actsOn === 'tenant' ? 'ip' : 'full';
      const read = readParameters(action, { ...TYPED, kind });
      assert.ok(read.ok);
      assert.match(action.effect({ target, parameters: read.parameters }), /FIN-LT-042/);
      assert.ok(action.undoing.length > 10 && action.platforms.length > 5);
    });
  }

  it('has one entry a verb', () => {
    assert.equal(new Set(actions.map((action) => action.verb)).size, actions.length);
  });
});

describe('isolate', () => {
  it('finds nothing against an ordinary laptop, and shows what an approver needs', async () => {
    const preflight = await look(isolate, world({ machineTags: ['VIP'] }));
    assert.deepEqual(codes(preflight), []);
    const labels = preflight.evidence.map((line) => line.label);
    for (const label of ['Operating system', 'Owner', 'Logged on', 'Risk / exposure', 'Sensor', 'Tags']) {
      assert.ok(labels.includes(label), label);
    }
    assert.deepEqual(preflight.protection, { tags: ['VIP'], deviceValue: 'Normal' });
  });

  const blocked: readonly (readonly [string, Partial<Machine> | null, readonly MachineAction[], string])[] = [
    ['is not in Defender', null, [], 'notFound'],
    ['is not onboarded', { onboardingStatus: 'CanBeOnboarded' }, [], 'notOnboarded'],
    ['runs iOS', { osPlatform: 'iOS' }, [], 'notSupported'],
    ['is isolated already', {}, [machineAction()], 'alreadyDone'],
    ['is being isolated', {}, [machineAction({ status: 'Pending' })], 'underWay'],
    [
      'is being released',
      {},
      [
        machineAction(),
        machineAction({
          id: 'b',
          type: 'Unisolate',
          status: 'InProgress',
          creationDateTimeUtc: '2026-11-22T05:00:00Z',
        }),
      ],
      'underWay',
    ],
  ];
  for (const [what, over, list, code] of blocked) {
    it(`is blocked when the device ${what}`, async () => {
      assert.deepEqual(codes(await look(isolate, world(over, list))), [code]);
    });
  }

  it('is blocked selectively on anything but Windows', async () => {
    assert.deepEqual(codes(await look(isolate, world({ osPlatform: 'Ubuntu' }), { kind: 'selective' })), [
      'notSupported',
    ]);
    assert.deepEqual(codes(await look(isolate, world({ osPlatform: 'Ubuntu' }))), []);
  });

  it('warns of servers, Tier0 and silent sensors without stopping', async () => {
    const preflight = await look(
      isolate,
      world({
        osPlatform: 'WindowsServer2022',
        machineTags: ['Tier0'],
        healthStatus: 'Inactive',
        deviceValue: 'High',
      }),
    );
    assert.deepEqual(codes(preflight), []);
    const warnings = preflight.evidence.filter((line) => line.label === 'Warning').map((line) => line.value);
    assert.equal(warnings.length, 5);
    assert.ok(warnings.some((warning) => /stays Pending/.test(warning)));
    assert.ok(warnings.some((warning) => /tries for about three days/.test(warning)));
  });

  it('takes over the same isolation, never one of another scope', async () => {
    const live = machineAction({ status: 'Pending', scope: 'Selective' });
    assert.equal((await look(isolate, world({}, [live]))).underWay, null);
    assert.equal(
      (await look(isolate, world({}, [live]), { kind: 'selective' })).underWay?.upstreamId,
      'action-0',
    );
  });

  it('does not guess when Defender gives no answer', async () => {
    const defender = world({});
    defender.faults.push({ call: 'machineActions', error: upstreamError('upstream_timeout') });
    await assert.rejects(look(isolate, defender), { code: 'upstream_timeout' });
  });
});

describe('release', () => {
  it('is possible for an isolated device and says since when', async () => {
    const preflight = await look(release, world({}, [machineAction()]));
    assert.deepEqual(codes(preflight), []);
    const isolated = preflight.evidence.find((line) => line.label === 'Isolated');
    assert.match(isolated?.value ?? '', /^Full, 2 h ago|^Full, 1 h ago/);
  });

  for (const [what, list, code] of [
    ['was never isolated', [], 'alreadyDone'],
    ['is only being isolated', [machineAction({ status: 'InProgress' })], 'underWay'],
  ] as const) {
    it(`is blocked when the device ${what}`, async () => {
      assert.deepEqual(codes(await look(release, world({}, list))), [code]);
    });
  }
});

describe('the proof of an isolation', () => {
  const since = '2026-11-22T05:00:00.000Z';
  async function proof(list: readonly MachineAction[], over: Partial<Machine> = {}): Promise<string> {
    const ports = world(over, list).open();
    const found = await isolate.verify(
      { target, parameters: { kind: 'full' } },
      'action-0',
      since,
      ports,
      clock,
    );
    assert.ok((found.evidence ?? '').length > 10);
    return found.verified;
  }

  it('is there when the list says so and the sensor is in contact', async () => {
    assert.equal(await proof([machineAction()]), 'yes');
  });
  it('is missing while the sensor is silent', async () => {
    assert.equal(await proof([machineAction()], { healthStatus: 'Inactive' }), 'pending');
  });
  it('is refuted by a later release', async () => {
    const later = machineAction({ id: 'b', type: 'Unisolate', creationDateTimeUtc: '2026-11-22T05:30:00Z' });
    assert.equal(await proof([machineAction(), later]), 'no');
  });
  it('is refuted when the list knows nothing of it', async () => {
    assert.equal(await proof([]), 'no');
  });
});

describe('the comment that goes upstream', () => {
  it('is found again by its request and no other, whatever people wrote', () => {
    const comment = upstreamComment('R-7F3K2', ['Tomas Ng'], 'Iris Ek', 'saw [R-22222] \n too');
    assert.ok(isOwnComment(comment, 'R-7F3K2'));
    assert.ok(!isOwnComment(comment, 'R-22222'));
    assert.ok(!isOwnComment(null, 'R-7F3K2'));
    assert.ok(!comment.includes('\n'));
    assert.equal(
      upstreamComment('R-7F3K2', [], 'Iris Ek', null, 'R-K3K3K'),
      '[R-7F3K2] Drawbridge, asked by Iris Ek, approved with R-K3K3K',
    );
    assert.ok(upstreamComment('R-7F3K2', [], 'x', 'y'.repeat(5000)).length <= 900);
  });
});
