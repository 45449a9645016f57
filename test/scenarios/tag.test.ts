/** Tagging a device: a state that is set, without a machine action that could be followed. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import { idIn } from './card-words.ts';
import { World } from './world.ts';

describe('tagging a device, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });

  it('is asked for, approved, sent once, seen on the device, and taken back', async () => {
    const asked = await world.say('iris.ek', 'tag FIN-LT-043 as Forensics because of incident 4018');
    assert.match(asked, /Tag FIN-LT-043 \(Forensics, add\): waiting for approval/);
    assert.match(asked, /gets the Defender tag “Forensics”/);
    const requestId = idIn(asked);
    assert.deepEqual(await orders(world, 'Forensics'), []);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilCard('iris.ek', /Done and verified/);
    assert.match(done, /tagged as asked, verified/);
    assert.match(done, /read anew, lists the tags Forensics/);
    assert.doesNotMatch(done, /Machine action/);
    assert.deepEqual(
      (await orders(world, 'Forensics')).map((one) => [one.status, one.requestBody]),
      [[200, { Value: 'Forensics', Action: 'Add' }]],
    );

    await world.click('iris.ek', 'request.undo', { requestId });
    const back = idIn(await world.untilCard('iris.ek', /Tag FIN-LT-043 \(Forensics, remove\): waiting/));
    await world.click('tomas.ng', 'request.approve', { requestId: back });
    const undone = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${back}`));
    assert.match(undone, /lists no tag/);
    assert.deepEqual(await tagsOf(world, 'fin-lt-043'), []);
    await world.untilAnyCard('iris.ek', new RegExp(`Undone · ${requestId}`));
  });

  it('waits when Defender has no time, and is then sent once', async () => {
    const requestId = await approvedUnder(world, 'FIN-LT-044', 'Busy', {
      status: 429,
      headers: { 'Retry-After': '1' },
      times: 1,
    });
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.deepEqual(
      (await orders(world, 'Busy')).map(({ status }) => status),
      [429, 200],
    );
  });

  it('is not called done when Defender breaks every time', async () => {
    const requestId = await approvedUnder(world, 'FIN-LT-045', 'Broken', { status: 500 });
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(failed, /Sent 3 times, the last time without an answer, and the device shows nothing of it/);
    assert.deepEqual(await tagsOf(world, 'fin-lt-045'), []);
  });

  it('is found again by the tag when the connection broke, and not sent twice', async () => {
    const requestId = await approvedUnder(world, 'FIN-PC-007', 'Torn', { drop: 'after', times: 1 });
    const done = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.match(done, /Accepted by Defender/);
    assert.equal((await orders(world, 'Torn')).length, 1);
  });

  it('says so when somebody else put it there meanwhile, and sends nothing', async () => {
    const requestId = idIn(await world.say('iris.ek', 'tag SAL-LT-017 as Meanwhile'));
    const machine = (await world.machines()).find((one) => one.computerDnsName?.startsWith('sal-lt-017'));
    await world.fault({
      match: { method: 'GET', path: `/api/machines/${machine?.id ?? ''}$` },
      status: 200,
      body: { ...machine, machineTags: ['Meanwhile'] },
    });
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.match(done, /Nothing had to be sent, .*: it was so already/);
    assert.deepEqual(await orders(world, 'Meanwhile'), []);
  });

  it('is not asked for where the tag is already', async () => {
    const answer = await world.say('iris.ek', 'tag EXE-LT-001 as VIP');
    assert.match(answer, /It has the tag “VIP” already[^]*Nothing was requested/);
    assert.match(await world.say('iris.ek', 'tag SRV-DC-01 as Reviewed'), /0 of 2/);
  });
});

async function approvedUnder(
  world: World,
  device: string,
  tag: string,
  fault: Omit<Parameters<World['fault']>[0], 'match'>,
): Promise<string> {
  const requestId = idIn(await world.say('iris.ek', `tag ${device} as ${tag}`));
  const code = fault.status === 429 ? 'TooManyRequests' : 'InternalServerError';
  const body = fault.status === undefined ? {} : { body: { error: { code, message: 'later' } } };
  await world.fault({ match: { method: 'POST', path: '/tags$' }, ...body, ...fault });
  await world.click('tomas.ng', 'request.approve', { requestId });
  return requestId;
}

async function orders(world: World, tag: string): Promise<readonly Exchange[]> {
  return (await world.heard()).filter(
    (one) =>
      one.method === 'POST' && one.url.endsWith('/tags') && JSON.stringify(one.requestBody).includes(tag),
  );
}

async function tagsOf(world: World, host: string): Promise<readonly string[] | undefined> {
  const machine = (await world.machines()).find((one) => one.computerDnsName?.startsWith(`${host}.`));
  return machine?.machineTags;
}
