/** Cancelling what is pending on a device: which one is asked back, then as every other request. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import { idIn } from './card-words.ts';
import { World } from './world.ts';

describe('cancelling a machine action, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start({ trackEvery: 700 });
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });

  it('shows whose action it is, is approved, sent once and proved', async () => {
    const asked = await world.say(
      'iris.ek',
      'cancel the pending action on ENG-LT-012 because of a false alarm',
    );
    assert.match(asked, /Cancel an action on ENG-LT-012 \(Isolate\)/);
    assert.match(asked, /Action +Isolate \(Full\), Pending since 7 days ago, by nadia\.haddad/);
    assert.match(asked, /Its comment +Ransomware behaviour, incident 4008/);
    const requestId = idIn(asked);
    assert.deepEqual(await sent(world, requestId), []);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilCard('iris.ek', /Done and verified/);
    assert.match(done, /read anew, says Cancelled/);
    assert.doesNotMatch(done, /\[Undo\]/);
    const [order, ...more] = await sent(world, requestId);
    assert.deepEqual([order?.status, more.length], [200, 0]);
    assert.deepEqual(Object.keys(order?.requestBody as object), ['Comment']);
    assert.match(await world.say('iris.ek', 'cancel the pending action on ENG-LT-012'), /Nothing is pending/);
  });

  it('asks which of several, waits when Defender has no time, and tells the other request', async () => {
    const isolation = await started(world, 'isolate SAL-LT-021');
    await started(world, 'scan SAL-LT-021');
    const choice = await world.say('iris.ek', 'cancel the pending action on SAL-LT-021');
    assert.match(choice, /2 actions are pending on SAL-LT-021/);
    assert.match(choice, /\[Cancel Isolate\]/);
    // What was named is meant, and nothing else that is pending.
    const named = await world.say('iris.ek', 'cancel the pending restriction on SAL-LT-021');
    assert.match(named, /No action of type RestrictCodeExecution is pending on SAL-LT-021/);
    assert.doesNotMatch(named, /\[Cancel/);
    const actionId = (await world.actions()).find(({ requestorComment }) =>
      requestorComment?.includes(isolation),
    )?.id;
    await world.click('iris.ek', 'ask', {
      intent: 'action.cancelAction',
      slots: { device: 'SAL-LT-021', actionId },
    });
    await world.assembly.bot.idle();
    const asked = await world.untilAnyCard('iris.ek', /Cancel an action on SAL-LT-021 \(Isolate\)[^]*0 of 1/);
    const requestId = idIn(asked);
    const error = { error: { code: 'TooManyRequests', message: 'later' } };
    const match = { method: 'POST', path: '/cancel$' };
    await world.fault({ match, status: 429, headers: { 'Retry-After': '1' }, body: error, times: 1 });
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.deepEqual(
      (await sent(world, requestId)).map(({ status }) => status),
      [429, 200],
    );
    const told = await world.untilAnyCard('iris.ek', new RegExp(`Failed · ${isolation}`));
    assert.match(told, /It was cancelled in Defender before it was done/);
  });

  it('is found again when the connection broke after it had arrived, and not sent twice', async () => {
    const asked = await world.say('iris.ek', 'cancel the pending action on SAL-LT-021');
    assert.match(asked, /\(RunAntiVirusScan\)/);
    const requestId = idIn(asked);
    await world.fault({ match: { method: 'POST', path: '/cancel$' }, drop: 'after', times: 1 });
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.equal((await sent(world, requestId)).length, 1);
  });

  it('is not called done when Defender breaks every time', async () => {
    await started(world, 'isolate SAL-LT-026');
    const requestId = idIn(await world.say('iris.ek', 'cancel the pending action on SAL-LT-026'));
    const error = { error: { code: 'InternalServerError', message: 'later' } };
    await world.fault({ match: { method: 'POST', path: '/cancel$' }, status: 500, body: error });
    await world.click('tomas.ng', 'request.approve', { requestId });
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.doesNotMatch(failed, /Done|succeeded/i);
  });

  it('says when there is nothing to cancel', async () => {
    const answer = await world.say('iris.ek', 'cancel the pending action on FIN-LT-043');
    assert.match(answer, /Nothing is pending on FIN-LT-043[^]*Nothing was requested/);
  });
});

/** Asked for and approved; it stays Pending, as the device is off. */
async function started(world: World, sentence: string): Promise<string> {
  const requestId = idIn(await world.say('iris.ek', sentence));
  await world.click('tomas.ng', 'request.approve', { requestId });
  await world.untilAnyCard('iris.ek', new RegExp(`Sent · ${requestId}`));
  return requestId;
}

async function sent(world: World, requestId: string): Promise<readonly Exchange[]> {
  return (await world.heard()).filter(
    (one) =>
      one.method === 'POST' &&
      one.url.endsWith('/cancel') &&
      JSON.stringify(one.requestBody).includes(`[${requestId}]`),
  );
}
