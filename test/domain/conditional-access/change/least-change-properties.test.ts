// Whatever is proposed is applied to the JSON and evaluated by the plain evaluator: nothing of the search is believed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compilePolicies } from '../../../../src/domain/conditional-access/compile.ts';
import { evaluate } from '../../../../src/domain/conditional-access/evaluate.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import type { Outcome } from '../../../../src/domain/conditional-access/outcome.ts';
import type { Change, OwnDevice } from '../../../../src/domain/conditional-access/change/change.ts';
import { applyChange } from '../../../../src/domain/conditional-access/change/change.ts';
import { dangersOf } from '../../../../src/domain/conditional-access/change/cost.ts';
import type { LeastChange } from '../../../../src/domain/conditional-access/change/least-change.ts';
import { leastChange } from '../../../../src/domain/conditional-access/change/least-change.ts';
import { circumstancesFor, signInOf } from '../../../../src/domain/conditional-access/change/others.ts';
import type { Turn } from '../../../../src/domain/conditional-access/change/reach.ts';
import { TURNS, turnBetween } from '../../../../src/domain/conditional-access/change/reach.ts';
import type { Goal } from '../../../../src/domain/conditional-access/change/scene.ts';
import {
  deviceSignalsOf,
  groupsNamedBy,
  userFactsOf,
} from '../../../../src/domain/conditional-access/population-facts.ts';
import type { Json, JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../../src/domain/tenant/population.ts';
import { OWN_APP, device } from '../builders.ts';
import { LOCATIONS, anyPolicy, forgetting, known, policies, without } from '../random-policies.ts';
import { population } from './populations.ts';
import { everyChange } from './every-change.ts';

/** Policies with fewer conditions: more of them apply, so more can be changed about the outcome. */
const FREE = [
  'platforms',
  'locations',
  'devices',
  'insiderRiskLevels',
  'authenticationFlows',
  'signInRiskLevels',
];
const dense = fc
  .tuple(
    policies,
    fc.array(fc.subarray([...FREE, 'users', 'clientAppTypes', 'userRiskLevels']), {
      minLength: 4,
      maxLength: 4,
    }),
  )
  .map(([list, dropped]) =>
    list.map((raw, index) => {
      const conditions = { ...((raw as JsonObject)['conditions'] as JsonObject) };
      for (const name of dropped[index] ?? []) {
        conditions[name] =
          name === 'users'
            ? { includeUsers: ['All'], excludeGroups: ['h'] }
            : name === 'clientAppTypes'
              ? ['all']
              : null;
      }
      return { ...raw, conditions };
    }),
  );

const outcome = (list: readonly JsonObject[], facts: SignInFacts): Outcome =>
  evaluate(compilePolicies({ policies: list, namedLocations: LOCATIONS }), facts).outcome;

const goalFor = (list: readonly JsonObject[], facts: SignInFacts): Goal =>
  outcome(list, facts).verdict === 'blocked' ? 'in' : 'out';

function after(changes: readonly Change[], list: readonly JsonObject[], facts: SignInFacts): Outcome {
  const changed = changes.reduce((now, change) => applyChange(change, now), { facts, policies: list });
  return outcome(changed.policies, changed.facts);
}

function isTurned({ verdict }: Outcome, goal: Goal): boolean {
  return goal === 'out' ? verdict === 'blocked' : verdict === 'allowed' || verdict === 'allowedWithControls';
}

/** Never proposed before anything else. */
function isForEmergencies(changes: readonly Change[], list: readonly JsonObject[]): boolean {
  return dangersOf(changes, list, null).includes('emergency');
}

const OTHER: OwnDevice = {
  deviceId: 'tablet',
  name: 'Tablet',
  device: device({ deviceId: 'tablet', operatingSystem: 'iPadOS' }),
  intuneManaged: true,
  platform: 'iOS',
};

function least(
  list: readonly JsonObject[],
  ways: readonly (readonly SignInFacts[])[],
  goal: Goal,
  more: { readonly population?: Population; readonly others?: readonly OwnDevice[] } = {},
): LeastChange {
  return leastChange({
    configuration: { policies: list, namedLocations: LOCATIONS },
    ways,
    goal,
    before: [],
    deviceId: 'd1-registration',
    otherDevices: more.others ?? [OTHER],
    population: more.population ?? null,
    otherApps: [],
  });
}

const somebody = fc.record({
  groups: fc.subarray(['g', 'h']),
  roles: fc.subarray(['r']),
  guest: fc.boolean(),
  enabled: fc.constantFrom(true, true, true, false),
  devices: fc.array(
    fc.record({
      isCompliant: fc.constantFrom(true, false, null),
      trustType: fc.constantFrom('AzureAd' as const, 'ServerAd' as const),
      operatingSystem: fc.constantFrom('Windows', 'iOS', 'ChromeOS'),
      model: fc.constantFrom('Surface Laptop', 'ThinkPad', null),
    }),
    { maxLength: 2 },
  ),
});
const populations = fc
  .array(somebody, { maxLength: 6 })
  .map((list) =>
    population([
      { id: 'adele' },
      ...list.map((one, index) => ({ ...one, id: index === 0 ? 'diego' : `u${index}` })),
    ]),
  );

describe('the least change', () => {
  it('turns the outcome of every sign-in', () => {
    let found = 0;
    fc.assert(
      fc.property(dense, known, forgetting, (list, facts, forgotten) => {
        const blind = without(facts, forgotten);
        for (const goal of ['in', 'out'] as const) {
          if (isTurned(outcome(list, blind), goal)) continue;
          for (const { changes, verdict, requiredControls } of least(list, [[blind]], goal).alternatives) {
            const then = after(changes, list, blind);
            assert.ok(isTurned(then, goal), JSON.stringify(changes));
            assert.equal(verdict, then.verdict);
            assert.deepEqual(requiredControls, then.requiredControls);
            found += 1;
          }
        }
      }),
      { numRuns: 1500 },
    );
    assert.ok(found > 1000, `only ${found} changes were proposed`);
  });

  it('turns every way in: each kind of client, and each app that is needed', () => {
    fc.assert(
      fc.property(dense, known, known, (list, one, two) => {
        const needed = (facts: SignInFacts): readonly SignInFacts[] => [
          facts,
          { ...facts, target: { kind: 'app', appId: OWN_APP, owner: 'tenant', authContext: null } },
        ];
        // One person on one device, in two kinds of client.
        const second = { ...one, clientAppType: two.clientAppType };
        const ways = [needed(one), needed(second)];
        for (const goal of ['in', 'out'] as const) {
          const reached = (changes: readonly Change[]): boolean =>
            ways.every((way) => {
              const outcomes = way.map((facts) => after(changes, list, facts));
              return goal === 'in'
                ? outcomes.every((each) => isTurned(each, goal))
                : outcomes.some((each) => isTurned(each, goal));
            });
          if (reached([])) continue;
          for (const { changes } of least(list, ways, goal).alternatives) assert.ok(reached(changes));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is one change wherever one change is enough, and two wherever two are', () => {
    fc.assert(
      fc.property(dense, known, (some, facts) => {
        const list = some.slice(0, 2);
        const goal = goalFor(list, facts);
        const all = everyChange(list, facts, goal, [OTHER], LOCATIONS);
        const size = least(list, [[facts]], goal).alternatives[0]?.changes.length ?? 4;
        const single = all.find(
          (change) => !isForEmergencies([change], list) && isTurned(after([change], list, facts), goal),
        );
        if (size > 1) assert.equal(single, undefined, JSON.stringify(single));
        if (size <= 2) return;
        const pair = all
          .flatMap((a, index) => all.slice(index + 1).map((b) => [a, b]))
          .find((changes) => !isForEmergencies(changes, list) && isTurned(after(changes, list, facts), goal));
        assert.equal(pair, undefined, JSON.stringify(pair));
      }),
      { numRuns: 120 },
    );
  });

  it('is not proposed where nothing turns the outcome', () => {
    fc.assert(
      fc.property(dense, known, (list, facts) => {
        const goal = goalFor(list, facts);
        const { alternatives, complete } = least(list, [[facts]], goal);
        if (alternatives.length > 0 || !complete) return;
        const all = everyChange(list, facts, goal, [OTHER], LOCATIONS);
        assert.ok(all.every((change) => !isTurned(after([change], list, facts), goal)));
      }),
      { numRuns: 300 },
    );
  });

  it('is found, or not, whatever the JSON of a policy holds', () => {
    const value = fc.jsonValue() as fc.Arbitrary<Json>;
    const mangled = fc
      .tuple(
        anyPolicy,
        fc.constantFrom('users', 'applications', 'platforms', 'locations', 'clientAppTypes'),
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
        populations,
        (list, facts, everybody) => {
          for (const goal of ['in', 'out'] as const) {
            for (const { changes } of least(list, [[facts]], goal, { population: everybody }).alternatives)
              assert.ok(isTurned(after(changes, list, facts), goal));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reaches exactly the people and devices that counting one by one finds', () => {
    let counted = 0;
    fc.assert(
      fc.property(dense, known, populations, (list, facts, everybody) => {
        const goal = goalFor(list, facts);
        for (const { changes, reach } of least(list, [[facts]], goal, { population: everybody, others: [] })
          .alternatives) {
          assert.ok(reach !== null);
          const naive = countOneByOne(list, facts, changes, everybody);
          assert.deepEqual(
            { people: reach.people, onlyUnregistered: reach.onlyUnregistered, devices: reach.devices },
            naive,
          );
          counted += TURNS.some((turn) => naive.people[turn] > 0) ? 1 : 0;
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(counted > 200, `only ${counted} changes touched anybody`);
  });

  it('touches no more people than any other change of its size that turns the outcome', () => {
    fc.assert(
      fc.property(dense, known, populations, (list, facts, everybody) => {
        const goal = goalFor(list, facts);
        const [first] = least(list, [[facts]], goal, { population: everybody, others: [] }).alternatives;
        if (first?.changes.length !== 1 || first.cost.dangers.includes('emergency')) return;
        const people = (changes: readonly Change[]): number =>
          Object.values(countOneByOne(list, facts, changes, everybody).people).reduce((a, b) => a + b, 0);
        const all = everyChange(list, facts, goal, [], LOCATIONS);
        const flips = all.filter(
          (change) => !isForEmergencies([change], list) && isTurned(after([change], list, facts), goal),
        );
        assert.equal(people(first.changes), Math.min(...flips.map((change) => people([change]))));
      }),
      { numRuns: 150 },
    );
  });
});

function countOneByOne(
  list: readonly JsonObject[],
  facts: SignInFacts,
  changes: readonly Change[],
  everybody: Population,
): { people: Record<Turn, number>; onlyUnregistered: number; devices: number } {
  const people: Record<Turn, number> = { loses: 0, gains: 0, more: 0, less: 0, unclear: 0 };
  const devices = new Set<string>();
  let onlyUnregistered = 0;
  const edits = changes.filter(({ on }) => on === 'policy');
  for (const person of everybody.people) {
    if (person.id === 'adele' || person.accountEnabled === false) continue;
    const user = userFactsOf(person, everybody, groupsNamedBy(list));
    const theirs = everybody.devices.filter(({ owners }) => owners.includes(person.id));
    const turned: (readonly [Turn, string | null])[] = [];
    for (const owned of [null, ...theirs]) {
      for (const circumstances of circumstancesFor([facts], everybody.country)) {
        const signals = owned === null ? null : deviceSignalsOf(owned);
        const signIn = signInOf({ user, device: signals }, circumstances, facts.target);
        const turn = turnBetween([outcome(list, signIn)], [after(edits, list, signIn)]);
        if (turn !== null && turn !== 'open') turned.push([turn, owned?.device.deviceId ?? null]);
      }
    }
    const gravest = TURNS.find((turn) => turned.some(([one]) => one === turn));
    if (gravest === undefined) continue;
    people[gravest] += 1;
    for (const [, deviceId] of turned) if (deviceId !== null) devices.add(deviceId);
    const gravestOnes = turned.filter(([turn]) => turn === gravest);
    if (gravestOnes.every(([, deviceId]) => deviceId === null)) onlyUnregistered += 1;
  }
  return { people, onlyUnregistered, devices: devices.size };
}
