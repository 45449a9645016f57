import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import type { Match } from '../../../src/domain/conditional-access/match.ts';
import {
  NO_MATCH,
  NOT_UNDERSTOOD,
  either,
  matched,
  unsure,
} from '../../../src/domain/conditional-access/match.ts';
import { compileLocations, isAt } from '../../../src/domain/conditional-access/named-locations.ts';
import { bitOf } from '../../../src/domain/conditional-access/signals.ts';
import { signIn } from './builders.ts';

function at(location: JsonObject, changes: Partial<SignInFacts>): Match['truth'] {
  const [compiled] = compileLocations([{ id: 'here', ...location }]).values();
  assert.ok(compiled !== undefined);
  return isAt(compiled, signIn(changes)).truth;
}

const ip = (...ipRanges: readonly Json[]): JsonObject => ({
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  ipRanges,
});
const country = (countriesAndRegions: readonly string[], more: JsonObject = {}): JsonObject => ({
  '@odata.type': '#microsoft.graph.countryNamedLocation',
  countriesAndRegions,
  ...more,
});
const OFFICE = { cidrAddress: '198.51.100.0/24' };

describe('a named location', () => {
  it('has no meaning without an id', () => {
    assert.equal(compileLocations([country(['NO']), { ...country(['NO']), id: 'Home' }]).size, 1);
  });

  const rows: readonly (readonly [string, JsonObject, Partial<SignInFacts>, Match['truth']])[] = [
    ['of addresses holds an address inside', ip(OFFICE), { ip: parseIp('198.51.100.7') }, true],
    ['of addresses holds none outside', ip(OFFICE), { ip: parseIp('203.0.113.1') }, false],
    ['of addresses is not known without the address', ip(OFFICE), { ip: undefined }, 'unknown'],
    ['of no addresses holds nobody, known or not', ip(), { ip: undefined }, false],
    [
      'with a range that is no object is not known',
      ip('198.51.100.7'),
      { ip: parseIp('203.0.113.1') },
      'unknown',
    ],
    ['with only unreadable ranges is not known without the address', ip(7), { ip: undefined }, 'unknown'],
    ['of countries holds its countries in any spelling', country(['no']), { country: 'NO' }, true],
    ['of countries is not known without the country', country(['NO']), { country: undefined }, 'unknown'],
    ['of no country holds nobody, known or not', country([]), { country: undefined }, false],
    [
      'of unmapped addresses may hold one whose country is not known',
      country([], { includeUnknownCountriesAndRegions: true }),
      { country: undefined },
      'unknown',
    ],
    [
      'of unmapped addresses holds one that has no country',
      country([], { includeUnknownCountriesAndRegions: true }),
      { country: null },
      true,
    ],
    [
      'by the authenticator does not look at the address',
      country(['NO'], { countryLookupMethod: 'authenticatorAppGps' }),
      { country: 'NO', gpsCountry: undefined },
      'unknown',
    ],
  ];
  for (const [rule, location, changes, truth] of rows) {
    it(rule, () => {
      assert.equal(at(location, changes), truth);
    });
  }
});

describe('either of two reasons', () => {
  const yes = matched({ kind: 'user', id: 'adele' });
  const no: Match = { ...NO_MATCH };
  const may = unsure(bitOf('ip'));

  it('is true when one is, whatever the other is', () => {
    for (const other of [yes, no, may, NO_MATCH]) {
      assert.equal(either(yes, other).truth, true);
      assert.equal(either(other, yes).truth, true);
    }
  });
  it('leaves the other one when one is false', () => {
    for (const other of [no, may, NO_MATCH]) {
      assert.equal(either(no, other).truth, other.truth);
      assert.equal(either(other, no).truth, other.truth);
    }
  });
  it('needs what both need when neither is known', () => {
    assert.equal(either(may, NOT_UNDERSTOOD).missing, may.missing | NOT_UNDERSTOOD.missing);
  });
});
