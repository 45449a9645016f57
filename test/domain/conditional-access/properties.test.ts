import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { CLIENT_APP_TYPES, PLATFORMS, RISK_LEVELS } from '../../../src/domain/conditional-access/facts.ts';
import { outcomeOf, policy, run, signIn } from './builders.ts';
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
