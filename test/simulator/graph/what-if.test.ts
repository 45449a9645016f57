import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.ts';
import {
  ADA,
  appWith,
  BO,
  closeTenants,
  column,
  CY,
  group,
  policy,
  smallTenant,
  textOf,
} from '../small-tenant.ts';
import type { Answer, TestTenant } from '../small-tenant.ts';

const EVALUATE = '/v1.0/identity/conditionalAccess/evaluate';
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const AZURE_PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const AZURE_MANAGEMENT = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
const GUEST = '10000000-0000-4000-8000-000000000004';
const GLOBAL_ADMIN = '62e90394-69f5-4237-9190-012177145e10';
const HELPDESK_ADMIN = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const OFFICE = policy(9);
const NORDIC = policy(8);

const PLACES = [
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: OFFICE,
    isTrusted: true,
    ipRanges: [{ cidrAddress: '198.51.100.0/24' }, { cidrAddress: '2001:db8:40::/48' }],
  },
  { '@odata.type': '#microsoft.graph.countryNamedLocation', id: NORDIC, countriesAndRegions: ['SE', 'NO'] },
];

const apps = (...ids: string[]) => ({
  '@odata.type': '#microsoft.graph.applicationContext',
  includeApplications: ids,
});
const person = (userId: string) => ({ '@odata.type': '#microsoft.graph.userSignIn', userId });

/** A proper question; conditions may be added or, with undefined, taken away. */
function question(conditions: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return {
    signInIdentity: person(ADA),
    signInContext: apps(EXCHANGE),
    signInConditions: { devicePlatform: 'windows', clientAppType: 'browser', ...conditions },
    ...more,
  };
}

function onePolicy(conditions: JsonObject, state = 'enabled'): JsonObject {
  return {
    id: policy(1),
    displayName: 'P',
    state,
    conditions: {
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['All'] },
      clientAppTypes: ['all'],
      ...conditions,
    },
    grantControls: { operator: 'OR', builtInControls: ['block'] },
  };
}

const tenantWith = (...policies: JsonObject[]): Promise<TestTenant> =>
  smallTenant({ conditionalAccessPolicies: policies, namedLocations: PLACES });

const filter = (mode: string, rule: string): JsonObject => ({ devices: { deviceFilter: { mode, rule } } });

describe('graph what if', () => {
  afterEach(closeTenants);

  it('answers with whole policies, whether each applies, and why not', async () => {
    const tenant = await tenantWith(onePolicy({}), {
      ...onePolicy({ users: { includeUsers: [BO] } }),
      id: policy(2),
    });
    const answer = await tenant.send('POST', EVALUATE, question());
    assert.equal(answer.status, 200);
    assert.match(
      textOf(answer.body, '@odata.context'),
      /#Collection\(microsoft\.graph\.whatIfAnalysisResult\)$/,
    );
    assert.deepEqual(column(answer, 'policyApplies'), [true, false]);
    assert.deepEqual(column(answer, 'analysisReasons'), ['notSet', 'users']);
    assert.deepEqual(column(answer, 'displayName'), ['P', 'P']);
    assert.equal(answer.items[0]?.['modifiedDateTime'], null);
  });

  it('looks at enabled and report-only policies, and tells only those that apply if asked to', async () => {
    const states = ['enabled', 'enabledForReportingButNotEnforced', 'disabled', 'partiallyEnabled'];
    const tenant = await tenantWith(
      ...states.map((state, index) => ({ ...onePolicy({}, state), id: policy(index + 1) })),
      { ...onePolicy({ users: { includeUsers: [BO] } }), id: policy(7) },
    );
    const all = await tenant.send('POST', EVALUATE, question());
    assert.deepEqual(column(all, 'id'), [policy(1), policy(2), policy(7)]);
    await tenant.advance(1);
    const some = await tenant.send('POST', EVALUATE, question({}, { appliedPoliciesOnly: true }));
    assert.deepEqual(column(some, 'id'), [policy(1), policy(2)]);
  });

  it('shares one request a second with the policies, and says no when to come back', async () => {
    const tenant = await smallTenant();
    await tenant.get('/v1.0/identity/conditionalAccess/policies');
    const refused = await tenant.send('POST', EVALUATE, question());
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), null);
    await tenant.advance(1);
    assert.equal((await tenant.send('POST', EVALUATE, question())).status, 200);
  });

  it('is opened by either policy permission and by nothing else', async () => {
    for (const [role, status] of [
      ['Policy.Read.ConditionalAccess', 200],
      ['Policy.Read.All', 200],
      ['Directory.Read.All', 403],
    ] as const) {
      const tenant = await smallTenant({ app: appWith([role]) });
      assert.equal((await tenant.send('POST', EVALUATE, question())).status, status, role);
    }
  });

  describe('refuses', () => {
    const faulty: readonly (readonly [what: string, body: unknown])[] = [
      ['no body', undefined],
      ['no identity', question({}, { signInIdentity: null })],
      ['no context', question({}, { signInContext: undefined })],
      ['no conditions', question({}, { signInConditions: undefined })],
      ['no platform', question({ devicePlatform: undefined })],
      ['no client', question({ clientAppType: null })],
      ['an unknown parameter', question({}, { policies: [] })],
      ['an unknown member', question({ deviceTrust: 'x' })],
      ['an unknown member of the device', question({ deviceInfo: { deviceOwnership: 'Company' } })],
      ['a platform that does not exist', question({ devicePlatform: 'ios' })],
      ['the sentinel of an enum', question({ clientAppType: 'unknownFutureValue' })],
      ['a risk that does not exist', question({ signInRiskLevel: 'severe' })],
      ['a number for a text', question({ ipAddress: 5 })],
      ['a text for a flag', question({ deviceInfo: { isCompliant: 'true' } })],
      ['an identity without its type', question({}, { signInIdentity: { userId: ADA } })],
      [
        'a type from elsewhere',
        question({}, { signInIdentity: { '@odata.type': '#microsoft.graph.authContext', userId: ADA } }),
      ],
      ['nobody', question({}, { signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn' } })],
      ['a person who does not exist', question({}, { signInIdentity: person(policy(1)) })],
      [
        'a service principal',
        question({}, { signInIdentity: { '@odata.type': '#microsoft.graph.servicePrincipalSignIn' } }),
      ],
      ['no application', question({}, { signInContext: apps() })],
      [
        'applications that are no list',
        question({}, { signInContext: { ...apps(), includeApplications: 'x' } }),
      ],
      ['a list for an object', question({ deviceInfo: [] })],
      ["the directory's spelling of a join", question({ deviceInfo: { trustType: 'AzureAd' } })],
      ["the sign-in log's spelling of a join", question({ deviceInfo: { trustType: 'Azure AD joined' } })],
      ['a country in words', question({ country: 'Sweden' })],
      ['a text for the choice of answers', question({}, { appliedPoliciesOnly: 'true' })],
    ];
    for (const [what, body] of faulty) {
      it(what, async () => {
        const tenant = await smallTenant();
        const answer = await tenant.send('POST', EVALUATE, body);
        assert.deepEqual([answer.status, answer.code], [400, 'BadRequest'], answer.text);
      });
    }

    it('query options and GET', async () => {
      const tenant = await smallTenant();
      assert.equal((await tenant.send('POST', `${EVALUATE}?$top=1`, question())).status, 400);
      assert.equal((await tenant.get(EVALUATE)).status, 405);
    });
  });

  describe('finds', () => {
    const nested = { includeGroups: [group(2)] };
    const guests = (types: string, tenants: JsonObject | null = null): JsonObject => ({
      users: { includeGuestsOrExternalUsers: { guestOrExternalUserTypes: types, externalTenants: tenants } },
    });
    const enumerated = { membershipKind: 'enumerated', members: ['home'] };
    const rule = 'device.isCompliant -eq True -or device.trustType -eq "ServerAD"';
    const rows: readonly (readonly [
      what: string,
      conditions: JsonObject,
      asked: Parameters<typeof question>,
      reason: string,
    ])[] = [
      ['a nested group', { users: nested }, [], 'notSet'],
      ['somebody outside it', { users: nested }, [{}, { signInIdentity: person(CY) }], 'users'],
      [
        'an exclusion before an inclusion',
        { users: { includeUsers: ['All'], excludeGroups: [group(2)] } },
        [],
        'users',
      ],
      ['a role', { users: { includeRoles: [GLOBAL_ADMIN] } }, [{}, { signInIdentity: person(CY) }], 'notSet'],
      [
        'a role for a part of the directory only',
        { users: { includeRoles: [HELPDESK_ADMIN] } },
        [{}, { signInIdentity: person(BO) }],
        'users',
      ],
      [
        'a guest',
        guests('internalGuest,b2bCollaborationGuest'),
        [{}, { signInIdentity: person(GUEST) }],
        'notSet',
      ],
      ['no guest', guests('internalGuest,b2bCollaborationGuest'), [], 'users'],
      [
        'the old literal for guests',
        { users: { includeUsers: ['GuestsOrExternalUsers'] } },
        [{}, { signInIdentity: person(GUEST) }],
        'notSet',
      ],
      [
        'a guest as told',
        guests('serviceProvider', enumerated),
        [
          {},
          {
            signInIdentity: { ...person(ADA), externalUserType: 'serviceProvider', externalTenantId: 'home' },
          },
        ],
        'notSet',
      ],
      [
        'a guest whose home is not told',
        guests('serviceProvider', enumerated),
        [{}, { signInIdentity: { ...person(ADA), externalUserType: 'serviceProvider' } }],
        'users',
      ],
      ['a policy for nobody', { users: { includeUsers: ['None'] } }, [], 'emptyPolicy'],
      [
        'a policy for service principals',
        { clientApplications: { includeServicePrincipals: ['x'] } },
        [],
        'workloadIdentities',
      ],
      ['an app of the suite', { applications: { includeApplications: ['Office365'] } }, [], 'notSet'],
      [
        'an app outside the suite',
        { applications: { includeApplications: ['Office365'] } },
        [{}, { signInContext: apps(GRAPH) }],
        'application',
      ],
      ['no app in a literal', {}, [{}, { signInContext: apps('Office365') }], 'application'],
      [
        'an excluded app',
        { applications: { includeApplications: ['All'], excludeApplications: ['Office365'] } },
        [],
        'application',
      ],
      [
        'an admin portal',
        { applications: { includeApplications: ['MicrosoftAdminPortals'] } },
        [{}, { signInContext: apps(AZURE_PORTAL) }],
        'notSet',
      ],
      [
        'what Azure management covers',
        { applications: { includeApplications: [AZURE_MANAGEMENT] } },
        [{}, { signInContext: apps(AZURE_PORTAL) }],
        'notSet',
      ],
      [
        'a user action',
        { applications: { includeUserActions: ['urn:user:registerdevice'] } },
        [
          {},
          {
            signInContext: {
              '@odata.type': '#microsoft.graph.userActionContext',
              userAction: 'registerOrJoinDevices',
            },
          },
        ],
        'notSet',
      ],
      [
        'another user action',
        { applications: { includeUserActions: ['urn:user:registerdevice'] } },
        [],
        'userActions',
      ],
      [
        'an authentication context',
        { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
        [
          {},
          {
            signInContext: {
              '@odata.type': '#microsoft.graph.authContext',
              authenticationContextValue: 'c1',
            },
          },
        ],
        'notSet',
      ],
      [
        'another authentication context',
        { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
        [
          {},
          {
            signInContext: {
              '@odata.type': '#microsoft.graph.authContext',
              authenticationContextValue: 'c2',
            },
          },
        ],
        'authenticationContext',
      ],
      ['a platform', { platforms: { includePlatforms: ['windows'] } }, [], 'notSet'],
      [
        'an excluded platform',
        { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } },
        [],
        'devicePlatform',
      ],
      [
        'a platform that nobody names',
        { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } },
        [{ devicePlatform: 'all' }],
        'notSet',
      ],
      ['a device by its filter', filter('include', rule), [{ deviceInfo: { isCompliant: true } }], 'notSet'],
      [
        'another device',
        filter('include', rule),
        [{ deviceInfo: { isCompliant: false, trustType: 'AzureAD' } }],
        'devices',
      ],
      [
        'a device left out by its filter',
        filter('exclude', rule),
        [{ deviceInfo: { trustType: 'ServerAD' } }],
        'devices',
      ],
      ['a device without values, not left out', filter('exclude', rule), [{ deviceInfo: {} }], 'notSet'],
      ['no device where none was told', filter('exclude', rule), [], 'devices'],
      [
        'a negative operator on a device without values',
        filter('include', 'device.model -ne "X"'),
        [{ deviceInfo: {} }],
        'notSet',
      ],
      [
        'a rule that cannot be read',
        filter('exclude', 'device.model -like "X"'),
        [{ deviceInfo: {} }],
        'devices',
      ],
      ['a legacy client only', { clientAppTypes: ['other', 'exchangeActiveSync'] }, [], 'clientApps'],
      ['the client', { clientAppTypes: ['other', 'browser'] }, [], 'notSet'],
      ['a network', { locations: { includeLocations: [OFFICE] } }, [{ ipAddress: '198.51.100.7' }], 'notSet'],
      [
        'another network',
        { locations: { includeLocations: [OFFICE] } },
        [{ ipAddress: '203.0.113.7', country: 'SE' }],
        'location',
      ],
      [
        'a network in IPv6',
        { locations: { includeLocations: ['AllTrusted'] } },
        [{ ipAddress: '2001:db8:40:1::7' }],
        'notSet',
      ],
      [
        'a trusted place left out',
        { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
        [{ ipAddress: '198.51.100.7' }],
        'location',
      ],
      ['a country', { locations: { includeLocations: [NORDIC] } }, [{ country: 'NO' }], 'notSet'],
      [
        'a country left out',
        { locations: { includeLocations: ['All'], excludeLocations: [NORDIC] } },
        [{ country: 'NO' }],
        'location',
      ],
      [
        'a country elsewhere without an address',
        { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted', NORDIC] } },
        [{ country: 'BR' }],
        'notSet',
      ],
      [
        'no place where none was told',
        { locations: { includeLocations: ['All'], excludeLocations: [NORDIC] } },
        [],
        'location',
      ],
      [
        'a sign-in risk by membership',
        { signInRiskLevels: ['high'] },
        [{ signInRiskLevel: 'high' }],
        'notSet',
      ],
      [
        'no threshold in a sign-in risk',
        { signInRiskLevels: ['medium'] },
        [{ signInRiskLevel: 'high' }],
        'signInRisk',
      ],
      ['no risk where none was told', { signInRiskLevels: ['high'] }, [], 'signInRisk'],
      ['a user risk', { userRiskLevels: ['high'] }, [{ userRiskLevel: 'low' }], 'userRisk'],
      [
        'an insider risk in flags',
        { insiderRiskLevels: 'moderate,elevated' },
        [{ insiderRiskLevel: 'elevated' }],
        'notSet',
      ],
      [
        'another insider risk',
        { insiderRiskLevels: 'moderate,elevated' },
        [{ insiderRiskLevel: 'minor' }],
        'insiderRisk',
      ],
      [
        'an authentication flow',
        { authenticationFlows: { transferMethods: 'deviceCodeFlow' } },
        [{ authenticationFlow: { transferMethod: 'deviceCodeFlow' } }],
        'notSet',
      ],
      [
        'no authentication flow',
        { authenticationFlows: { transferMethods: 'deviceCodeFlow' } },
        [],
        'authenticationFlow',
      ],
    ];
    for (const [what, conditions, asked, reason] of rows) {
      it(what, async () => {
        const tenant = await tenantWith(onePolicy(conditions));
        const answer: Answer = await tenant.send('POST', EVALUATE, question(...asked));
        assert.deepEqual(column(answer, 'analysisReasons'), [reason], answer.text);
        assert.deepEqual(column(answer, 'policyApplies'), [reason === 'notSet']);
      });
    }
  });
});
