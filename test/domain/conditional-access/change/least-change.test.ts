import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../../src/domain/tenant/population.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import type { Change } from '../../../../src/domain/conditional-access/change/change.ts';
import type {
  AccessCaseFacts,
  Alternative,
  LeastChange,
} from '../../../../src/domain/conditional-access/change/least-change.ts';
import { leastChange } from '../../../../src/domain/conditional-access/change/least-change.ts';
import { peopleTouched } from '../../../../src/domain/conditional-access/change/reach.ts';
import { AZURE_PORTAL, OWN_APP, device, granting, person, policy, signIn } from '../builders.ts';
import { LOCATIONS } from '../random-policies.ts';
import type { Somebody } from './populations.ts';
import { population } from './populations.ts';

const broken = device({ isCompliant: false });
const COMPLIANT = granting('OR', ['compliantDevice']);
const named = (name: string, conditions: JsonObject = {}, rest: JsonObject = {}): JsonObject =>
  policy(conditions, { id: name, displayName: name, ...rest });
const forGroup = (group: string, ...excluded: readonly string[]): JsonObject => ({
  users: { includeGroups: [group], excludeGroups: excluded },
});

function least(
  policies: readonly JsonObject[],
  facts: SignInFacts,
  goal: 'in' | 'out',
  more: Partial<AccessCaseFacts> = {},
): LeastChange {
  return leastChange({
    configuration: { policies, namedLocations: LOCATIONS },
    ways: [[facts]],
    goal,
    before: [],
    deviceId: 'd1-registration',
    otherDevices: [],
    population: null,
    otherApps: [],
    ...more,
  });
}

const told = (changes: readonly Change[]): string =>
  changes
    .map((change) => {
      if (change.on === 'policy') return `${change.index} ${Object.values(change.edit).join(' ')}`;
      if (change.on === 'device') return change.kind === 'other' ? `use ${change.other.name}` : change.kind;
      return 'group' in change ? `${change.kind} ${change.group}` : change.kind;
    })
    .join(' + ');
const list = ({ alternatives }: LeastChange): readonly string[] =>
  alternatives.map((one) => told(one.changes));
const first = (found: LeastChange): Alternative => {
  const [one] = found.alternatives;
  assert.ok(one !== undefined);
  return one;
};

describe('the order of changes', () => {
  const sales: readonly Somebody[] = [
    { id: 'adele', groups: ['g'] },
    { id: 'bo', groups: ['g'], devices: [{ isCompliant: true }] },
    { id: 'cy', groups: ['g'], devices: [{ isCompliant: false }] },
    { id: 'di', devices: [{ isCompliant: false }, { isCompliant: false }] },
  ];
  const facts = signIn({ user: person({ groups: ['g'] }), device: broken });

  it('puts the device before the person, and both before the policy', () => {
    const found = least([named('P', forGroup('g', 'h'), COMPLIANT)], facts, 'in', {
      population: population(sales),
    });
    assert.deepEqual(list(found).slice(0, 4), [
      'compliant',
      'joinGroup h',
      'leaveGroup g',
      '0 add users.excludeUsers adele',
    ]);
    assert.equal(found.alternatives.length, 5);
    assert.ok(found.more > 0);
  });

  it('puts the policy for fewer people first, whatever the order of the policies', () => {
    const all = named('All', {}, { ...COMPLIANT, state: 'enabledForReportingButNotEnforced' });
    const some = named('Sales', forGroup('g'), { ...COMPLIANT, state: 'enabledForReportingButNotEnforced' });
    const more = { population: population(sales) };
    assert.deepEqual(list(least([all, some], facts, 'out', more)), ['1 state enabled', '0 state enabled']);
    assert.deepEqual(list(least([some, all], facts, 'out', more)), ['0 state enabled', '1 state enabled']);
  });

  it('counts who would lose access, and who only on a device that is not registered', () => {
    const some = named('Sales', forGroup('g'), { ...COMPLIANT, state: 'disabled' });
    const { reach } = first(least([some], facts, 'out', { population: population(sales) }));
    assert.deepEqual(reach, {
      people: { loses: 2, gains: 0, more: 0, less: 0, unclear: 0 },
      onlyUnregistered: 1,
      devices: 1,
      exact: true,
    });
  });

  it('leaves out who cannot sign in, and counts nobody twice', () => {
    const everybody = [
      ...sales,
      { id: 'ed', enabled: false },
      { id: 'fy', devices: [{ isCompliant: null }] },
    ];
    const all = named('All', {}, { ...COMPLIANT, state: 'disabled' });
    const { reach } = first(least([all], facts, 'out', { population: population(everybody) }));
    assert.ok(reach !== null);
    assert.equal(peopleTouched(reach), 4);
    assert.equal(reach.devices, 4);
  });

  it('looks at others in the same circumstances too: a legacy client', () => {
    const legacy = named('Legacy', { clientAppTypes: ['other'] });
    const old = signIn({ clientAppType: 'other', country: 'BR' });
    const found = least([legacy], old, 'in', { population: population(sales) });
    assert.equal(told(first(found).changes), '0 add users.excludeUsers adele');
    const off = found.alternatives.find(({ changes }) => told(changes).includes('state'));
    assert.equal(off?.reach?.people.gains, 3);
  });

  it('finds the smallest one behind a change that is too wide to be counted to its end', () => {
    const off = (name: string, conditions: JsonObject): JsonObject =>
      named(name, conditions, { ...COMPLIANT, state: 'disabled' });
    const inBoth = signIn({ user: person({ groups: ['g', 'alone'] }), device: broken });
    const five = ['A', 'B', 'C', 'D', 'E'].map((name) => off(name, forGroup('g')));
    const held = population(sales, {}, ['g', 'alone']);
    const found = least([...five, off('Everybody', {}), off('Alone', forGroup('alone'))], inBoth, 'out', {
      population: held,
    });
    assert.deepEqual(list(found).slice(0, 2), ['6 state enabled', '0 state enabled']);
    assert.equal(found.more, 2);
  });

  it('says at least where the population is not whole, and nothing where there is none', () => {
    const some = named('Sales', forGroup('g'), { ...COMPLIANT, state: 'disabled' });
    const whole = population(sales);
    const part: Population = { ...whole, complete: { ...whole.complete, people: false } };
    assert.equal(first(least([some], facts, 'out', { population: part })).reach?.exact, false);
    assert.equal(first(least([some], facts, 'out')).reach, null);
  });

  it('says at least where the memberships of others are not known', () => {
    const some = named('Sales', forGroup('unread'), { ...COMPLIANT, state: 'disabled' });
    const inIt = signIn({ user: person({ groups: ['unread'] }), device: broken });
    const { reach } = first(least([some], inIt, 'out', { population: population(sales) }));
    // From allowed to not known.
    assert.equal(reach?.people.unclear, 3);
    const both = [some, named('Other', forGroup('unread', 'x'), COMPLIANT)];
    const open = least(both, signIn({ user: person({ groups: ['unread', 'x'] }), device: broken }), 'out', {
      population: population(sales),
    });
    assert.equal(
      open.alternatives.find(({ changes }) => told(changes) === '0 state enabled')?.reach?.exact,
      false,
    );
  });

  it('puts a reach that is not known after one that is', () => {
    const found = least([named('P', forGroup('g'), COMPLIANT)], facts, 'in');
    const counted = found.alternatives.map(({ reach }) => reach !== null);
    assert.deepEqual(counted, [...counted].sort().reverse());
    assert.ok(counted.includes(true) && counted.includes(false));
  });

  it('counts the other devices of the person, and says at least where they are not known', () => {
    const same = {
      deviceId: 'd2',
      name: 'D2',
      device: broken,
      intuneManaged: true,
      platform: 'windows',
    } as const;
    const block = named('P', forGroup('g'));
    const leave = (more: Partial<AccessCaseFacts>): Alternative =>
      least([block], facts, 'in', more).alternatives.find(({ changes }) => told(changes) === 'leaveGroup g')!;
    assert.deepEqual(
      [leave({ otherDevices: [same] }).reach?.devices, leave({ otherDevices: [same] }).reach?.exact],
      [1, true],
    );
    assert.equal(leave({ otherDevices: null }).reach?.exact, false);
  });

  it('reaches whoever else uses the same device', () => {
    const shared: Population = {
      ...population(sales),
      devices: population([{ id: 'bo', devices: [{ deviceId: 'd1-registration', isCompliant: false }] }])
        .devices,
    };
    const { alternatives } = least([named('P', {}, COMPLIANT)], facts, 'in', { population: shared });
    const found = alternatives.find(({ changes }) => told(changes) === 'compliant');
    assert.deepEqual([found?.reach?.people.gains, found?.reach?.onlyUnregistered], [1, 0]);
    // Excluding this person touches nobody, so it is smaller, and its cost is said.
    assert.equal(told(alternatives[0]?.changes ?? []), '0 add users.excludeUsers adele');
  });
});

describe('what a change costs', () => {
  const facts = signIn({ user: person({ groups: ['g'] }), device: broken });

  it('is nothing for a device that is put right or a risk that is gone', () => {
    const risky = named('Risk', { userRiskLevels: ['high'] });
    const found = first(least([risky], signIn({ userRisk: 'high' }), 'in'));
    assert.equal(told(found.changes), 'riskRemediated');
    assert.deepEqual(found.cost, { lost: [], dangers: [] });
  });

  it('is every policy that then asks less, also the ones that did not stand in the way', () => {
    const found = least(
      [
        named('Block', { users: { includeUsers: ['All'], excludeGroups: ['h'] } }),
        named('MFA', { users: { includeUsers: ['All'], excludeGroups: ['h'] } }, granting('OR', ['mfa'])),
        named('Other', {}, granting('OR', ['mfa'])),
        named('Not here', { clientAppTypes: ['other'] }),
        named('More', {}, granting('OR', ['mfa'])),
        named('Even more', {}, granting('OR', ['mfa'])),
      ],
      facts,
      'in',
      { population: population([{ id: 'bo' }]) },
    );
    const join = found.alternatives.find(({ changes }) => told(changes) === 'joinGroup h');
    assert.deepEqual(join?.cost, { lost: ['Block', 'MFA'], dangers: [] });
    const exclude = found.alternatives.find(({ changes }) => told(changes).includes('excludeUsers'));
    assert.deepEqual(exclude?.cost.lost, ['Block']);
  });

  it('is also a policy that still applies and asks for less', () => {
    const both = named('Both', {}, granting('AND', ['mfa', 'compliantDevice']));
    const found = least([both], facts, 'in', { population: population([{ id: 'bo' }]) });
    const either = found.alternatives.find(({ changes }) => told(changes) === '0 operator OR');
    assert.deepEqual(either?.cost.lost, ['Both']);
    assert.equal(either.verdict, 'allowedWithControls');
    assert.deepEqual(either.requiredControls, ['mfa']);
  });

  it('is dangerous where a group is kept for emergencies, and that comes last', () => {
    const out = { users: { includeUsers: ['All'], excludeGroups: ['h'] } };
    const found = least([named('A', out), named('B', out)], facts, 'in');
    assert.deepEqual([first(found).changes.length, first(found).cost.dangers], [2, []]);
    const byName = population([]);
    const glass: Population = {
      ...byName,
      groups: new Map([['h', { id: 'h', displayName: 'Break-glass', members: new Set(), complete: true }]]),
    };
    const inside = signIn({ user: person({ groups: ['h'] }) });
    const dangers = (held: Population): readonly string[] =>
      least([named('A', out)], inside, 'out', { population: held }).alternatives.flatMap(
        ({ cost }) => cost.dangers,
      );
    assert.deepEqual([dangers(glass), dangers(byName)], [['emergency', 'emergency'], []]);
  });

  it('is dangerous where a role is given up, or a role is no longer left out', () => {
    const admins = named('Admins', { users: { includeRoles: ['r'] } });
    const found = least([admins], signIn({ user: person({ roles: ['r'] }) }), 'in');
    const role = found.alternatives.find(({ changes }) => told(changes) === 'giveUpRole');
    assert.deepEqual(role?.cost.dangers, ['role']);
    const out = named('Out', { users: { includeUsers: ['All'], excludeRoles: ['r'] } });
    const closing = least([out], signIn({ user: person({ roles: ['r'] }) }), 'out');
    assert.ok(closing.alternatives.every(({ cost }) => cost.dangers.includes('role')));
  });
});

describe('several changes', () => {
  const facts = signIn({ user: person({ groups: ['g'] }), device: broken });

  it('are proposed where policies block independently', () => {
    const found = least(
      [
        named('A', { platforms: { includePlatforms: ['windows'], excludePlatforms: [] } }),
        named('B', forGroup('g')),
        named('C', {}, COMPLIANT),
      ],
      facts,
      'in',
    );
    assert.equal(told(first(found).changes).split(' + ').length, 3);
    assert.ok(first(found).changes.some(({ on }) => on === 'device'));
  });

  it('are not looked for beyond three', () => {
    const four = ['A', 'B', 'C', 'D'].map((name) => named(name));
    const found = least(four, facts, 'in');
    assert.deepEqual([found.alternatives, found.complete], [[], true]);
  });

  it('keep somebody out together: a policy that is off and leaves them out', () => {
    const off = named(
      'Off',
      { users: { includeUsers: ['All'], excludeUsers: ['adele'] } },
      { state: 'disabled' },
    );
    const found = least([off], facts, 'out');
    assert.deepEqual(list(found), ['0 state enabled + 0 remove users.excludeUsers adele']);
  });

  it('are given up in a tenant that is too large to try them all', () => {
    const many = Array.from({ length: 600 }, (_, index) =>
      named(
        `P${index}`,
        { users: { includeUsers: ['All'], excludeUsers: ['adele'] } },
        { state: 'disabled', ...granting('OR', ['compliantDevice', 'mfa']) },
      ),
    );
    assert.equal(least(many, facts, 'out').complete, false);
  });

  it('begin with what comes before any policy', () => {
    const before = [{ on: 'user', kind: 'accountEnabled' }] as const;
    const open = least([], facts, 'in', { before });
    assert.deepEqual(list(open), ['accountEnabled']);
    assert.deepEqual(first(open).cost.dangers, ['account']);
    const closed = least([named('P', {}, COMPLIANT)], facts, 'in', { before });
    assert.equal(list(closed)[0], 'accountEnabled + compliant');
  });
});

describe('what is proposed', () => {
  it('never adds a person to a policy that is not for them', () => {
    const elsewhere = named('Finance', forGroup('finance'));
    assert.deepEqual(least([elsewhere], signIn(), 'out').alternatives, []);
  });

  it('never stretches a block beyond what it is about', () => {
    const legacy = named('Legacy', { clientAppTypes: ['other'] });
    const asks = named(
      'Phones',
      { platforms: { includePlatforms: ['iOS'], excludePlatforms: [] } },
      COMPLIANT,
    );
    assert.deepEqual(list(least([legacy], signIn(), 'out')), []);
    assert.deepEqual(list(least([asks], signIn(), 'out')), ['0 add platforms.includePlatforms windows']);
    const unnamed = signIn({ platform: null });
    assert.deepEqual(list(least([asks], unnamed, 'out')), ['0 add platforms.includePlatforms all']);
  });

  it('is nothing where it already is so', () => {
    assert.deepEqual(least([named('P')], signIn(), 'out').alternatives, []);
  });

  it('makes an outcome certain that is not known', () => {
    const abroad = named('Abroad', { locations: { includeLocations: ['All'], excludeLocations: ['north'] } });
    const anywhere = signIn({ country: undefined });
    assert.deepEqual(list(least([abroad], anywhere, 'in')).slice(0, 1), [
      '0 state enabledForReportingButNotEnforced',
    ]);
    assert.deepEqual(
      list(
        least(
          [{ ...abroad, grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] } }],
          { ...anywhere, device: broken },
          'out',
        ),
      ),
      ['0 remove locations.excludeLocations north'],
    );
  });

  it('says what a membership means for other apps, and which policies name the group', () => {
    const here = named('Here', forGroup('g'));
    const azure = named(
      'Azure',
      { ...forGroup('g'), applications: { includeApplications: [AZURE_PORTAL] } },
      COMPLIANT,
    );
    const found = least(
      [
        {
          ...here,
          conditions: {
            ...(here['conditions'] as JsonObject),
            applications: { includeApplications: ['Office365'] },
          },
        },
        azure,
      ],
      signIn({ user: person({ groups: ['g'] }) }),
      'in',
      {
        otherApps: [
          { appId: AZURE_PORTAL, name: 'Azure' },
          { appId: OWN_APP, name: 'Ours' },
        ],
      },
    );
    const leave = found.alternatives.find(({ changes }) => told(changes) === 'leaveGroup g');
    assert.deepEqual(leave?.groups, [{ group: 'g', policies: ['Here', 'Azure'] }]);
    assert.deepEqual(leave.otherApps, ['Azure']);
    const ofPolicies = found.alternatives.filter(({ changes }) => changes.every(({ on }) => on === 'policy'));
    assert.ok(ofPolicies.length > 0);
    for (const { groups, otherApps } of ofPolicies) assert.deepEqual([groups, otherApps], [[], []]);
  });

  it('never leaves a policy without its only kind of client: that would be all of them', () => {
    const browsers = named('Browsers', { clientAppTypes: ['browser'] });
    const both = named('Both', { clientAppTypes: ['browser', 'other'] });
    const removed = (raw: JsonObject): boolean =>
      least([raw], signIn({ platform: null, ip: null, country: 'DK' }), 'in').alternatives.some(
        ({ changes }) => told(changes).includes('removeClient'),
      );
    assert.deepEqual([removed(browsers), removed(both)], [false, true]);
  });
});
