import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { CLIENT_APP_TYPES, PLATFORMS, RISK_LEVELS } from '../../../src/domain/conditional-access/facts.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import { EXCHANGE, OWN_APP, outcomeOf, policy, run, signIn } from './builders.ts';
import {
  LOCATIONS,
  UNKNOWABLE,
  anyPolicy,
  conditions,
  forgetting,
  known,
  policies,
  without,
} from './random-policies.ts';

/** Random cases for each property. */
const CASES = { numRuns: 3000 };

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
      CASES,
    );
  });

  it('keeps its outcome or becomes undetermined when signals are forgotten', () => {
    fc.assert(
      fc.property(policies, known, forgetting, (list, facts, forgotten) => {
        const verdict = verdictOf(list, without(facts, forgotten));
        assert.ok(verdict === 'undetermined' || verdict === verdictOf(list, facts));
      }),
      CASES,
    );
  });

  it('never turns from undetermined or blocked into allowed when more signals are forgotten', () => {
    fc.assert(
      fc.property(policies, known, forgetting, forgetting, (list, facts, first, second) => {
        const before = verdictOf(list, without(facts, first));
        const after = verdictOf(list, without(facts, [...first, ...second]));
        assert.ok(after === 'undetermined' || after === before, `${before} became ${after}`);
      }),
      CASES,
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
      CASES,
    );
  });

  it('is undetermined only if some of the unknown signals change the outcome', () => {
    const names = fc.subarray(['platform', 'clientAppType', 'authFlow', 'signInRisk'] as const, {
      maxLength: 2,
    });
    fc.assert(
      fc.property(policies, known, names, (list, facts, forgotten) => {
        const outcomes = new Set(completions(facts, forgotten).map((world) => verdictOf(list, world)));
        const verdict = verdictOf(list, without(facts, forgotten));
        assert.equal(verdict, outcomes.size === 1 ? [...outcomes][0] : 'undetermined');
      }),
      CASES,
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
      CASES,
    );
  });

  it('is never opened by a blocking policy more', () => {
    fc.assert(
      fc.property(policies, known, forgetting, conditions, (list, facts, forgotten, extra) => {
        const blind = without(facts, forgotten);
        const before = verdictOf(list, blind);
        const { outcome, results } = run([...list, policy(extra, { id: 'extra' })], blind, LOCATIONS);
        const after = outcome.verdict;
        if (results.at(-1)?.matches === true) assert.equal(after, 'blocked');
        assert.ok(
          after === before || after === 'blocked' || (after === 'undetermined' && before !== 'blocked'),
        );
        if (before !== 'undetermined' && after !== 'undetermined')
          assert.ok(openness(after) <= openness(before));
      }),
      CASES,
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
      CASES,
    );
  });

  it('does not depend on the order of the policies', () => {
    const shuffled = policies.chain((list) =>
      fc.shuffledSubarray([...list], { minLength: list.length }).map((other) => ({ list, other }) as const),
    );
    fc.assert(
      fc.property(shuffled, known, forgetting, ({ list, other }, facts, forgotten) => {
        const blind = without(facts, forgotten);
        assert.deepEqual(run(other, blind, LOCATIONS).outcome, run(list, blind, LOCATIONS).outcome);
      }),
      CASES,
    );
  });

  it('is not changed by the same policy once more', () => {
    const repeated = policies
      .filter((list) => list.length > 0)
      .chain((list) => fc.constantFrom(...list).map((again) => [list, [...list, again]] as const));
    fc.assert(
      fc.property(repeated, known, forgetting, ([list, more], facts, forgotten) => {
        const blind = without(facts, forgotten);
        assert.deepEqual(run(more, blind, LOCATIONS).outcome, run(list, blind, LOCATIONS).outcome);
      }),
      CASES,
    );
  });

  it('lets an exclusion win over every way to be included', () => {
    fc.assert(
      fc.property(conditions, known, fc.constantFrom(...EXCLUSIONS), (raw, facts, exclusion) => {
        const list = [policy(exclusion.added(raw))];
        const inside = exclusion.inside(facts);
        assert.equal(run(list, inside, LOCATIONS).results[0]?.matches, false);
        assert.equal(verdictOf(list, inside), 'allowed');
      }),
      CASES,
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

/** Ways to leave out a sign-in, whatever the rest of the policy says. */
const EXCLUSIONS: readonly {
  readonly added: (raw: JsonObject) => JsonObject;
  readonly inside: (facts: SignInFacts) => SignInFacts;
}[] = [
  { added: (raw) => merged(raw, 'users', { excludeUsers: ['adele'] }), inside: same },
  {
    added: (raw) => merged(raw, 'users', { excludeGroups: ['x', 'h'] }),
    inside: (facts) => ({ ...facts, user: { ...facts.user, groups: new Map([['h', { direct: false }]]) } }),
  },
  {
    added: (raw) => merged(raw, 'users', { excludeRoles: ['r'] }),
    inside: (facts) => ({ ...facts, user: { ...facts.user, roles: new Set(['r']) } }),
  },
  {
    added: (raw) => merged(raw, 'users', { excludeUsers: ['GuestsOrExternalUsers'] }),
    inside: (facts) => ({ ...facts, user: { ...facts.user, guestType: 'internalGuest' } }),
  },
  {
    added: (raw) => merged(raw, 'applications', { excludeApplications: [EXCHANGE, OWN_APP] }),
    inside: same,
  },
  {
    added: (raw) => ({ ...raw, platforms: { includePlatforms: ['all'], excludePlatforms: ['linux'] } }),
    inside: (facts) => ({ ...facts, platform: 'linux' }),
  },
  {
    added: (raw) => ({ ...raw, locations: { includeLocations: ['All'], excludeLocations: ['hall'] } }),
    inside: (facts) => ({ ...facts, ip: parseIp('198.51.100.7') }),
  },
  {
    added: (raw) => ({
      ...raw,
      devices: { deviceFilter: { mode: 'exclude', rule: 'device.isCompliant -ne True' } },
    }),
    inside: (facts) => ({ ...facts, device: null }),
  },
];

function same(facts: SignInFacts): SignInFacts {
  return facts;
}

function merged(raw: JsonObject, member: string, more: JsonObject): JsonObject {
  return { ...raw, [member]: { ...(raw[member] as JsonObject), ...more } };
}

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
