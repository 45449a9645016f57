import assert from 'node:assert/strict';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import { accessExplain, accessWhatif } from '../../../src/domain/questions/access-explain.ts';
import { targetWords, accessNames } from '../../../src/domain/questions/access-words.ts';
import type { Target } from '../../../src/domain/conditional-access/match.ts';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  ADELE_ID,
  DEVICE_ID,
  MANAGED_ID,
  OBJECT_ID,
  ago,
  directoryDevice,
  healthyTenant,
  machine,
  managedDevice,
  policyState,
  signIn,
  user,
} from '../../fakes/sample-device.ts';

const MAILBOX = { service: 'exchange', servicePlanId: 'p', capabilityStatus: 'Enabled' };
const SEEN = {
  deviceId: DEVICE_ID,
  displayName: 'FIN-LT-042',
  operatingSystem: 'Windows',
  browser: 'Edge',
  isCompliant: true,
  trustType: 'Azure AD joined',
};
const ON_LAPTOP = signIn({ device: SEEN, clientAppUsed: 'Mobile Apps and Desktop clients' });
const REPORT_ONLY = { state: 'enabledForReportingButNotEnforced' };

function policy(
  displayName: string,
  builtInControls: readonly string[],
  conditions: JsonObject = {},
  more: JsonObject = {},
): JsonObject {
  return {
    id: displayName,
    displayName,
    state: 'enabled',
    conditions: {
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['All'] },
      clientAppTypes: ['all'],
      ...conditions,
    },
    grantControls: { operator: 'OR', builtInControls },
    ...more,
  };
}

function tenant(policies: readonly JsonObject[], more: TenantData = {}): TenantData {
  return healthyTenant({
    users: [user({ assignedPlans: [MAILBOX] })],
    signIns: [ON_LAPTOP],
    snapshot: {
      takenAt: NOW.toISOString(),
      policies,
      namedLocations: [],
      authenticationStrengths: [],
      securityDefaultsEnabled: false,
    },
    ...more,
  });
}

async function explain(
  data: TenantData,
  slots: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
  question = accessExplain,
): Promise<Answer> {
  const asked = { user: 'adele', app: 'email', ...slots };
  const reply = await question(fakePorts(data, overrides), fixedClock(), asked);
  assert.ok(reply.kind === 'answer', JSON.stringify(reply));
  return reply;
}

const because = ({ headline }: Answer): string => headline.slice(headline.indexOf(': ') + 2);
const factOf = (answer: Answer, label: string): unknown =>
  answer.sections.flatMap((part) => part.facts).find((fact) => fact.label === label)?.value;
const notCompliant: TenantData = {
  devices: [directoryDevice({ isCompliant: false })],
  managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
};

describe('the headline of an access answer', () => {
  it('names two policies that stop them and counts the rest', async () => {
    const blocks = ['One', 'Two', 'Three', 'Four'].map((name) => policy(name, ['block']));
    assert.equal(
      because(await explain(tenant(blocks))),
      '"One" blocks it, "Two" blocks it and 2 more policies',
    );
  });
  it('names all report-only policies that would stop the device', async () => {
    const waiting = ['A', 'B'].map((name) => policy(name, ['compliantDevice'], {}, REPORT_ONLY));
    assert.equal(
      because(await explain(tenant(waiting, notCompliant))),
      'no enabled policy stops this device; "A" and "B" would, but they are report-only',
    );
  });
  it('says of a hybrid joined device that it is what the policy asks for', async () => {
    const hybrid = { devices: [directoryDevice({ trustType: 'ServerAd', isCompliant: false })] };
    assert.equal(
      because(await explain(tenant([policy('H', ['domainJoinedDevice'])], hybrid))),
      '"H" asks for a Microsoft Entra hybrid joined device, and FIN-LT-042 is what it asks for',
    );
  });
  it('keeps the tone of a warning when Defender sees a risk besides', async () => {
    const answer = await explain(
      tenant([policy('A', ['block'], {}, REPORT_ONLY)], { machines: [machine({ riskScore: 'Medium' })] }),
    );
    assert.match(answer.headline, /report-only; Defender sees Medium risk there/);
    assert.equal(answer.tone, 'warning');
  });
  it('leaves Defender out where the door is shut', async () => {
    const answer = await explain(
      tenant([policy('A', ['block'])], { machines: [machine({ riskScore: 'High' })] }),
    );
    assert.equal(because(answer), '"A" blocks it');
  });
  it('is not known when one kind of client is open and the other undetermined', async () => {
    const browsers = policy('B', ['block'], { clientAppTypes: ['browser'], userRiskLevels: ['high'] });
    const answer = await explain(
      tenant([browsers], { signIns: [] }),
      {},
      { directory: { riskyUser: failing('upstream_timeout') } },
    );
    assert.match(
      answer.headline,
      /depends on the client: in a mobile or desktop app yes, in a browser not known$/,
    );
    assert.equal(answer.tone, 'unknown');
  });
  it('keeps a guest without a mailbox out of email, and not out of Teams', async () => {
    const guest = {
      users: [
        user({ userType: 'Guest', externalUserState: 'PendingAcceptance', creationType: 'Invitation' }),
      ],
    };
    const mail = await explain(tenant([], guest));
    assert.match(because(mail), /an Exchange plan \(mailbox\) is not assigned/);
    const teams = await explain(tenant([], guest), { app: 'Teams' });
    assert.match(teams.headline, /^Adele Vance can reach Teams/);
    assert.deepEqual(
      ['Plan', 'Kind of account', 'Invitation'].map((label) => factOf(teams, label)),
      [undefined, 'guest', 'not accepted yet'],
    );
  });
});

describe('the reasons of an access answer', () => {
  it('say that the newest sign-in failed all the same', async () => {
    const failed = signIn({ ...ON_LAPTOP, errorCode: 50126, conditionalAccessStatus: 'notApplied' });
    const answer = await explain(tenant([], { signIns: [failed] }), { polarity: 'cannot' });
    assert.match(
      answer.reasons[0] ?? '',
      /nothing .+ keeps them out\. The newest sign-in failed, 1 h ago; see below\.$/,
    );
  });
  it('say that a risk reaches policies only through compliance, which says no', async () => {
    const answer = await explain(tenant([], { ...notCompliant, machines: [machine({ riskScore: 'High' })] }));
    assert.ok(answer.reasons.some((reason) => reason.endsWith('calls FIN-LT-042 compliant (no).')));
  });
  it('name no setting where the failing policy does not tell its settings', async () => {
    const policyStates = { [MANAGED_ID]: [policyState({ state: 'nonCompliant', settingStates: null })] };
    const answer = await explain(tenant([], { ...notCompliant, policyStates }));
    assert.ok(!answer.reasons.some((reason) => reason.includes('is not compliant:')));
  });
});

describe('an access answer with a silent source', () => {
  it('takes no place, client or attempts from a sign-in log that does not answer', async () => {
    const answer = await explain(tenant([]), {}, { directory: { signIns: failing('upstream_timeout') } });
    assert.equal(factOf(answer, 'Place'), 'not known');
    assert.ok(answer.gaps.some((gap) => gap.source === 'Entra sign-in log'));
    assert.ok(!answer.reasons.some((reason) => reason.includes('no interactive sign-in')));
    assert.notEqual(answer.tone, 'good');
  });
  for (const [source, overrides] of [
    ['Entra ID', { directory: { devicesOf: failing('upstream_timeout') } }],
    ['Intune', { managedDevices: { ofUser: failing('upstream_timeout') } }],
  ] as const) {
    it(`finds the device in the other service when ${source} is silent`, async () => {
      const answer = await explain(tenant([], { signIns: [] }), {}, overrides);
      assert.match(answer.reasons.join('\n'), /FIN-LT-042 is the only device/);
      assert.ok(answer.gaps.some((gap) => gap.source === source));
    });
  }
  it('does not say "no device" when nobody could tell', async () => {
    const answer = await explain(
      tenant([], { signIns: [] }),
      {},
      {
        directory: { devicesOf: failing('upstream_timeout') },
        managedDevices: { ofUser: failing('upstream_timeout') },
      },
    );
    assert.ok(answer.reasons.includes('Which devices they have is not known.'));
    assert.ok(!answer.offers.some((offer) => offer.intent === 'device.posture'));
  });
  it('names the device of the sign-in as Intune, the log or its id does, in this order', async () => {
    const silent = { directory: { devicesOf: failing('upstream_timeout') } };
    const shown = async (data: TenantData, overrides: Overrides): Promise<string | undefined> =>
      (await explain(data, {}, overrides)).reasons
        .find((reason) => reason.includes('is the device of the newest'))
        ?.split(' is the')[0];
    const renamed = managedDevice({ deviceName: 'RENAMED' });
    assert.equal(await shown(tenant([], { managedDevices: [renamed] }), silent), 'RENAMED');
    const both = { ...silent, managedDevices: { ofUser: failing('upstream_timeout') } };
    assert.equal(await shown(tenant([]), both), 'FIN-LT-042');
    const nameless = signIn({ ...ON_LAPTOP, device: { ...SEEN, displayName: null } });
    assert.equal(await shown(tenant([], { signIns: [nameless] }), both), DEVICE_ID);
  });
});

describe('the device of an access answer', () => {
  const OTHER = '9b6d3e11-7a53-4d0e-9a0b-1f7d0c9b8a99';
  it('is the one that was active last, not one that never was', async () => {
    const idle = directoryDevice({
      id: 'idle',
      deviceId: OTHER,
      displayName: 'IDLE-1',
      approximateLastSignInDateTime: null,
      registrationDateTime: null,
    });
    for (const devices of [
      [idle, directoryDevice()],
      [directoryDevice(), idle],
    ]) {
      const owners = { [OBJECT_ID]: [ADELE_ID], idle: [ADELE_ID] };
      const answer = await explain(tenant([], { devices, owners, managedDevices: [], signIns: [] }));
      assert.match(
        answer.reasons.join('\n'),
        /FIN-LT-042 is the one of their 2 devices that was active last/,
      );
    }
  });
  it('on a platform is told by the system that either service reports', async () => {
    const phone = managedDevice({
      id: 'phone',
      deviceName: 'PHONE-1',
      azureADDeviceId: OTHER,
      operatingSystem: 'iOS',
      lastSyncDateTime: ago({ days: 2 }),
    });
    const bare = managedDevice({
      id: 'bare',
      deviceName: 'BARE-1',
      azureADDeviceId: OTHER.replace('9b', '8b'),
      operatingSystem: null,
    });
    const data = tenant([], { managedDevices: [managedDevice(), phone, bare] });
    const answer = await explain(data, { platform: 'iOS' }, {}, accessWhatif);
    assert.match(answer.reasons.join('\n'), /PHONE-1 is the only device/);
  });
  it('is the named one, also when Entra ID or Intune is silent', async () => {
    for (const overrides of [
      { directory: { findDevices: failing('upstream_timeout') } },
      { managedDevices: { find: failing('upstream_timeout') } },
    ]) {
      const answer = await explain(tenant([]), { device: 'FIN-LT-042' }, overrides);
      assert.ok(answer.reasons.includes('FIN-LT-042 is the device that was asked about.'));
      assert.ok(answer.gaps.length > 0);
    }
  });
});

describe('what an exclusion is called', () => {
  const names = accessNames(null, null);
  const words: readonly (readonly [Target['kind'], string, string])[] = [
    ['everyone', 'All', 'everybody'],
    ['app', '00000002-0000-0ff1-ce00-000000000000', 'Office 365 Exchange Online'],
    ['app', 'x', 'this app'],
    ['appGroup', 'Office365', 'Office 365'],
    ['appGroup', 'MicrosoftAdminPortals', "Microsoft's admin portals"],
    ['location', 'home', 'home'],
    ['rule', 'r', 'it'],
  ];
  for (const [kind, id, said] of words) {
    it(`${kind} ${id} is "${said}"`, () => {
      assert.equal(targetWords({ kind, id }, names), said);
    });
  }
});
