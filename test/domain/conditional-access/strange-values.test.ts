import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import { compileLocations } from '../../../src/domain/conditional-access/named-locations.ts';
import { strangeMembers } from '../../../src/domain/conditional-access/strange-members.ts';
import { strangeValues } from '../../../src/domain/conditional-access/strange-values.ts';
import { granting, policy } from './builders.ts';

const PLACES = compileLocations([
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: 'office',
    displayName: 'Office',
    isTrusted: true,
    ipRanges: [{ cidrAddress: '198.51.100.0/24' }],
  },
  { '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation', id: 'net', displayName: 'Our network' },
]);
const guests = (value: Json): JsonObject => ({ users: { includeGuestsOrExternalUsers: value } });
const filter = (mode: Json, rule: Json): JsonObject => ({ devices: { deviceFilter: { mode, rule } } });
const places = (...includeLocations: string[]): JsonObject => ({ locations: { includeLocations } });

const CONDITIONS: readonly (readonly [conditions: JsonObject, ...told: readonly string[]])[] = [
  [{}],
  [{ clientAppTypes: ['Browser', 'agent'] }, 'conditions.clientAppTypes: "agent" is not known'],
  [{ clientAppTypes: 'browser' }, 'conditions.clientAppTypes: not a list of texts'],
  [{ signInRiskLevels: ['hidden', 'extreme'] }, 'conditions.signInRiskLevels: "extreme" is not known'],
  [{ insiderRiskLevels: 'minor,critical' }, 'conditions.insiderRiskLevels: "critical" is not known'],
  [{ servicePrincipalRiskLevels: ['high'] }, 'conditions.servicePrincipalRiskLevels: cannot be evaluated'],
  [
    { users: { includeUsers: ['All', 'AllAgentIdUsers'] } },
    'conditions.users.includeUsers: "AllAgentIdUsers" is not known',
  ],
  [
    { users: { includeUsers: ['All'], excludeRoles: ['All'] } },
    'conditions.users.excludeRoles: "All" is not known',
  ],
  [guests('internalGuest'), 'conditions.users.includeGuestsOrExternalUsers: not an object'],
  [
    guests({ guestOrExternalUserTypes: 'internalGuest,agent', externalTenants: { membershipKind: 'some' } }),
    'conditions.users.includeGuestsOrExternalUsers.guestOrExternalUserTypes: "agent" is not known',
    'conditions.users.includeGuestsOrExternalUsers.externalTenants: "some" is not known',
  ],
  [
    guests({ guestOrExternalUserTypes: 'internalGuest', externalTenants: 'all' }),
    'conditions.users.includeGuestsOrExternalUsers.externalTenants: not an object',
  ],
  [
    guests({
      guestOrExternalUserTypes: 'internalGuest',
      externalTenants: { membershipKind: 'enumerated', members: 't' },
    }),
    'conditions.users.includeGuestsOrExternalUsers.externalTenants: not a list of texts',
  ],
  [
    { applications: { includeApplications: ['AllAgentIdResources'] } },
    'conditions.applications.includeApplications: "AllAgentIdResources" is not known',
  ],
  [
    { applications: { applicationFilter: { mode: 'include', rule: 'x' } } },
    'conditions.applications.applicationFilter: cannot be evaluated',
  ],
  [
    { platforms: { includePlatforms: ['visionOS'] } },
    'conditions.platforms.includePlatforms: "visionOS" is not known',
  ],
  [{ platforms: { excludePlatforms: ['iOS'] } }, 'conditions.platforms: includePlatforms is empty'],
  [{ platforms: ['iOS'] }, 'conditions.platforms: not an object'],
  [places('All', 'office')],
  [places('gone'), 'conditions.locations.includeLocations: no named location "gone"'],
  [places('NET'), 'conditions.locations.includeLocations: the named location "Our network" cannot be read'],
  [places('AllTrusted')],
  [filter('include', 'device.model -eq "x"')],
  [filter('audit', 'device.model -eq "x"'), 'conditions.devices.deviceFilter.mode: "audit" is not known'],
  [filter('include', null), 'conditions.devices.deviceFilter.rule: not a text'],
  [
    filter('include', 'device.model -eq'),
    'conditions.devices.deviceFilter.rule: expected a value after "-eq" (character 17)',
  ],
  [
    filter('include', '-not (device.colour -eq "x") -and device.model -match "y"'),
    'conditions.devices.deviceFilter.rule: device.colour is not known',
    'conditions.devices.deviceFilter.rule: -match on device.model is not known',
  ],
  [{ devices: { includeDevices: ['All'] } }, 'conditions.devices.deviceFilter: not an object'],
];

const GRANTS: readonly (readonly [rest: JsonObject, ...told: readonly string[]])[] = [
  [{ state: 'paused' }, 'state: "paused" is not known'],
  [{ state: null }, 'state: null is not known'],
  [{ conditions: null }, 'conditions: not an object'],
  [{ grantControls: 'mfa' }, 'grantControls: not an object'],
  [granting('AND', ['mfa', 'retinaScan']), 'grantControls.builtInControls: "retinaScan" is not known'],
  [granting('XOR', ['mfa', 'block']), 'grantControls: operator "XOR" is not known'],
  [granting('XOR', ['mfa'], { termsOfUse: ['t'] }), 'grantControls: operator "XOR" is not known'],
  [granting('XOR', ['mfa'])],
  [
    granting('OR', [], { authenticationStrength: { displayName: 'x' } }),
    'grantControls.authenticationStrength: has no id',
  ],
];

describe('the values of a policy that are not understood', () => {
  for (const [conditions, ...told] of CONDITIONS) {
    it(`are told of ${JSON.stringify(conditions)}`, () => {
      assert.deepEqual(strangeValues(policy(conditions), PLACES), told);
    });
  }
  for (const [rest, ...told] of GRANTS) {
    it(`are told of ${JSON.stringify(rest)}`, () => {
      assert.deepEqual(strangeValues(policy({}, rest), PLACES), told);
    });
  }

  it('name a trusted location that cannot be read where every trusted one is meant', () => {
    const strange = compileLocations([{ id: 'new', displayName: 'New', isTrusted: true }]);
    assert.deepEqual(strangeValues(policy(places('AllTrusted')), strange), [
      'conditions.locations.includeLocations: the named location "New" cannot be read',
    ]);
  });
});

describe('the members of a policy that are not known', () => {
  it('are named wherever they stand', () => {
    const raw = policy({
      times: { x: 1 },
      users: { includeGuestsOrExternalUsers: { kinds: 'x' } },
      devices: { includeDevices: ['All'] },
      platforms: { osVersions: ['x'] },
      clientApplications: { includeAgentIdServicePrincipals: ['All'] },
    });
    assert.deepEqual(strangeMembers(raw), [
      'conditions.times',
      'conditions.users.includeGuestsOrExternalUsers.kinds',
      'conditions.clientApplications.includeAgentIdServicePrincipals',
      'conditions.platforms.osVersions',
      'conditions.devices.includeDevices',
    ]);
  });
});
