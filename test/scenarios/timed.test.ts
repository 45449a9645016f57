/** "isolate for 4 h" and "collect, then isolate", from the sentence to the proof through the whole program. */
import assert from 'node:assert/strict';
import { World } from './world.ts';

const idIn = (card: string): string => /R-[0-9A-Z]{5}/.exec(card)?.[0] ?? '';

describe('an isolation for a time', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  it('tells its approvers for how long, holds until then, and can be kept by somebody else', async () => {
    const asked = await world.say('iris.ek', 'isolate FIN-LT-043 for 4 h because of beaconing');
    assert.match(asked, /For 4 h from when it takes hold,\s+then\s+release\s+FIN-LT-043\s+by\s+itself/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilCard('iris.ek', /Accepted by Defender/);
    await world.advance(10);
    const done = await world.untilCard('iris.ek', new RegExp(`Done.* · ${requestId}`));
    assert.match(done, /Holds until/);

    const own = await world.click('iris.ek', 'request.renew', { requestId });
    assert.match(own.text, /somebody else has to let it hold for longer/);
    assert.match(await world.say('tomas.ng', `show ${requestId}`), /\[Keep it 4 h longer\]/);
    const kept = await world.click('tomas.ng', 'request.renew', { requestId });
    assert.equal(kept.status, 200, kept.text);
    assert.match(kept.text, /Holds until/);
  });

  it('is not asked for with a time that makes no sense, or of an action that cannot be limited', async () => {
    assert.match(
      await world.say('iris.ek', 'isolate FIN-LT-044 for 1 minute'),
      /A time between 5 min and 30 days is possible/,
    );
    assert.doesNotMatch(await world.say('iris.ek', 'scan FIN-LT-044 for 4 h'), /waiting for approval/i);
  });

  it('keeps the time when a device has to be chosen first', async () => {
    const choice = await world.say('iris.ek', "isolate adele's laptop for 4 h");
    if (!/waiting for approval/i.test(choice)) assert.match(choice, /Which|several|more than one/i);
    else assert.match(choice, /For 4 h/);
  });
});

describe('evidence that is collected first', function () {
  let world: World;
  before(async () => {
    // Looking at two actions every few milliseconds would use up what Defender allows in a minute.
    world = await World.start({ trackEvery: 700 });
  });
  after(() => world.stop());

  it('is one request with one approval, sent in that order', async () => {
    const asked = await world.say('iris.ek', 'collect evidence from FIN-LT-043, then isolate it');
    assert.match(asked, /Isolate FIN-LT-043/);
    assert.match(asked, /Collect evidence from it; when that has ended, or after 30 min, this follows/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const step = await world.untilAnyCard(
      'iris.ek',
      /Collect evidence from FIN-LT-043[^]*Accepted by Defender/,
    );
    assert.match(step, new RegExp(`Approved with[^]*${requestId}`));
    const orders = async (): Promise<readonly string[]> =>
      (await world.heard())
        .filter(({ method, url }) => method === 'POST' && url.includes('/api/machines/'))
        .map(({ url }) => url.split('/').at(-1) ?? '');
    assert.deepEqual(await orders(), ['collectInvestigationPackage']);
    await world.advance(120);
    await world.untilAnyCard(
      'iris.ek',
      new RegExp(`Accepted by Defender[^]*${requestId}|${requestId}[^]*Accepted by Defender`),
    );
    await world.advance(10);
    await world.untilAnyCard('iris.ek', new RegExp(`Done.* · ${requestId}`));
    assert.deepEqual(await orders(), ['collectInvestigationPackage', 'isolate']);
  });
});
