/** The three live response actions: what may be said, what stands against them, how they are found again. */
import assert from 'node:assert/strict';
import type { ActionDefinition, Order, Preflight } from '../../../src/domain/actions/action.ts';
import { readParameters } from '../../../src/domain/actions/action.ts';
import { getFile } from '../../../src/domain/actions/get-file.ts';
import { liveResponse } from '../../../src/domain/actions/live-response.ts';
import { receipt } from '../../../src/domain/actions/machine-receipt.ts';
import { putFile } from '../../../src/domain/actions/put-file.ts';
import type { Machine, MachineAction, SessionCommand } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, action, healthyTenant, machine } from '../../fakes/sample-device.ts';

const PATH = 'C:\\Temp\\setup.log';
const SCRIPT = 'list-autoruns.ps1';
const target = { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null } as const;
const orders: readonly (readonly [ActionDefinition, Order, string])[] = [
  [liveResponse, { target, parameters: { script: SCRIPT } }, 'RunScript'],
  [putFile, { target, parameters: { file: SCRIPT } }, 'PutFile'],
  [getFile, { target, parameters: { path: PATH } }, 'GetFile'],
];
const command = (type: string, part: Partial<SessionCommand> = {}): SessionCommand => ({
  type,
  object: type === 'GetFile' ? PATH : SCRIPT,
  status: 'Created',
  errors: [],
  ...part,
});
const session = (part: Partial<MachineAction>): MachineAction =>
  action({
    id: 's',
    type: 'LiveResponse',
    scope: null,
    status: 'Pending',
    requestorComment: 'by hand',
    ...part,
  });
const look = (
  one: ActionDefinition,
  order: Order,
  part: Partial<Machine> = {},
  actions: readonly MachineAction[] = [],
): Promise<Preflight> =>
  one.preflight(order, fakePorts(healthyTenant({ machines: [machine(part)], actions })), fixedClock());

for (const [definition, order, type] of orders) {
  describe(`a live response session for ${definition.verb}`, () => {
    it('stands open on a device in contact', async () => {
      const found = await look(definition, order);
      assert.deepEqual([found.blockers, found.underWay], [[], null]);
      assert.ok(found.evidence.some(({ value }) => /automation level/.test(value)));
    });
    for (const [part, why] of [
      [{ healthStatus: 'Inactive' }, /out of contact .*keep the session for up to three days/],
      [{ osPlatform: 'iOS' }, /cannot open a live response session on iOS/],
      [{ osPlatform: 'WindowsServer2016' }, /needs Windows Server 2019 or newer/],
      [{ osPlatform: 'Windows10', version: '1607' }, /needs Windows 10 1709/],
      [{ onboardingStatus: 'CanBeOnboarded' }, /not onboarded/],
    ] as const) {
      it(`is refused where it cannot be: ${Object.values(part).join(' ')}`, async () => {
        const { blockers } = await look(definition, order, part);
        assert.ok(
          blockers.some(({ message }) => why.test(message)),
          JSON.stringify(blockers),
        );
      });
    }
    it('takes the same one over, and waits for another', async () => {
      const same = await look(definition, order, {}, [session({ commands: [command(type)] })]);
      assert.equal(same.underWay?.upstreamId, 's');
      for (const commands of [
        [command(type, { object: 'other' })],
        [command('Other')],
        [command(type), command(type)],
        [],
      ]) {
        const other = await look(definition, order, {}, [session({ commands })]);
        assert.match(other.blockers[0]?.message ?? '', /Another live response session is under way/);
        assert.equal(other.underWay, null);
      }
    });
    it('is found again by its comment, and live by its command', async () => {
      const own = session({ requestorComment: '[R-7F3K2] x', commands: [command(type)] });
      const ports = fakePorts(healthyTenant({ actions: [own] }));
      assert.equal((await definition.findOwn(order, 'R-7F3K2', ports))?.ours, true);
      assert.equal(await definition.findOwn(order, 'R-22222', ports), null);
      assert.equal((await definition.findLive(order, ports))?.upstreamId, 's');
    });
    it('is never said to be proved: what Defender says of the command is told', async () => {
      const done = session({ status: 'Succeeded', commands: [command(type, { status: 'Completed' })] });
      const ports = fakePorts(healthyTenant({ actions: [done] }));
      const found = await definition.verify(order, 's', '', ports, fixedClock());
      assert.equal(found.verified, 'pending');
      assert.match(
        found.evidence ?? '',
        new RegExp(`^Accepted, not proven: .*Defender says: ${type} .* Completed\\.$`),
      );
      const gone = await definition.verify(order, 'gone', '', ports, fixedClock());
      assert.doesNotMatch(gone.evidence ?? '', /Defender says/);
    });
  });
}

describe('what is said of a live response session that failed', () => {
  it('is the command, and why', () => {
    const errors = ['The file a.ps1 was not found in the library.'];
    const failed = session({
      status: 'Failed',
      commands: [command('RunScript', { object: 'a.ps1', status: 'Failed', errors })],
    });
    assert.equal(
      receipt(failed, '').note,
      'RunScript a.ps1 Failed: The file a.ps1 was not found in the library',
    );
  });
});

describe('what may be run or put', () => {
  for (const script of ['list-autoruns.ps1', 'fix_(v2).sh', 'a']) {
    it(`is a name: ${script}`, () => {
      assert.ok(readParameters(liveResponse, { script }).ok);
      assert.ok(readParameters(putFile, { file: script }).ok);
    });
  }
  for (const script of [
    undefined,
    '',
    'a.ps1 -Force',
    'a.ps1;calc',
    '..\\a.ps1',
    'x..ps1',
    'C:\\a.ps1',
    '/tmp/a.sh',
    '-a.ps1',
    'a"b',
    'a\nb',
    'x'.repeat(201),
  ]) {
    it(`is nothing else: ${JSON.stringify(script ?? null).slice(0, 20)}`, () => {
      const read = readParameters(liveResponse, { script });
      assert.match(read.ok ? '' : read.why, /paths and arguments are not taken/);
    });
  }
});

describe('what may be fetched', () => {
  for (const path of [PATH, 'd:\\Program Files\\x (1)\\a.log', '/var/log/auth.log']) {
    it(`is one file: ${path}`, () => {
      assert.deepEqual(readParameters(getFile, { path: ` ${path} ` }), { ok: true, parameters: { path } });
    });
  }
  for (const path of [
    undefined,
    '',
    'setup.log',
    '\\\\evil.example\\share\\a',
    '//evil.example/a*',
    'C:\\Temp\\*.log',
    'C:\\Temp\\..\\a',
    '/var/../etc/shadow',
    'C:\\Temp\\',
    'C:\\a:stream',
    'C:\\a\u0007b',
    '/tmp/a|b',
    `C:\\${'x'.repeat(1000)}`,
  ]) {
    it(`is nothing else: ${JSON.stringify(path ?? null).slice(0, 30)}`, () => {
      const read = readParameters(getFile, { path });
      assert.match(read.ok ? '' : read.why, /whole path of one file on the device itself/);
    });
  }
  it('is refused where the device has no such paths', async () => {
    const order = { target, parameters: { path: PATH } };
    const mac = await look(getFile, order, { osPlatform: 'macOS' });
    assert.match(mac.blockers[0]?.message ?? '', /is no path on macOS/);
    const posix = { target, parameters: { path: '/etc/hosts' } };
    assert.match((await look(getFile, posix)).blockers[0]?.message ?? '', /no path on Windows11/);
    assert.deepEqual((await look(getFile, posix, { osPlatform: 'Ubuntu' })).blockers, []);
    assert.deepEqual((await look(getFile, posix, { osPlatform: null })).blockers, []);
  });
  it('is warned of where it may hold credentials or mail', async () => {
    for (const [path, warned] of [
      ['C:\\Windows\\NTDS\\ntds.dit', 1],
      ['C:\\Users\\a\\mail.pst', 1],
      ['C:\\Users\\a\\notes.txt', 0],
    ] as const) {
      assert.equal((await look(getFile, { target, parameters: { path } })).warnings.length, warned, path);
    }
  });
});

describe('the result of a session', () => {
  it('is that of its only command', async () => {
    const asked: unknown[] = [];
    const ports = fakePorts(healthyTenant(), {
      endpoints: {
        sessionResultLink: (...of) => {
          asked.push(of);
          return Promise.resolve('https://x.example/');
        },
      },
    });
    for (const one of [liveResponse, getFile]) {
      assert.equal(await one.handover?.link('s', ports), 'https://x.example/');
    }
    assert.deepEqual(asked, [
      ['s', 0],
      ['s', 0],
    ]);
    assert.equal(putFile.handover, undefined);
  });
});
