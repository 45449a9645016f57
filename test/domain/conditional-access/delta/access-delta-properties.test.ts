import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { accessDelta } from '../../../../src/domain/conditional-access/delta/access-delta.ts';
import type {
  AccessChange,
  DeltaTotals,
} from '../../../../src/domain/conditional-access/delta/access-delta.ts';
import { outcomeChange } from '../../../../src/domain/conditional-access/delta/outcome-change.ts';
import type { OutcomeChange } from '../../../../src/domain/conditional-access/delta/outcome-change.ts';
import {
  assumptionsFor,
  contextsWith,
} from '../../../../src/domain/conditional-access/delta/sign-in-contexts.ts';
import { compilePolicies } from '../../../../src/domain/conditional-access/compile.ts';
import { evaluate } from '../../../../src/domain/conditional-access/evaluate.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import {
  deviceSignalsOf,
  groupsNamedBy,
  userFactsOf,
} from '../../../../src/domain/conditional-access/population-facts.ts';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../../src/domain/tenant/population.ts';
import { EXCHANGE, OWN_APP } from '../builders.ts';
import { LOCATIONS, anyPolicy, policies } from '../random-policies.ts';
import { populations } from './random-population.ts';

const APPS = [
  { appId: EXCHANGE, owner: 'microsoft' as const },
  { appId: OWN_APP, owner: 'tenant' as const },
];

interface Delta {
  readonly changes: readonly AccessChange[];
  readonly totals: DeltaTotals;
}

function delta(population: Population, before: readonly JsonObject[], after: readonly JsonObject[]): Delta {
  const steps = accessDelta({ population, before, after, namedLocations: LOCATIONS, apps: APPS });
  const changes: AccessChange[] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { changes, totals: step.value };
    changes.push(...step.value);
  }
}

/** `who, app, device, platform, client: change`, for each single sign-in. */
function spread(population: Population, { changes }: Delta): readonly string[] {
  return changes.flatMap(({ person, appId, only, change }) => {
    const all = signInsOf(population, person.id).filter(
      ({ device, context }) =>
        only === null ||
        (device === (only.device?.device.id ?? null) &&
          (only.client === undefined ||
            (only.client.clientAppType === context.clientAppType &&
              only.client.platform === context.platform))),
    );
    return all.map(({ label }) => `${person.id} ${appId} ${label}: ${change}`);
  });
}

function signInsOf(population: Population, id: string) {
  const assumptions = assumptionsFor(population);
  const own = population.devices.filter(
    ({ device, owners }) => owners.includes(id) && device.accountEnabled !== false,
  );
  return [...own, null].flatMap((owned) =>
    contextsWith(owned === null ? null : deviceSignalsOf(owned), assumptions).map((context) => ({
      context,
      device: owned?.device.id ?? null,
      label: `${owned?.device.id ?? 'none'} ${String(context.platform)} ${context.clientAppType}`,
    })),
  );
}

/** Everything evaluated, nothing spared. */
function naive(
  population: Population,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): ReadonlyMap<string, OutcomeChange | null | 'bothUndetermined'> {
  const was = compilePolicies({ policies: before, namedLocations: LOCATIONS });
  const willBe = compilePolicies({ policies: after, namedLocations: LOCATIONS });
  const named = groupsNamedBy([...before, ...after]);
  const found = new Map<string, OutcomeChange | null | 'bothUndetermined'>();
  for (const person of population.people) {
    if (person.accountEnabled === false) continue;
    const user = userFactsOf(person, population, named);
    for (const { appId, owner } of APPS) {
      for (const { context, label } of signInsOf(population, person.id)) {
        const target = { kind: 'app', appId, owner, authContext: null } as const;
        const facts: SignInFacts = { ...context, user, target, externalTenantId: undefined };
        const first = evaluate(was, facts).outcome;
        const second = evaluate(willBe, facts).outcome;
        const open = first.verdict === 'undetermined' && second.verdict === 'undetermined';
        found.set(`${person.id} ${appId} ${label}`, open ? 'bothUndetermined' : outcomeChange(first, second));
      }
    }
  }
  return found;
}

/** Some policies of the tenant changed, one taken away, one added. */
const changed = fc
  .record({
    list: policies,
    swap: fc.array(fc.tuple(fc.nat(3), anyPolicy), { maxLength: 2 }),
    drop: fc.option(fc.nat(3)),
    more: fc.option(anyPolicy),
  })
  .map(({ list, swap, drop, more }) => {
    const after = list.map((policy, index) => {
      const [, other] = swap.find(([at]) => at === index) ?? [];
      return other === undefined ? policy : { ...other, id: policy.id };
    });
    return {
      before: list,
      after: [
        ...after.filter((_, index) => index !== drop),
        ...(more === null ? [] : [{ ...more, id: 'new' }]),
      ] as readonly JsonObject[],
    };
  });

const MIRRORED: Readonly<Record<OutcomeChange, OutcomeChange>> = {
  loses: 'gains',
  gains: 'loses',
  moreToDo: 'lessToDo',
  lessToDo: 'moreToDo',
  otherToDo: 'otherToDo',
  undetermined: 'undetermined',
};

describe('the delta of any change of policies', () => {
  it('is empty when nothing changes, whatever is not known', () => {
    fc.assert(
      fc.property(populations, policies, (population, list) => {
        const renamed = list.map((policy) => ({ ...policy, displayName: 'another name', description: null }));
        const { changes, totals } = delta(population, list, renamed);
        assert.deepEqual(changes, []);
        for (const counts of totals.counts.values()) assert.ok(Object.values(counts).every((n) => n === 0));
      }),
      { numRuns: 150 },
    );
  });

  it('is what evaluating everything says', () => {
    fc.assert(
      fc.property(populations, changed, (population, { before, after }) => {
        const said = new Set(spread(population, delta(population, before, after)));
        for (const [signIn, change] of naive(population, before, after)) {
          if (change === 'bothUndetermined') continue;
          const found = [...said].filter((line) => line.startsWith(`${signIn}: `));
          assert.deepEqual(found, change === null ? [] : [`${signIn}: ${change}`]);
        }
        assert.equal(said.size, spread(population, delta(population, before, after)).length);
      }),
      { numRuns: 250 },
    );
  });

  it('is mirrored by the change back', () => {
    fc.assert(
      fc.property(populations, changed, (population, { before, after }) => {
        const there = delta(population, before, after);
        const back = delta(population, after, before);
        const mirrored = back.changes.map(({ before: to, after: from, change, ...rest }) => ({
          ...rest,
          before: from,
          after: to,
          change: MIRRORED[change],
        }));
        assert.deepEqual(
          there.changes.map(({ before: from, after: to, change, ...rest }) => ({
            ...rest,
            before: from,
            after: to,
            change,
          })),
          mirrored,
        );
        for (const [appId, counts] of there.totals.counts) {
          const other = back.totals.counts.get(appId);
          assert.equal(counts.lockedOut, other?.letIn);
          assert.equal(counts.letIn, other?.lockedOut);
          for (const change of Object.keys(MIRRORED) as OutcomeChange[]) {
            assert.equal(counts[change], other?.[MIRRORED[change]]);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('lets nobody in when a policy that blocks is turned on or added', () => {
    fc.assert(
      fc.property(populations, policies, anyPolicy, (population, list, raw) => {
        const block = {
          ...raw,
          id: 'block',
          state: 'enabled',
          grantControls: { operator: 'OR', builtInControls: ['block'] },
        };
        const off = { ...block, state: 'disabled' };
        for (const before of [list, [...list, off]]) {
          const { changes, totals } = delta(population, before, [...list, block]);
          assert.ok(changes.every(({ change }) => change === 'loses' || change === 'undetermined'));
          assert.ok([...totals.counts.values()].every(({ letIn }) => letIn === 0));
          assert.ok(changes.every(({ because }) => because.length === 1 && because[0] === 'block'));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('names only policies that were changed', () => {
    fc.assert(
      fc.property(populations, changed, (population, { before, after }) => {
        const text = (list: readonly JsonObject[], id: string) =>
          JSON.stringify(list.find((policy) => policy['id'] === id) ?? null);
        for (const { because } of delta(population, before, after).changes) {
          assert.ok(because.length > 0);
          for (const id of because) assert.notEqual(text(before, id), text(after, id));
        }
      }),
      { numRuns: 150 },
    );
  });
});
