import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accessDelta } from '../../../../src/domain/conditional-access/delta/access-delta.ts';
import type {
  AccessChange,
  DeltaTotals,
} from '../../../../src/domain/conditional-access/delta/access-delta.ts';
import {
  comparePolicies,
  withDrafts,
} from '../../../../src/domain/conditional-access/delta/changed-policies.ts';
import { outcomeChange } from '../../../../src/domain/conditional-access/delta/outcome-change.ts';
import type { Outcome, Verdict } from '../../../../src/domain/conditional-access/outcome.ts';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../../src/domain/tenant/population.ts';
import { EXCHANGE, granting, policy } from '../builders.ts';
import { aDevice, aPerson, aPopulation } from './random-population.ts';

function delta(
  population: Population,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): { readonly changes: readonly AccessChange[]; readonly totals: DeltaTotals } {
  const apps = [{ appId: EXCHANGE, owner: undefined }];
  const steps = accessDelta({ population, before, after, namedLocations: [], apps });
  const changes: AccessChange[] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { changes, totals: step.value };
    changes.push(...step.value);
  }
}

/** `who: change, with which device, with which client`. */
const told = (changes: readonly AccessChange[]): readonly string[] =>
  changes.map(({ person, change, only }) =>
    [
      `${person.id}: ${change}`,
      ...(only === null ? [] : [only.device?.device.deviceId ?? 'no device']),
      ...(only?.client === undefined
        ? []
        : [`${only.client.clientAppType} on ${String(only.client.platform)}`]),
    ].join(', '),
  );

const PEOPLE = [aPerson('adele'), aPerson('diego')];
const WITH_DEVICES = aPopulation({
  people: PEOPLE,
  members: { finance: ['adele', 'diego'] },
  devices: [
    [aDevice('good'), 'adele'],
    [aDevice('bad', { isCompliant: false }), 'diego'],
  ],
});
const MFA = policy({}, granting('OR', ['mfa']));
const MFA_OR_COMPLIANT = policy({}, granting('OR', ['mfa', 'compliantDevice']));
const MFA_AND_COMPLIANT = policy({}, granting('AND', ['mfa', 'compliantDevice']));

describe('accessDelta', () => {
  it('tells devices apart, and who is left with a way in', () => {
    const { changes, totals } = delta(WITH_DEVICES, [MFA_OR_COMPLIANT], [MFA_AND_COMPLIANT]);
    assert.deepEqual(told(changes), ['adele: moreToDo, good', 'adele: loses, no device', 'diego: loses']);
    const counts = totals.counts.get(EXCHANGE);
    assert.deepEqual([counts?.loses, counts?.moreToDo, counts?.lockedOut, counts?.letIn], [2, 1, 1, 0]);
    assert.deepEqual(changes[0]?.because, ['p1']);
    assert.deepEqual(changes[0].after.requiredControls, ['mfa']);
  });

  it('tells clients and platforms apart', () => {
    const browsers = policy({ clientAppTypes: ['browser'], platforms: { includePlatforms: ['iOS'] } });
    const { changes } = delta(aPopulation({ people: [aPerson('adele')] }), [], [browsers]);
    assert.deepEqual(told(changes), ['adele: loses, no device, browser on iOS']);
  });

  it('looks at the values that a device filter names', () => {
    const filtered = policy({
      devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "Old"' } },
    });
    const population = aPopulation({
      people: PEOPLE,
      devices: [
        [aDevice('old', { model: 'Old' }), 'adele'],
        [aDevice('new'), 'adele'],
        [aDevice('other', { trustType: 'unknown' }), 'diego'],
      ],
    });
    assert.deepEqual(told(delta(population, [], [filtered]).changes), ['adele: loses, old']);
  });

  it('says nothing where a policy that stays blocks anyway', () => {
    const block = policy({}, { id: 'block' });
    assert.deepEqual(delta(WITH_DEVICES, [block, MFA], [block, MFA_AND_COMPLIANT]).changes, []);
  });

  it('does not count who cannot sign in, nor devices that cannot', () => {
    const population = aPopulation({
      people: [aPerson('adele', { accountEnabled: false }), aPerson('diego')],
      devices: [[aDevice('off', { accountEnabled: false }), 'diego']],
    });
    const { changes, totals } = delta(population, [], [policy()]);
    assert.deepEqual(told(changes), ['diego: loses']);
    assert.deepEqual([totals.people, totals.disabledPeople, totals.disabledDevices], [1, 1, 1]);
  });

  it('leaves open what hangs on a group that was not read to its end', () => {
    const finance = policy({ users: { includeGroups: ['finance'] } });
    const population = aPopulation(
      { people: PEOPLE },
      {
        groups: new Map([
          [
            'finance',
            { id: 'finance', displayName: 'Finance', members: new Set(['adele']), complete: false },
          ],
        ]),
      },
    );
    assert.deepEqual(told(delta(population, [], [finance]).changes), ['adele: loses', 'diego: undetermined']);
  });

  it('leaves open what hangs on a country that is not known', () => {
    const away = policy({ locations: { includeLocations: ['abroad'] } });
    const namedLocations = [
      { '@odata.type': '#microsoft.graph.countryNamedLocation', id: 'abroad', countriesAndRegions: ['BR'] },
    ];
    for (const [country, expected] of [
      [null, 'undetermined'],
      ['BR', 'loses'],
      ['SE', undefined],
    ] as const) {
      const steps = accessDelta({
        population: aPopulation({ people: [aPerson('adele')] }, { country }),
        before: [],
        after: [away],
        namedLocations,
        apps: [{ appId: EXCHANGE, owner: undefined }],
      });
      const first = steps.next();
      assert.equal(first.done === true ? null : first.value[0]?.change, expected);
    }
  });

  it('names a policy only to those whom it touches', () => {
    const forAdele = policy({ users: { includeUsers: ['adele'] } }, { id: 'a' });
    const forDiego = policy({ users: { includeUsers: ['diego'] } }, { id: 'd' });
    const { changes } = delta(aPopulation({ people: PEOPLE }), [], [forAdele, forDiego]);
    assert.deepEqual(
      changes.map(({ because }) => because),
      [['a'], ['d']],
    );
  });

  it('says nothing without an app', () => {
    const steps = accessDelta({
      population: WITH_DEVICES,
      before: [],
      after: [MFA],
      namedLocations: [],
      apps: [],
    });
    assert.deepEqual(steps.next().value, []);
  });
});

describe('outcomeChange', () => {
  const outcome = (verdict: Verdict, ...requiredControls: readonly string[]): Outcome => ({
    verdict,
    requiredControls,
    missing: [],
  });
  const doing = (...controls: readonly string[]) => outcome('allowedWithControls', ...controls);
  const IN = outcome('allowed');
  const OUT = outcome('blocked');
  const OPEN = outcome('undetermined');
  const rows: readonly (readonly [Outcome, Outcome, ReturnType<typeof outcomeChange>])[] = [
    [IN, IN, null],
    [OUT, OUT, null],
    [IN, OUT, 'loses'],
    [OUT, doing('mfa'), 'gains'],
    [IN, doing('mfa'), 'moreToDo'],
    [doing('mfa', 'passwordChange'), doing('mfa'), 'lessToDo'],
    [doing('mfa|passwordChange'), doing('mfa'), 'moreToDo'],
    [doing('mfa'), doing('mfa|passwordChange'), 'lessToDo'],
    [doing('mfa'), doing('authenticationStrength:x'), 'otherToDo'],
    [doing('mfa'), doing('mfa'), null],
    [OPEN, IN, 'undetermined'],
    [OUT, OPEN, 'undetermined'],
  ];
  for (const [before, after, expected] of rows) {
    const name = (one: Outcome) => [one.verdict, ...one.requiredControls].join(' ');
    it(`calls ${name(before)} → ${name(after)} ${expected ?? 'nothing'}`, () => {
      assert.equal(outcomeChange(before, after), expected);
    });
  }
});

describe('withDrafts', () => {
  const tenant = [policy({}, { id: 'A' }), policy({}, { id: 'b' })];

  it('puts a draft in the place of the policy with its id, whatever its case, and adds the others', () => {
    const drafts = [{ id: 'a', state: 'disabled' }, { state: 'enabled' }, { id: 'c' }];
    const after = withDrafts(tenant, { drafts, replaceAll: false });
    assert.deepEqual(
      after.map(({ id }) => id),
      ['a', 'b', 'draft #2', 'c'],
    );
  });

  it('takes the drafts for everything if that is what they are', () => {
    const after = withDrafts(tenant, { drafts: [{ id: 'c' }], replaceAll: true });
    assert.deepEqual(
      after.map(({ id }) => id),
      ['c'],
    );
  });
});

describe('comparePolicies', () => {
  it('passes over what does not decide, and over the order of members', () => {
    const one = policy({}, { sessionControls: null });
    const { id, state, conditions, grantControls } = one;
    const same = {
      grantControls,
      conditions,
      state,
      id,
      displayName: 'new',
      sessionControls: { x: 1 },
    } as JsonObject;
    const sets = comparePolicies([one], [same]);
    assert.deepEqual([sets.unchanged, sets.before, sets.after], [[one], [], []]);
  });

  it('sees a change of any member that decides', () => {
    const one = policy();
    for (const other of [{ state: 'disabled' }, { grantControls: null }, { conditions: {} }, { id: 'q' }]) {
      const sets = comparePolicies([one], [{ ...one, ...other }]);
      assert.deepEqual([sets.unchanged.length, sets.before.length, sets.after.length], [0, 1, 1]);
    }
  });
});
