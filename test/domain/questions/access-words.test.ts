import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import type { Telling } from '../../../src/domain/questions/access-policies-told.ts';
import { policyItem } from '../../../src/domain/questions/access-policies-told.ts';
import {
  accessNames,
  controlWords,
  listWords,
  missingWords,
} from '../../../src/domain/questions/access-words.ts';
import { action, device, granting, person, policy, run, signIn } from '../conditional-access/builders.ts';

const LOCATIONS: readonly JsonObject[] = [
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: 'office',
    displayName: 'The office',
    isTrusted: true,
    ipRanges: [{ cidrAddress: '198.51.100.0/24' }],
  },
];
const NAMES = accessNames(
  { groups: [{ id: 'G', displayName: 'Finance', direct: true }], roleTemplateIds: [] },
  {
    takenAt: '',
    policies: [],
    namedLocations: LOCATIONS,
    authenticationStrengths: [{ id: 'S1', displayName: 'Phishing-resistant MFA' }],
    securityDefaultsEnabled: null,
  },
);

function told(
  raw: JsonObject,
  changes: Partial<SignInFacts> = {},
  name: string | null = 'FIN-LT-042',
): string {
  const facts = signIn(changes);
  const telling: Telling = { facts, names: NAMES, device: name };
  return policyItem(run([raw], facts, LOCATIONS).results[0]!, telling).detail ?? '';
}

describe('a policy in one line', () => {
  const out: readonly (readonly [words: string, conditions: JsonObject, changes?: Partial<SignInFacts>])[] = [
    ['is for other people', { users: { includeUsers: ['x'] } }],
    ['is for nobody', { users: { includeUsers: ['None'] } }],
    [
      'excludes the group Finance',
      { users: { includeUsers: ['All'], excludeGroups: ['g'] } },
      { user: person({ groups: ['g'] }) },
    ],
    [
      'excludes the nested group Finance',
      { users: { includeUsers: ['All'], excludeGroups: ['g'] } },
      { user: person({ nestedGroups: ['g'] }) },
    ],
    [
      'excludes the role Global Administrator',
      { users: { includeUsers: ['All'], excludeRoles: ['62e90394-69f5-4237-9190-012177145e10'] } },
      { user: person({ roles: ['62e90394-69f5-4237-9190-012177145e10'] }) },
    ],
    ['excludes this person by name', { users: { includeUsers: ['All'], excludeUsers: ['adele'] } }],
    [
      'excludes guests of this kind',
      { users: { includeUsers: ['All'], excludeUsers: ['GuestsOrExternalUsers'] } },
      { user: person({ guestType: 'internalGuest' }) },
    ],
    ['is for service principals', { clientApplications: { includeServicePrincipals: ['x'] } }],
    ['is for other apps', { applications: { includeApplications: ['x'] } }],
    [
      'excludes this app',
      { applications: { includeApplications: ['All'], excludeApplications: ['Office365'] } },
    ],
    ['excludes every app', { applications: { includeApplications: ['All'], excludeApplications: ['All'] } }],
    [
      'is about user actions, not apps',
      { applications: { includeUserActions: ['urn:user:registerdevice'] } },
    ],
    [
      'is for an authentication context that is not asked for',
      { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
    ],
    ['is not for Windows', { platforms: { includePlatforms: ['iOS'] } }],
    [
      'is not for a platform that is not recognised',
      { platforms: { includePlatforms: ['iOS'] } },
      { platform: null },
    ],
    [
      'is for other devices by its device filter',
      { devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "x"' } } },
    ],
    [
      'leaves this device out by its device filter',
      { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -ne "x"' } } },
    ],
    ['is not for sign-ins in a browser', { clientAppTypes: ['other'] }],
    ['is for other places', { locations: { includeLocations: ['office'] } }, { ip: null }],
    [
      'leaves this place out (The office)',
      { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
    ],
    ['is for another sign-in risk than none', { signInRiskLevels: ['high'] }],
    ['is for another user risk than low', { userRiskLevels: ['high'] }, { userRisk: 'low' }],
    ['is for another insider risk', { insiderRiskLevels: 'minor' }],
    [
      'is for device code flow or authentication transfer',
      { authenticationFlows: { transferMethods: 'deviceCodeFlow' } },
    ],
  ];
  for (const [words, conditions, changes] of out) {
    it(`says that it ${words}`, () => {
      assert.equal(told(policy(conditions), changes), `does not apply: ${words}`);
    });
  }

  const open: readonly (readonly [words: string, conditions: JsonObject, changes?: Partial<SignInFacts>])[] =
    [
      [
        'depends on the device',
        { devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "x"' } } },
        { device: undefined },
      ],
      [
        'depends on the groups and roles of the person',
        { users: { includeGroups: ['g'] } },
        { user: { ...person(), groups: undefined } },
      ],
      ['depends on a value in it that this version does not know', { times: { x: 'y' } }],
      [
        'cannot be evaluated: device rule: the rule is empty (character 1)',
        { devices: { deviceFilter: { mode: 'include', rule: '' } } },
      ],
    ];
  for (const [words, conditions, changes] of open) {
    it(`says that it ${words}`, () => {
      assert.equal(told(policy(conditions), changes), `may apply: ${words} · then: blocks`);
    });
  }

  const demands: readonly (readonly [words: string, rest: JsonObject, changes?: Partial<SignInFacts>])[] = [
    ['blocks', {}],
    ['asks for nothing', { grantControls: null }],
    [
      'asks for nothing · of the session: a new sign-in every 4 hours',
      {
        grantControls: null,
        sessionControls: { signInFrequency: { isEnabled: true, type: 'hours', value: 4 } },
      },
    ],
    ['asks for multifactor authentication', granting('OR', ['mfa'])],
    [
      'asks for a compliant device: FIN-LT-042 is not compliant',
      granting('OR', ['compliantDevice']),
      { device: device({ isCompliant: false }) },
    ],
    ['asks for a compliant device: the device is not registered', granting('OR', ['compliantDevice'])],
    ['asks for a compliant device: met', granting('OR', ['compliantDevice']), { device: device() }],
    [
      'asks for a compliant device: not known whether that is there',
      granting('OR', ['compliantDevice']),
      { device: undefined },
    ],
    [
      'asks for a compliant device: this kind of client shows no device',
      granting('OR', ['compliantDevice']),
      { device: device(), clientAppType: 'other' },
    ],
    [
      'asks for a compliant device: device code flow shows no device',
      granting('OR', ['compliantDevice']),
      { device: device(), authFlow: 'deviceCodeFlow' },
    ],
    [
      'asks for a Microsoft Entra hybrid joined device: FIN-LT-042 is not hybrid joined',
      granting('OR', ['domainJoinedDevice']),
      { device: device() },
    ],
    [
      'asks for multifactor authentication: this kind of client cannot do multifactor authentication',
      granting('OR', ['mfa']),
      { clientAppType: 'other' },
    ],
    [
      'asks for an approved client app: an approved client app cannot be had on this platform',
      granting('OR', ['approvedApplication']),
    ],
    [
      'asks for multifactor authentication or a compliant device: still to do: multifactor authentication',
      granting('OR', ['mfa', 'compliantDevice']),
    ],
    ['asks for multifactor authentication and a new password', granting('AND', ['mfa', 'passwordChange'])],
    [
      'asks for the authentication strength Phishing-resistant MFA',
      granting('OR', [], { authenticationStrength: { id: 's1' } }),
    ],
    [
      'asks for accepting the terms of use and the custom factor Duo',
      granting('AND', [], { termsOfUse: ['t'], customAuthenticationFactors: ['Duo'] }),
    ],
    [
      'asks for the control retinaScan, which this version does not know: not known whether that is there',
      granting('OR', ['retinaScan']),
    ],
    ['its state is not known to this version · if on: blocks', { state: 'partiallyEnabled' }],
    ['report-only: nothing is enforced · if on: blocks', { state: 'enabledForReportingButNotEnforced' }],
    ['disabled', { state: 'disabled' }],
  ];
  for (const [words, rest, changes] of demands) {
    it(`says: ${words}`, () => {
      assert.equal(told(policy({}, rest), changes), words);
    });
  }

  it('says that a report-only policy on user actions is not evaluated', () => {
    const raw = policy(
      { applications: { includeUserActions: ['urn:user:registerdevice'] } },
      { state: 'enabledForReportingButNotEnforced' },
    );
    assert.equal(
      told(raw, action('urn:user:registerdevice')),
      'report-only, and policies on user actions are not evaluated then',
    );
  });

  it('names the group through which it applies, and not "everybody"', () => {
    const raw = policy({ users: { includeGroups: ['g'] } });
    assert.equal(
      told(raw, { user: person({ groups: ['g'] }) }),
      'blocks · applies through the group Finance',
    );
    assert.equal(told(policy()), 'blocks');
  });
});

describe('words', () => {
  it('join choices with "or"', () => {
    assert.equal(
      controlWords('mfa|passwordChange|termsOfUse:t', NAMES),
      'multifactor authentication, a new password or accepting the terms of use',
    );
    assert.equal(controlWords('compliantApplication', NAMES), 'an app with app protection');
    assert.equal(listWords([]), '');
  });

  it('name what is missing once, policies by their name', () => {
    const { results } = run([policy({ times: { x: 'y' } })]);
    assert.deepEqual(missingWords(['ip', 'ip', 'policy:p1', 'policy:gone'], results), [
      'the address it comes from',
      'a value in P1 that this version does not know (conditions.times: a member that is not known)',
      'a value in policy:gone that this version does not know',
    ]);
  });

  it('name the first of several values, and count the others', () => {
    const { results } = run([policy({ times: { x: 'y' }, clientAppTypes: ['agent'] })]);
    assert.deepEqual(missingWords(['policy:p1'], results), [
      'a value in P1 that this version does not know (conditions.times: a member that is not known, and 1 more)',
    ]);
  });

  it('keep an id that has no name', () => {
    const bare = accessNames(null, null);
    assert.equal(bare.group('g'), 'g');
    assert.equal(bare.location('l'), 'l');
    assert.equal(bare.strength('s'), 's');
  });
});
