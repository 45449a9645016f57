import assert from 'node:assert/strict';
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
import { EXCHANGE, OWN_APP, device, outcomeOf, person, policy, run, signIn } from './builders.ts';

const LOCATIONS: readonly JsonObject[] = [
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

const conditions: fc.Arbitrary<JsonObject> = fc.record({
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

const anyPolicy: fc.Arbitrary<JsonObject> = fc
  .record({
    conditions,
    state: fc.constantFrom('enabled', 'enabled', 'enabled', 'disabled', 'enabledForReportingButNotEnforced'),
    grantControls: fc.oneof(grantControls, fc.constant({ operator: 'OR', builtInControls: ['block'] })),
  })
  .map((raw) => ({ ...raw, displayName: 'P' }));

const policies = fc
  .array(anyPolicy, { maxLength: 4 })
  .map((list) => list.map((raw, index) => ({ ...raw, id: `p${index}` })));

const known: fc.Arbitrary<SignInFacts> = fc
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

const UNKNOWABLE = [
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
const forgetting = fc.subarray([...UNKNOWABLE]);

function without(facts: SignInFacts, names: readonly string[]): SignInFacts {
  return { ...facts, ...Object.fromEntries(names.map((name) => [name, undefined])) };
}

const verdictOf = (list: readonly JsonObject[], facts: SignInFacts): string =>
  run(list, facts, LOCATIONS).outcome.verdict;

/** How far a verdict opens access. */
const openness = (verdict: string): number => ['blocked', 'allowedWithControls', 'allowed'].indexOf(verdict);

describe('every set of policies', () => {
  it('is decided when every signal is known', () => {
    fc.assert(
      fc.property(policies, known, (list, facts) => {
        assert.notEqual(verdictOf(list, facts), 'undetermined');
      }),
      { numRuns: 400 },
    );
  });

  it('keeps its outcome or becomes undetermined when signals are forgotten', () => {
    fc.assert(
      fc.property(policies, known, forgetting, (list, facts, forgotten) => {
        const verdict = verdictOf(list, without(facts, forgotten));
        assert.ok(verdict === 'undetermined' || verdict === verdictOf(list, facts));
      }),
      { numRuns: 1500 },
    );
  });

  it('never asks for more when signals are forgotten than it does when they are known', () => {
    fc.assert(
      fc.property(policies, known, forgetting, (list, facts, forgotten) => {
        const before = run(list, facts, LOCATIONS).outcome;
        const after = run(list, without(facts, forgotten), LOCATIONS).outcome;
        if (before.verdict !== 'allowedWithControls') return;
        for (const entry of after.requiredControls) {
          const members = entry.split('|');
          const asked = before.requiredControls.some(
            (e) => e === entry || members.some((m) => e.split('|').includes(m)),
          );
          assert.ok(asked, `${entry} is not among ${before.requiredControls.join(', ')}`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is undetermined only if some of the unknown signals change the outcome', () => {
    const names = fc.subarray(['platform', 'clientAppType', 'authFlow', 'signInRisk'] as const, {
      maxLength: 3,
    });
    fc.assert(
      fc.property(policies, known, names, (list, facts, forgotten) => {
        const outcomes = new Set(completions(facts, forgotten).map((world) => verdictOf(list, world)));
        const verdict = verdictOf(list, without(facts, forgotten));
        assert.equal(verdict, outcomes.size === 1 ? [...outcomes][0] : 'undetermined');
      }),
      { numRuns: 300 },
    );
  });

  it('names signals that decide it once they are known', () => {
    fc.assert(
      fc.property(policies, known, forgetting, (list, facts, forgotten) => {
        const blind = without(facts, forgotten);
        const { missing, verdict } = run(list, blind, LOCATIONS).outcome;
        if (verdict !== 'undetermined') {
          assert.deepEqual(missing, []);
          return;
        }
        assert.notEqual(missing.length, 0);
        const names = missing.map((name) => (name === 'managedDevice' ? 'intuneManaged' : name));
        const told = without(
          facts,
          forgotten.filter((name) => !names.includes(name)),
        );
        assert.equal(verdictOf(list, told), verdictOf(list, facts));
      }),
      { numRuns: 1000 },
    );
  });

  it('is never opened by a blocking policy more', () => {
    fc.assert(
      fc.property(policies, known, forgetting, conditions, (list, facts, forgotten, extra) => {
        const blind = without(facts, forgotten);
        const before = verdictOf(list, blind);
        const after = verdictOf([...list, policy(extra, { id: 'extra' })], blind);
        assert.ok(
          after === before || after === 'blocked' || (after === 'undetermined' && before !== 'blocked'),
        );
        if (before !== 'undetermined' && after !== 'undetermined')
          assert.ok(openness(after) <= openness(before));
      }),
      { numRuns: 600 },
    );
  });

  it('is not changed by a report-only policy more', () => {
    fc.assert(
      fc.property(policies, known, forgetting, anyPolicy, (list, facts, forgotten, extra) => {
        const blind = without(facts, forgotten);
        const reportOnly = { ...extra, id: 'extra', state: 'enabledForReportingButNotEnforced' };
        assert.deepEqual(
          run([...list, reportOnly], blind, LOCATIONS).outcome,
          run(list, blind, LOCATIONS).outcome,
        );
      }),
      { numRuns: 400 },
    );
  });

  it('does not depend on the order of the policies', () => {
    fc.assert(
      fc.property(policies, known, forgetting, (list, facts, forgotten) => {
        const blind = without(facts, forgotten);
        assert.deepEqual(
          run([...list].reverse(), blind, LOCATIONS).outcome,
          run(list, blind, LOCATIONS).outcome,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('lets excluding somebody win over every way to include them', () => {
    fc.assert(
      fc.property(conditions, known, (raw, facts) => {
        const users = { ...(raw['users'] as JsonObject), excludeUsers: ['adele'] };
        const list = [policy({ ...raw, users })];
        assert.equal(run(list, facts, LOCATIONS).results[0]?.matches, false);
      }),
      { numRuns: 300 },
    );
  });

  it('has an outcome whatever its JSON holds', () => {
    const value = fc.jsonValue() as fc.Arbitrary<Json>;
    const mangled = fc
      .tuple(
        anyPolicy,
        fc.constantFrom(
          ...Object.keys(policy()['conditions'] as JsonObject),
          'platforms',
          'locations',
          'devices',
          'authenticationFlows',
        ),
        value,
      )
      .map(([raw, member, strange]) => ({
        ...raw,
        conditions: { ...(raw['conditions'] as JsonObject), [member]: strange },
      }));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(mangled, fc.dictionary(fc.string(), value)), { maxLength: 3 }),
        known,
        forgetting,
        (list, facts, forgotten) => {
          const { outcome, results } = run(list, without(facts, forgotten), LOCATIONS);
          assert.ok(['allowed', 'blocked', 'allowedWithControls', 'undetermined'].includes(outcome.verdict));
          assert.equal(results.length, list.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the whole decision', () => {
  it('gives an answer with a hundred policies and nothing known', () => {
    const sample = fc
      .sample(conditions, { numRuns: 100, seed: 7 })
      .map((raw, index) =>
        policy(
          { ...raw, users: { includeUsers: ['All'] } },
          { id: `p${index}`, grantControls: { operator: 'OR', builtInControls: ['mfa'] } },
        ),
      );
    const [verdict] = outcomeOf(sample, without(signIn(), UNKNOWABLE), LOCATIONS);
    assert.equal(verdict, 'undetermined');
  });
});

function completions(
  facts: SignInFacts,
  names: readonly ('platform' | 'clientAppType' | 'authFlow' | 'signInRisk')[],
): readonly SignInFacts[] {
  const domains = {
    platform: [null, ...PLATFORMS],
    clientAppType: CLIENT_APP_TYPES,
    authFlow: [null, 'deviceCodeFlow', 'authenticationTransfer'],
    signInRisk: RISK_LEVELS,
  } as const;
  return names.reduce<readonly SignInFacts[]>(
    (worlds, name) => worlds.flatMap((world) => domains[name].map((value) => ({ ...world, [name]: value }))),
    [facts],
  );
}
