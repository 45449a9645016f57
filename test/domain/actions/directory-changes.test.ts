import assert from 'node:assert/strict';
import type { ActionDefinition, Order } from '../../../src/domain/actions/action.ts';
import { confirmCompromised } from '../../../src/domain/actions/confirm-compromised.ts';
import { disableDevice } from '../../../src/domain/actions/disable-device.ts';
import { disableUser } from '../../../src/domain/actions/disable-user.ts';
import { dismissRisk } from '../../../src/domain/actions/dismiss-risk.ts';
import { enableDevice } from '../../../src/domain/actions/enable-device.ts';
import { enableUser } from '../../../src/domain/actions/enable-user.ts';
import { revokeSessions } from '../../../src/domain/actions/revoke-sessions.ts';
import type { Verification } from '../../../src/domain/approvals/request.ts';
import type { DirectoryOrders } from '../../../src/domain/ports/tenant.ts';
import type { RiskyUser } from '../../../src/domain/tenant/user.ts';
import {
  ADELE_ID,
  OBJECT_ID,
  ago,
  directoryDevice,
  machine,
  signIn,
  user,
} from '../../fakes/sample-device.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock, upstreamError } from '../../fakes/tenant-ports.ts';

const person: Order = {
  target: { kind: 'user', id: ADELE_ID, name: 'Adele Vance', aadDeviceId: null },
  parameters: {},
};
const device: Order = {
  target: { kind: 'device', id: OBJECT_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: {},
};
const SENT = ago({ minutes: 2 });

function risky(part: Partial<RiskyUser>): RiskyUser {
  return {
    riskLevel: 'high',
    riskState: 'atRisk',
    riskDetail: null,
    riskLastUpdatedDateTime: ago({ days: 1 }),
    isProcessing: false,
    ...part,
  };
}

describe('what is sent to Entra ID', () => {
  const rows: readonly (readonly [ActionDefinition, Order, keyof DirectoryOrders, object, string])[] = [
    [revokeSessions, person, 'revokeSessions', { userId: ADELE_ID }, 'Succeeded'],
    [disableUser, person, 'setUserEnabled', { userId: ADELE_ID, enabled: false }, 'Succeeded'],
    [enableUser, person, 'setUserEnabled', { userId: ADELE_ID, enabled: true }, 'Succeeded'],
    [confirmCompromised, person, 'confirmCompromised', { userId: ADELE_ID }, 'Pending'],
    [dismissRisk, person, 'dismissRisk', { userId: ADELE_ID }, 'Pending'],
    [disableDevice, device, 'setDeviceEnabled', { deviceObjectId: OBJECT_ID, enabled: false }, 'Succeeded'],
    [enableDevice, device, 'setDeviceEnabled', { deviceObjectId: OBJECT_ID, enabled: true }, 'Succeeded'],
  ];
  for (const [action, order, operation, input, status] of rows) {
    it(`is what was ordered: ${action.verb}`, async () => {
      const sent: object[] = [];
      const take = (one: object): Promise<void> => {
        sent.push(one);
        return Promise.resolve();
      };
      const ports = fakePorts({}, { directory: { [operation]: take } });
      const receipt = await action.start(order, 'a comment that has no place', ports);
      assert.deepEqual(sent, [input]);
      assert.deepEqual(receipt, { upstreamId: order.target.id, status, note: null, ours: true });
      assert.match(action.effect(order), new RegExp(order.target.name));
      assert.equal(await action.findLive(order, ports), null);
      const refused = fakePorts({}, { directory: { [operation]: failing('upstream_forbidden') } });
      await assert.rejects(action.start(order, '', refused));
    });
  }

  it('has no comment to be found by, and was done when Entra answered', async () => {
    for (const [action, order] of [
      [disableUser, person],
      [enableUser, person],
      [disableDevice, device],
    ] as const) {
      const ports = fakePorts();
      assert.equal(await action.findOwn({ ...order, sentAt: SENT }, 'R-7F3K2', ports), null);
      assert.equal((await action.poll(order.target.id, order, ports))?.status, 'Succeeded');
      assert.equal(action.byState, true);
    }
  });
});

describe('revoked sessions', () => {
  const from = (at: string | null, more: TenantData = {}): TenantData =>
    at === null ? more : { ...more, sessionsValidFrom: { [ADELE_ID]: at } };
  const find = (order: Order, at: string | null) =>
    revokeSessions.findOwn(order, 'R-7F3K2', fakePorts(from(at)));

  it('are found again by their time, a minute of difference between the clocks allowed', async () => {
    const sent = { ...person, sentAt: SENT };
    assert.equal(await find(person, ago({ minutes: 1 })), null);
    assert.equal(await find(sent, null), null);
    assert.equal(await find(sent, ago({ minutes: 4 })), null);
    for (const minutes of [3, 2, 1]) {
      assert.equal((await find(sent, ago({ minutes })))?.status, 'Succeeded', `${minutes}`);
    }
  });

  const proof = (
    data: TenantData,
    since = ago({ minutes: 1 }),
    overrides: Parameters<typeof fakePorts>[1] = {},
  ): Promise<Verification> =>
    revokeSessions.verify(
      { ...person, sentAt: SENT },
      ADELE_ID,
      since,
      fakePorts(data, overrides),
      fixedClock(),
    );

  it('are proved by what Entra says of them since, and told with what the log has', async () => {
    const at = ago({ minutes: 2 });
    const quiet = await proof(from(at, { signIns: [signIn({ createdDateTime: ago({ hours: 1 }) })] }));
    assert.equal(quiet.verified, 'yes');
    assert.match(
      quiet.evidence ?? '',
      /sessions that began before 2026-11-22 08:58 UTC \(2 min ago\) are invalid/,
    );
    assert.match(quiet.evidence ?? '', /log, which comes minutes late, lists none since that succeeded\.$/);
    const back = await proof(from(at, { signIns: [signIn({ createdDateTime: ago({ minutes: 1 }) })] }));
    assert.equal(back.verified, 'yes');
    assert.match(back.evidence ?? '', /lists one since that succeeded: 1 min ago, .*from/);
    const dark = await proof(from(at), undefined, { directory: { signIns: failing('upstream_forbidden') } });
    assert.match(dark.evidence ?? '', /invalid; the sign-in log could not be read\.$/);
  });
  it('are not proved by an older revocation', async () => {
    for (const at of [ago({ hours: 5 }), null]) {
      assert.equal((await proof(from(at))).verified, 'pending');
      assert.equal((await proof(from(at), ago({ hours: 1 }))).verified, 'no');
    }
  });
  it('are measured by the end of the action where nobody noted the sending', async () => {
    const ports = fakePorts(from(ago({ minutes: 2 })));
    const found = (since: string) => revokeSessions.verify(person, ADELE_ID, since, ports, fixedClock());
    assert.equal((await found(ago({ minutes: 2 }))).verified, 'yes');
    assert.equal((await found(ago({ minutes: 0 }))).verified, 'pending');
  });
});

describe('the proof of an account that was turned off or on', () => {
  const rows: readonly (readonly [
    ActionDefinition,
    boolean | null,
    string,
    Verification['verified'],
    RegExp,
  ])[] = [
    [disableUser, false, ago({ minutes: 1 }), 'yes', /says that the account is disabled; the sign-in log/],
    [disableUser, true, ago({ minutes: 1 }), 'pending', /not proven: .* the account is enabled so far\.$/],
    [disableUser, true, ago({ hours: 1 }), 'no', /the account is enabled\.$/],
    [disableUser, null, ago({ hours: 1 }), 'no', /does not say whether the account is enabled\.$/],
    [enableUser, true, ago({ minutes: 1 }), 'yes', /says that the account is enabled\.$/],
    [enableUser, false, ago({ hours: 1 }), 'no', /the account is disabled\.$/],
  ];
  for (const [action, accountEnabled, since, verified, evidence] of rows) {
    it(`of ${action.verb} is ${verified} when it is ${String(accountEnabled)}`, async () => {
      const ports = fakePorts({ users: [user({ accountEnabled })] });
      const found = await action.verify(person, ADELE_ID, since, ports, fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', evidence);
    });
  }
  it('tells of a sign-in that succeeded all the same', async () => {
    const ports = fakePorts({
      users: [user({ accountEnabled: false })],
      signIns: [signIn({ createdDateTime: ago({ minutes: 1 }) })],
    });
    const found = await disableUser.verify(person, ADELE_ID, SENT, ports, fixedClock());
    assert.match(found.evidence ?? '', /lists one since that succeeded/);
  });
  it('is none of an account that is gone', async () => {
    const found = await disableUser.verify(person, ADELE_ID, ago({ hours: 1 }), fakePorts(), fixedClock());
    assert.deepEqual([found.verified, /does not know the account/.test(found.evidence ?? '')], ['no', true]);
  });
});

describe('a verdict on risk', () => {
  const sent = { ...person, sentAt: SENT };
  const followed = async (action: ActionDefinition, risk: Partial<RiskyUser> | null, order: Order = sent) =>
    action.poll(ADELE_ID, order, fakePorts({ riskyUsers: risk === null ? {} : { [ADELE_ID]: risky(risk) } }));
  const rows: readonly (readonly [string, ActionDefinition, Partial<RiskyUser> | null, string])[] = [
    ['not taken up yet', confirmCompromised, {}, 'Pending'],
    ['not even on record yet', confirmCompromised, null, 'Pending'],
    ['being carried out', confirmCompromised, { isProcessing: true }, 'InProgress'],
    [
      'being carried out anew',
      confirmCompromised,
      { isProcessing: true, riskState: 'confirmedCompromised' },
      'InProgress',
    ],
    ['carried out', confirmCompromised, { riskState: 'confirmedCompromised' }, 'Succeeded'],
    ['carried out', dismissRisk, { riskState: 'dismissed', riskLevel: 'none' }, 'Succeeded'],
    [
      'replaced by another',
      dismissRisk,
      { riskState: 'confirmedCompromised', riskLastUpdatedDateTime: ago({ minutes: 0 }) },
      'Failed',
    ],
    [
      'of a state that was there before',
      dismissRisk,
      { riskLastUpdatedDateTime: ago({ minutes: 2 }) },
      'Pending',
    ],
    ['without a time', dismissRisk, { riskLastUpdatedDateTime: null }, 'Pending'],
  ];
  for (const [what, action, risk, status] of rows) {
    it(`is ${status} when ${what} (${action.verb})`, async () => {
      const found = await followed(action, risk);
      assert.equal(found?.status, status);
      assert.equal(found.note, status === 'Failed' ? 'the risk state is confirmedCompromised instead' : null);
    });
  }
  it('is not called replaced where its sending is not known', async () => {
    const found = await followed(dismissRisk, { riskLastUpdatedDateTime: ago({ minutes: 0 }) }, person);
    assert.equal(found?.status, 'Pending');
  });

  const proved: readonly (readonly [Partial<RiskyUser> | null, string, Verification['verified'], RegExp])[] =
    [
      [{ riskState: 'confirmedCompromised' }, SENT, 'yes', /says: confirmed compromised\.$/],
      [{ isProcessing: true }, SENT, 'pending', /at risk: high, which is being worked on so far\.$/],
      [{ riskState: 'dismissed' }, ago({ hours: 1 }), 'no', /no account risk now \(dismissed\)\.$/],
      [null, ago({ hours: 1 }), 'no', /no account risk on record\.$/],
    ];
  for (const [risk, since, verified, evidence] of proved) {
    it(`is proved (${verified}) by the risk state ${risk?.riskState ?? 'unknown'}`, async () => {
      const ports = fakePorts({ riskyUsers: risk === null ? {} : { [ADELE_ID]: risky(risk) } });
      const found = await confirmCompromised.verify(sent, ADELE_ID, since, ports, fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', evidence);
    });
  }
});

describe('a device in Entra ID', () => {
  const tenant = (part: Parameters<typeof directoryDevice>[0], more: TenantData = {}): TenantData => ({
    users: [user()],
    devices: [directoryDevice(part)],
    owners: { [OBJECT_ID]: [ADELE_ID] },
    machines: [machine()],
    ...more,
  });
  const look = (
    action: ActionDefinition,
    data: TenantData,
    overrides: Parameters<typeof fakePorts>[1] = {},
  ) => action.preflight(device, fakePorts(data, overrides), fixedClock());

  it('is shown with its owner, and protected by what Defender says of it', async () => {
    const found = await look(
      disableDevice,
      tenant({}, { machines: [machine({ machineTags: ['Tier0', 'A'], deviceValue: 'High' })] }),
    );
    assert.deepEqual(found.blockers, []);
    assert.deepEqual(found.protection, { tags: ['Tier0', 'A'], deviceValue: 'High' });
    assert.deepEqual(found.warnings.length, 2);
    assert.deepEqual(found.facts, {
      Owner: 'Adele Vance (adele.vance@contoso.example)',
      'Entra device id': directoryDevice().deviceId,
      'Join type': 'AzureAd',
      Tags: 'A, Tier0',
    });
  });
  it('may be unknown to Defender, or there may be no Defender', async () => {
    const none = await look(
      disableDevice,
      tenant({ operatingSystem: null, operatingSystemVersion: null }, { machines: [], owners: {} }),
    );
    assert.deepEqual([none.protection.tags, none.facts['Tags'], none.facts['Owner']], [[], 'none', 'nobody']);
    assert.match(none.evidence.map((one) => one.value).join(), /not reported/);
    const without = (code: 'upstream_not_configured' | 'upstream_timeout') =>
      look(disableDevice, tenant({}), { endpoints: { byAzureADDeviceIds: failing(code) } });
    assert.deepEqual((await without('upstream_not_configured')).protection.tags, []);
    await assert.rejects(without('upstream_timeout'), upstreamError('upstream_timeout'));
  });
  it('cannot be turned off twice, nor on', async () => {
    for (const [action, accountEnabled, word] of [
      [disableDevice, false, 'disabled'],
      [enableDevice, true, 'enabled'],
    ] as const) {
      const found = await look(action, tenant({ accountEnabled }));
      assert.equal(found.blockers[0]?.message, `The device is ${word} in Entra ID already.`);
      assert.deepEqual([found.underWay?.status, found.underWay?.ours], ['Succeeded', false]);
    }
    assert.equal((await look(disableDevice, { devices: [] })).blockers[0]?.code, 'notFound');
  });
  it('that is hybrid joined may come back', async () => {
    const hybrid = tenant({ trustType: 'ServerAd', accountEnabled: null });
    assert.match((await look(disableDevice, hybrid)).warnings.join(), /disable it in Active Directory too/);
    assert.match((await look(enableDevice, hybrid)).warnings.join(), /enable it in Active Directory too/);
  });

  const proved: readonly (readonly [
    ActionDefinition,
    boolean | null | undefined,
    Verification['verified'],
    RegExp,
  ])[] = [
    [disableDevice, false, 'yes', /says that the device is disabled\.$/],
    [disableDevice, true, 'no', /says that the device is enabled\.$/],
    [enableDevice, true, 'yes', /says that the device is enabled\.$/],
    [enableDevice, null, 'no', /does not say whether the device is enabled\.$/],
    [enableDevice, undefined, 'no', /does not know the device any more\.$/],
  ];
  for (const [action, accountEnabled, verified, evidence] of proved) {
    it(`is ${verified} for ${action.verb} when it is ${String(accountEnabled)}`, async () => {
      const ports = fakePorts(accountEnabled === undefined ? {} : tenant({ accountEnabled }));
      const found = await action.verify(device, OBJECT_ID, ago({ hours: 1 }), ports, fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', evidence);
    });
  }
});
