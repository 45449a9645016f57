import assert from 'node:assert/strict';
import type { Answer, Reply } from '../../../src/domain/questions/answer.ts';
import { accessExplain, accessWhatif } from '../../../src/domain/questions/access-explain.ts';
import type { AccessPolicySnapshot, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { AppliedPolicy } from '../../../src/domain/tenant/user.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  ADELE_ID,
  DEVICE_ID,
  MANAGED_ID,
  ago,
  directoryDevice,
  healthyTenant,
  machine,
  managedDevice,
  policyState,
  setting,
  signIn,
  user,
} from '../../fakes/sample-device.ts';

const MAILBOX = { service: 'exchange', servicePlanId: 'p', capabilityStatus: 'Enabled' };
const FINANCE = { id: 'g-finance', displayName: 'Finance', direct: true };
const EXCLUSIONS = { id: 'g-out', displayName: 'CA exclusions', direct: false };

function policy(
  displayName: string,
  controls: readonly string[],
  more: JsonObject = {},
  operator = 'OR',
): JsonObject {
  const { state = 'enabled', ...conditions } = more;
  return {
    id: displayName,
    displayName,
    state,
    conditions: {
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['Office365'] },
      clientAppTypes: ['all'],
      ...conditions,
    },
    grantControls: { operator, builtInControls: controls },
  };
}

function snapshot(
  policies: readonly JsonObject[],
  more: Partial<AccessPolicySnapshot> = {},
): AccessPolicySnapshot {
  return {
    takenAt: NOW.toISOString(),
    policies,
    namedLocations: [
      {
        '@odata.type': '#microsoft.graph.countryNamedLocation',
        id: 'home',
        displayName: 'Where we work',
        countriesAndRegions: ['NO'],
      },
    ],
    authenticationStrengths: [],
    securityDefaultsEnabled: false,
    ...more,
  };
}

const ON_LAPTOP = signIn({
  device: {
    deviceId: DEVICE_ID,
    displayName: 'FIN-LT-042',
    operatingSystem: 'Windows',
    browser: 'Edge',
    isCompliant: true,
    trustType: 'Azure AD joined',
  },
  clientAppUsed: 'Mobile Apps and Desktop clients',
});

function tenant(policies: readonly JsonObject[], more: TenantData = {}): TenantData {
  return healthyTenant({
    users: [user({ assignedPlans: [MAILBOX] })],
    memberships: { [ADELE_ID]: { groups: [FINANCE], roleTemplateIds: [] } },
    signIns: [ON_LAPTOP],
    snapshot: snapshot(policies),
    ...more,
  });
}

const notCompliant = (): TenantData => ({
  devices: [directoryDevice({ isCompliant: false })],
  managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
  policyStates: {
    [MANAGED_ID]: [
      policyState({ displayName: 'Baseline', state: 'nonCompliant', settingStates: [setting()] }),
    ],
  },
});

async function explain(
  data: TenantData,
  slots: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): Promise<Answer> {
  const asked = { user: 'adele', polarity: 'can', ...slots };
  return asAnswer(await accessExplain(fakePorts(data, overrides), fixedClock(), asked));
}

function asAnswer(reply: Reply): Answer {
  assert.ok(reply.kind === 'answer');
  return reply;
}

const itemsOf = (answer: Answer, title: string): readonly string[] =>
  answer.sections
    .find((part) => part.title === title)
    ?.items.map((item) => `${item.title}: ${item.detail ?? ''}`) ?? [];

const factOf = (answer: Answer, label: string): unknown =>
  answer.sections.flatMap((part) => part.facts).find((fact) => fact.label === label)?.value;

const MFA = policy('CA02 MFA', ['mfa']);
const COMPLIANT = policy('CA03 Compliant', ['compliantDevice'], { users: { includeGroups: ['g-finance'] } });

describe('the access answer', () => {
  it('lets a compliant device in and names the policy and the group', async () => {
    const answer = await explain(tenant([COMPLIANT]));
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042: "CA03 Compliant" asks for a compliant device, and FIN-LT-042 is compliant for Entra ID',
    );
    assert.equal(answer.tone, 'good');
    assert.deepEqual(itemsOf(answer, 'Policies that apply or may'), [
      'CA03 Compliant: asks for a compliant device: met · applies through the group Finance',
    ]);
    assert.deepEqual(answer.gaps, []);
  });

  it('keeps a device out that is not compliant, with the settings that fail', async () => {
    const answer = await explain(tenant([MFA, COMPLIANT], notCompliant()), { polarity: 'cannot' });
    assert.equal(
      answer.headline,
      'Adele Vance cannot reach email on FIN-LT-042: "CA03 Compliant" asks for a compliant device, and FIN-LT-042 is not compliant',
    );
    assert.equal(answer.tone, 'bad');
    assert.ok(answer.reasons.some((reason) => reason.startsWith('FIN-LT-042 is not compliant: ')));
  });

  it('says first that a policy that would stop the device is report-only', async () => {
    const reportOnly = policy('CA04 Sales', ['compliantDevice'], {
      state: 'enabledForReportingButNotEnforced',
    });
    const answer = await explain(tenant([MFA, reportOnly], notCompliant()));
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042 after multifactor authentication: no enabled policy stops this device; "CA04 Sales" would, but it is report-only',
    );
    assert.equal(answer.tone, 'warning');
    assert.ok(
      answer.reasons.includes('If the report-only policies were on, they would be kept out by "CA04 Sales".'),
    );
  });

  it('says that an OR takes MFA in place of a compliant device', async () => {
    const either = policy('CA05 Either', ['mfa', 'compliantDevice']);
    const answer = await explain(tenant([either], notCompliant()));
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042 after multifactor authentication: "CA05 Either" takes multifactor authentication instead of a compliant device',
    );
  });

  it('names the nested group by which a person is left out', async () => {
    const abroad = policy('CA06 Countries', ['block'], {
      users: { includeUsers: ['All'], excludeGroups: ['g-out'] },
      locations: { includeLocations: ['All'], excludeLocations: [] },
    });
    const answer = await explain(
      tenant([abroad], { memberships: { [ADELE_ID]: { groups: [EXCLUSIONS], roleTemplateIds: [] } } }),
    );
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042: "CA06 Countries" leaves them out through the nested group CA exclusions',
    );
  });

  it('tells every condition that keeps a policy out', async () => {
    const far = policy('Far', ['block'], {
      users: { includeUsers: ['somebody'] },
      platforms: { includePlatforms: ['iOS'], excludePlatforms: [] },
      signInRiskLevels: ['high'],
    });
    const answer = await explain(tenant([far]));
    assert.deepEqual(itemsOf(answer, 'Policies that do not apply'), [
      'Far: does not apply: is for other people; is not for Windows; is for another sign-in risk than none',
    ]);
    assert.equal(answer.headline, 'Adele Vance can reach email on FIN-LT-042: no enabled policy applies');
  });

  it('says so when the question takes the opposite for granted', async () => {
    const blocked = await explain(tenant([COMPLIANT], notCompliant()), { polarity: 'can' });
    assert.match(blocked.headline, /^Adele Vance cannot in fact reach email/);
    assert.match(blocked.reasons[0] ?? '', /takes it that they can/);
    const open = await explain(tenant([COMPLIANT]), { polarity: 'cannot' });
    assert.match(open.headline, /^Adele Vance can in fact reach email/);
    assert.match(open.reasons[0] ?? '', /takes it that they cannot/);
  });

  it('says that Defender sees risk which no policy looks at', async () => {
    const answer = await explain(tenant([COMPLIANT], { machines: [machine({ riskScore: 'High' })] }));
    assert.match(answer.headline, /; Defender sees High risk there, and no policy looks at that$/);
    assert.equal(answer.tone, 'warning');
  });

  it('stops at a disabled account and at a missing plan, before any policy', async () => {
    const disabled = await explain(
      tenant([], { users: [user({ accountEnabled: false, assignedPlans: [MAILBOX] })] }),
    );
    assert.equal(disabled.headline, 'Adele Vance cannot in fact reach email: the account is disabled');
    const planless = await explain(tenant([], { users: [user()] }));
    assert.equal(
      planless.headline,
      'Adele Vance cannot in fact reach email: an Exchange plan (mailbox) is not assigned',
    );
    const suspended = { ...MAILBOX, capabilityStatus: 'Suspended' };
    const late = await explain(tenant([], { users: [user({ assignedPlans: [suspended] })] }));
    assert.match(late.headline, /cannot in fact reach email: an Exchange plan/);
  });

  it('says that security defaults are on, or that it is not known', async () => {
    const on = await explain(tenant([], { snapshot: snapshot([], { securityDefaultsEnabled: true }) }));
    assert.ok(on.reasons.some((reason) => reason.startsWith('Security defaults are on')));
    const unknown = await explain(tenant([], { snapshot: snapshot([], { securityDefaultsEnabled: null }) }));
    assert.equal(factOf(unknown, 'Security defaults'), 'not known');
  });

  it('names what it depends on when it is not known', async () => {
    const abroad = policy('CA06', ['block'], {
      locations: { includeLocations: ['All'], excludeLocations: ['home'] },
    });
    const answer = await explain(tenant([abroad], { signIns: [] }));
    assert.equal(
      answer.headline,
      'Whether Adele Vance can reach email on FIN-LT-042 is not known: it depends on the country it comes from',
    );
    assert.equal(answer.tone, 'unknown');
  });

  it('looks at both kinds of client when no sign-in tells, and says what each comes to', async () => {
    const browsers = policy('No browsers', ['block'], { clientAppTypes: ['browser'] });
    const answer = await explain(tenant([browsers], { signIns: [] }));
    assert.equal(
      answer.headline,
      'Whether Adele Vance can reach email depends on the client: in a mobile or desktop app yes, in a browser no',
    );
    assert.ok(answer.reasons.some((reason) => reason.startsWith('In a browser: Adele Vance cannot')));
  });

  const verdicts: readonly (readonly [policies: readonly JsonObject[], why: string])[] = [
    [[MFA], 'only "CA02 MFA" applies, and no policy asks for more'],
    // What is asked of an account at risk comes before everything else.
    [[MFA, policy('CA03', ['passwordChange'])], '"CA03" asks for a new password'],
    [[{ ...policy('Session', []), grantControls: null }], 'the policies that apply ask for nothing'],
    [
      [policy('Hybrid', ['domainJoinedDevice', 'compliantDevice'])],
      '"Hybrid" asks for a Microsoft Entra hybrid joined device or a compliant device, and FIN-LT-042 is compliant for Entra ID',
    ],
    [
      [policy('Out', ['mfa'], { users: { includeUsers: ['All'], excludeUsers: [ADELE_ID] } })],
      '"Out" leaves them out through this person by name',
    ],
    [
      [MFA, policy('Out', ['mfa'], { users: { includeUsers: ['All'], excludeUsers: [ADELE_ID] } })],
      'only "CA02 MFA" applies, and no policy asks for more',
    ],
  ];
  for (const [policies, why] of verdicts) {
    it(`says why: ${why}`, async () => {
      const answer = await explain(tenant(policies));
      assert.equal(answer.headline.slice(answer.headline.indexOf(': ') + 2), why);
    });
  }

  const stops: readonly (readonly [policies: readonly JsonObject[], why: string])[] = [
    [
      [policy('One', ['block']), policy('Two', ['domainJoinedDevice']), policy('Three', ['block'])],
      '"One" blocks it, "Two" asks for a Microsoft Entra hybrid joined device, and FIN-LT-042 is not hybrid joined and 1 more policy',
    ],
    [
      [
        policy('Inside', ['block'], { userRiskLevels: ['none', 'low'] }),
        policy('Outside', ['block'], { userRiskLevels: ['medium', 'high'] }),
      ],
      'whatever is not known, one policy or another stops it',
    ],
  ];
  for (const [policies, why] of stops) {
    it(`says why not: ${why}`, async () => {
      const answer = await explain(
        tenant(policies),
        { polarity: 'cannot' },
        { directory: { riskyUser: failing('upstream_forbidden') } },
      );
      assert.equal(answer.headline.slice(answer.headline.indexOf(': ') + 2), why);
    });
  }

  it('counts a risk that was dealt with as none, and a hidden one as not known', async () => {
    const risky = policy('CA08', ['block'], { userRiskLevels: ['high'] });
    const risk = (riskLevel: 'high' | 'hidden', riskState: string): TenantData => ({
      riskyUsers: { [ADELE_ID]: { riskLevel, riskState, riskDetail: null, riskLastUpdatedDateTime: null } },
    });
    assert.match((await explain(tenant([risky], risk('high', 'atRisk')))).headline, /"CA08" blocks it$/);
    assert.match(
      (await explain(tenant([risky], risk('high', 'remediated')))).headline,
      /^Adele Vance can reach/,
    );
    assert.match(
      (await explain(tenant([risky], risk('hidden', 'atRisk')))).headline,
      /depends on the user risk$/,
    );
  });

  describe('chooses the device', () => {
    it('of the newest sign-in to the app', async () => {
      const answer = await explain(tenant([COMPLIANT]));
      assert.ok(
        answer.reasons.some((r) => r.startsWith('FIN-LT-042 is the device of the newest sign-in (1 h ago')),
      );
    });

    it('that was active last, without one', async () => {
      const answer = await explain(tenant([COMPLIANT], { signIns: [] }));
      assert.ok(answer.reasons.includes('FIN-LT-042 is the only device that is known of them.'));
    });

    it('that was active last, among several', async () => {
      const older = directoryDevice({
        id: 'o2',
        deviceId: 'd2',
        displayName: 'OLD',
        approximateLastSignInDateTime: ago({ days: 90 }),
      });
      const data = {
        devices: [older, directoryDevice()],
        owners: { o2: [ADELE_ID], [directoryDevice().id]: [ADELE_ID] },
        managedDevices: [],
        signIns: [],
      };
      const answer = await explain(tenant([COMPLIANT], data));
      assert.ok(answer.reasons.includes('FIN-LT-042 is the one of their 2 devices that was active last.'));
    });

    it('that was named, and takes one that Entra ID does not hold for not registered', async () => {
      const answer = await explain(tenant([COMPLIANT], { devices: [], owners: {} }), {
        device: 'FIN-LT-042',
      });
      assert.match(answer.headline, /and the device is not registered$/);
      assert.equal(factOf(answer, 'Registered in Entra ID'), 'no');
    });

    it('by asking which one was named', async () => {
      const reply = await accessExplain(fakePorts(tenant([])), fixedClock(), {
        user: 'adele',
        device: 'NOPE',
        polarity: 'can',
      });
      assert.equal(reply.kind, 'notice');
    });

    it('that was named', async () => {
      const answer = await explain(tenant([COMPLIANT]), { device: 'FIN-LT-042' });
      assert.ok(answer.reasons.includes('FIN-LT-042 is the device that was asked about.'));
    });

    it('as not registered, when none is known', async () => {
      const nothing = { devices: [], owners: {}, managedDevices: [], machines: [], signIns: [] };
      const answer = await explain(tenant([COMPLIANT], nothing));
      assert.match(answer.headline, /asks for a compliant device, and the device is not registered$/);
    });

    it('and asks for it when the sign-in came from a device of somebody else', async () => {
      const answer = await explain(
        tenant([COMPLIANT], { owners: {}, managedDevices: [managedDevice({ userId: 'x' })] }),
      );
      assert.match(answer.headline, /FIN-LT-042 is compliant for Entra ID$/);
    });
  });

  describe('looks at the sign-in', () => {
    const later = (part: Partial<typeof ON_LAPTOP>): TenantData => ({ signIns: [{ ...ON_LAPTOP, ...part }] });
    const risky = policy('Risk', ['block'], { signInRiskLevels: ['high'] });
    const legacy = policy('Legacy', ['block'], { clientAppTypes: ['other'] });
    const north = policy('North', ['block'], { locations: { includeLocations: ['home'] } });

    it('with the risk of the newest one, and does not know a hidden risk', async () => {
      assert.match(
        (await explain(tenant([risky], later({ riskLevelDuringSignIn: 'high' })))).headline,
        /"Risk" blocks it$/,
      );
      assert.match(
        (await explain(tenant([risky], later({ riskLevelDuringSignIn: 'hidden' })))).headline,
        /depends on the sign-in risk$/,
      );
      assert.match(
        (await explain(tenant([risky], later({ riskLevelDuringSignIn: null })))).headline,
        /depends on the sign-in risk$/,
      );
    });

    it('with its kind of client', async () => {
      assert.match(
        (await explain(tenant([legacy], later({ clientAppUsed: 'IMAP4' })))).headline,
        /"Legacy" blocks it$/,
      );
      assert.match((await explain(tenant([legacy]))).headline, /^Adele Vance can/);
    });

    it('from its country, and does not know one that the log leaves out', async () => {
      assert.match((await explain(tenant([north]))).headline, /"North" blocks it$/);
      const nowhere = await explain(
        tenant([north], later({ countryOrRegion: null, city: null, ipAddress: null })),
      );
      assert.match(nowhere.headline, /depends on the country it comes from$/);
      assert.equal(factOf(nowhere, 'Place'), 'not known');
    });

    it('on the platform of the device, and shows what it took for given', async () => {
      const mac = { devices: [directoryDevice({ operatingSystem: 'MacMDM' })] };
      assert.equal(factOf(await explain(tenant([], mac)), 'Platform'), 'macOS');
      const chrome = { devices: [directoryDevice({ operatingSystem: 'ChromeOS' })] };
      assert.equal(factOf(await explain(tenant([], chrome)), 'Platform'), 'not recognised');
      const unsaid = { devices: [directoryDevice({ operatingSystem: null })], managedDevices: [] };
      assert.equal(factOf(await explain(tenant([], unsaid)), 'Platform'), 'not known');
    });

    it('of an app that only the sign-ins name', async () => {
      const payroll = later({
        resourceId: '11111111-2222-3333-4444-555555555555',
        resourceDisplayName: 'Payroll',
      });
      const everything = policy('All', ['block'], { applications: { includeApplications: ['All'] } });
      const answer = await explain(tenant([everything], payroll), { app: 'payroll' });
      assert.equal(
        answer.headline,
        'Adele Vance cannot in fact reach Payroll on FIN-LT-042: "All" blocks it',
      );
    });

    it('of a person who may be a guest or not', async () => {
      const guests = policy('Guests', ['block'], { users: { includeUsers: ['GuestsOrExternalUsers'] } });
      const unclear = await explain(
        tenant([guests], { users: [user({ userType: 'unknown', assignedPlans: [MAILBOX] })] }),
      );
      assert.match(unclear.headline, /depends on the groups and roles of the person$/);
      assert.match((await explain(tenant([guests]))).headline, /no enabled policy applies$/);
    });
  });

  it('still says that the account is disabled when the policies cannot be read', async () => {
    const data = tenant([], { users: [user({ accountEnabled: false, assignedPlans: [MAILBOX] })] });
    const answer = await explain(data, {}, { accessPolicies: { snapshot: failing('upstream_timeout') } });
    assert.equal(answer.headline, 'Adele Vance cannot reach email: the account is disabled');
    assert.equal(answer.gaps.length, 1);
  });

  it('does not take an account for enabled that nobody said is', async () => {
    const data = tenant([], { users: [user({ accountEnabled: null, assignedPlans: [MAILBOX] })] });
    assert.equal(factOf(await explain(data), 'Account'), 'not known');
  });

  it('says what report-only policies would ask for besides', async () => {
    const more = policy('More', ['passwordChange'], { state: 'enabledForReportingButNotEnforced' });
    const answer = await explain(tenant([MFA, more]));
    assert.ok(
      answer.reasons.includes(
        'If the report-only policies were on, they would get in after multifactor authentication and a new password.',
      ),
    );
  });

  it('lists at most twelve policies and says how many more there are', async () => {
    const many = Array.from({ length: 15 }, (_, index) => policy(`P${index}`, ['mfa']));
    const answer = await explain(tenant(many));
    const listed = answer.sections.find((part) => part.title === 'Policies that apply or may');
    assert.deepEqual([listed?.items.length, listed?.more], [12, 3]);
  });

  describe('beside the real sign-ins', () => {
    const applied = (result: string): AppliedPolicy => ({
      id: 'CA03 Compliant',
      displayName: 'CA03 Compliant',
      result,
      enforcedGrantControls: [],
    });

    it('is silent when Microsoft decided alike', async () => {
      const answer = await explain(
        tenant([COMPLIANT], { signIns: [{ ...ON_LAPTOP, appliedPolicies: [applied('success')] }] }),
      );
      assert.ok(!answer.reasons.some((reason) => reason.includes('Microsoft')));
    });

    it('tells a difference with its likely reason', async () => {
      const changed = { ...COMPLIANT, modifiedDateTime: ago({ minutes: 5 }) };
      const answer = await explain(
        tenant([changed], { signIns: [{ ...ON_LAPTOP, appliedPolicies: [applied('notApplied')] }] }),
      );
      assert.ok(
        answer.reasons.includes(
          'In the sign-in 1 h ago Microsoft did not apply "CA03 Compliant"; now it would apply (the policy was changed after that sign-in).',
        ),
      );
    });

    it('tells that a sign-in succeeded which would be stopped now', async () => {
      const answer = await explain(tenant([COMPLIANT], notCompliant()));
      assert.ok(
        answer.reasons.some((r) =>
          r.startsWith('The newest sign-in (1 h ago) succeeded although the policies would stop it now'),
        ),
      );
    });

    it('folds interrupts and lists the attempts', async () => {
      const interrupt = {
        ...ON_LAPTOP,
        id: 's0',
        errorCode: 50074,
        createdDateTime: ago({ hours: 1, minutes: 1 }),
      };
      const answer = await explain(tenant([COMPLIANT], { signIns: [ON_LAPTOP, interrupt] }));
      assert.equal(itemsOf(answer, 'Real sign-ins to email').length, 1);
    });
  });

  describe('keeps what did not answer as a gap', () => {
    const cases: readonly (readonly [
      what: string,
      overrides: Overrides,
      headline: RegExp,
      source: string,
    ])[] = [
      [
        'the policies',
        { accessPolicies: { snapshot: failing('upstream_timeout') } },
        /is not known: the policies could not be read \(Conditional Access did not answer in time\)$/,
        'Conditional Access',
      ],
      [
        'the memberships',
        { directory: { memberships: failing('upstream_forbidden') } },
        /is not known: it depends on the groups and roles of the person$/,
        'Entra ID',
      ],
      [
        'the devices',
        { directory: { devicesOf: failing('upstream_unreachable') } },
        /is not known: it depends on the device$/,
        'Entra ID',
      ],
    ];
    for (const [what, overrides, headline, source] of cases) {
      it(`does not say "can" without ${what}`, async () => {
        const answer = await explain(tenant([COMPLIANT], notCompliant()), {}, overrides);
        assert.match(answer.headline, headline);
        assert.equal(answer.tone, 'unknown');
        assert.ok(answer.gaps.some((gap) => gap.source === source));
      });
    }

    it('still decides what the missing part cannot change, and shows the gap', async () => {
      const answer = await explain(
        tenant([COMPLIANT]),
        {},
        { directory: { riskyUser: failing('upstream_forbidden') } },
      );
      assert.match(answer.headline, /^Adele Vance can reach email/);
      assert.equal(answer.tone, 'neutral');
      assert.deepEqual(
        answer.gaps.map((gap) => gap.subject),
        ['user risk'],
      );
    });

    it('does not say that no policy applies when that is not known', async () => {
      const answer = await explain(
        tenant([COMPLIANT]),
        {},
        { directory: { memberships: failing('upstream_timeout') } },
      );
      assert.match(
        answer.headline,
        /: whichever of the policies apply, nothing that they ask for is missing$/,
      );
      assert.equal(answer.tone, 'neutral');
    });

    it('does not take an unknown user risk for none', async () => {
      const risky = policy('CA08', ['block'], { userRiskLevels: ['high'] });
      const answer = await explain(
        tenant([risky]),
        {},
        { directory: { riskyUser: failing('upstream_forbidden') } },
      );
      assert.match(answer.headline, /is not known: it depends on the user risk$/);
    });

    it('says who cannot be found, without asking further', async () => {
      const reply = await accessExplain(fakePorts(tenant([])), fixedClock(), {
        user: 'nobody',
        polarity: 'can',
      });
      assert.equal(reply.kind, 'notice');
    });

    it('lets the person choose between two of the same name', async () => {
      const two = [
        user(),
        user({ id: 'other', displayName: 'Adele Borg', userPrincipalName: 'a.borg@contoso.example' }),
      ];
      const reply = await accessExplain(fakePorts(tenant([], { users: two })), fixedClock(), {
        user: 'adele',
        app: 'teams',
        polarity: 'can',
      });
      assert.ok(reply.kind === 'choice');
      assert.deepEqual(reply.candidates[1]?.offer.slots, { app: 'teams', polarity: 'can', user: 'other' });
    });

    it('asks which application is meant', async () => {
      const reply = await accessExplain(fakePorts(tenant([])), fixedClock(), {
        user: 'adele',
        app: 'salesforce',
        polarity: 'can',
      });
      assert.ok(reply.kind === 'notice');
      assert.match(reply.headline, /^Which application "salesforce" is, is not known$/);
    });
  });

  it('asks in at most three steps that depend on each other', async () => {
    for (const slots of [{}, { device: 'FIN-LT-042' }]) {
      const { ports, steps } = inSteps(fakePorts(tenant([MFA, COMPLIANT], notCompliant())));
      await accessExplain(ports, fixedClock(), { user: 'adele', polarity: 'can', ...slots });
      assert.ok(steps() <= 3, `${steps()} steps`);
    }
  });
});

describe('the what-if answer', () => {
  const abroad = policy('CA06 Countries', ['block'], {
    locations: { includeLocations: ['All'], excludeLocations: ['home'] },
  });

  it('takes the place that is asked about', async () => {
    const ports = fakePorts(tenant([abroad]));
    const brazil = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', country: 'BR' }),
    );
    assert.equal(brazil.headline, 'Adele Vance cannot reach email on FIN-LT-042: "CA06 Countries" blocks it');
    assert.ok(brazil.reasons.includes('The address is taken to be in none of the named networks.'));
    const norway = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', country: 'NO' }),
    );
    assert.match(norway.headline, /^Adele Vance can reach email/);
  });

  it('does not guess the country of an address', async () => {
    const ports = fakePorts(tenant([abroad]));
    const answer = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', ip: '203.0.113.7' }),
    );
    assert.match(answer.headline, /is not known: it depends on the country it comes from$/);
  });

  it("takes the person's device on the platform that is asked about, or none", async () => {
    const phone = policy('Phones', ['compliantDevice'], {
      platforms: { includePlatforms: ['iOS'], excludePlatforms: [] },
    });
    const answer = asAnswer(
      await accessWhatif(fakePorts(tenant([phone])), fixedClock(), {
        user: 'adele',
        app: 'email',
        platform: 'iOS',
      }),
    );
    assert.match(
      answer.headline,
      /^Adele Vance cannot reach email: "Phones" asks for a compliant device, and the device is not registered$/,
    );
  });
});

/** The same ports, answering only when nothing else can start: each round is one step. */
function inSteps(ports: TenantPorts): { readonly ports: TenantPorts; readonly steps: () => number } {
  let waiting: (() => void)[] = [];
  let steps = 0;
  const release = (): void => {
    const ready = waiting;
    waiting = [];
    if (ready.length > 0) steps += 1;
    for (const go of ready) go();
  };
  const slow = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          await new Promise<void>((go) => {
            if (waiting.length === 0) setImmediate(release);
            waiting.push(go);
          });
          return method(...args);
        };
      },
    });
  return {
    ports: {
      ...ports,
      directory: slow(ports.directory),
      managedDevices: slow(ports.managedDevices),
      endpoints: slow(ports.endpoints),
      accessPolicies: slow(ports.accessPolicies),
    },
    steps: () => steps,
  };
}
