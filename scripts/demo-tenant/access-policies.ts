/** Conditional Access: thirteen policies, the named locations and authentication strengths they use. */
import type {
  AuthenticationStrengthPolicy,
  ConditionalAccessConditionSet,
  ConditionalAccessGrantControls,
  ConditionalAccessPolicy,
  ConditionalAccessSessionControls,
} from '@microsoft/microsoft-graph-types';
import { DELETED_GROUP_ID, ROLES, groupId } from './groups.ts';
import { DAY, ago, guid } from './stable.ts';

export const policyIdOf = (key: string): string => guid('access policy', key);

export const LOCATIONS = {
  offices: guid('named location', 'Contoso offices'),
  allowed: guid('named location', 'Countries where we work'),
  partner: guid('named location', 'Partner network'),
} as const;

export const OFFICE_RANGES = ['198.51.100.0/25', '198.51.100.128/25', '2001:db8:40::/48'] as const;
export const ALLOWED_COUNTRIES = ['SE', 'NO', 'DK', 'FI', 'DE', 'GB', 'IE', 'ES', 'US'] as const;

export const STRENGTHS = {
  mfa: '00000000-0000-0000-0000-000000000002',
  passwordless: '00000000-0000-0000-0000-000000000003',
  phishingResistant: '00000000-0000-0000-0000-000000000004',
} as const;

/** Report-only until then, which the older records of the sign-in log show. */
export const CA13_ON_HOURS = 48;
export const INTUNE_ENROLLMENT = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';

export const GUEST_TERMS_ID = guid('terms of use', 'guests');

export function namedLocations(): object[] {
  const common = (id: string, displayName: string): object => ({
    id,
    displayName,
    createdDateTime: ago(700 * DAY),
    modifiedDateTime: ago(150 * DAY),
    deletedDateTime: null,
  });
  const range = (cidrAddress: string): object => ({
    '@odata.type': cidrAddress.includes(':')
      ? '#microsoft.graph.iPv6CidrRange'
      : '#microsoft.graph.iPv4CidrRange',
    cidrAddress,
  });
  return [
    {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      ...common(LOCATIONS.offices, 'Contoso offices'),
      isTrusted: true,
      ipRanges: OFFICE_RANGES.map(range),
    },
    {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      ...common(LOCATIONS.partner, 'Partner network (not trusted)'),
      isTrusted: false,
      ipRanges: [range('192.0.2.0/28')],
    },
    {
      '@odata.type': '#microsoft.graph.countryNamedLocation',
      ...common(LOCATIONS.allowed, 'Countries where we work'),
      countriesAndRegions: [...ALLOWED_COUNTRIES],
      includeUnknownCountriesAndRegions: false,
      countryLookupMethod: 'clientIpAddress',
    },
  ];
}

const strength = (
  id: string,
  displayName: string,
  description: string,
  combinations: readonly string[],
): AuthenticationStrengthPolicy => ({
  id,
  createdDateTime: '2021-12-01T00:00:00Z',
  modifiedDateTime: '2021-12-01T00:00:00Z',
  displayName,
  description,
  policyType: 'builtIn',
  requirementsSatisfied: 'mfa',
  // Each combination is one comma list; the generated types see only single methods.
  allowedCombinations: [...combinations] as NonNullable<AuthenticationStrengthPolicy['allowedCombinations']>,
});

const PHISHING_RESISTANT = ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor'];
const PASSWORDLESS = [...PHISHING_RESISTANT, 'deviceBasedPush'];
const ANY_MFA = [
  ...PASSWORDLESS,
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'password,microsoftAuthenticatorPush',
  'password,softwareOath',
  'password,hardwareOath',
  'password,sms',
  'password,voice',
  'federatedMultiFactor',
];

export const authenticationStrengths = (): AuthenticationStrengthPolicy[] => [
  strength(
    STRENGTHS.mfa,
    'Multifactor authentication',
    'Combinations of methods that satisfy strong authentication, such as a password + SMS',
    ANY_MFA,
  ),
  strength(
    STRENGTHS.passwordless,
    'Passwordless MFA',
    'Passwordless methods that satisfy strong authentication, such as Passwordless sign-in with the Microsoft Authenticator',
    PASSWORDLESS,
  ),
  strength(
    STRENGTHS.phishingResistant,
    'Phishing-resistant MFA',
    'Phishing-resistant, Passwordless methods for the strongest authentication, such as a FIDO2 security key',
    PHISHING_RESISTANT,
  ),
];

type Conditions = Omit<ConditionalAccessConditionSet, 'users' | 'applications'>;

interface PolicySpec {
  readonly key: string;
  readonly name: string;
  readonly state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  readonly changedDaysAgo: number;
  readonly users: NonNullable<ConditionalAccessConditionSet['users']>;
  readonly apps: readonly string[];
  readonly exceptApps?: readonly string[];
  readonly conditions?: Conditions;
  readonly grant: ConditionalAccessGrantControls | null;
  readonly session?: ConditionalAccessSessionControls;
}

const NOBODY = {
  includeUsers: [],
  excludeUsers: [],
  includeGroups: [],
  excludeGroups: [],
  includeRoles: [],
  excludeRoles: [],
  includeGuestsOrExternalUsers: null,
  excludeGuestsOrExternalUsers: null,
};

const everybodyBut = (...groups: readonly string[]): PolicySpec['users'] => ({
  ...NOBODY,
  includeUsers: ['All'],
  excludeGroups: ['break-glass', ...groups].map(groupId),
});
const onlyGroups = (...groups: readonly string[]): PolicySpec['users'] => ({
  ...NOBODY,
  includeGroups: groups.map(groupId),
  excludeGroups: [groupId('break-glass')],
});

type BuiltIn = NonNullable<ConditionalAccessGrantControls['builtInControls']>[number];
const grant = (
  operator: 'AND' | 'OR',
  controls: readonly BuiltIn[],
  more: object = {},
): ConditionalAccessGrantControls => ({
  operator,
  builtInControls: [...controls],
  customAuthenticationFactors: [],
  termsOfUse: [],
  authenticationStrength: null,
  ...more,
});

const SPECS: readonly PolicySpec[] = [
  {
    key: 'CA01',
    name: 'CA01 Block legacy authentication',
    state: 'enabled',
    changedDaysAgo: 410,
    users: everybodyBut('legacy-mail'),
    apps: ['All'],
    conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
    grant: grant('OR', ['block']),
  },
  {
    key: 'CA02',
    name: 'CA02 Multifactor authentication for everybody',
    state: 'enabled',
    changedDaysAgo: 96,
    users: everybodyBut('ca-exclusions', 'legacy-mail', 'Engineering'),
    apps: ['All'],
    grant: grant('OR', ['mfa']),
  },
  {
    key: 'CA03',
    name: 'CA03 Compliant device for Office 365 - Finance and HR',
    state: 'enabled',
    changedDaysAgo: 210,
    users: onlyGroups('Finance', 'HR'),
    apps: ['Office365'],
    grant: grant('OR', ['compliantDevice']),
  },
  {
    key: 'CA04',
    name: 'CA04 Compliant device for Office 365 - Sales',
    state: 'enabledForReportingButNotEnforced',
    changedDaysAgo: 187,
    users: onlyGroups('Sales'),
    apps: ['Office365'],
    grant: grant('OR', ['compliantDevice']),
  },
  {
    key: 'CA05',
    name: 'CA05 MFA or compliant device - Engineering',
    state: 'enabled',
    changedDaysAgo: 96,
    users: onlyGroups('Engineering'),
    apps: ['All'],
    grant: grant('OR', ['mfa', 'compliantDevice']),
  },
  {
    key: 'CA06',
    name: 'CA06 Block countries where we do not work',
    state: 'enabled',
    changedDaysAgo: 150,
    users: everybodyBut('ca-exclusions'),
    apps: ['All'],
    conditions: {
      locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted', LOCATIONS.allowed] },
    },
    grant: grant('OR', ['block']),
  },
  {
    key: 'CA07',
    name: 'CA07 Phishing-resistant MFA for administrators',
    state: 'enabled',
    changedDaysAgo: 60,
    users: {
      ...NOBODY,
      includeRoles: [
        ROLES.globalAdministrator,
        ROLES.securityAdministrator,
        ROLES.conditionalAccessAdministrator,
        ROLES.intuneAdministrator,
        ROLES.exchangeAdministrator,
        ROLES.userAdministrator,
        ROLES.privilegedRoleAdministrator,
        ROLES.privilegedAuthenticationAdministrator,
      ],
      excludeGroups: [groupId('break-glass')],
    },
    apps: ['All'],
    grant: grant('OR', [], { authenticationStrength: authenticationStrengths()[2] }),
  },
  {
    key: 'CA08',
    name: 'CA08 Password change at high user risk',
    state: 'enabled',
    changedDaysAgo: 330,
    users: everybodyBut(),
    apps: ['All'],
    conditions: { userRiskLevels: ['high'] },
    grant: grant('AND', ['mfa', 'passwordChange']),
  },
  {
    key: 'CA09',
    name: 'CA09 Block unknown platforms',
    state: 'enabled',
    changedDaysAgo: 200,
    users: everybodyBut('legacy-mail'),
    apps: ['All'],
    conditions: {
      platforms: {
        includePlatforms: ['all'],
        excludePlatforms: ['android', 'iOS', 'windows', 'macOS', 'linux'],
      },
    },
    grant: grant('OR', ['block']),
  },
  {
    key: 'CA10',
    name: 'CA10 Terms of use for guests',
    state: 'enabled',
    changedDaysAgo: 280,
    users: {
      ...NOBODY,
      includeGuestsOrExternalUsers: {
        // A flags enum: one string with commas, which the generated types do not know.
        guestOrExternalUserTypes: 'internalGuest,b2bCollaborationGuest' as 'b2bCollaborationGuest',
        externalTenants: {
          '@odata.type': '#microsoft.graph.conditionalAccessAllExternalTenants',
          membershipKind: 'all',
        } as { membershipKind: 'all' },
      },
    },
    apps: ['All'],
    grant: grant('OR', [], { termsOfUse: [GUEST_TERMS_ID] }),
  },
  {
    key: 'CA11',
    name: 'CA11 Sign-in every 4 hours in unmanaged browsers',
    state: 'enabled',
    changedDaysAgo: 120,
    users: everybodyBut(),
    apps: ['Office365'],
    conditions: {
      clientAppTypes: ['browser'],
      devices: {
        deviceFilter: {
          mode: 'exclude',
          rule: 'device.isCompliant -eq True -or device.trustType -eq "ServerAD"',
        },
      },
    },
    grant: null,
    session: {
      applicationEnforcedRestrictions: null,
      cloudAppSecurity: null,
      disableResilienceDefaults: null,
      persistentBrowser: null,
      secureSignInSession: null,
      signInFrequency: {
        isEnabled: true,
        value: 4,
        type: 'hours',
        frequencyInterval: 'timeBased',
        authenticationType: 'primaryAndSecondaryAuthentication',
      },
    },
  },
  {
    key: 'CA12',
    name: 'CA12 Hybrid joined device (pilot of 2023)',
    state: 'disabled',
    changedDaysAgo: 900,
    users: { ...NOBODY, includeGroups: [DELETED_GROUP_ID] },
    apps: ['Office365'],
    grant: grant('OR', ['domainJoinedDevice']),
  },
  {
    key: 'CA13',
    name: 'CA13 Compliant device for Operations',
    state: 'enabled',
    changedDaysAgo: CA13_ON_HOURS / 24,
    users: {
      ...onlyGroups('Operations'),
      excludeGroups: ['break-glass', 'ops-exceptions'].map(groupId),
    },
    apps: ['All'],
    exceptApps: [INTUNE_ENROLLMENT],
    conditions: {
      platforms: { includePlatforms: ['all'], excludePlatforms: ['android'] },
      locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] },
    },
    grant: grant('OR', ['compliantDevice']),
  },
];

export const POLICY_STATES: readonly { key: string; id: string; name: string; state: PolicySpec['state'] }[] =
  SPECS.map(({ key, name, state }) => ({ key, id: policyIdOf(key), name, state }));

function conditions(spec: PolicySpec): ConditionalAccessConditionSet {
  return {
    users: spec.users,
    clientApplications: null,
    applications: {
      includeApplications: [...spec.apps],
      excludeApplications: [...(spec.exceptApps ?? [])],
      includeUserActions: [],
      includeAuthenticationContextClassReferences: [],
      applicationFilter: null,
    },
    clientAppTypes: ['all'],
    platforms: null,
    locations: null,
    devices: null,
    signInRiskLevels: [],
    userRiskLevels: [],
    servicePrincipalRiskLevels: [],
    insiderRiskLevels: null,
    authenticationFlows: null,
    ...spec.conditions,
  };
}

export const conditionalAccessPolicies = (): ConditionalAccessPolicy[] =>
  SPECS.map((spec) => ({
    id: policyIdOf(spec.key),
    templateId: null,
    displayName: spec.name,
    description: null,
    createdDateTime: ago((spec.changedDaysAgo + 100) * DAY),
    modifiedDateTime: ago(spec.changedDaysAgo * DAY),
    deletedDateTime: null,
    state: spec.state,
    conditions: conditions(spec),
    grantControls: spec.grant,
    sessionControls: spec.session ?? null,
  }));
