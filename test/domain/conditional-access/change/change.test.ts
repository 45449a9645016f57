// Each kind of change as a pair: the change that turns the outcome, and the one next to it that does not.
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import type { Change } from '../../../../src/domain/conditional-access/change/change.ts';
import { applyChange } from '../../../../src/domain/conditional-access/change/change.ts';
import type { PolicyEdit } from '../../../../src/domain/conditional-access/change/policy-edit.ts';
import { editPolicy } from '../../../../src/domain/conditional-access/change/policy-edit.ts';
import { AZURE_PORTAL, EXCHANGE, device, granting, person, policy, run, signIn } from '../builders.ts';
import { LOCATIONS } from '../random-policies.ts';

type Row = readonly [
  what: string,
  raw: JsonObject,
  facts: Partial<SignInFacts>,
  turning: Change,
  turned: string,
  near: Change,
];

const BLOCK = policy();
const edit = (change: PolicyEdit): Change => ({ on: 'policy', index: 0, edit: change });
const OTHER = { deviceId: 'd2', name: 'LT-2', intuneManaged: true } as const;
const broken = device({ isCompliant: false });

const ROWS: readonly Row[] = [
  [
    'a device that becomes compliant',
    policy({}, granting('OR', ['compliantDevice'])),
    { device: broken },
    { on: 'device', kind: 'compliant', to: true },
    'allowed',
    { on: 'device', kind: 'hybridJoined' },
  ],
  [
    'a device that stops being compliant',
    policy({}, granting('OR', ['compliantDevice'])),
    { device: device() },
    { on: 'device', kind: 'compliant', to: false },
    'blocked',
    { on: 'device', kind: 'compliant', to: true },
  ],
  [
    'a registered device where none was',
    policy({}, granting('OR', ['compliantDevice'])),
    { device: null },
    { on: 'device', kind: 'registered' },
    'allowed',
    // What is not registered cannot become compliant.
    { on: 'device', kind: 'compliant', to: true },
  ],
  [
    'a hybrid join',
    policy({}, granting('OR', ['domainJoinedDevice'])),
    { device: broken },
    { on: 'device', kind: 'hybridJoined' },
    'allowed',
    { on: 'device', kind: 'compliant', to: true },
  ],
  [
    'another device',
    policy({ platforms: { includePlatforms: ['windows'], excludePlatforms: [] } }),
    { device: broken, platform: 'windows' },
    { on: 'device', kind: 'other', other: { ...OTHER, device: device(), platform: 'macOS' } },
    'allowed',
    { on: 'device', kind: 'other', other: { ...OTHER, device: device(), platform: 'windows' } },
  ],
  [
    'leaving a group that is included',
    policy({ users: { includeGroups: ['g'] } }),
    { user: person({ groups: ['g', 'h'] }) },
    { on: 'user', kind: 'leaveGroup', group: 'g', direct: true },
    'allowed',
    { on: 'user', kind: 'leaveGroup', group: 'h', direct: true },
  ],
  [
    'leaving a group that is excluded',
    policy({ users: { includeUsers: ['All'], excludeGroups: ['h'] } }),
    { user: person({ nestedGroups: ['h'] }) },
    { on: 'user', kind: 'leaveGroup', group: 'h', direct: false },
    'blocked',
    { on: 'user', kind: 'leaveGroup', group: 'g', direct: true },
  ],
  [
    'joining a group that is excluded',
    policy({ users: { includeUsers: ['All'], excludeGroups: ['h'] } }),
    {},
    { on: 'user', kind: 'joinGroup', group: 'h' },
    'allowed',
    { on: 'user', kind: 'joinGroup', group: 'g' },
  ],
  [
    'giving up a role',
    policy({ users: { includeRoles: ['r'] } }),
    { user: person({ roles: ['r', 's'] }) },
    { on: 'user', kind: 'giveUpRole', role: 'r' },
    'allowed',
    { on: 'user', kind: 'giveUpRole', role: 's' },
  ],
  [
    'a user risk that is remediated',
    policy({ userRiskLevels: ['high'] }),
    { userRisk: 'high' },
    { on: 'user', kind: 'riskRemediated' },
    'allowed',
    { on: 'user', kind: 'accountEnabled' },
  ],
  [
    'a policy that is switched to report-only',
    BLOCK,
    {},
    edit({ kind: 'state', to: 'enabledForReportingButNotEnforced' }),
    'allowed',
    edit({ kind: 'state', to: 'enabled' }),
  ],
  [
    'a report-only policy that is switched on',
    policy({}, { state: 'enabledForReportingButNotEnforced' }),
    {},
    edit({ kind: 'state', to: 'enabled' }),
    'blocked',
    edit({ kind: 'state', to: 'disabled' }),
  ],
  [
    'OR that becomes AND',
    policy({}, granting('OR', ['mfa', 'compliantDevice'])),
    { device: broken },
    edit({ kind: 'operator', to: 'AND' }),
    'blocked',
    edit({ kind: 'operator', to: 'OR' }),
  ],
  [
    'AND that becomes OR',
    policy({}, granting('AND', ['mfa', 'compliantDevice'])),
    { device: broken },
    edit({ kind: 'operator', to: 'OR' }),
    'allowedWithControls',
    edit({ kind: 'operator', to: 'AND' }),
  ],
  [
    'a control that is no longer asked for',
    policy({}, granting('AND', ['mfa', 'compliantDevice'])),
    { device: broken },
    edit({ kind: 'removeControl', entry: 'compliantDevice' }),
    'allowedWithControls',
    edit({ kind: 'removeControl', entry: 'mfa' }),
  ],
  [
    'terms of use that are no longer asked for',
    policy({}, granting('OR', [], { termsOfUse: ['t', 'u'] })),
    { clientAppType: 'other' },
    edit({ kind: 'state', to: 'disabled' }),
    'allowed',
    edit({ kind: 'removeControl', entry: 'termsOfUse:t' }),
  ],
  [
    'an authentication strength that is no longer asked for',
    policy({}, granting('OR', [], { authenticationStrength: { id: 's' } })),
    {},
    edit({ kind: 'removeControl', entry: 'authenticationStrength:s' }),
    'allowed',
    edit({ kind: 'removeControl', entry: 'mfa' }),
  ],
  [
    'a custom factor that is no longer asked for',
    policy({}, granting('OR', [], { customAuthenticationFactors: ['f'] })),
    {},
    edit({ kind: 'removeControl', entry: 'customAuthenticationFactor:f' }),
    'allowed',
    edit({ kind: 'removeControl', entry: 'customAuthenticationFactor:other' }),
  ],
  [
    'a control more',
    policy({}, granting('OR', ['mfa'])),
    { device: broken },
    edit({ kind: 'addControl', entry: 'compliantDevice', operator: 'AND' }),
    'blocked',
    edit({ kind: 'addControl', entry: 'compliantDevice', operator: 'OR' }),
  ],
  [
    'a control in place of another',
    policy({}, granting('OR', ['compliantDevice'])),
    { device: broken },
    edit({ kind: 'addControl', entry: 'mfa', operator: 'OR' }),
    'allowedWithControls',
    edit({ kind: 'addControl', entry: 'mfa', operator: 'AND' }),
  ],
  [
    'a person who is excluded',
    BLOCK,
    {},
    edit({ kind: 'add', list: 'users.excludeUsers', value: 'adele' }),
    'allowed',
    edit({ kind: 'add', list: 'users.excludeUsers', value: 'diego' }),
  ],
  [
    'an exclusion that ends, in any case of its letters',
    policy({ users: { includeUsers: ['All'], excludeGroups: ['H'] } }),
    { user: person({ groups: ['h'] }) },
    edit({ kind: 'remove', list: 'users.excludeGroups', value: 'h' }),
    'blocked',
    edit({ kind: 'remove', list: 'users.excludeGroups', value: 'g' }),
  ],
  [
    'a role whose exclusion ends',
    policy({ users: { includeUsers: ['All'], excludeRoles: ['r'] } }),
    { user: person({ roles: ['r'] }) },
    edit({ kind: 'remove', list: 'users.excludeRoles', value: 'r' }),
    'blocked',
    edit({ kind: 'remove', list: 'users.excludeUsers', value: 'adele' }),
  ],
  [
    'a platform that is left out of a policy on all',
    BLOCK,
    { platform: 'macOS' },
    edit({ kind: 'add', list: 'platforms.excludePlatforms', value: 'macOS' }),
    'allowed',
    edit({ kind: 'add', list: 'platforms.excludePlatforms', value: 'windows' }),
  ],
  [
    'a platform that a policy is extended to',
    policy({ platforms: { includePlatforms: ['windows'], excludePlatforms: [] } }),
    { platform: 'macOS' },
    edit({ kind: 'add', list: 'platforms.includePlatforms', value: 'macOS' }),
    'blocked',
    edit({ kind: 'add', list: 'platforms.includePlatforms', value: 'iOS' }),
  ],
  [
    'a kind of client that is left out',
    BLOCK,
    { clientAppType: 'browser' },
    edit({ kind: 'removeClient', client: 'browser' }),
    'allowed',
    edit({ kind: 'removeClient', client: 'other' }),
  ],
  [
    'a kind of client that a policy is extended to',
    policy({ clientAppTypes: ['other'] }),
    { clientAppType: 'browser' },
    edit({ kind: 'addClient', client: 'browser' }),
    'blocked',
    edit({ kind: 'addClient', client: 'exchangeActiveSync' }),
  ],
  [
    'a place that is left out',
    BLOCK,
    { country: 'SE' },
    edit({ kind: 'add', list: 'locations.excludeLocations', value: 'north' }),
    'allowed',
    edit({ kind: 'add', list: 'locations.includeLocations', value: 'north' }),
  ],
  [
    'a place that is no longer left out',
    policy({ locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } }),
    {},
    edit({ kind: 'remove', list: 'locations.excludeLocations', value: 'alltrusted' }),
    'blocked',
    edit({ kind: 'remove', list: 'locations.excludeLocations', value: 'north' }),
  ],
  [
    'an app that is left out',
    BLOCK,
    {},
    edit({ kind: 'add', list: 'applications.excludeApplications', value: EXCHANGE }),
    'allowed',
    edit({ kind: 'add', list: 'applications.excludeApplications', value: AZURE_PORTAL }),
  ],
  [
    'an app that a policy is extended to',
    policy({ applications: { includeApplications: [AZURE_PORTAL] } }),
    {},
    edit({ kind: 'add', list: 'applications.includeApplications', value: EXCHANGE }),
    'blocked',
    edit({ kind: 'remove', list: 'applications.excludeApplications', value: EXCHANGE }),
  ],
];

describe('a change', () => {
  for (const [what, raw, changes, turning, turned, near] of ROWS) {
    it(`turns the outcome: ${what}`, () => {
      const facts = signIn(changes);
      const verdict = (list: readonly JsonObject[], signs: SignInFacts): string =>
        run(list, signs, LOCATIONS).outcome.verdict;
      const before = verdict([raw], facts);
      const after = (change: Change): string => {
        const { policies, facts: then } = applyChange(change, { facts, policies: [raw] });
        return verdict(policies, then);
      };
      assert.equal(after(turning), turned);
      assert.notEqual(turned, before);
      assert.equal(after(near), before);
    });
  }

  it('leaves alone what it does not concern, unknown members included', () => {
    const raw = { ...policy({ strange: { a: 1 } }), sessionControls: { signInFrequency: null }, odd: 7 };
    const edited = editPolicy(raw, { kind: 'add', list: 'users.excludeUsers', value: 'diego' });
    assert.deepEqual(edited, {
      ...raw,
      conditions: {
        ...((raw as JsonObject)['conditions'] as JsonObject),
        users: { includeUsers: ['All'], excludeUsers: ['diego'] },
      },
    });
    assert.deepEqual((raw as JsonObject)['conditions'], policy({ strange: { a: 1 } })['conditions']);
  });

  it('makes no policy readable that is not', () => {
    const raw: JsonObject = { id: 'p', state: 'enabled', conditions: 'none', grantControls: null };
    assert.equal(editPolicy(raw, { kind: 'addClient', client: 'browser' }), raw);
    assert.deepEqual(editPolicy(raw, { kind: 'addControl', entry: 'mfa', operator: 'OR' })['grantControls'], {
      operator: 'OR',
      builtInControls: ['mfa'],
    });
  });

  it('says nothing of memberships that are not known', () => {
    const facts = signIn({ user: { ...person(), groups: undefined, roles: undefined } });
    const changes: readonly Change[] = [
      { on: 'user', kind: 'leaveGroup', group: 'g', direct: true },
      { on: 'user', kind: 'joinGroup', group: 'g' },
      { on: 'user', kind: 'giveUpRole', role: 'r' },
    ];
    for (const change of changes) assert.equal(applyChange(change, { facts, policies: [] }).facts, facts);
  });

  it('knows nothing of a device that would be registered but what is asked of it', () => {
    const rule = policy({
      devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "ThinkPad"' } },
    });
    const { facts } = applyChange({ on: 'device', kind: 'registered' }, { facts: signIn(), policies: [] });
    assert.equal(run([rule], facts).outcome.verdict, 'undetermined');
  });
});
