import assert from 'node:assert/strict';
import { requestUserAction } from '../../src/commands/request-user-action.ts';
import { disableUser } from '../../src/domain/actions/disable-user.ts';
import { ADELE_ID, user } from '../fakes/sample-device.ts';
import type { FakePorts } from '../fakes/tenant-ports.ts';
import { failing, fakePorts } from '../fakes/tenant-ports.ts';
import { ordered } from './order-context.ts';
import type { Ordered } from './order-context.ts';

function ask(
  ports: FakePorts,
  { actor = 'iris', text = 'disable Adele Vance' }: { actor?: string; text?: string } = {},
): Promise<Ordered> {
  return ordered((context) => requestUserAction(disableUser, context), {
    intent: {
      intent: 'action.disableUser',
      slots: { user: 'Adele Vance', reason: 'a leaked password' },
      confidence: 1,
    },
    text,
    actor: { id: actor, name: 'Iris Ek' },
    tenant: ports,
  });
}

describe('an action on a person', () => {
  it('is asked for by the object id, with the reason and what the approval rests on', async () => {
    const { order, reply } = await ask(fakePorts({ users: [user()] }));
    assert.equal(reply.kind, 'request');
    assert.deepEqual(order?.target, {
      kind: 'user',
      id: ADELE_ID,
      name: 'Adele Vance',
      aadDeviceId: null,
    });
    assert.deepEqual(
      [order.action, order.reason, order.parameters],
      ['disableUser', 'a leaked password', {}],
    );
    assert.deepEqual(order.protection.names, [user().userPrincipalName]);
    assert.equal(order.facts['Sign-in name'], user().userPrincipalName);
    assert.equal(order.holdMinutes, undefined);
  });

  it('ends by itself where a time was said: it is never taken for one without an end', async () => {
    const { order } = await ask(fakePorts({ users: [user()] }), { text: 'disable Adele Vance for 4 hours' });
    assert.equal(order?.holdMinutes, 240);
  });

  it('says on the card when it is about the own account', async () => {
    const lines = async (actor: string) =>
      (await ask(fakePorts({ users: [user()] }), { actor })).order?.evidence.map((line) => line.value).join();
    assert.match((await lines(ADELE_ID.toUpperCase())) ?? '', /the own account of the person who asks/);
    assert.doesNotMatch((await lines('iris')) ?? '', /own account/);
  });

  it('is not guessed: several people are a choice, nobody is a notice, silence is a gap', async () => {
    const two = fakePorts({ users: [user(), user({ id: 'b', userPrincipalName: 'adele@b.example' })] });
    assert.equal((await ask(two)).reply.kind, 'choice');
    assert.equal((await ask(fakePorts())).reply.kind, 'notice');
    const blocked = await ask(fakePorts({ users: [user({ accountEnabled: false })] }));
    assert.match(JSON.stringify(blocked.reply), /disabled already.*Nothing was requested/);
    const down = { directory: { memberships: failing('upstream_forbidden') } };
    const { reply, order } = await ask(fakePorts({ users: [user()] }, down));
    assert.equal(order, undefined);
    assert.ok(reply.kind === 'notice' && reply.gaps.length === 1);
    assert.match(reply.headline, /not requested, as the person could not be looked at/);
  });
});
