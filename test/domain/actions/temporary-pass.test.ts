import assert from 'node:assert/strict';
import type { Order, Preflight } from '../../../src/domain/actions/action.ts';
import { temporaryPass } from '../../../src/domain/actions/temporary-pass.ts';
import type { AccessPass } from '../../../src/domain/tenant/user.ts';
import { ADELE_ID, ago, user } from '../../fakes/sample-device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';

const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const order: Order = {
  target: { kind: 'user', id: ADELE_ID, name: 'Adele Vance', aadDeviceId: null },
  parameters: {},
  sentAt: ago({ minutes: 5 }),
};
const fetched = needed(temporaryPass.fetched);

function needed<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}

function pass(part: Partial<AccessPass> = {}): AccessPass {
  return {
    id: 'p-1',
    createdDateTime: ago({ minutes: 5 }),
    startDateTime: ago({ minutes: 5 }),
    lifetimeInMinutes: 60,
    isUsableOnce: true,
    isUsable: true,
    ...part,
  };
}
const having = (...passes: readonly AccessPass[]): TenantData => ({ accessPasses: { [ADELE_ID]: passes } });
function look(data: TenantData, overrides: Overrides = {}): Promise<Preflight> {
  return temporaryPass.preflight(order, fakePorts({ users: [user()], ...data }, overrides), fixedClock());
}
const blockersOf = ({ blockers }: Preflight): string => blockers.map((one) => one.message).join(' ');
const warningsIn = ({ evidence }: Preflight): string =>
  evidence.flatMap(({ label, value }) => (label === 'Warning' ? [value] : [])).join('\n');

describe('what stands against a temporary access pass', () => {
  it('is nothing for an ordinary person, who is told apart from whoever holds it', async () => {
    const found = await look({});
    assert.deepEqual(found.blockers, []);
    assert.match(warningsIn(found), /no password is asked for, .* register methods that stay/);
    assert.match(warningsIn(found), /hand it over in person/);
    assert.doesNotMatch(warningsIn(found), /There is a pass already|directory roles of this person/);
    assert.deepEqual(found.facts['Temporary Access Pass'], 'none');
    assert.equal(found.underWay, null);
  });

  it('is an account that nobody signs in with, here or at all', async () => {
    assert.match(
      blockersOf(await look({ users: [user({ accountEnabled: false })] })),
      /disabled: nobody signs in/,
    );
    assert.deepEqual((await look({ users: [user({ accountEnabled: null })] })).blockers, []);
    const guest = user({ userType: 'Guest', creationType: 'Invitation', externalUserState: 'Accepted' });
    assert.match(blockersOf(await look({ users: [guest] })), /no pass for external guests/);
    assert.match(blockersOf(await look({ users: [] })), /does not know this person/);
  });

  it('is told of somebody with directory roles, and of an open risk', async () => {
    const memberships = { [ADELE_ID]: { groups: [], roleTemplateIds: [HELPDESK] } };
    const said = warningsIn(await look({ memberships }));
    assert.match(said, /acts with the directory roles of this person/);
    assert.match(said, /Holds Helpdesk Administrator: Microsoft refuses it unless/);
    const riskyUsers = {
      [ADELE_ID]: {
        riskLevel: 'high',
        riskState: 'atRisk',
        riskDetail: null,
        riskLastUpdatedDateTime: null,
        isProcessing: false,
      },
    } as const;
    assert.match(warningsIn(await look({ riskyUsers })), /account risk is still open .* may come in/);
    const silent = { directory: { riskyUser: failing('upstream_timeout') } };
    assert.match(warningsIn(await look({}, silent)), /account risk is not known/);
  });

  it('is told of a pass that there is, which the approval then rests on', async () => {
    const found = await look(having(pass()));
    assert.match(
      warningsIn(found),
      /There is a pass already \(valid from .* UTC for 60 minutes\): the new one replaces/,
    );
    assert.match(found.facts['Temporary Access Pass'] ?? '', /^made \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    const over = await look(having(pass({ isUsable: false, createdDateTime: null })));
    assert.doesNotMatch(warningsIn(over), /There is a pass already/);
    assert.equal(over.facts['Temporary Access Pass'], 'made at an unknown time');
    const silent = await look({}, { directory: { accessPasses: failing('upstream_forbidden') } });
    assert.match(warningsIn(silent), /Whether there is a pass already is not known/);
    assert.equal(silent.facts['Temporary Access Pass'], null);
  });
});

describe('a temporary access pass that is made', () => {
  it('is of one hour and one sign-in, as approved, and is told to whoever asked alone', async () => {
    const sent: object[] = [];
    const createAccessPass = (one: object): Promise<{ pass: AccessPass; secret: string }> => {
      sent.push(one);
      return Promise.resolve({ pass: pass(), secret: 'Pa55+word' });
    };
    const ports = fakePorts({}, { directory: { createAccessPass } });
    const { receipt, lines } = await fetched.send(order, ports);
    assert.deepEqual(sent, [{ userId: ADELE_ID, lifetimeInMinutes: 60, isUsableOnce: true }]);
    assert.deepEqual(sent, [temporaryPass.call(order).input]);
    assert.equal(lines[0], 'Pa55+word');
    assert.match(lines[1] ?? '', /Adele Vance sign in once, valid from .* Tell it to them in person/);
    assert.doesNotMatch(JSON.stringify(receipt), /Pa55/);
    assert.doesNotMatch(JSON.stringify(await temporaryPass.start(order, '', ports)), /Pa55/);
    assert.deepEqual([receipt.upstreamId, receipt.status], ['p-1', 'Succeeded']);
  });

  it('is proved by the list of passes', async () => {
    const verify = (data: TenantData, since = NOW.toISOString()) =>
      temporaryPass.verify(order, 'p-1', since, fakePorts(data), fixedClock());
    const there = await verify(having(pass()));
    assert.equal(there.verified, 'yes');
    assert.match(there.evidence ?? '', /lists the pass, valid from .* UTC for 60 minutes\.$/);
    const odd = await verify(having(pass({ startDateTime: null, lifetimeInMinutes: null })));
    assert.match(odd.evidence ?? '', /lists the pass, valid for an unknown number of minutes/);
    assert.equal((await verify(having(pass({ id: 'p-2' })))).verified, 'pending');
    assert.equal((await verify({}, ago({ hours: 1 }))).verified, 'no');
  });

  it("is found again by nothing that could be somebody else's, nor asked about", async () => {
    const ports = fakePorts(having(pass()));
    assert.equal(await temporaryPass.findOwn(order, 'R-7F3K2', ports), null);
    assert.equal(await temporaryPass.findLive(order, ports), null);
    assert.equal((await temporaryPass.poll('p-1', order, ports))?.status, 'Succeeded');
  });
});

describe('a temporary access pass that nobody was shown', () => {
  async function withdrawn(
    passes: readonly AccessPass[],
    one = order,
  ): Promise<readonly [boolean, string[]]> {
    const deleted: string[] = [];
    const deleteAccessPass = ({ userId, passId }: { userId: string; passId: string }): Promise<void> => {
      assert.equal(userId, ADELE_ID);
      deleted.push(passId);
      return Promise.resolve();
    };
    const ports = fakePorts(having(...passes), { directory: { deleteAccessPass } });
    return [await fetched.withdraw(one, ports), deleted];
  }

  it('is deleted when it was made since and as it was ordered', async () => {
    assert.deepEqual(await withdrawn([pass()]), [true, ['p-1']]);
    assert.deepEqual(await withdrawn([pass({ createdDateTime: ago({ minutes: 6 }) })]), [true, ['p-1']]);
    assert.deepEqual(await withdrawn([pass({ isUsableOnce: null })]), [true, ['p-1']]);
    assert.deepEqual(await withdrawn([]), [false, []]);
  });

  it('is not taken for one that was there before, or for another', async () => {
    for (const part of [
      { createdDateTime: ago({ minutes: 7 }) },
      { createdDateTime: null },
      { lifetimeInMinutes: 480 },
      { isUsableOnce: false },
    ]) {
      assert.deepEqual(await withdrawn([pass(part)]), [false, []], JSON.stringify(part));
    }
    const never: Order = { target: order.target, parameters: {} };
    assert.deepEqual(await withdrawn([pass()], never), [false, []]);
    assert.equal(fetched.remains(never), 'A pass that nobody holds may be valid');
  });

  it('says until when one may be left', () => {
    assert.match(fetched.remains(order), /^A pass that nobody holds may be valid until .* UTC$/);
  });
});
