import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { compileLocations } from '../../../src/domain/conditional-access/named-locations.ts';
import { POLICY_VALUE } from '../../../src/domain/conditional-access/signals.ts';
import { strangeMembers } from '../../../src/domain/conditional-access/strange-members.ts';
import { strangeValues } from '../../../src/domain/conditional-access/strange-values.ts';
import { run } from './builders.ts';
import { LOCATIONS, anyPolicy, forgetting, known, policies, without } from './random-policies.ts';

const CASES = { numRuns: 3000 };

const verdictOf = (list: readonly JsonObject[], facts: SignInFacts): string =>
  run(list, facts, LOCATIONS).outcome.verdict;

const anyJson = fc.jsonValue() as fc.Arbitrary<Json>;

/** Every place of a policy where a member can stand that this version does not know. */
const PARTS: readonly (readonly string[])[] = [
  ['conditions'],
  ['conditions', 'users'],
  ['conditions', 'users', 'includeGuestsOrExternalUsers'],
  ['conditions', 'applications'],
  ['conditions', 'platforms'],
  ['conditions', 'locations'],
  ['conditions', 'devices'],
  ['conditions', 'devices', 'deviceFilter'],
  ['conditions', 'authenticationFlows'],
  ['conditions', 'clientApplications'],
  ['grantControls'],
];

/** Every place of a policy that holds a value. */
const VALUES: readonly (readonly string[])[] = [
  ['state'],
  ...PARTS,
  ...['includeUsers', 'excludeUsers', 'includeGroups', 'excludeGroups', 'includeRoles', 'excludeRoles'].map(
    (name) => ['conditions', 'users', name],
  ),
  ['conditions', 'users', 'includeGuestsOrExternalUsers', 'guestOrExternalUserTypes'],
  ['conditions', 'users', 'includeGuestsOrExternalUsers', 'externalTenants'],
  ['conditions', 'applications', 'includeApplications'],
  ['conditions', 'applications', 'excludeApplications'],
  ['conditions', 'applications', 'includeUserActions'],
  ['conditions', 'applications', 'includeAuthenticationContextClassReferences'],
  ['conditions', 'applications', 'applicationFilter'],
  ['conditions', 'clientAppTypes'],
  ['conditions', 'platforms', 'includePlatforms'],
  ['conditions', 'platforms', 'excludePlatforms'],
  ['conditions', 'locations', 'includeLocations'],
  ['conditions', 'locations', 'excludeLocations'],
  ['conditions', 'devices', 'deviceFilter', 'mode'],
  ['conditions', 'devices', 'deviceFilter', 'rule'],
  ['conditions', 'signInRiskLevels'],
  ['conditions', 'userRiskLevels'],
  ['conditions', 'servicePrincipalRiskLevels'],
  ['conditions', 'insiderRiskLevels'],
  ['conditions', 'authenticationFlows', 'transferMethods'],
  ...[
    'operator',
    'builtInControls',
    'termsOfUse',
    'customAuthenticationFactors',
    'authenticationStrength',
  ].map((name) => ['grantControls', name]),
];

/** The value at a path replaced; what is missing on the way is made. */
function replaced(part: Json | undefined, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value;
  const object = isObject(part) ? part : {};
  return { ...object, [name]: replaced(object[name], rest, value) };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('a value that this version does not know', () => {
  it('never makes a sign-in allowed that was not, nor certain what was not', () => {
    const strange = fc.constantFrom<Json>('x', ['x'], 7, true, { x: 'y' });
    const changed = fc
      .tuple(policies, anyPolicy, fc.constantFrom(...PARTS), strange)
      .map(([list, one, part, value]) => {
        const more = { ...one, id: 'changed' };
        return [
          [...list, more],
          [...list, replaced(more, [...part, 'somethingNew'], value) as JsonObject],
        ] as const;
      });
    fc.assert(
      fc.property(changed, known, forgetting, ([list, other], facts, forgotten) => {
        const blind = without(facts, forgotten);
        const before = verdictOf(list, blind);
        const after = verdictOf(other, blind);
        assert.ok(after === before || after === 'undetermined', `${before} became ${after}`);
      }),
      CASES,
    );
  });

  it('is told by its field wherever it leaves a policy open', () => {
    const mangled = fc
      .tuple(
        anyPolicy,
        fc.constantFrom(...VALUES),
        fc.oneof(anyJson, fc.constantFrom<Json>('x', ['Agents'], 7)),
      )
      .map(([raw, path, value]) => replaced(raw, path, value) as JsonObject);
    const places = compileLocations(LOCATIONS);
    fc.assert(
      fc.property(mangled, known, (raw, facts) => {
        const result = run([raw], facts, LOCATIONS).results[0]!;
        if (result.matches === false || ((result.missing | result.grant.missing) & POLICY_VALUE) === 0)
          return;
        assert.notDeepEqual([...strangeMembers(raw), ...strangeValues(raw, places)], []);
      }),
      CASES,
    );
  });

  it('is not told of a policy that holds none', () => {
    const places = compileLocations(LOCATIONS);
    fc.assert(
      fc.property(anyPolicy, (raw) => {
        assert.deepEqual([...strangeMembers(raw), ...strangeValues(raw, places)], []);
      }),
      CASES,
    );
  });

  it('is no fault: there is an outcome whatever any part of a policy holds', () => {
    const mangled = fc
      .tuple(anyPolicy, fc.constantFrom(...VALUES), anyJson)
      .map(([raw, path, value]) => replaced(raw, path, value) as JsonObject);
    const anything = fc.dictionary(fc.string(), anyJson);
    const places = fc.array(
      fc.oneof(
        anything,
        fc.tuple(fc.constantFrom(...LOCATIONS), anything).map(([place, more]) => ({ ...place, ...more })),
      ),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(mangled, anything), { maxLength: 3 }),
        places,
        known,
        forgetting,
        (list, locations, facts, forgotten) => {
          const { outcome, results } = run(list, without(facts, forgotten), [...LOCATIONS, ...locations]);
          assert.ok(['allowed', 'blocked', 'allowedWithControls', 'undetermined'].includes(outcome.verdict));
          assert.equal(results.length, list.length);
          assert.equal(outcome.missing.length > 0, outcome.verdict === 'undetermined');
        },
      ),
      CASES,
    );
  });
});
