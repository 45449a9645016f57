// What this version does not know, in every part of the conditions: never matched, never ignored.
import type { Json, JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import { parseIp } from '../../../../src/domain/conditional-access/ip-address.ts';
import { action, app, EXCHANGE } from '../builders.ts';
import type { FatePair, Table } from './pairs.ts';
import type { Rule } from './rules.ts';

const OFFICE: JsonObject = {
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  id: 'office',
  ipRanges: [{ cidrAddress: '198.51.100.0/24' }],
};

interface Part {
  readonly name: string;
  /** The condition that it is. */
  readonly fate: string;
  /** What names the sign-in, and what does not. */
  readonly include: readonly [member: string, here: string, elsewhere: string];
  readonly exclude: readonly [member: string, here: string];
}

const PARTS: readonly Part[] = [
  {
    name: 'users',
    fate: 'users',
    include: ['includeUsers', 'adele', 'diego'],
    exclude: ['excludeUsers', 'adele'],
  },
  {
    name: 'applications',
    fate: 'application',
    include: ['includeApplications', EXCHANGE, 'other-app'],
    exclude: ['excludeApplications', EXCHANGE],
  },
  {
    name: 'platforms',
    fate: 'devicePlatform',
    include: ['includePlatforms', 'windows', 'macOS'],
    exclude: ['excludePlatforms', 'windows'],
  },
  {
    name: 'locations',
    fate: 'location',
    include: ['includeLocations', 'office', 'hotel'],
    exclude: ['excludeLocations', 'office'],
  },
];

/** One condition with these members against the same with one more, or another. */
function pair(
  rule: Rule,
  { name }: Part,
  first: JsonObject,
  comes: string,
  second: JsonObject,
  then: string,
): FatePair {
  return [rule, { [name]: first }, {}, comes, { policy: { [name]: second } }, then];
}

const OPEN = 'notEnoughInformation';

function pairsOfPart(part: Part): readonly FatePair[] {
  const [include, here, elsewhere] = part.include;
  const [exclude, out] = part.exclude;
  const inside: JsonObject = { [include]: [here] };
  const outside: JsonObject = { [include]: [elsewhere] };
  const left: JsonObject = { [include]: [here, elsewhere], [exclude]: [out] };
  const whole = (value: Json): JsonObject => ({ [part.name]: value });
  return [
    [
      '2.1 a part that is no object decides nothing',
      whole('x'),
      {},
      OPEN,
      { policy: whole(inside) },
      'applied',
    ],
    [
      '2.1 a part that is no object decides nothing',
      whole(['x']),
      {},
      OPEN,
      { policy: whole(outside) },
      part.fate,
    ],
    pair(
      '2.1 an unknown member may add and take away',
      part,
      inside,
      'applied',
      { ...inside, somethingNew: 'x' },
      OPEN,
    ),
    pair(
      '2.1 an unknown member may add and take away',
      part,
      outside,
      part.fate,
      { ...outside, somethingNew: ['x'] },
      OPEN,
    ),
    pair(
      '2.1 an unknown member that includes takes nothing away',
      part,
      { ...outside, includeNew: ['x'] },
      OPEN,
      { ...inside, includeNew: ['x'] },
      'applied',
    ),
    pair(
      '2.1 an unknown member that includes takes nothing away',
      part,
      { ...left, includeNew: ['x'] },
      part.fate,
      { ...left, [exclude]: [], includeNew: ['x'] },
      'applied',
    ),
    pair(
      '2.1 an unknown member that excludes adds nothing',
      part,
      { ...inside, excludeNew: ['x'] },
      OPEN,
      { ...outside, excludeNew: ['x'] },
      part.fate,
    ),
    pair(
      '2.1 an unknown member that excludes adds nothing',
      part,
      { ...inside, excludeNew: ['x'] },
      OPEN,
      { ...inside, excludeNew: [] },
      'applied',
    ),
    pair(
      '2.1 a list with something else in it decides nothing',
      part,
      { [include]: [elsewhere, 7] },
      OPEN,
      { [include]: [here, 7] },
      'applied',
    ),
    pair(
      '2.1 a list with something else in it decides nothing',
      part,
      { ...inside, [exclude]: [null] },
      OPEN,
      { ...inside, [exclude]: [out] },
      part.fate,
    ),
  ];
}

const ACTION = 'urn:user:registerdevice';
const actions = (includeUserActions: Json, more: JsonObject = {}): JsonObject => ({
  applications: { includeUserActions, ...more },
});
const contexts = (includeAuthenticationContextClassReferences: Json, more: JsonObject = {}): JsonObject => ({
  applications: { includeAuthenticationContextClassReferences, ...more },
});
const filtered = (deviceFilter: Json): JsonObject => ({ devices: { deviceFilter } });
const FILTER: JsonObject = { mode: 'include', rule: 'device.model -eq "x"' };
const flows = (more: JsonObject): JsonObject => ({
  authenticationFlows: { transferMethods: 'deviceCodeFlow', ...more },
});
const NEW = { somethingNew: 'x' };

export const NOT_UNDERSTOOD: Table = {
  about: 'near misses of what is not understood',
  places: [OFFICE, { ...OFFICE, id: 'hotel', ipRanges: [{ cidrAddress: '203.0.113.0/24' }] }],
  fates: [
    ...PARTS.flatMap(pairsOfPart),
    [
      '2.1 an unknown member may add and take away',
      actions([ACTION]),
      action(ACTION),
      'applied',
      { policy: actions([ACTION], NEW) },
      OPEN,
    ],
    [
      '2.1 an unknown member may add and take away',
      actions(['urn:user:x']),
      action(ACTION),
      'userActions',
      { policy: actions(['urn:user:x'], NEW) },
      OPEN,
    ],
    [
      '2.1 an unknown member that excludes adds nothing',
      actions(['urn:user:x'], { excludeNew: ['x'] }),
      action(ACTION),
      'userActions',
      { policy: actions([ACTION], { excludeNew: ['x'] }) },
      OPEN,
    ],
    [
      '2.1 an unknown member that includes takes nothing away',
      actions([ACTION], { includeNew: ['x'] }),
      action(ACTION),
      'applied',
      { policy: actions(['urn:user:x'], { includeNew: ['x'] }) },
      OPEN,
    ],
    [
      '2.1 a list with something else in it decides nothing',
      actions(['urn:user:x', 7]),
      action(ACTION),
      OPEN,
      { policy: actions([ACTION, 7]) },
      'applied',
    ],
    [
      '2.1 an unknown member may add and take away',
      contexts(['c1']),
      app(EXCHANGE, 'c1'),
      'applied',
      { policy: contexts(['c1'], NEW) },
      OPEN,
    ],
    [
      '2.1 a list with something else in it decides nothing',
      contexts(['c2', 7]),
      app(EXCHANGE, 'c1'),
      OPEN,
      { policy: contexts(['c1', 7]) },
      'applied',
    ],
    [
      '2.1 a list with something else in it decides nothing',
      contexts('c1'),
      app(EXCHANGE, 'c1'),
      OPEN,
      { policy: contexts(['c1']) },
      'applied',
    ],
    [
      '2.1 a list with something else in it decides nothing',
      { clientAppTypes: ['other', 7] },
      {},
      OPEN,
      { policy: { clientAppTypes: ['browser', 7] } },
      'applied',
    ],
    [
      '2.1 a list with something else in it decides nothing',
      { clientAppTypes: ['other', 'agent'] },
      {},
      OPEN,
      { policy: { clientAppTypes: ['other', 'easSupported'] } },
      'clientApps',
    ],
    [
      '2.1 a list with something else in it decides nothing',
      { signInRiskLevels: ['high', null] },
      {},
      OPEN,
      { policy: { signInRiskLevels: ['high', 'low'] } },
      'signInRisk',
    ],
    [
      '2.1 a part that is no object decides nothing',
      { devices: 'x' },
      {},
      OPEN,
      { policy: { devices: { deviceFilter: FILTER } } },
      'devices',
    ],
    [
      '2.1 a part that is no object decides nothing',
      filtered('x'),
      {},
      OPEN,
      { policy: filtered(null) },
      'applied',
    ],
    [
      '2.1 an unknown member may add and take away',
      filtered(FILTER),
      {},
      'devices',
      { policy: filtered({ ...FILTER, ...NEW }) },
      OPEN,
    ],
    [
      '2.1 an unknown member may add and take away',
      { devices: { deviceFilter: FILTER } },
      {},
      'devices',
      { policy: { devices: { deviceFilter: FILTER, ...NEW } } },
      OPEN,
    ],
    [
      '2.1 a part that is no object decides nothing',
      { authenticationFlows: 'deviceCodeFlow' },
      {},
      OPEN,
      { policy: flows({}) },
      'authenticationFlow',
    ],
    [
      '2.1 an unknown member may add and take away',
      flows({}),
      {},
      'authenticationFlow',
      { policy: flows(NEW) },
      OPEN,
    ],
    [
      '2.1 a part that is no object decides nothing',
      { clientApplications: 'x' },
      {},
      OPEN,
      { policy: { clientApplications: {} } },
      'applied',
    ],
    [
      '2.1 an unknown member may add and take away',
      { clientApplications: {} },
      {},
      'applied',
      { policy: { clientApplications: NEW } },
      OPEN,
    ],
    [
      '2.1 an unknown member may add and take away',
      { locations: { includeLocations: ['All'] } },
      { ip: parseIp('192.0.2.1') },
      'applied',
      { policy: { locations: { includeLocations: ['All'], ...NEW } } },
      OPEN,
    ],
  ],
};
