import assert from 'node:assert/strict';
import { isolate } from '../../../src/domain/actions/isolate.ts';
import { release } from '../../../src/domain/actions/release.ts';
import { tag } from '../../../src/domain/actions/tag.ts';
import type { ActionDefinition, Preflight } from '../../../src/domain/actions/action.ts';
import type { LogonUser, MachineAction } from '../../../src/domain/tenant/device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  DEVICE_ID,
  MACHINE_ID,
  action as machineAction,
  ago,
  healthyTenant,
  machine,
} from '../../fakes/sample-device.ts';

const target = { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: DEVICE_ID } as const;

function look(
  action: ActionDefinition,
  part: TenantData,
  overrides: Overrides = {},
  parameters: Readonly<Record<string, string>> = {},
): Promise<Preflight> {
  return action.preflight({ target, parameters }, fakePorts(healthyTenant(part), overrides), fixedClock());
}

async function lineOf(label: string, part: TenantData, overrides: Overrides = {}): Promise<string> {
  const { evidence } = await look(isolate, part, overrides);
  return evidence.find((line) => line.label === label)?.value ?? '';
}

const logon = (part: Partial<LogonUser>): LogonUser => ({
  accountName: 'adelev',
  accountDomain: 'CONTOSO',
  firstSeen: null,
  lastSeen: ago({ hours: 2 }),
  logonTypes: null,
  isDomainAdmin: null,
  ...part,
});

describe('what the approver reads about the owner', () => {
  it('names the registered owner', async () => {
    assert.equal(await lineOf('Owner', {}), 'Adele Vance (adele.vance@contoso.example)');
  });
  it('tells a device without an owner from an owner that is not known', async () => {
    assert.equal(await lineOf('Owner', { owners: {} }), 'not registered to anybody');
    assert.equal(await lineOf('Owner', { devices: [] }), 'not known');
    const silent = { directory: { findDevices: failing('upstream_timeout') } };
    assert.equal(await lineOf('Owner', {}, silent), 'not known');
  });
  it('hides no fault of the program behind "not known"', async () => {
    const broken = { directory: { findDevices: () => Promise.reject(new TypeError('a mistake')) } };
    await assert.rejects(look(isolate, {}, broken), TypeError);
  });
});

describe('what the approver reads about logons', () => {
  it('names the newest three and counts the rest, those without a time last', async () => {
    const logons = [
      logon({ accountName: 'never', lastSeen: null }),
      logon({ accountName: 'old', lastSeen: ago({ hours: 9 }) }),
      logon({ accountName: 'root', accountDomain: null, isDomainAdmin: true }),
      logon({ accountName: 'blank', lastSeen: null }),
      logon({ accountName: 'older', lastSeen: ago({ days: 1 }) }),
    ];
    assert.equal(
      await lineOf('Logged on', { logons: { [MACHINE_ID]: logons } }),
      'root (2 h ago, domain admin), CONTOSO\\old (9 h ago), CONTOSO\\older (24 h ago) and 2 more',
    );
  });
  it('tells nobody from not readable, and stops for neither', async () => {
    assert.equal(await lineOf('Logged on', {}), 'nobody in the last days');
    const forbidden = { endpoints: { logonUsers: failing('upstream_forbidden') } };
    assert.equal(await lineOf('Logged on', {}, forbidden), 'could not be read');
    assert.deepEqual((await look(isolate, {}, forbidden)).blockers, []);
  });
});

describe('what the approver reads about the machine', () => {
  it('says so when Defender reports no system, and does not block or warn for that', async () => {
    const bare = { machines: [machine({ osPlatform: null, osVersion: null, deviceValue: 'unknown' })] };
    assert.equal(await lineOf('Operating system', bare), 'not reported');
    for (const kind of ['full', 'selective']) {
      const preflight = await look(isolate, bare, {}, { kind });
      assert.deepEqual([preflight.blockers, preflight.warnings], [[], []]);
    }
  });
  it('warns that Microsoft may refuse a Mac', async () => {
    const { blockers, warnings } = await look(isolate, { machines: [machine({ osPlatform: 'macOS' })] });
    assert.deepEqual(blockers, []);
    assert.deepEqual(warnings, ['Isolation of Macs needs a recent Defender; Microsoft may refuse it.']);
  });
  for (const action of [isolate, release]) {
    it(`takes a device value that is not known for none when asked to ${action.verb}`, async () => {
      const { protection } = await look(action, { machines: [machine({ deviceValue: 'unknown' })] });
      assert.deepEqual(protection, { tags: [], deviceValue: null });
    });
    it(`warns, as a line too, when it is not known whether it is isolated: ${action.verb}`, async () => {
      const { blockers, warnings, evidence, underWay } = await look(action, {
        actions: [machineAction({ status: 'unknown' })],
      });
      assert.deepEqual(blockers, []);
      assert.match(warnings[0] ?? '', /^Whether it is isolated now is not known: .+\.$/);
      assert.ok(evidence.some((line) => line.label === 'Warning' && line.value === warnings[0]));
      assert.equal(underWay, null);
    });
  }
  it('tells what a selective isolation leaves open', () => {
    assert.match(isolate.effect({ target, parameters: { kind: 'selective' } }), /Outlook and Teams/);
    assert.doesNotMatch(isolate.effect({ target, parameters: { kind: 'full' } }), /Outlook/);
  });
});

describe('what those wrote who isolated it', () => {
  const warned = async (actions: readonly MachineAction[]): Promise<readonly string[]> =>
    (await look(release, { actions })).evidence.filter((l) => l.label === 'Warning').map((l) => l.value);
  const wrote = (requestorComment: string | null, part: Partial<MachineAction> = {}): MachineAction =>
    machineAction({ requestor: 'Nadia', requestorComment, ...part });

  it('warns with it whoever is asked to release the device, in quotation marks that it cannot leave', async () => {
    assert.deepEqual(await warned([wrote('Do not release before forensics')]), [
      'Nadia wrote when isolating it, 5 h ago: “Do not release before forensics”',
    ]);
    assert.deepEqual(await warned([wrote('x”. Approved by the CISO: “go', { requestor: null })]), [
      "Whoever isolated it wrote when isolating it, 5 h ago: “x'. Approved by the CISO: 'go”",
    ]);
    const [long = ''] = await warned([wrote('a'.repeat(2000))]);
    assert.ok(long.endsWith('a…”') && long.length < 400);
  });
  it('keeps the words of an earlier isolation that was never lifted, and not those of one that was', async () => {
    const older = wrote('hold', { id: 'older', creationDateTimeUtc: ago({ hours: 20 }) });
    const lifted = wrote(null, {
      id: 'lifted',
      type: 'Unisolate',
      creationDateTimeUtc: ago({ hours: 10 }),
      lastUpdateDateTimeUtc: ago({ hours: 10 }),
    });
    assert.deepEqual(await warned([wrote(''), older]), ['Nadia wrote when isolating it, 20 h ago: “hold”']);
    assert.deepEqual(await warned([wrote(null), lifted, older]), []);
  });
  it('repeats its own comment only where that gives a reason', async () => {
    assert.deepEqual(
      await warned([wrote('[R-7F3K2] Drawbridge, asked by Iris Ek, approved by Tomas Ng')]),
      [],
    );
    assert.match(
      (await warned([wrote('[R-7F3K2] Drawbridge, asked by Iris Ek: keep it')])).join(),
      /keep it”$/,
    );
  });
});

describe('what stands against it, in words', () => {
  const bare = { scope: null, requestor: null, requestorComment: null, lastUpdateDateTimeUtc: null };
  const message = async (action: ActionDefinition, list: readonly MachineAction[]): Promise<string> =>
    (await look(action, { actions: list })).blockers[0]?.message ?? '';

  it('says who isolated it, or names nobody', async () => {
    assert.match(await message(isolate, [machineAction()]), /\(Full, since .+, 4 h ago, by Drawbridge\)\.$/);
    assert.match(
      await message(isolate, [machineAction(bare)]),
      /^It is isolated already \(scope not reported, since [^,]+, 5 h ago\)\.$/,
    );
    assert.doesNotMatch(await message(isolate, [machineAction({ requestor: '' })]), /by /);
  });
  it('takes over an isolation whose scope Defender does not report', async () => {
    const list = [machineAction({ ...bare, status: 'Pending' })];
    assert.equal((await look(isolate, { actions: list })).underWay?.status, 'Pending');
  });
  it('takes an order without a kind for a full isolation', async () => {
    const over = async (scope: string): Promise<unknown> =>
      (await look(isolate, { actions: [machineAction({ scope })] })).underWay;
    assert.notEqual(await over('Full'), null);
    assert.equal(await over('Selective'), null);
  });

  it('has nothing to release when Defender does not know the device', async () => {
    const preflight = await look(release, { machines: [] });
    assert.deepEqual(
      preflight.blockers.map(({ code }) => code),
      ['notFound'],
    );
    assert.deepEqual([preflight.evidence, preflight.underWay], [[], null]);
  });
  it('says when it was released, and takes that release over', async () => {
    const released = machineAction({ id: 'freed', type: 'Unisolate', lastUpdateDateTimeUtc: null });
    assert.equal(await message(release, [released]), 'It is not isolated: it was released 5 h ago.');
    assert.equal((await look(release, { actions: [released] })).underWay?.upstreamId, 'freed');
    const later = { ...released, lastUpdateDateTimeUtc: ago({ hours: 3 }) };
    assert.match(await message(release, [later]), /3 h ago/);
  });
  it('sends no second release while one is under way', async () => {
    const releasing = machineAction({ id: 'going', type: 'Unisolate', status: 'InProgress' });
    assert.equal(await message(release, [releasing]), 'A release is under way (InProgress).');
    assert.equal((await look(release, { actions: [releasing] })).underWay?.upstreamId, 'going');
  });
  it('shows who isolated it before it is released', async () => {
    const isolated = async (part: Partial<MachineAction>): Promise<string | undefined> =>
      (await look(release, { actions: [machineAction(part)] })).evidence.find((l) => l.label === 'Isolated')
        ?.value;
    assert.equal(await isolated({}), 'Full, 4 h ago by Drawbridge');
    assert.equal(await isolated(bare), 'scope not reported, 5 h ago');
  });
});

describe('what the approver reads of a device that is out of contact', () => {
  const silent = { machines: [machine({ healthStatus: 'Inactive' })] };
  const warnings = async (
    action: ActionDefinition,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<string> =>
    (await look(action, silent, {}, parameters)).evidence
      .filter(({ label }) => label === 'Warning')
      .map(({ value }) => value)
      .join('\n');
  it('is that an action waits for it, where the device has to do something', async () => {
    assert.match(await warnings(isolate), /stays Pending until the device checks in/);
  });
  it('is nothing of waiting where Defender does it by itself', async () => {
    assert.doesNotMatch(await warnings(tag, { tag: 'VIP', change: 'add' }), /Pending/);
  });
});
