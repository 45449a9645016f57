import assert from 'node:assert/strict';
import type { Change } from '../../../src/domain/conditional-access/change/change.ts';
import type { Otherwise } from '../../../src/domain/conditional-access/change/otherwise.ts';
import type { PolicyEdit } from '../../../src/domain/conditional-access/change/policy-edit.ts';
import type { Reach } from '../../../src/domain/conditional-access/change/reach.ts';
import type { ChangeTelling } from '../../../src/domain/questions/access-change-words.ts';
import {
  changesWords,
  costWords,
  otherwiseWords,
  reachWords,
} from '../../../src/domain/questions/access-change-words.ts';

const OTHER = {
  deviceId: 'd2',
  name: 'LT-2',
  device: { values: new Map(), assumed: new Map() },
  intuneManaged: true,
  platform: 'windows',
} as const;

const telling = (more: Partial<ChangeTelling> = {}): ChangeTelling => ({
  person: 'Adele',
  app: 'email',
  device: 'LT-1',
  fixes: [],
  plan: 'an Exchange plan (mailbox)',
  directGroups: [],
  policies: [{ displayName: 'P', state: 'enabled' }, { id: 'p2', state: 'disabled' }, { state: 'odd' }],
  names: {
    group: (id) => `Group ${id}`,
    location: (id) => `Place ${id}`,
    strength: (id) => `Strength ${id}`,
  },
  ...more,
});

const edit = (change: PolicyEdit, index = 0): Change => ({ on: 'policy', index, edit: change });

describe('the words of a change', () => {
  const rows: readonly (readonly [change: Change, words: string, more?: Partial<ChangeTelling>])[] = [
    [{ on: 'device', kind: 'compliant', to: true }, 'make LT-1 compliant'],
    [
      { on: 'device', kind: 'compliant', to: true },
      'make the device compliant (a)',
      { device: null, fixes: ['a'] },
    ],
    [
      { on: 'device', kind: 'compliant', to: true },
      'make LT-1 compliant (a; b and 1 more)',
      { fixes: ['a', 'b', 'c'] },
    ],
    [{ on: 'device', kind: 'compliant', to: false }, 'LT-1 stops being compliant'],
    [{ on: 'device', kind: 'registered' }, 'use a device that is registered and compliant'],
    [{ on: 'device', kind: 'hybridJoined' }, 'make LT-1 hybrid joined'],
    [{ on: 'device', kind: 'hybridJoined' }, 'use a hybrid joined device', { device: null }],
    [{ on: 'device', kind: 'other', other: OTHER }, 'use LT-2 instead'],
    [{ on: 'user', kind: 'leaveGroup', group: 'g', direct: true }, 'take Adele out of the group Group g'],
    [
      { on: 'user', kind: 'leaveGroup', group: 'g', direct: false },
      'take Adele out of the group Group g (they are in it through another group: A or B)',
      { directGroups: ['A', 'B'] },
    ],
    [
      { on: 'user', kind: 'leaveGroup', group: 'g', direct: false },
      'take Adele out of the group Group g (they are in it through another group)',
      { directGroups: ['A', 'B', 'C', 'D', 'E'] },
    ],
    [{ on: 'user', kind: 'joinGroup', group: 'g' }, 'add Adele to the group Group g'],
    [
      { on: 'user', kind: 'giveUpRole', role: '62e90394-69f5-4237-9190-012177145e10' },
      'take the role Global Administrator from Adele',
    ],
    [
      { on: 'user', kind: 'riskRemediated' },
      'remediate the user risk of Adele with a secure new password, or dismiss it if it is false',
    ],
    [{ on: 'user', kind: 'accountEnabled' }, 'enable the account of Adele'],
    [{ on: 'user', kind: 'planAssigned' }, 'assign an Exchange plan (mailbox) to Adele'],
    [edit({ kind: 'state', to: 'enabledForReportingButNotEnforced' }), 'switch "P" from on to report-only'],
    [edit({ kind: 'state', to: 'enabled' }, 1), 'switch "p2" from off to on'],
    [
      edit({ kind: 'state', to: 'disabled' }, 2),
      'switch "a policy without a name" from a state that is not known to off',
    ],
    [
      edit({ kind: 'operator', to: 'AND' }),
      'let "P" ask for all of its controls instead of one (AND instead of OR)',
    ],
    [
      edit({ kind: 'operator', to: 'OR' }),
      'let "P" ask for one of its controls instead of all (OR instead of AND)',
    ],
    [edit({ kind: 'removeControl', entry: 'mfa' }), 'no longer ask for multifactor authentication in "P"'],
    [
      edit({ kind: 'addControl', entry: 'compliantDevice', operator: 'AND' }),
      'ask for a compliant device too in "P"',
    ],
    [
      edit({ kind: 'addControl', entry: 'mfa', operator: 'OR' }),
      'take multifactor authentication instead in "P" (OR)',
    ],
    [edit({ kind: 'addClient', client: 'browser' }), 'extend "P" to sign-ins in a browser'],
    [edit({ kind: 'removeClient', client: 'odd' }), 'leave sign-ins of this kind out of "P"'],
    [edit({ kind: 'add', list: 'users.excludeUsers', value: 'adele' }), 'leave Adele out of "P"'],
    [
      edit({ kind: 'remove', list: 'users.excludeUsers', value: 'adele' }),
      'no longer leave Adele out of "P"',
    ],
    [
      edit({ kind: 'remove', list: 'users.excludeGroups', value: 'G' }),
      'no longer leave the group Group g out of "P"',
    ],
    [
      edit({ kind: 'remove', list: 'users.excludeRoles', value: '194ae4cb-b126-40b2-bd5b-6091b380977d' }),
      'no longer leave the role Security Administrator out of "P"',
    ],
    [edit({ kind: 'add', list: 'applications.includeApplications', value: 'x' }), 'extend "P" to email'],
    [
      edit({ kind: 'remove', list: 'applications.excludeApplications', value: 'Office365' }),
      'no longer leave Office 365 out of "P"',
    ],
    [
      edit({ kind: 'remove', list: 'applications.excludeApplications', value: 'All' }),
      'no longer leave every app out of "P"',
    ],
    [edit({ kind: 'add', list: 'platforms.excludePlatforms', value: 'macos' }), 'leave macOS out of "P"'],
    [edit({ kind: 'add', list: 'platforms.includePlatforms', value: 'all' }), 'extend "P" to every platform'],
    [edit({ kind: 'add', list: 'locations.includeLocations', value: 'All' }), 'extend "P" to every place'],
    [
      edit({ kind: 'remove', list: 'locations.excludeLocations', value: 'AllTrusted' }),
      'no longer leave the trusted places out of "P"',
    ],
    [
      edit({ kind: 'add', list: 'locations.excludeLocations', value: 'HQ' }),
      'leave the place Place hq out of "P"',
    ],
  ];
  for (const [change, words, more] of rows) {
    it(`say: ${words}`, () => {
      assert.equal(changesWords([change], telling(more)), words);
    });
  }

  it('number several', () => {
    const two: readonly Change[] = [
      { on: 'device', kind: 'registered' },
      { on: 'user', kind: 'accountEnabled' },
    ];
    assert.equal(
      changesWords(two, telling()),
      '(1) use a device that is registered and compliant (2) enable the account of Adele',
    );
  });
});

describe('the words of reach', () => {
  const reach = (people: Partial<Reach['people']>, more: Partial<Reach> = {}): Reach => ({
    people: { loses: 0, gains: 0, more: 0, less: 0, unclear: 0, ...people },
    onlyUnregistered: 0,
    devices: 0,
    exact: true,
    ...more,
  });
  const rows: readonly (readonly [reach: Reach | null, words: string])[] = [
    [null, 'whom else it would touch was not counted'],
    [reach({}), 'touches nobody else'],
    [reach({}, { exact: false }), 'touches nobody else that was counted'],
    [reach({}, { devices: 1 }), 'touches nobody else, but 1 other device of theirs too'],
    [
      reach({}, { devices: 2, exact: false }),
      'touches nobody else, but at least 2 other devices of theirs too',
    ],
    [reach({ loses: 1 }), '1 other person would lose email too'],
    [reach({ gains: 2 }, { exact: false }), 'at least 2 other people would reach email too'],
    [
      reach({ gains: 2 }, { onlyUnregistered: 2 }),
      '2 other people would reach email too, only on a device that is not registered',
    ],
    [
      reach({ loses: 3, more: 2, less: 1, unclear: 1 }, { onlyUnregistered: 4 }),
      '3 other people would lose email too, 2 would have more to do, 1 would have less to do and 1 would be touched in a way that is not known (4 of them only on a device that is not registered)',
    ],
  ];
  for (const [counted, words] of rows) {
    it(`say: ${words}`, () => {
      assert.equal(reachWords(counted, 'email'), words);
    });
  }
});

describe('the words of cost and of other ways', () => {
  it('name what is lost and what is dangerous', () => {
    assert.deepEqual(costWords({ lost: [], dangers: [] }), []);
    assert.deepEqual(costWords({ lost: ['A', 'B'], dangers: ['emergency', 'role', 'account'] }), [
      'weakens protection: "A" and "B"',
      'dangerous: the group is kept for emergencies',
      "dangerous: an administrator's role",
      'dangerous: somebody disabled the account; find out why first',
    ]);
  });

  it('say how else somebody would sign in', () => {
    const location = { id: 'hq', displayName: 'HQ', trusted: true, place: null };
    const ways: readonly (readonly [Otherwise, string])[] = [
      [{ kind: 'client', client: 'browser' }, 'in a browser'],
      [{ kind: 'platform', platform: 'iOS' }, 'from another device with iOS'],
      [{ kind: 'country', country: 'SE' }, 'from SE'],
      [{ kind: 'network', location }, 'from the network HQ'],
      [{ kind: 'ordinaryFlow' }, 'in an ordinary sign-in, without a device code or a transfer'],
      [{ kind: 'noRisk' }, 'in a sign-in that Entra sees no risk in'],
      [{ kind: 'device', other: OTHER }, 'from LT-2'],
    ];
    for (const [one, words] of ways) assert.equal(otherwiseWords([one]), words);
    assert.equal(
      otherwiseWords([
        { kind: 'country', country: 'SE' },
        { kind: 'device', other: OTHER },
      ]),
      'from SE and from LT-2',
    );
  });
});
