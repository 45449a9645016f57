/** What stands against each action of Intune, and what its approver has to know. */
import assert from 'node:assert/strict';
import type { ActionDefinition, Preflight } from '../../../src/domain/actions/action.ts';
import { collectDiagnostics } from '../../../src/domain/actions/collect-diagnostics.ts';
import { intuneScan } from '../../../src/domain/actions/intune-scan.ts';
import { locate } from '../../../src/domain/actions/locate.ts';
import { lock } from '../../../src/domain/actions/lock.ts';
import { reboot } from '../../../src/domain/actions/reboot.ts';
import { resetPasscode } from '../../../src/domain/actions/reset-passcode.ts';
import { retire } from '../../../src/domain/actions/retire.ts';
import { rotateBitlocker } from '../../../src/domain/actions/rotate-bitlocker.ts';
import { shutdown } from '../../../src/domain/actions/shutdown.ts';
import { sync } from '../../../src/domain/actions/sync.ts';
import { updateSignatures } from '../../../src/domain/actions/update-signatures.ts';
import { wipe } from '../../../src/domain/actions/wipe.ts';
import { defaultPolicy, ruleFor } from '../../../src/domain/approvals/policy.ts';
import type { ActionableDevice } from '../../../src/domain/tenant/device-action.ts';
import {
  DEVICE_ID,
  MANAGED_ID,
  OBJECT_ID,
  ADELE_ID,
  action as machineAction,
  ago,
  directoryDevice,
  machine,
  managedDevice,
  protection,
} from '../../fakes/sample-device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ORDER, actionable, result, tenantWith } from './managed-device.ts';

type Part = Partial<ActionableDevice>;

const WINDOWS: Part = { operatingSystem: 'Windows' };
const IPHONE: Part = { operatingSystem: 'iOS', isSupervised: true };
const PRIVATE_IPHONE: Part = { ...IPHONE, isSupervised: false, managedDeviceOwnerType: 'personal' };
const MAC: Part = { operatingSystem: 'macOS' };
const ANDROID: Part = { operatingSystem: 'AndroidEnterprise' };
const PRIVATE_ANDROID: Part = { operatingSystem: 'Android', managedDeviceOwnerType: 'personal' };
const CHROMEBOOK: Part = { operatingSystem: 'ChromeOS' };
const LINUX: Part = { operatingSystem: 'Linux' };
const UNKNOWN: Part = { operatingSystem: null };

function look(
  action: ActionDefinition,
  part: Part = {},
  data: TenantData = {},
  overrides: Overrides = {},
): Promise<Preflight> {
  return action.preflight(ORDER, tenantWith(part, data, overrides), fixedClock());
}
const warned = ({ evidence }: Preflight): string =>
  evidence
    .filter((line) => line.label === 'Warning')
    .map((line) => line.value)
    .join('\n');

/** Verb → systems that can, systems that cannot. */
const REACH: readonly (readonly [ActionDefinition, readonly Part[], readonly Part[]])[] = [
  [sync, [WINDOWS, PRIVATE_IPHONE, MAC, ANDROID], [LINUX, CHROMEBOOK]],
  [reboot, [WINDOWS, IPHONE, MAC, ANDROID, CHROMEBOOK], [PRIVATE_IPHONE, LINUX]],
  [shutdown, [IPHONE, MAC], [WINDOWS, ANDROID, PRIVATE_IPHONE, LINUX]],
  [lock, [IPHONE, PRIVATE_IPHONE, MAC, ANDROID], [WINDOWS, LINUX, CHROMEBOOK]],
  [locate, [WINDOWS, IPHONE, ANDROID], [MAC, PRIVATE_IPHONE, LINUX]],
  [resetPasscode, [ANDROID, PRIVATE_ANDROID, IPHONE], [WINDOWS, MAC]],
  [retire, [WINDOWS, IPHONE, MAC, PRIVATE_ANDROID], [LINUX, CHROMEBOOK]],
  [wipe, [WINDOWS, IPHONE, MAC, ANDROID, CHROMEBOOK], [LINUX]],
  [rotateBitlocker, [WINDOWS], [MAC, IPHONE, ANDROID]],
  [intuneScan, [WINDOWS], [MAC, LINUX, IPHONE]],
  [updateSignatures, [WINDOWS], [MAC, LINUX]],
  [collectDiagnostics, [WINDOWS], [MAC, IPHONE]],
];

for (const [action, can, cannot] of REACH) {
  describe(`${action.verb} of Intune`, () => {
    for (const part of can) {
      it(`is possible on ${part.operatingSystem ?? ''}${part.managedDeviceOwnerType === 'personal' ? ' of a person' : ''}`, async () => {
        assert.deepEqual((await look(action, part)).blockers, []);
      });
    }
    for (const part of cannot) {
      it(`is impossible on ${part.operatingSystem ?? ''}${part.isSupervised === false ? ' without supervision' : ''}`, async () => {
        const [blocker] = (await look(action, part)).blockers;
        assert.equal(blocker?.code, 'notSupported');
        assert.match(
          blocker.message,
          /works on .* only[;,] (this device runs|and this one is not supervised)/,
        );
      });
    }
    it('warns when the system is not reported, and lets people decide', async () => {
      const found = await look(action, UNKNOWN);
      assert.deepEqual(found.blockers, []);
      assert.match(warned(found), /system is not reported: Intune may refuse it/);
    });
    it('reaches no device that only Defender manages', async () => {
      const [blocker] = (await look(action, { ...can[0], managementAgent: 'msSense' })).blockers;
      assert.match(blocker?.message ?? '', /not enrolled, so no remote action reaches it/);
    });
    it('does not know a device that Intune does not know', async () => {
      const found = await action.preflight(ORDER, fakePorts(), fixedClock());
      assert.equal(found.blockers[0]?.code, 'notFound');
    });
    it('has words for every part of its card', () => {
      for (const text of [action.effect(ORDER), action.takes, action.undoing, action.platforms]) {
        assert.ok(text.length > 10 && text.endsWith('.'), text);
      }
      assert.match(action.effect(ORDER), /FIN-LT-042/);
    });
  });
}

describe('what every approver of an action of Intune sees', () => {
  const facts = { name: 'FIN-LT-042', tags: [], deviceValue: null, groups: [] };

  it('is whose device it is, how it stands, when it was last in contact, what Defender says', async () => {
    const found = await look(sync, {}, { devices: [directoryDevice()], owners: { [OBJECT_ID]: [ADELE_ID] } });
    assert.deepEqual(
      found.evidence.map(({ label, value }) => `${label}: ${value}`),
      [
        'Operating system: Windows 10.0.26100',
        'Primary user: adele.vance@contoso.example',
        'Ownership: company',
        'Owner: Adele Vance (adele.vance@contoso.example)',
        'Compliance: compliant',
        'Last sync: 2 h ago',
        'Encrypted: yes',
        'Defender: risk None, exposure Low',
      ],
    );
    assert.deepEqual(found.facts, {
      'Compliance state': 'compliant',
      'Primary user': 'adele.vance@contoso.example',
      Ownership: 'company',
      'Entra device id': DEVICE_ID,
      'Risk score': 'None',
      'Device value': 'Normal',
      Tags: 'none',
      Owner: 'Adele Vance (adele.vance@contoso.example)',
    });
  });

  it("is Defender's tags and value as well: the guard rules go by them", async () => {
    const found = await look(
      wipe,
      {},
      { machines: [machine({ machineTags: ['VIP', 'Tier0'], deviceValue: 'High' })] },
    );
    assert.deepEqual(found.protection, { tags: ['VIP', 'Tier0'], deviceValue: 'High' });
    assert.match(warned(found), /Tagged Tier0.*\nDevice value High/s);
    assert.equal(found.facts['Tags'], 'Tier0, VIP');
    assert.match(found.evidence.find(({ label }) => label === 'Defender')?.value ?? '', /tags VIP, Tier0$/);
    assert.equal(ruleFor(defaultPolicy(), 'sync', { ...facts, tags: found.protection.tags }).approvals, 2);
  });

  it('is not guessed when Defender does not answer: a protected device might be taken for any other', async () => {
    const silent = { endpoints: { byAzureADDeviceIds: failing('upstream_timeout') } };
    await assert.rejects(look(sync, {}, {}, silent), /made to fail/);
    const none = { endpoints: { byAzureADDeviceIds: failing('upstream_not_configured') } };
    const found = await look(sync, {}, {}, none);
    assert.deepEqual(found.protection, { tags: [], deviceValue: null });
    assert.equal(found.facts['Risk score'], 'not in Defender');
  });

  it('names an owner who could not be read as not known, and stops for it only when it was known', async () => {
    const found = await look(sync, {}, {}, { directory: { findDevices: failing('upstream_timeout') } });
    assert.equal(found.facts['Owner'], null);
    assert.equal(found.evidence.find(({ label }) => label === 'Owner')?.value, 'not known');
    const nobody = await look(sync, {}, { devices: [directoryDevice()] });
    assert.equal(nobody.facts['Owner'], 'nobody');
    assert.equal(nobody.evidence.find(({ label }) => label === 'Owner')?.value, 'not registered to anybody');
  });

  for (const [what, part, warning] of [
    [
      'is out of contact',
      { lastSyncDateTime: ago({ days: 9 }) },
      /Last in contact with Intune 9 days ago: the order stays pending/,
    ],
    ['was never in contact', { lastSyncDateTime: null }, /Last in contact with Intune at an unknown time/],
    ['is on its way out', { managementState: 'wipePending' }, /Intune says wipePending of it/],
    [
      'has something else under way',
      { deviceActionResults: [result({ actionName: 'rebootNow', actionState: 'active' })] },
      /rebootNow is active on it since 10 min ago/,
    ],
    ['is managed by mail alone', { managementAgent: 'eas' }, /managed by Exchange ActiveSync alone/],
    [
      'is not in Entra ID',
      { azureADDeviceId: null },
      /no Entra device id: which tags it has in Defender is not known/,
    ],
  ] as const satisfies readonly (readonly [string, Part, RegExp])[]) {
    it(`warns when the device ${what}`, async () => {
      const found = await look(sync, part);
      assert.deepEqual(found.blockers, []);
      assert.match(warned(found), warning);
      assert.doesNotMatch(warned(await look(sync)), warning);
    });
  }

  it('warns while Defender keeps the device off the network: Intune may not reach it', async () => {
    const isolated = await look(wipe, {}, { actions: [machineAction()] });
    assert.match(warned(isolated), /Defender isolates it: Intune may not reach it until it is released/);
    const released = machineAction({ id: 'r', type: 'Unisolate', creationDateTimeUtc: ago({ hours: 1 }) });
    assert.doesNotMatch(warned(await look(wipe, {}, { actions: [released, machineAction()] })), /isolates/);
    const silent = { endpoints: { machineActions: failing('upstream_timeout') } };
    const unread = await look(wipe, {}, {}, silent);
    assert.deepEqual(unread.blockers, []);
    assert.match(warned(unread), /Whether Defender isolates it could not be read/);
  });

  it('says which of several records of Intune is meant', async () => {
    const older = managedDevice({
      id: '99999999-0000-4000-8000-000000000000',
      lastSyncDateTime: ago({ days: 40 }),
    });
    const found = await look(sync, {}, { managedDevices: [actionable(), older] });
    assert.match(
      warned(found),
      /holds 2 records of this device: this is 5c1e4f0a…, and there is 99999999… \(last in contact 40 days ago\)/,
    );
    const silent = { managedDevices: { byAzureADDeviceIds: failing('upstream_timeout') } };
    assert.doesNotMatch(warned(await look(sync, {}, {}, silent)), /records/);
  });

  it('takes over an order of the same kind that is under way', async () => {
    for (const actionState of ['pending', 'active'] as const) {
      const found = await look(sync, { deviceActionResults: [result({ actionState })] });
      assert.match(found.blockers[0]?.message ?? '', /The same is under way/);
      assert.equal(found.underWay?.ours, false);
      assert.equal(found.underWay.upstreamId, `${MANAGED_ID}/syncDevice/${ago({ minutes: 10 })}`);
    }
  });

  it('waits after an order of the same kind that is just over: Intune does not tell the two apart', async () => {
    const at = ago({ minutes: 1 });
    const found = await look(sync, { deviceActionResults: [result({ startDateTime: at })] });
    assert.match(found.blockers[0]?.message ?? '', /ordered 1 min ago \(done\).*Ask again in 2 minutes/);
    assert.equal(found.underWay, null);
    assert.deepEqual((await look(sync, { deviceActionResults: [result()] })).blockers, []);
    assert.deepEqual(
      (await look(sync, { deviceActionResults: [result({ startDateTime: null, actionState: 'pending' })] }))
        .underWay,
      null,
    );
  });
});

describe('what people lose, by the action', () => {
  for (const [action, part, warning] of [
    [
      wipe,
      PRIVATE_IPHONE,
      /personally owned: a wipe erases its owner's private data as well\. Retiring takes company data only/,
    ],
    [wipe, { managedDeviceOwnerType: 'unknown' }, /Whether it belongs to the company is not known/],
    [wipe, PRIVATE_ANDROID, /company-owned Android devices for a wipe, and this one is personal/],
    [wipe, MAC, /No recovery PIN is sent/],
    [wipe, WINDOWS, /may leave a Windows device that does not start\. It erases evidence/],
    [wipe, { isEncrypted: false }, /not encrypted: what is erased in this way may be recovered/],
    [wipe, { userPrincipalName: null }, /no primary user: it may be shared/],
    [retire, WINDOWS, /nobody signs in to it with a work account any more/],
    [retire, ANDROID, /personally owned Android devices for retiring, and this one is company/],
    [retire, { ...ANDROID, managedDeviceOwnerType: 'unknown' }, /this one is of an unknown owner/],
    [resetPasscode, IPHONE, /whoever holds it can open it/],
    [resetPasscode, ANDROID, /fails unless a policy asks for a passcode/],
    [resetPasscode, PRIVATE_ANDROID, /passcode may guard private data/],
    [lock, MAC, /six-digit PIN: the Intune admin center shows it/],
    [reboot, IPHONE, /finds no Wi-Fi until somebody unlocks it/],
    [reboot, { userPrincipalName: null }, /whoever works on it is hit/],
    [shutdown, { ...MAC, userPrincipalName: null }, /whoever works on it is hit/],
    [locate, IPHONE, /has to be in lost mode/],
    [locate, ANDROID, /Location services have to be allowed/],
    [locate, PRIVATE_ANDROID, /its place is where a private person is/],
    [rotateBitlocker, WINDOWS, /policy of the device must allow rotation/],
    [collectDiagnostics, WINDOWS, /names the Intune admin center for this: it may be refused/],
    [collectDiagnostics, { managedDeviceOwnerType: 'personal' }, /what it reads may be private/],
  ] as const satisfies readonly (readonly [ActionDefinition, Part, RegExp])[]) {
    it(`${action.verb}: ${warning.source}`, async () => {
      assert.match(warned(await look(action, part)), warning);
    });
  }

  it('is said of a wipe with what exactly is sent', () => {
    assert.match(wipe.effect(ORDER), /keepEnrollmentData false and keepUserData false/);
    assert.deepEqual(wipe.call(ORDER), {
      operation: 'managedDevices.wipe',
      input: { managedDeviceId: MANAGED_ID, keepEnrollmentData: false, keepUserData: false },
    });
  });

  it('takes two approvals for what cannot be taken back', () => {
    const facts = { name: 'x', tags: [], deviceValue: null, groups: [] };
    for (const { verb } of [wipe, retire]) assert.equal(ruleFor(defaultPolicy(), verb, facts).approvals, 2);
  });

  it('is no key where nothing is encrypted', async () => {
    const [blocker] = (await look(rotateBitlocker, { isEncrypted: false })).blockers;
    assert.match(blocker?.message ?? '', /there is no key to renew/);
    assert.deepEqual((await look(rotateBitlocker, { isEncrypted: null })).blockers, []);
  });

  it('shows the signatures that are there before they are renewed', async () => {
    const shown = async (state: Parameters<typeof protection>[0] | null): Promise<string | undefined> =>
      (
        await look(
          updateSignatures,
          {},
          state === null ? {} : { protection: { [MANAGED_ID]: protection(state) } },
        )
      ).evidence.find(({ label }) => label === 'Signatures')?.value;
    assert.equal(await shown({}), '1.421.7.0');
    assert.equal(await shown({ signatureUpdateOverdue: true }), '1.421.7.0, overdue');
    assert.equal(await shown({ signatureVersion: null }), 'no version reported');
    assert.equal(await shown(null), 'not known');
    const off = await look(
      updateSignatures,
      {},
      { protection: { [MANAGED_ID]: protection({ malwareProtectionEnabled: false }) } },
    );
    assert.match(warned(off), /Antivirus is reported as off/);
    const silent = await look(
      updateSignatures,
      {},
      {},
      { managedDevices: { protectionState: failing('upstream_timeout') } },
    );
    assert.deepEqual(silent.blockers, []);
  });
});
