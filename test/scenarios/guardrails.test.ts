/** The stop switch, a drill with its score and a dry run, as people meet them in the whole program. */
import assert from 'node:assert/strict';
import { World } from './world.ts';

describe('guardrails, from the sentence to the card', function () {
  let world: World;
  before(async () => {
    world = await World.start();
    await world.say('tomas.ng', 'help');
  });
  after(() => world.stop());

  const idIn = (card: string): string => /R-[0-9A-Z]{5}/.exec(card)?.[0] ?? '';

  it('hold back what is approved while somebody has pulled the stop switch', async () => {
    const stopped = await world.say('iris.ek', 'pull the stop switch because the rule hits the wrong tenant');
    assert.match(stopped, /nothing new is sent/);
    const asked = await world.say('iris.ek', 'isolate FIN-LT-042');
    assert.match(asked, /Would be held if approved now: Iris Ek pulled the stop switch/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const held = await world.untilAnyCard('tomas.ng', /✋ Held/);
    assert.match(held, /Held: Iris Ek pulled the stop switch .* the rule hits the wrong\s+tenant/s);
    assert.match(await world.say('tomas.ng', 'is the stop switch pulled?'), /is pulled[^]*Iris Ek/);
    assert.match(await world.say('tomas.ng', 'open requests'), /stop switch is pulled[^]*held: Iris Ek/);
    assert.equal(await orders(world), 0);

    // A responder only: an approver has to release it, and not the one whose action waits.
    assert.match(await world.say('iris.ek', 'release the stop switch'), /was not released/);
    assert.match(await world.say('adele.vance', 'pull the stop switch'), /may not|was not pulled/);
    assert.match(
      await world.say('tomas.ng', 'release the stop switch because it is corrected'),
      /is released/,
    );
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    assert.equal(await orders(world), 1);
    // To its end: nothing of it is written while others look at the record.
    await world.advance(300);
    await world.untilAnyCard(
      'iris.ek',
      new RegExp(`${requestId} Isolate FIN-LT-042 \\(full\\): isolated, verified`),
    );
  });

  it('let a drill go its whole way without anything being sent, and score it', async () => {
    const before = await orders(world);
    const asked = await world.say('iris.ek', 'drill: isolate SAL-LT-022 because of the exercise');
    assert.match(asked, /DRILL · Waiting for approval/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.refresh', { requestId });
    await world.assembly.bot.idle();
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilAnyCard('iris.ek', /DRILL · Done/);
    assert.match(done, /nothing was sent[^]*Drill: acknowledged after .* by Tomas Ng/);
    await world.untilAnyCard('tomas.ng', /DRILL · Done/);
    assert.equal(await orders(world), before);
    assert.match(await world.say('iris.ek', 'drill report'), new RegExp(`${requestId}: Isolate SAL-LT-022`));
    const record = await world.assembly.responses.audit({ target: requestId, limit: 50 });
    assert.ok(record.some(({ event }) => event === 'request.seen'));
    assert.ok(record.every(({ details }) => details.drill === true));
  });

  it('are told in a dry run, which leaves nothing behind', async () => {
    const before = await world.assembly.responses.audit({ limit: 200 });
    const told = await world.say('iris.ek', 'dry run: isolate SRV-DC-01');
    assert.match(told, /nothing was requested and nothing was sent/);
    assert.match(told, /Approvals +2, never by the person who asks/);
    assert.match(told, /Drawbridge Approvers/);
    assert.match(told, /endpoints\.isolate/);
    assert.match(
      await world.say('iris.ek', 'dry run: isolate FIN-LT-043 for 4 h'),
      /Time: For 4 h from when it takes hold/,
    );
    assert.deepEqual(await world.assembly.responses.audit({ limit: 200 }), before);
  });

  it('say so when a sentence names several targets', async () => {
    const reply = await world.say('iris.ek', 'isolate FIN-LT-042, FIN-LT-043 and SAL-LT-022');
    assert.match(reply, /names several targets\. I take one at a time/);
  });
});

async function orders(world: World): Promise<number> {
  const exchanges = await world.heard();
  return exchanges.filter((one) => one.method === 'POST' && /\/(un)?isolate$/.test(one.url)).length;
}
