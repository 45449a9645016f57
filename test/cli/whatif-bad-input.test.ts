import assert from 'node:assert/strict';
import { EXCHANGE, QUIET, policy, whatifFolder } from './whatif-folder.ts';

describe('drawbridge whatif, given bad input', () => {
  const { put, run, one } = whatifFolder();
  const ADELE = { user: 'adele', app: EXCHANGE, ...QUIET };

  async function toldOf(
    raw: object,
    given: object = {},
  ): Promise<readonly [outcome: string | undefined, ...told: readonly string[]]> {
    await put('conditionalAccessPolicies.json', [raw]);
    const { lines, notes } = await run([{ id: 'c', given: { ...ADELE, ...given } }]);
    const named = lines[0]?.missing?.includes('policy:p1') === true;
    assert.equal(named, notes.length > 0, 'the field is told where the policy is named');
    return [
      lines[0]?.outcome,
      ...notes.map((note) => note.replace('drawbridge: policy "p1" (p1) is not understood: ', '').trimEnd()),
    ];
  }

  it('answers every good case in order, makes each bad one an error object, and ends with 1', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1')]);
    const { lines, code } = await run([
      { id: 1, given: ADELE },
      { id: 2, given: { ...ADELE, user: 'nobody' } },
      { id: 3, given: { ...ADELE, ip: 'here' } },
      null,
      { id: 5, given: null },
      { id: 6, given: { ...ADELE, userRisk: ['high'] } },
      { id: 7, given: ADELE },
    ]);
    assert.equal(code, 1);
    assert.deepEqual(
      lines.map(({ id, outcome, error }) => [id, outcome ?? (error === undefined ? 'no answer' : 'error')]),
      [
        [1, 'allowedWithControls'],
        [2, 'error'],
        [3, 'error'],
        [null, 'error'],
        [5, 'error'],
        [6, 'error'],
        [7, 'allowedWithControls'],
      ],
    );
    for (const line of lines) {
      if (line.error !== undefined) assert.deepEqual(Object.keys(line), ['id', 'error']);
    }
  });

  const open: readonly (readonly [what: string, raw: object, told: string])[] = [
    [
      'an unknown condition',
      policy('p1', { times: { includeAllTimes: true } }),
      'conditions.times: a member that is not known',
    ],
    [
      'an unknown member of a condition',
      policy('p1', { users: { includeUsers: ['All'], excludeTeams: ['t'] } }),
      'conditions.users.excludeTeams: a member that is not known',
    ],
    [
      'an unknown client',
      policy('p1', { clientAppTypes: ['agent'] }),
      'conditions.clientAppTypes: "agent" is not known',
    ],
    [
      'an unknown state',
      policy('p1', {}, ['mfa'], 'partiallyEnabled'),
      'state: "partiallyEnabled" is not known',
    ],
    [
      'an unknown control',
      policy('p1', {}, ['retinaScan']),
      'grantControls.builtInControls: "retinaScan" is not known',
    ],
    [
      'a place that is gone',
      policy('p1', { locations: { includeLocations: ['gone'] } }),
      'conditions.locations.includeLocations: no named location "gone"',
    ],
    [
      'a text where a list is expected',
      policy('p1', { users: { includeUsers: 'All' } }),
      'conditions.users.includeUsers: not a list of texts',
    ],
    [
      'a list of something else',
      policy('p1', { platforms: { includePlatforms: [7] } }),
      'conditions.platforms.includePlatforms: not a list of texts',
    ],
    [
      'a device rule that cannot be read: with the place of the fault',
      policy('p1', {
        devices: {
          deviceFilter: { mode: 'include', rule: 'device.model -eq "a" -and (device.isCompliant -eq True' },
        },
      }),
      'conditions.devices.deviceFilter.rule: expected ")" (character 55)',
    ],
    [
      'a device rule whose quotation mark is not closed',
      policy('p1', { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -eq "a' } } }),
      'conditions.devices.deviceFilter.rule: the quotation mark is not closed (character 18)',
    ],
    [
      'an attribute in a device rule that is not known',
      policy('p1', { devices: { deviceFilter: { mode: 'include', rule: 'device.colour -eq "blue"' } } }),
      'conditions.devices.deviceFilter.rule: device.colour is not known',
    ],
  ];
  for (const [what, raw, told] of open) {
    it(`names policy and field for ${what}`, async () => {
      assert.deepEqual(await toldOf(raw, { device: { isCompliant: true } }), ['undetermined', told]);
    });
  }

  it('says nothing of a field that does not matter to any case', async () => {
    const raw = policy('p1', { times: { x: 1 }, platforms: { includePlatforms: ['iOS'] } });
    assert.deepEqual(await toldOf(raw), ['allowed']);
    assert.deepEqual(await toldOf(raw, { platform: 'iOS' }), [
      'undetermined',
      'conditions.times: a member that is not known',
    ]);
  });

  it('tells a field once, however many cases it leaves open', async () => {
    await put('conditionalAccessPolicies.json', [
      policy('p1', {}, ['retinaScan']),
      policy('p2', {}, ['earScan']),
    ]);
    const { notes } = await run([1, 2, 3].map((id) => ({ id, given: ADELE })));
    assert.deepEqual(
      notes.map((note) => /\((p\d)\).*"(\w+)"/.exec(note)?.slice(1)),
      [
        ['p1', 'retinaScan'],
        ['p2', 'earScan'],
      ],
    );
  });

  it('tells a hostile value without what drives a terminal, and not at any length', async () => {
    const hostile = `\u001b[2J\u009b${'x'.repeat(5_000)}`;
    await put('conditionalAccessPolicies.json', [{ ...policy('p1', {}, [hostile]), id: 'p\u001b1' }]);
    const { notes } = await run([{ id: 1, given: ADELE }]);
    assert.equal(notes.length, 1);
    assert.doesNotMatch(notes.join('').trimEnd(), /\p{Cc}/u);
    assert.ok(notes.join('').length < 250);
  });

  it('reads null where a list is expected as an empty list', async () => {
    const users = { includeUsers: ['All'], excludeUsers: null, includeGroups: null, excludeRoles: null };
    const raw = policy('p1', {
      users,
      platforms: { includePlatforms: null, excludePlatforms: null },
      signInRiskLevels: null,
      insiderRiskLevels: null,
      authenticationFlows: null,
    });
    assert.deepEqual(await toldOf(raw), ['allowedWithControls']);
    const nobody = policy('p1', { users: { includeUsers: null } });
    assert.deepEqual(await toldOf(nobody), ['allowed']);
  });

  it('reads flags as one text, each of them', async () => {
    const insider = policy('p1', { insiderRiskLevels: 'moderate,elevated' }, ['block']);
    assert.deepEqual(await toldOf(insider, { insiderRisk: 'elevated' }), ['blocked']);
    assert.deepEqual(await toldOf(insider, { insiderRisk: 'minor' }), ['allowed']);
    const flows = policy(
      'p1',
      { authenticationFlows: { transferMethods: 'deviceCodeFlow,authenticationTransfer' } },
      ['block'],
    );
    assert.deepEqual(await toldOf(flows, { authFlow: 'authenticationTransfer' }), ['blocked']);
    assert.deepEqual(await toldOf(flows, { authFlow: null }), ['allowed']);
    const kinds = { guestOrExternalUserTypes: 'internalGuest,b2bCollaborationGuest', externalTenants: null };
    const guests = policy('p1', { users: { includeGuestsOrExternalUsers: kinds } }, ['block']);
    assert.deepEqual(await toldOf(guests, { user: 'guest' }), ['blocked']);
    assert.deepEqual(await toldOf(guests), ['allowed']);
    const strange = policy('p1', { insiderRiskLevels: 'moderate,critical' }, ['block']);
    assert.deepEqual(await toldOf(strange, { insiderRisk: 'moderate' }), ['blocked']);
    assert.deepEqual(await toldOf(strange, { insiderRisk: 'none' }), [
      'undetermined',
      'conditions.insiderRiskLevels: "critical" is not known',
    ]);
  });

  it('knows that nobody is a member of a group that is deleted', async () => {
    await put('conditionalAccessPolicies.json', [
      policy('in', { users: { includeGroups: ['deleted'] } }, ['block']),
      policy('out', { users: { includeUsers: ['All'], excludeGroups: ['deleted'] } }),
    ]);
    const line = await one({});
    assert.deepEqual(
      [line.outcome, line.applied, line.notApplied],
      ['allowedWithControls', ['out'], { in: 'users' }],
    );
  });

  it('evaluates the rest: a certain block wins, and what is known of a list decides', async () => {
    await put('conditionalAccessPolicies.json', [
      policy('p1', { times: { x: 1 } }),
      policy('p2', {}, ['block']),
    ]);
    assert.equal((await one({})).outcome, 'blocked');
    await put('conditionalAccessPolicies.json', [policy('p1', { clientAppTypes: ['agent', 'browser'] })]);
    assert.equal((await one({})).outcome, 'allowedWithControls');
  });

  it('takes anything at all in the place of a policy', async () => {
    const anything = [
      {},
      { id: 'x' },
      { id: 'y', state: 'enabled', conditions: [] },
      { conditions: { users: 7 }, grantControls: [1] },
      { id: 'z', state: ['enabled'], grantControls: { operator: 'OR', builtInControls: ['block'] } },
    ];
    await put('conditionalAccessPolicies.json', anything);
    const { lines, code } = await run([{ id: 1, given: ADELE }]);
    assert.deepEqual([lines[0]?.outcome, lines[0]?.missing, code], ['undetermined', ['policy:z'], 0]);
  });
});
