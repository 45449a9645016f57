import assert from 'node:assert/strict';
import type { ActionDefinition, Order, Preflight } from '../../../src/domain/actions/action.ts';
import { confirmCompromised } from '../../../src/domain/actions/confirm-compromised.ts';
import { disableUser } from '../../../src/domain/actions/disable-user.ts';
import { dismissRisk } from '../../../src/domain/actions/dismiss-risk.ts';
import { enableUser } from '../../../src/domain/actions/enable-user.ts';
import { revokeSessions } from '../../../src/domain/actions/revoke-sessions.ts';
import type { Population } from '../../../src/domain/tenant/population.ts';
import type { RiskyUser, User } from '../../../src/domain/tenant/user.ts';
import { ADELE_ID, ago, directoryDevice, signIn, user } from '../../fakes/sample-device.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const OTHER_ID = 'a0000000-0000-4000-8000-000000000002';
const order: Order = {
  target: { kind: 'user', id: ADELE_ID, name: 'Adele Vance', aadDeviceId: null },
  parameters: {},
};

type Overrides = Parameters<typeof fakePorts>[1];
function look(action: ActionDefinition, data: TenantData, overrides: Overrides = {}): Promise<Preflight> {
  return action.preflight(order, fakePorts({ users: [user()], ...data }, overrides), fixedClock());
}
const blockersOf = ({ blockers }: Preflight): string => blockers.map((one) => one.message).join(' ');
const shown = ({ evidence }: Preflight): string =>
  evidence.map(({ label, value }) => `${label}: ${value}`).join('\n');
const administrator: TenantData = {
  memberships: { [ADELE_ID]: { groups: [], roleTemplateIds: [GLOBAL_ADMINISTRATOR.toUpperCase()] } },
};

function population(part: Partial<Population> = {}): Population {
  return {
    takenAt: NOW.toISOString(),
    people: [user(), user({ id: OTHER_ID })],
    groups: new Map(),
    roles: new Map([[GLOBAL_ADMINISTRATOR, new Set([ADELE_ID, OTHER_ID])]]),
    devices: [],
    country: null,
    complete: { people: true, groups: true, roles: true, devices: true },
    gaps: [],
    ...part,
  };
}

function risky(part: Partial<RiskyUser> = {}): RiskyUser {
  return {
    riskLevel: 'high',
    riskState: 'atRisk',
    riskDetail: 'none',
    riskLastUpdatedDateTime: ago({ hours: 2 }),
    isProcessing: false,
    ...part,
  };
}

function policy(state: string, userRiskLevels: readonly string[], excludeUsers: readonly string[] = []) {
  return {
    id: `p-${state}`,
    displayName: 'CA08 leaked password',
    state,
    conditions: {
      users: { includeUsers: ['All'], excludeUsers: [...excludeUsers] },
      applications: { includeApplications: ['All'] },
      userRiskLevels: [...userRiskLevels],
    },
    grantControls: { operator: 'AND', builtInControls: ['mfa', 'passwordChange'] },
  };
}

function policies(...list: readonly ReturnType<typeof policy>[]): TenantData {
  return {
    snapshot: {
      takenAt: NOW.toISOString(),
      policies: list,
      namedLocations: [],
      authenticationStrengths: [],
      securityDefaultsEnabled: false,
    },
  };
}

describe('what is known of a person before anything is asked for', () => {
  it('is shown to the approver', async () => {
    const found = await look(revokeSessions, {
      riskyUsers: { [ADELE_ID]: risky() },
      devices: [1, 2, 3, 4].map((n) => directoryDevice({ id: `d${n}`, displayName: `LT-${n}` })),
      owners: { d1: [ADELE_ID], d2: [ADELE_ID], d3: [ADELE_ID], d4: [ADELE_ID] },
      signIns: [
        signIn({ errorCode: 50126, createdDateTime: ago({ minutes: 1 }) }),
        signIn({ createdDateTime: ago({ hours: 3 }) }),
      ],
    });
    assert.deepEqual(found.blockers, []);
    const lines = shown(found);
    assert.match(lines, /Account: enabled\n/);
    assert.match(lines, /Sign-in name: adele\.vance@/);
    assert.match(lines, /Directory roles: none/);
    assert.match(lines, /Account risk: at risk: high/);
    assert.match(lines, /Last sign-in: 3 h ago, .*\(Oslo, NO\)/);
    assert.match(lines, /Devices: LT-1, LT-2, LT-3 and 1 more/);
    assert.doesNotMatch(lines, /Warning/);
    assert.deepEqual(found.facts, {
      'Sign-in name': user().userPrincipalName,
      'Directory roles': 'none',
      'Account risk': 'at risk: high',
    });
  });

  it('is said to be unknown where a source is silent, and binds nothing then', async () => {
    const down = failing('upstream_timeout');
    const found = await look(
      revokeSessions,
      {},
      { directory: { riskyUser: down, devicesOf: down, signIns: down } },
    );
    const lines = shown(found);
    assert.match(lines, /Account risk: account risk not known/);
    assert.match(lines, /Last sign-in: not known\nDevices: not known/);
    assert.equal(found.facts['Account risk'], null);
  });

  it('says that there is none', async () => {
    const lines = shown(await look(revokeSessions, { users: [user({ jobTitle: null, department: null })] }));
    assert.match(lines, /Last sign-in: none among the last 20 that succeeded\nDevices: none registered/);
    assert.doesNotMatch(lines, /Position/);
    const odd = await look(revokeSessions, { users: [user({ accountEnabled: null, userType: 'Guest' })] });
    assert.match(shown(odd), /Account: state not known, guest/);
  });

  it('cannot do without the roles: they say who is protected', async () => {
    await assert.rejects(
      look(revokeSessions, {}, { directory: { memberships: failing('upstream_forbidden') } }),
    );
  });

  it('warns of a role, and lets the policy protect by it and by the sign-in name', async () => {
    const found = await look(revokeSessions, administrator);
    assert.match(shown(found), /Warning: Holds Global Administrator: Microsoft refuses it unless/);
    assert.deepEqual(found.protection, {
      tags: ['Global Administrator'],
      deviceValue: null,
      names: [user().userPrincipalName],
    });
    assert.equal(found.facts['Directory roles'], 'Global Administrator');
  });

  it('stops at a person who is not there any more', async () => {
    for (const action of [revokeSessions, disableUser, enableUser, confirmCompromised, dismissRisk]) {
      const found = await look(action, { users: [] });
      assert.equal(found.blockers[0]?.code, 'notFound', action.verb);
    }
  });
});

describe('whether sessions can be revoked', () => {
  it('not of somebody who signs in elsewhere', async () => {
    const guest = user({ userType: 'Guest', userPrincipalName: 'ben_fabrikam.example#EXT#@contoso.example' });
    const found = await look(revokeSessions, { users: [guest] });
    assert.match(blockersOf(found), /signs in at another organization/);
    assert.match(shown(found), /does not reach the account there/);
  });
  it('also of an account that is disabled', async () => {
    const found = await look(revokeSessions, { users: [user({ accountEnabled: false })] });
    assert.deepEqual(found.blockers, []);
    assert.match(found.warnings.join(), /disabled already/);
  });
});

describe('whether an account can be turned off or on', () => {
  const rows: readonly (readonly [ActionDefinition, Partial<User>, RegExp | null])[] = [
    [disableUser, {}, null],
    [disableUser, { accountEnabled: false }, /^The account is disabled already\.$/],
    [disableUser, { onPremisesSyncEnabled: true }, /mastered on-premises: disable it in Active Directory/],
    [disableUser, { accountEnabled: null }, null],
    [enableUser, { accountEnabled: false }, null],
    [enableUser, {}, /^The account is enabled already\.$/],
    [enableUser, { accountEnabled: false, onPremisesSyncEnabled: true }, /enable it in Active Directory/],
  ];
  for (const [action, part, why] of rows) {
    it(`${action.verb} with ${JSON.stringify(part)}: ${why === null ? 'yes' : 'no'}`, async () => {
      const found = await look(action, { users: [user(part)], population: population() });
      if (why === null) assert.equal(blockersOf(found), '');
      else assert.match(blockersOf(found), why);
      const done = /already/.test(blockersOf(found));
      assert.equal(found.underWay?.status, done ? 'Succeeded' : undefined);
    });
  }

  it('is never the last Global Administrator', async () => {
    const two = { ...administrator, population: population() };
    assert.equal(blockersOf(await look(disableUser, two)), '');
    for (const people of [[user()], [user(), user({ id: OTHER_ID, accountEnabled: false })]]) {
      const last = await look(disableUser, { ...administrator, population: population({ people }) });
      assert.match(blockersOf(last), /No other enabled account is Global Administrator/);
    }
    const roles = { complete: { people: true, groups: true, roles: false, devices: true } };
    for (const held of [{}, { population: population(roles) }]) {
      const unknown = await look(disableUser, { ...administrator, ...held });
      assert.match(unknown.warnings.join(), /Whether anybody else is Global Administrator is not known/);
    }
  });

  it('is never an emergency account', async () => {
    const kept = { ...policies(policy('enabled', [], [ADELE_ID])), population: population() };
    const found = await look(disableUser, kept);
    assert.match(blockersOf(found), /emergency account .* does not take away the way back in/);
    assert.match(shown(await look(revokeSessions, kept)), /looks like an emergency account/);
    assert.deepEqual((await look(revokeSessions, kept)).blockers, []);
    const plain = { ...policies(policy('enabled', [])), population: population() };
    assert.deepEqual((await look(disableUser, plain)).warnings, []);
    const silent = await look(disableUser, kept, {
      accessPolicies: { snapshot: failing('upstream_timeout') },
    });
    assert.match(silent.warnings.join(), /Whether it is an emergency account is not known/);
  });

  it('warns that an account with open risk is let in again', async () => {
    const off = { users: [user({ accountEnabled: false })] };
    const open = await look(enableUser, { ...off, riskyUsers: { [ADELE_ID]: risky() } });
    assert.match(open.warnings.join(), /still open \(at risk: high\)/);
    assert.deepEqual((await look(enableUser, off)).warnings, []);
    const silent = await look(enableUser, off, { directory: { riskyUser: failing('upstream_forbidden') } });
    assert.match(silent.warnings.join(), /risk is not known/);
  });
});

describe('whether risk can be judged', () => {
  const withRisk = (part: Partial<RiskyUser> | null): TenantData => ({
    riskyUsers: part === null ? {} : { [ADELE_ID]: risky(part) },
  });

  it('needs the answer of Identity Protection', async () => {
    for (const action of [confirmCompromised, dismissRisk]) {
      await assert.rejects(look(action, {}, { directory: { riskyUser: failing('upstream_forbidden') } }));
    }
  });
  it('is confirmed for anybody who is not confirmed yet', async () => {
    for (const part of [null, {}, { riskState: 'dismissed' }]) {
      assert.equal(blockersOf(await look(confirmCompromised, withRisk(part))), '');
    }
    const done = await look(confirmCompromised, withRisk({ riskState: 'confirmedCompromised' }));
    assert.match(blockersOf(done), /confirmed as compromised already/);
    assert.deepEqual([done.underWay?.status, done.underWay?.ours], ['Succeeded', false]);
  });
  it('is dismissed where there is something to dismiss', async () => {
    assert.equal(blockersOf(await look(dismissRisk, withRisk({}))), '');
    const confirmed = await look(dismissRisk, withRisk({ riskState: 'confirmedCompromised' }));
    assert.equal(blockersOf(confirmed), '');
    assert.match(confirmed.warnings.join(), /make sure that they agree/);
    assert.match(blockersOf(await look(dismissRisk, withRisk(null))), /no account risk on record/);
    const done = await look(dismissRisk, withRisk({ riskState: 'dismissed' }));
    assert.match(blockersOf(done), /nothing to dismiss: no account risk now \(dismissed\)/);
    assert.equal(done.underWay?.status, 'Succeeded');
  });
  it('waits for a verdict that is being carried out, and takes it for its own after its own call', async () => {
    for (const action of [confirmCompromised, dismissRisk]) {
      const data = withRisk({ isProcessing: true });
      const found = await look(action, data);
      assert.match(blockersOf(found), /carrying out a verdict.*Ask again in a minute/);
      assert.equal(found.underWay, null);
      const sent = { ...order, sentAt: ago({ minutes: 1 }) };
      const after = await action.preflight(sent, fakePorts({ users: [user()], ...data }), fixedClock());
      assert.deepEqual([after.underWay?.status, after.underWay?.ours], ['InProgress', true]);
    }
  });
  it('says which policies look at it, and that without one it keeps nobody out', async () => {
    const none = policies(policy('enabled', []), policy('disabled', ['high']));
    assert.match((await look(confirmCompromised, none)).warnings.join(), /this keeps nobody out/);
    const some = policies(...[1, 2, 3, 4].map(() => policy('enabled', ['medium', 'high'])));
    assert.match(
      (await look(confirmCompromised, some)).warnings.join(),
      /looked at by “CA08 leaked password”, .* and 1 more\./,
    );
    const silent = { accessPolicies: { snapshot: failing('upstream_timeout') } };
    assert.match((await look(confirmCompromised, {}, silent)).warnings.join(), /could not be read/);
  });
  it('warns of guests', async () => {
    const guest = user({ userType: 'Guest', creationType: 'Invitation' });
    const found = await look(confirmCompromised, { users: [guest] });
    assert.match(found.warnings.join(), /Risk of guests is kept where they sign in/);
  });
});
