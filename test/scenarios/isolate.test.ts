import assert from 'node:assert/strict';
import { World } from './world.ts';

describe('isolating a device, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  it('asks, is approved by somebody else, is carried out once, and every copy of the card follows', async () => {
    await world.say('tomas.ng', 'help');
    const asked = await world.say('iris.ek', 'isolate FIN-LT-042 because of credential theft');
    assert.match(asked, /waiting for approval/i);
    const requestId = /R-[0-9A-Z]{5}/.exec(asked)?.[0];
    assert.ok(requestId, asked);
    const copy = await world.untilCard('tomas.ng', /Approve/);
    assert.match(copy, new RegExp(requestId));

    const own = await world.click('iris.ek', 'request.approve', { requestId });
    assert.match(own.text, /your own|who asked|yourself/i);
    const stranger = await world.click('adele.vance', 'request.approve', { requestId });
    assert.match(stranger.text, /approver/i);
    assert.equal(await isolations(world), 0);

    const approved = await world.click('tomas.ng', 'request.approve', { requestId });
    assert.equal(approved.status, 200);
    await world.untilCard('iris.ek', /Accepted by Defender/);
    await world.advance(300);
    const done = await world.untilCard('iris.ek', /Done and verified/);
    assert.match(done, /Tomas Ng approved/);
    await world.untilCard('tomas.ng', /Done and verified/);
    assert.equal(await isolations(world), 1);

    assert.match(await world.say('iris.ek', 'is it isolated?'), /^.*\nIsolated\. /);
    const record = await world.say('iris.ek', 'who isolated FIN-LT-042');
    assert.match(record, /approved by Tomas Ng/);
    assert.match(record, /asked by Iris Ek|Iris Ek/);
  });

  it('undoes it on the same card under its own approval', async () => {
    const requestId = (await world.assembly.responses.audit({ limit: 50 })).find(
      (entry) => entry.event === 'request.created',
    )?.requestId;
    const refused = await world.click('tomas.ng', 'request.undo', { requestId });
    assert.match(refused.text, /Drawbridge Responders/);
    const undone = await world.click('iris.ek', 'request.undo', { requestId });
    assert.equal(undone.status, 200, undone.text);
    const asked = await world.untilCard('iris.ek', /Release FIN-LT-042: /);
    assert.match(asked, /waiting for approval/i);
  });

  it('says why a device that Defender does not manage cannot be isolated', async () => {
    assert.match(await world.say('iris.ek', 'isolate FIN-LT-046'), /Defender/);
    assert.match(await world.say('iris.ek', 'isolate NO-SUCH-01'), /no device|not find|nothing/i);
  });

  it('asks for two approvals where the device is Tier0', async () => {
    assert.match(await world.say('iris.ek', 'isolate SRV-DC-01'), /0 of 2/);
  });

  it('shows a request to everybody with the buttons that they may use', async () => {
    const asked = await world.say('iris.ek', 'isolate SAL-LT-022');
    const requestId = /R-[0-9A-Z]{5}/.exec(asked)?.[0] ?? '';
    const shown = await world.say('priya.raman', `show ${requestId}`);
    assert.match(shown, /Isolate SAL-LT-022/);
    assert.doesNotMatch(shown, /\[(Approve|Deny|Cancel request)\]|Reason \(optional/);
    assert.match(await world.say('iris.ek', `show ${requestId}`), /\[Cancel request\]$/);
    assert.match(await world.say('tomas.ng', `show ${requestId}`), /\[Approve\] \[Deny\]$/);
  });

  it('names the group that would give the role to somebody who has none', async () => {
    assert.match(await world.say('adele.vance', 'isolate FIN-LT-045'), /Drawbridge Responders/);
    assert.match(await world.say('priya.raman', 'isolate FIN-LT-045'), /Drawbridge Responders/);
  });
});

async function isolations(world: World): Promise<number> {
  const exchanges = await world.heard();
  return exchanges.filter((one) => one.method === 'POST' && /\/isolate$/.test(one.url)).length;
}
