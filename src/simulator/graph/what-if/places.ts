import { BlockList, isIP, isIPv6 } from 'node:net';
import { objects, strings, text, type JsonObject } from '../../json.ts';
import type { SignIn } from './sign-in.ts';

/**
 * Whether a sign-in comes from one of the places that a list names. Undefined = the request leaves out what would tell;
 * an address may be missing beside a country: then it lies in no named network (UNCONFIRMED).
 */
export function isFrom(
  list: readonly string[],
  signIn: SignIn,
  named: readonly JsonObject[],
): boolean | undefined {
  if (list.includes('All')) return true;
  const places = named.filter((place) => {
    const trusted = list.includes('AllTrusted') && place['isTrusted'] === true;
    return trusted || list.includes(text(place['id']) ?? '');
  });
  const found = places.map((place) =>
    isNetwork(place) ? inNetwork(place, signIn) : inCountry(place, signIn),
  );
  if (found.includes(true)) return true;
  return found.includes(undefined) ? undefined : false;
}

function isNetwork(place: JsonObject): boolean {
  return place['@odata.type'] === '#microsoft.graph.ipNamedLocation';
}

function inNetwork(place: JsonObject, { ip, country }: SignIn): boolean | undefined {
  if (ip === undefined) return country === undefined ? undefined : false;
  const list = new BlockList();
  for (const range of objects(place['ipRanges'])) {
    const [network = '', prefix = ''] = (text(range['cidrAddress']) ?? '').split('/');
    if (isIP(network) !== 0) list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

/** Countries found by GPS are compared with the country that is sent (UNCONFIRMED). */
function inCountry(place: JsonObject, { country }: SignIn): boolean | undefined {
  return country === undefined ? undefined : strings(place['countriesAndRegions']).includes(country);
}
