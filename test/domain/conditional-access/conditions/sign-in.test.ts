import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import { parseIp } from '../../../../src/domain/conditional-access/ip-address.ts';
import type { Row } from '../builders.ts';
import { fateOf, policy } from '../builders.ts';

const clients = (...clientAppTypes: string[]): JsonObject => ({ clientAppTypes });
const platforms = (include: readonly string[], exclude: readonly string[] = []): JsonObject => ({
  platforms: { includePlatforms: include, excludePlatforms: exclude },
});
const places = (include: readonly string[], exclude: readonly string[] = []): JsonObject => ({
  locations: { includeLocations: include, excludeLocations: exclude },
});
const flows = (transferMethods: string): JsonObject => ({ authenticationFlows: { transferMethods } });

const RISKS: readonly Row[] = [
  ['matches a listed sign-in risk', { signInRiskLevels: ['high'] }, { signInRisk: 'high' }, 'applied'],
  ['does not match a lower risk', { signInRiskLevels: ['high'] }, { signInRisk: 'medium' }, 'signInRisk'],
  [
    'is not configured when the list is empty',
    { signInRiskLevels: [] },
    { signInRisk: undefined },
    'applied',
  ],
  [
    'cannot tell an unknown sign-in risk',
    { signInRiskLevels: ['high'] },
    { signInRisk: undefined },
    'notEnoughInformation',
  ],
  [
    'needs no risk when every level is listed',
    { signInRiskLevels: ['none', 'low', 'medium', 'high'] },
    { signInRisk: undefined },
    'applied',
  ],
  [
    'is decided by a known match beside a new level',
    { signInRiskLevels: ['extreme', 'high'] },
    { signInRisk: 'high' },
    'applied',
  ],
  ['does not match another user risk', { userRiskLevels: ['high'] }, { userRisk: 'low' }, 'userRisk'],
  [
    'matches a flag of insider risk',
    { insiderRiskLevels: 'moderate,elevated' },
    { insiderRisk: 'elevated' },
    'applied',
  ],
  [
    'does not match a flag that is not set',
    { insiderRiskLevels: 'moderate,elevated' },
    { insiderRisk: 'minor' },
    'insiderRisk',
  ],
  [
    'cannot tell an unknown insider risk',
    { insiderRiskLevels: 'minor' },
    { insiderRisk: undefined },
    'notEnoughInformation',
  ],
  [
    'is never for people when it is about service principals',
    { clientApplications: { includeServicePrincipals: ['x'] } },
    {},
    'workloadIdentities',
  ],
];

const FLOWS: readonly Row[] = [
  ['is not configured with none', flows('none'), { authFlow: undefined }, 'applied'],
];

const CLIENTS: readonly Row[] = [
  ['reads a client in another spelling', clients('All'), { clientAppType: undefined }, 'applied'],
  [
    'cannot tell an unknown client beside easSupported without a platform',
    clients('easSupported', 'browser'),
    { clientAppType: undefined, platform: null },
    'notEnoughInformation',
  ],
  ['matches every client with all', clients('all'), { clientAppType: undefined }, 'applied'],
  ['does not match another client', clients('mobileAppsAndDesktopClients'), {}, 'clientApps'],
  ['cannot tell an unknown client', clients('browser'), { clientAppType: undefined }, 'notEnoughInformation'],
  [
    'matches ActiveSync on a known platform by easSupported',
    clients('easSupported'),
    { clientAppType: 'exchangeActiveSync', platform: 'iOS' },
    'applied',
  ],
  ['is decided by a known match beside a new client', clients('agent', 'browser'), {}, 'applied'],
];

const PLATFORMS: readonly Row[] = [
  [
    'reads a platform in another spelling',
    platforms(['All'], ['ios']),
    { platform: 'iOS' },
    'devicePlatform',
  ],
  [
    'lets an exclusion of the same platform win, whatever the platform is',
    platforms(['windows'], ['android', 'windows']),
    { platform: undefined },
    'devicePlatform',
  ],
  [
    'cannot tell what is left beside an exclusion of the same platform',
    platforms(['windows', 'iOS'], ['windows']),
    { platform: undefined },
    'notEnoughInformation',
  ],
  [
    'matches every platform when it is not configured',
    { platforms: null },
    { platform: undefined },
    'applied',
  ],
  ['excludes a listed platform', platforms(['all'], ['windows']), {}, 'devicePlatform'],
  [
    'spares a known platform: all but the known ones',
    platforms(['all'], ['android', 'iOS', 'windows', 'macOS', 'linux']),
    { platform: 'linux' },
    'devicePlatform',
  ],
  [
    'cannot tell an unknown platform',
    platforms(['windows']),
    { platform: undefined },
    'notEnoughInformation',
  ],
  ['needs no platform for all', platforms(['all']), { platform: undefined }, 'applied'],
  [
    'needs no platform when all are excluded',
    platforms(['windows'], ['all']),
    { platform: undefined },
    'devicePlatform',
  ],
  [
    'does not understand the exclusion of a new platform',
    platforms(['all'], ['visionOS']),
    {},
    'notEnoughInformation',
  ],
];

const LOCATIONS: readonly JsonObject[] = [
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: 'office',
    displayName: 'Office',
    isTrusted: true,
    ipRanges: [
      { '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '198.51.100.0/24' },
      { '@odata.type': '#microsoft.graph.iPv6CidrRange', cidrAddress: '2001:db8::/48' },
    ],
  },
  {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id: 'hotel',
    displayName: 'Hotel',
    isTrusted: false,
    ipRanges: [{ cidrAddress: '203.0.113.0/25' }],
  },
  {
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    id: 'north',
    displayName: 'North',
    countriesAndRegions: ['SE', 'NO'],
    includeUnknownCountriesAndRegions: false,
  },
  {
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    id: 'nowhere',
    displayName: 'Nowhere',
    countriesAndRegions: ['AQ'],
    includeUnknownCountriesAndRegions: true,
  },
  {
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    id: 'gps',
    displayName: 'By GPS',
    countriesAndRegions: ['SE'],
    includeUnknownCountriesAndRegions: false,
    countryLookupMethod: 'authenticatorAppGps',
  },
  { '@odata.type': '#microsoft.graph.networkNamedLocation', id: 'new', displayName: 'New', isTrusted: true },
];
const KNOWN = LOCATIONS.filter((location) => location['id'] !== 'new');
const unknownIp = { ip: undefined };

const PLACES: readonly Row[] = [
  ['matches anywhere with All', places(['All']), unknownIp, 'applied'],
  ['matches an address in the range', places(['office']), {}, 'applied'],
  [
    'does not match the first address after the range',
    places(['hotel']),
    { ip: parseIp('203.0.113.128') },
    'location',
  ],
  ['matches the last address of the range', places(['hotel']), { ip: parseIp('203.0.113.127') }, 'applied'],
  ['matches an IPv6 address', places(['office']), { ip: parseIp('2001:db8:0:1::5') }, 'applied'],
  ['does not match an IPv6 address outside', places(['office']), { ip: parseIp('2001:db8:1::') }, 'location'],
  [
    'matches an IPv4 address written as IPv6',
    places(['office']),
    { ip: parseIp('::ffff:198.51.100.7') },
    'applied',
  ],
  ['counts a trusted location as AllTrusted', places(['AllTrusted']), {}, 'applied'],
  [
    'does not count another location as AllTrusted',
    places(['AllTrusted']),
    { ip: parseIp('203.0.113.5') },
    'location',
  ],
  ['excludes trusted locations', places(['All'], ['AllTrusted']), {}, 'location'],
  [
    'does not exclude an address that is in no range',
    places(['All'], ['AllTrusted']),
    { ip: parseIp('192.0.2.1') },
    'applied',
  ],
  ['matches a listed country without an address', places(['north']), unknownIp, 'applied'],
  ['does not match another country', places(['north']), { country: 'DK' }, 'location'],
  ['does not match an unmapped address', places(['north']), { country: null }, 'location'],
  [
    'matches an unmapped address where the location says so',
    places(['nowhere']),
    { country: null },
    'applied',
  ],
  [
    'looks at GPS where the location says so',
    places(['gps']),
    { country: 'DK', gpsCountry: 'SE' },
    'applied',
  ],
  [
    'does not take the country of the address for GPS',
    places(['gps']),
    { country: 'SE', gpsCountry: 'DK' },
    'location',
  ],
  ['cannot tell GPS that is not known', places(['gps']), { gpsCountry: undefined }, 'notEnoughInformation'],
  ['cannot tell an unknown address', places(['office']), unknownIp, 'notEnoughInformation'],
  [
    'cannot tell an exclusion for an unknown address',
    places(['All'], ['AllTrusted']),
    unknownIp,
    'notEnoughInformation',
  ],
  ['cannot tell an unknown country', places(['north']), { country: undefined }, 'notEnoughInformation'],
  ['is decided by the country beside an unknown address', places(['office', 'north']), unknownIp, 'applied'],
  ['does not know a location that is not there', places(['gone']), {}, 'notEnoughInformation'],
  [
    'is decided by a known match beside a location that is not there',
    places(['gone', 'office']),
    {},
    'applied',
  ],
];

describe('conditions on the sign-in', () => {
  for (const [rule, conditions, changes, fate] of [...RISKS, ...FLOWS, ...CLIENTS, ...PLATFORMS]) {
    it(rule, () => {
      assert.equal(fateOf(policy(conditions), changes), fate);
    });
  }

  it('does not understand a condition that it does not know', () => {
    assert.equal(fateOf(policy({ times: { includedRanges: ['x'] } })), 'notEnoughInformation');
  });

  it('ignores a condition that it does not know and that is not set', () => {
    assert.equal(fateOf(policy({ times: null, agents: {}, deviceStates: [] })), 'applied');
  });

  it('is kept out by one certain failure, whatever is unknown', () => {
    const raw = policy({
      times: { ranges: ['x'] },
      signInRiskLevels: ['high'],
      platforms: { includePlatforms: ['iOS'] },
    });
    assert.equal(fateOf(raw, { signInRisk: undefined }), 'devicePlatform');
  });
});

describe('the location condition', () => {
  for (const [rule, conditions, changes, fate] of PLACES) {
    it(rule, () => {
      assert.equal(fateOf(policy(conditions), changes, KNOWN), fate);
    });
  }

  it('lets an exclusion win, whatever the address is', () => {
    const anywhere = { ip: undefined, country: undefined, gpsCountry: undefined };
    const range = (id: string, cidrAddress: string, isTrusted: boolean): JsonObject => ({
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id,
      isTrusted,
      ipRanges: [{ cidrAddress }],
    });
    const known = [
      range('hall', '198.51.100.0/25', true),
      range('office', '198.51.100.0/24', false),
      { id: 'new', isTrusted: true },
    ];
    const fate = (include: readonly string[], exclude: readonly string[]): string =>
      fateOf(policy(places(include, exclude)), anywhere, known);
    assert.equal(fate(['office'], ['office', 'hall']), 'location');
    assert.equal(fate(['gone'], ['gone']), 'location');
    assert.equal(fate(['hall'], ['AllTrusted']), 'location');
    assert.equal(fate(['new'], ['AllTrusted']), 'location');
    // Wholly inside what is excluded.
    assert.equal(fate(['hall'], ['office']), 'location');
    assert.equal(fate(['office'], ['hall']), 'notEnoughInformation');
  });

  it('does not know a location of a new type', () => {
    assert.equal(fateOf(policy(places(['new'])), {}, LOCATIONS), 'notEnoughInformation');
  });

  it('does not know whether a trusted location of a new type is meant by AllTrusted', () => {
    const away = { ip: parseIp('192.0.2.1') };
    assert.equal(fateOf(policy(places(['AllTrusted'])), away, LOCATIONS), 'notEnoughInformation');
    assert.equal(fateOf(policy(places(['AllTrusted'])), {}, LOCATIONS), 'applied');
  });

  it('reads ranges by their ends, and does not know one without ends, or a new way to look up countries', () => {
    const at = (location: JsonObject): string =>
      fateOf(policy(places(['x'])), {}, [{ ...location, id: 'x' }]);
    const ip = (ipRanges: readonly JsonObject[] | string): JsonObject => ({
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      ipRanges,
    });
    assert.equal(at(ip([{ lowerAddress: '198.51.100.0', upperAddress: '198.51.100.9' }])), 'applied');
    assert.equal(at(ip([{ lowerAddress: '198.51.100.9', upperAddress: '198.51.100.99' }])), 'location');
    assert.equal(at(ip([{ lowerAddress: '198.51.100.0' }])), 'notEnoughInformation');
    assert.equal(at(ip('198.51.100.0/24')), 'notEnoughInformation');
    const country = { '@odata.type': '#microsoft.graph.countryNamedLocation', countriesAndRegions: ['SE'] };
    assert.equal(at({ ...country, countryLookupMethod: 'starlight' }), 'notEnoughInformation');
    assert.equal(at(country), 'applied');
    assert.equal(at({ displayName: 'no type' }), 'notEnoughInformation');
  });

  it('does not know a range that cannot be read, unless another range decides', () => {
    const broken = [
      { ...LOCATIONS[0], ipRanges: [{ cidrAddress: '198.51.100.0/24' }, { cidrAddress: '198.51/99' }] },
    ];
    assert.equal(fateOf(policy(places(['office'])), {}, broken), 'applied');
    assert.equal(
      fateOf(policy(places(['office'])), { ip: parseIp('192.0.2.1') }, broken),
      'notEnoughInformation',
    );
  });
});
