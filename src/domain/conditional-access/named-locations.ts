/**
 * Named locations: which of them a sign-in comes from. A location of a type that this version does not know, or a
 * range that cannot be read, stays unknown unless another range decides. Source: reference sheet conditional-access,
 * sections 2.6 and 5. The legacy "MFA trusted IPs" are not in the directory API and cannot be seen.
 */
import type { Json, JsonObject } from '../tenant/access-policies.ts';
import type { SignInFacts } from './facts.ts';
import type { IpRange } from './ip-address.ts';
import { isInRange, parseCidr, parseSpan } from './ip-address.ts';
import type { Match, Target } from './match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, either, matched, unsure } from './match.ts';
import { bitOf } from './signals.ts';
import { isObject, textList, textOf } from './wire.ts';

const IP = bitOf('ip');
const COUNTRY = bitOf('country');
const GPS = bitOf('gpsCountry');

export interface NamedLocation {
  readonly id: string;
  readonly displayName: string;
  readonly trusted: boolean;
  /** Null = a type that this version does not know. */
  readonly place: IpPlace | CountryPlace | null;
}

interface IpPlace {
  readonly kind: 'ip';
  readonly ranges: readonly IpRange[];
  /** Some range could not be read. */
  readonly incomplete: boolean;
}

interface CountryPlace {
  readonly kind: 'country';
  /** In upper case. */
  readonly countries: ReadonlySet<string>;
  readonly unmapped: boolean;
  readonly lookup: 'country' | 'gpsCountry';
  readonly incomplete: boolean;
}

/** By id in lower case. */
export type NamedLocations = ReadonlyMap<string, NamedLocation>;

export function compileLocations(raw: readonly JsonObject[]): NamedLocations {
  const byId = new Map<string, NamedLocation>();
  for (const location of raw) {
    const id = textOf(location['id'])?.toLowerCase();
    if (id === undefined) continue;
    const place = placeOf(location);
    byId.set(id, {
      id,
      displayName: textOf(location['displayName']) ?? id,
      // Countries cannot be trusted; a location that is not understood may be.
      trusted: location['isTrusted'] === true && place?.kind !== 'country',
      place,
    });
  }
  return byId;
}

function placeOf(location: JsonObject): IpPlace | CountryPlace | null {
  const type = textOf(location['@odata.type'])?.replace('#microsoft.graph.', '');
  if (type === 'ipNamedLocation') return ipPlace(location['ipRanges']);
  return type === 'countryNamedLocation' ? countryPlace(location) : null;
}

function ipPlace(raw: Json | undefined): IpPlace {
  const list: readonly Json[] = Array.isArray(raw) ? raw : [];
  const ranges = list.map(rangeOf).filter((range) => range !== null);
  const isList = raw === undefined || raw === null || Array.isArray(raw);
  return { kind: 'ip', ranges, incomplete: ranges.length !== list.length || !isList };
}

function rangeOf(raw: Json): IpRange | null {
  if (!isObject(raw)) return null;
  const cidr = textOf(raw['cidrAddress']);
  if (cidr !== null) return parseCidr(cidr);
  const lower = textOf(raw['lowerAddress']);
  const upper = textOf(raw['upperAddress']);
  return lower === null || upper === null ? null : parseSpan(lower, upper);
}

function countryPlace(location: JsonObject): CountryPlace | null {
  const countries = textList(location['countriesAndRegions']);
  const method = location['countryLookupMethod'] ?? 'clientIpAddress';
  if (method !== 'clientIpAddress' && method !== 'authenticatorAppGps') return null;
  return {
    kind: 'country',
    countries: new Set(countries.values.map((code) => code.toUpperCase())),
    unmapped: location['includeUnknownCountriesAndRegions'] === true,
    lookup: method === 'clientIpAddress' ? 'country' : 'gpsCountry',
    incomplete: countries.malformed,
  };
}

export function isAt(location: NamedLocation, facts: SignInFacts): Match {
  const { place } = location;
  const here: Target = { kind: 'location', id: location.id };
  if (place === null) return NOT_UNDERSTOOD;
  const rest = place.incomplete ? NOT_UNDERSTOOD : NO_MATCH;
  if (place.kind === 'country') return either(inCountry(place, facts[place.lookup], here), rest);
  const { ip } = facts;
  if (ip === undefined) return place.ranges.length === 0 ? rest : either(unsure(IP), rest);
  const inside = ip !== null && place.ranges.some((range) => isInRange(ip, range));
  return inside ? matched(here) : rest;
}

function inCountry(place: CountryPlace, country: string | null | undefined, here: Target): Match {
  if (country === undefined) {
    const possible = place.countries.size > 0 || place.unmapped;
    return possible ? unsure(place.lookup === 'country' ? COUNTRY : GPS) : NO_MATCH;
  }
  const inside = country === null ? place.unmapped : place.countries.has(country);
  return inside ? matched(here) : NO_MATCH;
}

/** `AllTrusted`: any IP location that is marked as trusted. */
export function isTrusted(locations: NamedLocations, facts: SignInFacts): Match {
  let match = NO_MATCH;
  for (const location of locations.values()) {
    if (location.trusted) match = either(match, isAt(location, facts));
    if (match.truth === true) return match;
  }
  return match;
}
