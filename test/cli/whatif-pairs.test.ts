// What a case and a tenant folder say, by pairs: two that differ in one thing and come out differently.
import assert from 'node:assert/strict';
import { GLOBAL_ADMIN, policy, whatifFolder } from './whatif-folder.ts';

const INTERNAL = { guestOrExternalUserTypes: 'internalGuest', externalTenants: null };
const INVITED = { guestOrExternalUserTypes: 'b2bCollaborationGuest', externalTenants: null };
const risky = policy('p1', { signInRiskLevels: ['high'] }, ['block']);
const elsewhere = policy('p1', { locations: { includeLocations: ['All'], excludeLocations: ['north'] } }, [
  'block',
]);
const nowhere = policy('p1', { locations: { includeLocations: ['nowhere'] } }, ['block']);
const admins = policy('p1', { users: { includeRoles: [GLOBAL_ADMIN] } }, ['block']);
const guests = (kinds: object): object =>
  policy('p1', { users: { includeGuestsOrExternalUsers: kinds } }, ['block']);
const joining = policy('p1', { applications: { includeUserActions: ['urn:user:registerdevice'] } }, [
  'block',
]);
const inContext = policy('p1', { applications: { includeAuthenticationContextClassReferences: ['c1'] } }, [
  'block',
]);
const codeFlow = policy('p1', { authenticationFlows: { transferMethods: 'deviceCodeFlow' } }, ['block']);
const compliant = policy('p1', {}, ['compliantDevice']);
const unknownPlatform = policy(
  'p1',
  {
    platforms: {
      includePlatforms: ['all'],
      excludePlatforms: ['windows', 'iOS', 'android', 'macOS', 'linux'],
    },
  },
  ['block'],
);
const partners = guests({ ...INVITED, externalTenants: { membershipKind: 'enumerated', members: ['t1'] } });

/** A rule, the policy, and two cases with their outcomes. */
const PAIRS: readonly (readonly [
  rule: string,
  raw: object,
  first: object,
  comes: string,
  second: object,
  then: string,
])[] = [
  [
    'an absent device is not known, null is none',
    compliant,
    { device: undefined },
    'undetermined',
    { device: null },
    'blocked',
  ],
  [
    'an absent device is not known, null is none',
    policy('p1', { devices: { deviceFilter: { mode: 'exclude', rule: 'device.isCompliant -eq True' } } }, [
      'block',
    ]),
    { device: undefined },
    'undetermined',
    { device: null },
    'blocked',
  ],
  [
    'an absent platform is not known, null is not recognised',
    unknownPlatform,
    { platform: undefined },
    'undetermined',
    { platform: null },
    'blocked',
  ],
  [
    'an absent platform is not known, null is not recognised',
    unknownPlatform,
    { platform: 'linux' },
    'allowed',
    { platform: null },
    'blocked',
  ],
  [
    'an absent country is not known, null maps to none',
    nowhere,
    { country: undefined },
    'undetermined',
    { country: null },
    'blocked',
  ],
  [
    'an absent country is not known, null maps to none',
    elsewhere,
    { country: null },
    'blocked',
    { country: 'SE' },
    'allowed',
  ],
  [
    'countries need no address',
    elsewhere,
    { ip: undefined },
    'allowed',
    { ip: undefined, country: 'FR' },
    'blocked',
  ],
  [
    'countries need no address',
    elsewhere,
    { ip: '192.0.2.1', country: undefined },
    'undetermined',
    { ip: '192.0.2.1' },
    'allowed',
  ],
  [
    'an absent flow is not known, null is an ordinary sign-in',
    codeFlow,
    { authFlow: undefined },
    'undetermined',
    { authFlow: null },
    'allowed',
  ],
  [
    'an absent flow is not known, null is an ordinary sign-in',
    codeFlow,
    { authFlow: 'deviceCodeFlow' },
    'blocked',
    { authFlow: 'none' },
    'allowed',
  ],
  [
    'no risk is said as none, hidden is not known',
    risky,
    { signInRisk: 'none' },
    'allowed',
    { signInRisk: 'hidden' },
    'undetermined',
  ],
  [
    'no risk is said as none, hidden is not known',
    risky,
    { signInRisk: 'high' },
    'blocked',
    { signInRisk: undefined },
    'undetermined',
  ],
  [
    'an absent user action or context is none',
    joining,
    {},
    'allowed',
    { userAction: 'urn:user:registerdevice' },
    'blocked',
  ],
  ['an absent user action or context is none', inContext, {}, 'allowed', { authContext: 'c1' }, 'blocked'],
  [
    'a user action takes the place of the app',
    policy('p1', {}, ['block']),
    {},
    'blocked',
    { userAction: 'urn:user:registerdevice' },
    'allowed',
  ],
  [
    'a user action takes the place of the app',
    joining,
    { app: undefined, userAction: 'urn:user:registerdevice' },
    'blocked',
    { app: undefined, userAction: 'urn:user:registersecurityinfo' },
    'allowed',
  ],
  [
    'a device is found by either of its ids',
    compliant,
    { device: 'obj1' },
    'allowed',
    { device: 'obj2' },
    'blocked',
  ],
  [
    'a device is found by either of its ids',
    compliant,
    { device: 'dev1' },
    'allowed',
    { device: 'dev2' },
    'blocked',
  ],
  [
    'a role for a part of the directory does not count',
    admins,
    { user: 'admin' },
    'blocked',
    { user: 'scoped' },
    'allowed',
  ],
  [
    'a role for a part of the directory does not count',
    admins,
    { user: 'nested' },
    'blocked',
    { user: 'scoped' },
    'allowed',
  ],
  ['a custom role does not count', admins, { user: 'admin' }, 'blocked', { user: 'custom' }, 'allowed'],
  ['a custom role does not count', admins, { user: 'custom' }, 'allowed', { user: 'nested' }, 'blocked'],
  [
    'an account of type Guest that was never invited is an internal guest',
    guests(INTERNAL),
    { user: 'internal' },
    'blocked',
    { user: 'guest' },
    'allowed',
  ],
  [
    'an account of type Guest that was never invited is an internal guest',
    guests(INVITED),
    { user: 'internal' },
    'allowed',
    { user: 'guest' },
    'blocked',
  ],
  [
    'an invited account is a guest or member by its type',
    guests(INVITED),
    { user: 'guest' },
    'blocked',
    { user: 'partner' },
    'allowed',
  ],
  [
    'an invited account is a guest or member by its type',
    guests({ ...INVITED, guestOrExternalUserTypes: 'b2bCollaborationMember' }),
    { user: 'partner' },
    'blocked',
    { user: 'adele' },
    'allowed',
  ],
  [
    'enumerated tenants need the home tenant of a guest',
    partners,
    { user: 'guest', externalTenantId: undefined },
    'undetermined',
    { user: 'guest', externalTenantId: 't1' },
    'blocked',
  ],
  [
    'enumerated tenants need the home tenant of a guest',
    partners,
    { user: 'guest' },
    'undetermined',
    { user: 'adele' },
    'allowed',
  ],
];

describe('the cases of drawbridge whatif', () => {
  const { put, one } = whatifFolder();
  const country = (id: string, includeUnknownCountriesAndRegions: boolean): object => ({
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    id,
    countriesAndRegions: ['SE'],
    includeUnknownCountriesAndRegions,
  });
  beforeEach(async () => {
    await put('namedLocations.json', [country('north', false), country('nowhere', true)]);
    const member = { userType: 'Member' };
    await put('users.json', [
      ...['adele', 'admin', 'scoped', 'nested', 'custom'].map((id) => ({
        ...member,
        id,
        userPrincipalName: `${id}@contoso.example`,
      })),
      { id: 'internal', userPrincipalName: 'internal@contoso.example', userType: 'Guest' },
      {
        id: 'guest',
        userPrincipalName: 'g_x.example#EXT#@contoso.example',
        userType: 'Guest',
        creationType: 'Invitation',
      },
      {
        id: 'partner',
        userPrincipalName: 'p_x.example#EXT#@contoso.example',
        userType: 'Member',
        creationType: 'Invitation',
      },
    ]);
    await put('groupMembers.json', { admins: ['nested'] });
    const role = { roleDefinitionId: GLOBAL_ADMIN, directoryScopeId: '/' };
    await put('roleAssignments.json', [
      { ...role, principalId: 'admin' },
      { ...role, principalId: 'admins' },
      { ...role, principalId: 'scoped', directoryScopeId: '/administrativeUnits/x' },
      { ...role, principalId: 'custom', roleDefinition: { isBuiltIn: false } },
    ]);
  });

  for (const [index, [rule, raw, first, comes, second, then]] of PAIRS.entries()) {
    it(`${rule} (${index + 1}): ${comes}, or ${then}`, async () => {
      await put('conditionalAccessPolicies.json', [raw]);
      assert.deepEqual([(await one(first)).outcome, (await one(second)).outcome], [comes, then]);
      assert.notEqual(comes, then);
    });
  }

  it('are stated by two pairs for each rule', () => {
    const count = new Map<string, number>();
    for (const [rule] of PAIRS) count.set(rule, (count.get(rule) ?? 0) + 1);
    assert.deepEqual(
      [...count].filter(([, pairs]) => pairs < 2),
      [],
    );
  });
});
