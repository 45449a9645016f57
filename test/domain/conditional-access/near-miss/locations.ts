import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import { parseIp } from '../../../../src/domain/conditional-access/ip-address.ts';
import type { Table } from './pairs.ts';
import { lists } from './pairs.ts';

const places = (include: readonly string[], exclude: readonly string[] = []): JsonObject =>
  lists('locations', include, exclude);
const at = (ip: string): { readonly ip: ReturnType<typeof parseIp> } => ({ ip: parseIp(ip) });
const SOMEWHERE = { ip: undefined };

const range = (id: string, isTrusted: boolean, ...cidrs: string[]): JsonObject => ({
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  id,
  isTrusted,
  ipRanges: cidrs.map((cidrAddress) => ({ cidrAddress })),
});
const countries = (
  id: string,
  includeUnknownCountriesAndRegions: boolean,
  more: JsonObject = {},
): JsonObject => ({
  '@odata.type': '#microsoft.graph.countryNamedLocation',
  id,
  countriesAndRegions: ['SE', 'DE'],
  includeUnknownCountriesAndRegions,
  ...more,
});

const OFFICE = range('office', true, '198.51.100.0/24', '2001:db8::/48');
const HOTEL = range('hotel', false, '203.0.113.0/25');
// `isTrusted` does not exist on countries.
const NORTH = countries('north', false, { isTrusted: true });
const NORTH_OR_NOWHERE = countries('northOrNowhere', true);
const GPS = countries('gps', false, { countryLookupMethod: 'authenticatorAppGps' });
const PLACES = [OFFICE, HOTEL, NORTH, NORTH_OR_NOWHERE, GPS];
const others = PLACES.slice(1);

export const LOCATIONS: Table = {
  about: 'near misses of locations',
  places: PLACES,
  fates: [
    [
      '2.6 All is anywhere',
      places(['All']),
      SOMEWHERE,
      'applied',
      { policy: places(['office']) },
      'notEnoughInformation',
    ],
    [
      '2.6 All is anywhere',
      places(['All']),
      at('192.0.2.1'),
      'applied',
      { policy: places(['AllTrusted']) },
      'location',
    ],
    [
      '2.6 a range by IPv4 address',
      places(['hotel']),
      at('203.0.113.127'),
      'applied',
      { signIn: at('203.0.113.128') },
      'location',
    ],
    [
      '2.6 a range by IPv4 address',
      places(['office']),
      at('198.51.100.0'),
      'applied',
      { signIn: at('198.51.99.255') },
      'location',
    ],
    [
      '2.6 a range by IPv4 address',
      places(['office']),
      at('::ffff:198.51.100.7'),
      'applied',
      { signIn: at('::ffff:198.51.101.7') },
      'location',
    ],
    [
      '2.6 a range by IPv6 address',
      places(['office']),
      at('2001:db8:0:ffff::1'),
      'applied',
      { signIn: at('2001:db8:1::') },
      'location',
    ],
    [
      '2.6 a range by IPv6 address',
      places(['office']),
      at('2001:db8::'),
      'applied',
      { signIn: at('2001:db7:ffff:ffff::') },
      'location',
    ],
    [
      '2.6 AllTrusted is every trusted IP location',
      places(['AllTrusted']),
      {},
      'applied',
      { signIn: at('203.0.113.1') },
      'location',
    ],
    [
      '2.6 AllTrusted is every trusted IP location',
      places(['AllTrusted']),
      {},
      'applied',
      { places: [{ ...OFFICE, isTrusted: false }, ...others] },
      'location',
    ],
    [
      '2.6 AllTrusted is every trusted IP location',
      places(['AllTrusted']),
      at('192.0.2.1'),
      'location',
      { places: [...PLACES, range('vpn', true, '192.0.2.0/24')] },
      'applied',
    ],
    [
      '2.6 AllTrusted is every trusted IP location',
      places(['AllTrusted']),
      at('192.0.2.1'),
      'location',
      {
        places: [
          ...PLACES,
          { '@odata.type': '#microsoft.graph.newNamedLocation', id: 'new', isTrusted: true },
        ],
      },
      'notEnoughInformation',
    ],
    [
      '2.6 AllTrusted is every trusted IP location',
      places(['All'], ['AllTrusted']),
      {},
      'location',
      { signIn: at('192.0.2.1') },
      'applied',
    ],
    [
      '2.6 AllTrusted is no country',
      places(['AllTrusted']),
      at('192.0.2.1'),
      'location',
      { policy: places(['north']) },
      'applied',
    ],
    [
      '2.6 AllTrusted is no country',
      places(['AllTrusted']),
      at('192.0.2.1'),
      'location',
      { places: [...PLACES, { ...range('net', true, '192.0.0.0/16'), countriesAndRegions: ['SE'] }] },
      'applied',
    ],
    [
      '2.6 excluded places beat included ones',
      places(['office'], ['north']),
      {},
      'location',
      { signIn: { country: 'DK' } },
      'applied',
    ],
    [
      '2.6 excluded places beat included ones',
      places(['office'], ['office']),
      SOMEWHERE,
      'location',
      { policy: places(['office'], ['hotel']) },
      'notEnoughInformation',
    ],
    [
      '2.6 countries by address',
      places(['north']),
      SOMEWHERE,
      'applied',
      { signIn: { country: 'DK' } },
      'location',
    ],
    [
      '2.6 countries by address',
      places(['All'], ['north']),
      { country: 'DE' },
      'location',
      { signIn: { country: 'FR' } },
      'applied',
    ],
    [
      '2.6 countries by GPS',
      places(['gps']),
      { country: 'DK', gpsCountry: 'SE' },
      'applied',
      { signIn: { gpsCountry: 'DK' } },
      'location',
    ],
    [
      '2.6 countries by GPS',
      places(['gps']),
      { country: 'SE', gpsCountry: 'FR' },
      'location',
      { policy: places(['north']) },
      'applied',
    ],
    [
      '2.6 countries by GPS',
      places(['gps']),
      { gpsCountry: undefined },
      'notEnoughInformation',
      { signIn: { gpsCountry: null } },
      'location',
    ],
    [
      '5 an address that maps to no country',
      places(['north']),
      { country: null },
      'location',
      { policy: places(['northOrNowhere']) },
      'applied',
    ],
    [
      '5 an address that maps to no country',
      places(['All'], ['northOrNowhere']),
      { country: null },
      'location',
      { signIn: { country: 'FR' } },
      'applied',
    ],
    [
      '5 an address that maps to no country',
      places(['northOrNowhere']),
      { country: undefined },
      'notEnoughInformation',
      { signIn: { country: null } },
      'applied',
    ],
    [
      '5 an address that is not known',
      places(['AllTrusted']),
      SOMEWHERE,
      'notEnoughInformation',
      { signIn: at('198.51.100.1') },
      'applied',
    ],
    [
      '5 an address that is not known',
      places(['All'], ['AllTrusted']),
      SOMEWHERE,
      'notEnoughInformation',
      { policy: places(['All'], ['north']) },
      'location',
    ],
    [
      '5 an address that is not known',
      places(['north']),
      { country: undefined },
      'notEnoughInformation',
      { signIn: { country: 'SE' } },
      'applied',
    ],
    [
      '2.6 a place that does not exist or is not understood',
      places(['gone']),
      {},
      'notEnoughInformation',
      { policy: places(['hotel']) },
      'location',
    ],
    [
      '2.6 a place that does not exist or is not understood',
      places(['gone', 'hotel']),
      {},
      'notEnoughInformation',
      { policy: places(['gone', 'office']) },
      'applied',
    ],
    [
      '2.6 a place that does not exist or is not understood',
      places(['office']),
      {},
      'applied',
      { places: [{ ...OFFICE, '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation' }, ...others] },
      'notEnoughInformation',
    ],
    [
      '2.6 a place that does not exist or is not understood',
      places(['hotel']),
      {},
      'location',
      { places: [OFFICE, range('hotel', false, '203.0.113/25'), ...PLACES.slice(2)] },
      'notEnoughInformation',
    ],
    [
      '2.6 a place that does not exist or is not understood',
      places(['north']),
      { country: 'DK' },
      'location',
      { places: [OFFICE, HOTEL, { ...NORTH, countryLookupMethod: 'starlight' }, NORTH_OR_NOWHERE, GPS] },
      'notEnoughInformation',
    ],
  ],
};
