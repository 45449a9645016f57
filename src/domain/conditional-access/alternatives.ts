/**
 * The values that an unknown signal could have, as few as make every difference to the open policies: each value
 * that one of them names, and one that none of them names.
 */
import type { DeviceFacts, DeviceValue } from './device-facts.ts';
import { LIST_ATTRIBUTES } from './device-facts.ts';
import type { Atom } from './device-rule.ts';
import { atomsOf } from './device-rule.ts';
import type { SignInFacts } from './facts.ts';
import {
  AUTH_FLOWS,
  CLIENT_APP_TYPES,
  CLIENT_KINDS,
  INSIDER_RISK_LEVELS,
  PLATFORMS,
  RISK_LEVELS,
} from './facts.ts';
import type { IpAddress } from './ip-address.ts';
import { isInRange } from './ip-address.ts';
import type { NamedLocation } from './named-locations.ts';
import type { PolicyResult } from './policy-result.ts';
import type { Missing, SignalName } from './signals.ts';
import { NOTHING_MISSING, bitOf } from './signals.ts';

type Alternatives = (facts: SignInFacts, open: readonly PolicyResult[]) => readonly SignInFacts[] | null;

/** In the order in which they are tried: few values first. `user` cannot be tried. */
const BY_SIGNAL: readonly (readonly [SignalName, Alternatives])[] = [
  ['managedDevice', (facts) => [true, false].map((intuneManaged) => ({ ...facts, intuneManaged }))],
  ['authFlow', (facts) => [null, ...AUTH_FLOWS].map((authFlow) => ({ ...facts, authFlow }))],
  ['clientAppType', clients],
  ['signInRisk', (facts) => RISK_LEVELS.map((signInRisk) => ({ ...facts, signInRisk }))],
  ['userRisk', (facts) => RISK_LEVELS.map((userRisk) => ({ ...facts, userRisk }))],
  ['insiderRisk', (facts) => INSIDER_RISK_LEVELS.map((insiderRisk) => ({ ...facts, insiderRisk }))],
  ['platform', (facts) => [...PLATFORMS, null].map((platform) => ({ ...facts, platform }))],
  ['externalTenantId', tenants],
  ['app', appGroups],
  ['country', (facts, open) => countries(open, 'country').map((country) => ({ ...facts, country }))],
  [
    'gpsCountry',
    (facts, open) => countries(open, 'gpsCountry').map((gpsCountry) => ({ ...facts, gpsCountry })),
  ],
  ['ip', addresses],
  ['device', devices],
];

/** For each unknown signal of the open policies that can be tried: the sign-ins that are possible for it. */
export function* alternativesBySignal(
  facts: SignInFacts,
  open: readonly PolicyResult[],
): Generator<readonly SignInFacts[]> {
  const missing = missingOf(open);
  for (const [signal, list] of BY_SIGNAL) {
    if ((missing & bitOf(signal)) === 0) continue;
    const worlds = list(facts, open);
    if (worlds !== null && worlds.length > 0) yield worlds;
  }
}

/** The sign-ins that are possible for one unknown signal of the open policies; null when none can be tried. */
export function alternatives(
  facts: SignInFacts,
  open: readonly PolicyResult[],
): readonly SignInFacts[] | null {
  const [first] = alternativesBySignal(facts, open);
  return first ?? null;
}

/** One possible sign-in with a value for every unknown signal of the open policies; null when none can be tried. */
export function oneAlternative(
  facts: SignInFacts,
  open: readonly PolicyResult[],
  choose: (count: number) => number,
): SignInFacts | null {
  const missing = missingOf(open);
  let world = facts;
  for (const [signal, list] of BY_SIGNAL) {
    const worlds = (missing & bitOf(signal)) === 0 ? null : list(world, open);
    if (worlds !== null) world = worlds[choose(worlds.length)] ?? world;
  }
  return world === facts ? null : world;
}

function missingOf(open: readonly PolicyResult[]): Missing {
  return open.reduce((all, result) => all | result.missing | result.grant.missing, NOTHING_MISSING);
}

/** On a platform that is known, `easSupported` is no other client than Exchange ActiveSync. */
function clients(facts: SignInFacts): readonly SignInFacts[] {
  const types = typeof facts.platform === 'string' ? CLIENT_KINDS : CLIENT_APP_TYPES;
  return types.map((clientAppType) => ({ ...facts, clientAppType }));
}

/** Whether the app is in the app groups that Microsoft lists by name only. */
function appGroups(facts: SignInFacts): readonly SignInFacts[] | null {
  const { target } = facts;
  if (target.kind !== 'app' || target.assumed !== undefined) return null;
  return [true, false].flatMap((office365) =>
    [true, false].map((adminPortals) => ({
      ...facts,
      target: { ...target, assumed: { office365, adminPortals } },
    })),
  );
}

function tenants(facts: SignInFacts, open: readonly PolicyResult[]): readonly SignInFacts[] {
  const named = new Set(open.flatMap((result) => [...result.policy.mentions.externalTenants]));
  return [...named, null].map((externalTenantId) => ({ ...facts, externalTenantId }));
}

function countries(
  open: readonly PolicyResult[],
  lookup: 'country' | 'gpsCountry',
): readonly (string | null)[] {
  const named = new Set<string>();
  for (const { place } of placesOf(open)) {
    if (place?.kind === 'country' && place.lookup === lookup)
      for (const code of place.countries) named.add(code);
  }
  return [...named, null, 'a country that no policy names'];
}

function placesOf(open: readonly PolicyResult[]): ReadonlySet<NamedLocation> {
  return new Set(open.flatMap((result) => [...result.policy.mentions.places]));
}

/** More ranges than this are not tried out: the work grows with their square. */
const MOST_RANGES = 200;

/** One address for every combination of named locations that an address can be in. */
function addresses(facts: SignInFacts, open: readonly PolicyResult[]): readonly SignInFacts[] | null {
  const places = [...placesOf(open)].flatMap(({ place }) => (place?.kind === 'ip' ? [place.ranges] : []));
  const ranges = places.flat();
  if (ranges.length > MOST_RANGES) return null;
  const edges: IpAddress[] = [
    { family: 4, value: 0n },
    { family: 6, value: 0n },
    ...ranges.flatMap(({ family, first, last }) => [
      { family, value: first },
      { family, value: last + 1n },
    ]),
  ];
  const byPlaces = new Map<string, IpAddress>();
  for (const ip of edges) {
    const inside = places.map((list) => (list.some((range) => isInRange(ip, range)) ? '1' : '0')).join('');
    if (!byPlaces.has(inside)) byPlaces.set(inside, ip);
  }
  return [...byPlaces.values()].map((ip) => ({ ...facts, ip }));
}

const NO_VALUES: DeviceFacts = { values: new Map(), assumed: new Map() };

function devices(facts: SignInFacts, open: readonly PolicyResult[]): readonly SignInFacts[] | null {
  const { device } = facts;
  const known = device === undefined ? [null, NO_VALUES] : device === null ? null : refined(device, open);
  return known?.map((possible) => ({ ...facts, device: possible })) ?? null;
}

/** Compliance and join type matter to grant controls; anything else only to the rules that name it. */
const FIRST: readonly (readonly [string, readonly DeviceValue[]])[] = [
  ['iscompliant', ['true', 'false', null]],
  ['trusttype', ['azuread', 'serverad', 'workplace']],
];

function refined(device: DeviceFacts, open: readonly PolicyResult[]): readonly DeviceFacts[] | null {
  for (const [attribute, values] of FIRST) {
    if (!device.values.has(attribute)) return values.map((value) => withValue(device, attribute, value));
  }
  const atoms = open.flatMap((result) => result.policy.mentions.deviceRules.flatMap(atomsOf));
  const undecided = atoms.find((atom) => !device.values.has(atom.attribute) && !device.assumed.has(atom.key));
  if (undecided === undefined) return null;
  const alike = atoms.filter((atom) => atom.attribute === undecided.attribute);
  if (alike.every(isEquality) && !(LIST_ATTRIBUTES as readonly string[]).includes(undecided.attribute)) {
    const named = new Set(alike.filter((atom) => atom.comparison === 'eq').map((atom) => atom.value));
    return [...named, 'a value that no policy names', null].map((value) =>
      withValue(device, undecided.attribute, value),
    );
  }
  return [true, false].map((holds) => ({
    ...device,
    assumed: new Map(device.assumed).set(undecided.key, holds),
  }));
}

function isEquality(atom: Atom): boolean {
  return atom.comparison === 'eq' || atom.comparison === 'isNull';
}

function withValue(device: DeviceFacts, attribute: string, value: DeviceValue): DeviceFacts {
  return { ...device, values: new Map(device.values).set(attribute, value) };
}
