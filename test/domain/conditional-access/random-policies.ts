// Random policies and sign-ins for properties: every condition comes up, and the few ids are the same everywhere.
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import {
  CLIENT_APP_TYPES,
  GUEST_TYPES,
  INSIDER_RISK_LEVELS,
  PLATFORMS,
  RISK_LEVELS,
} from '../../../src/domain/conditional-access/facts.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import { EXCHANGE, OWN_APP, device, person, signIn } from './builders.ts';

export const LOCATIONS: readonly JsonObject[] = [
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: 'office',
    isTrusted: true,
    ipRanges: [{ cidrAddress: '198.51.100.0/24' }],
  },
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: 'hall',
    isTrusted: false,
    ipRanges: [{ cidrAddress: '198.51.100.0/25' }],
  },
  {
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    id: 'north',
    countriesAndRegions: ['SE'],
    includeUnknownCountriesAndRegions: true,
  },
];

const some = (...values: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...values]);
const maybe = <T extends Json>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arb, { nil: null, freq: 2 });

const RULES = [
  'device.isCompliant -eq True',
  'device.isCompliant -ne True -or device.trustType -eq "ServerAD"',
  'device.model -startsWith "Surface"',
  'device.model -notIn ["Surface Laptop", "ThinkPad"]',
  'device.extensionAttribute1 -eq "SAW"',
  'device.extensionAttribute1 -ne "SAW" -and device.physicalIds -contains "x"',
];

export const conditions: fc.Arbitrary<JsonObject> = fc.record({
  users: fc.record({
    includeUsers: fc.constantFrom(['All'], ['adele'], ['GuestsOrExternalUsers'], []),
    excludeUsers: fc.constantFrom([], [], ['diego'], ['adele']),
    includeGroups: some('g'),
    excludeGroups: fc.constantFrom([], [], ['h']),
    includeRoles: some('r'),
    includeGuestsOrExternalUsers: maybe(
      fc.record({
        guestOrExternalUserTypes: fc.constantFrom('internalGuest', 'b2bCollaborationGuest,internalGuest'),
        externalTenants: fc.constantFrom(null, { membershipKind: 'enumerated', members: ['t1'] }),
      }),
    ),
  }),
  applications: fc.constantFrom<JsonObject>(
    { includeApplications: ['All'] },
    { includeApplications: ['Office365'] },
    { includeApplications: ['All'], excludeApplications: [OWN_APP] },
  ),
  clientAppTypes: fc.oneof(
    fc.constant(['all']),
    some('browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'easSupported', 'other'),
  ),
  platforms: maybe(
    fc.record({
      includePlatforms: fc.constantFrom(['all'], ['windows'], ['iOS', 'android']),
      excludePlatforms: some('windows', 'iOS'),
    }),
  ),
  locations: maybe(
    fc.record({
      includeLocations: fc.constantFrom(['All'], ['AllTrusted'], ['hall', 'north']),
      excludeLocations: fc.constantFrom([], ['AllTrusted'], ['north'], ['hall']),
    }),
  ),
  devices: maybe(
    fc.record({
      deviceFilter: fc.record({
        mode: fc.constantFrom('include', 'exclude'),
        rule: fc.constantFrom(...RULES),
      }),
    }),
  ),
  signInRiskLevels: fc.oneof(fc.constant([]), some('none', 'low', 'high')),
  userRiskLevels: fc.oneof(fc.constant([]), fc.constant([]), some('medium', 'high')),
  insiderRiskLevels: fc.constantFrom(null, null, 'minor,elevated'),
  authenticationFlows: fc.constantFrom(null, null, { transferMethods: 'deviceCodeFlow' }),
});

const CONTROLS = [
  'block',
  'mfa',
  'compliantDevice',
  'domainJoinedDevice',
  'approvedApplication',
  'passwordChange',
];

const grantControls = maybe(
  fc.record({
    operator: fc.constantFrom('AND', 'OR'),
    builtInControls: some(...CONTROLS.slice(1)),
    termsOfUse: fc.constantFrom([], [], ['t']),
  }),
);

export const anyPolicy: fc.Arbitrary<JsonObject> = fc
  .record({
    conditions,
    state: fc.constantFrom('enabled', 'enabled', 'enabled', 'disabled', 'enabledForReportingButNotEnforced'),
    grantControls: fc.oneof(grantControls, fc.constant({ operator: 'OR', builtInControls: ['block'] })),
  })
  .map((raw) => ({ ...raw, displayName: 'P' }));

export const policies = fc
  .array(anyPolicy, { maxLength: 4 })
  .map((list) => list.map((raw, index) => ({ ...raw, id: `p${index}` })));

export const known: fc.Arbitrary<SignInFacts> = fc
  .record({
    guestType: fc.constantFrom(null, null, ...GUEST_TYPES.slice(0, 3)),
    groups: some('g', 'h'),
    roles: some('r'),
    device: fc.constantFrom(
      null,
      device(),
      device({ isCompliant: false }),
      device({ trustType: 'ServerAd', isCompliant: null, model: null }),
    ),
    managed: fc.boolean(),
    ip: fc.constantFrom('198.51.100.7', '198.51.100.200', '192.0.2.1', '2001:db8::1'),
    country: fc.constantFrom('SE', 'DK', null),
    platform: fc.constantFrom(null, ...PLATFORMS),
    clientAppType: fc.constantFrom(...CLIENT_APP_TYPES),
    signInRisk: fc.constantFrom(...RISK_LEVELS),
    userRisk: fc.constantFrom(...RISK_LEVELS),
    insiderRisk: fc.constantFrom(...INSIDER_RISK_LEVELS),
    authFlow: fc.constantFrom(null, 'deviceCodeFlow' as const, 'authenticationTransfer' as const),
    appId: fc.constantFrom(EXCHANGE, OWN_APP),
    externalTenantId: fc.constantFrom(null, 't1', 't2'),
  })
  .map(({ guestType, groups, roles, managed, ip, appId, ...rest }) => ({
    ...signIn(),
    ...rest,
    user: person({ guestType, groups, roles }),
    intuneManaged: managed,
    ip: parseIp(ip),
    target: { kind: 'app', appId, owner: 'tenant', authContext: null } as const,
  }));

export const UNKNOWABLE = [
  'device',
  'intuneManaged',
  'ip',
  'country',
  'platform',
  'clientAppType',
  'signInRisk',
  'userRisk',
  'insiderRisk',
  'authFlow',
  'externalTenantId',
] as const;
export const forgetting = fc.subarray([...UNKNOWABLE]);

/** The same sign-in with these signals not known. */
export function without(facts: SignInFacts, names: readonly string[]): SignInFacts {
  return { ...facts, ...Object.fromEntries(names.map((name) => [name, undefined])) };
}
