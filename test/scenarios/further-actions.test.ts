/** Live response that fails, investigations, containment, device value: what the common stories do not tell. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import { idIn } from './card-words.ts';
import { World } from './world.ts';

describe('what is told of live response', function () {
  let world: World;
  before(async () => {
    world = await World.start({ trackEvery: 700 });
  });
  after(() => world.stop());

  it('is that the script is not in the library, in Defender’s words', async () => {
    const requestId = await approved(world, 'run script no-such.ps1 on FIN-LT-043');
    await world.untilCard('iris.ek', /Accepted by Defender/);
    await world.advance(20);
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(
      failed,
      /RunScript no-such\.ps1 Failed: The file no-such\.ps1 was not found in\s+the\s+library\)\./,
    );
    assert.doesNotMatch(failed, /Get the output|Done/);
  });

  it('is its output, once, to the person who asked', async () => {
    const requestId = await approved(world, 'run script list-autoruns.ps1 on FIN-LT-044');
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await world.advance(20);
    await world.untilAnyCard('iris.ek', new RegExp(`· ${requestId}[^]*\\[Get the output\\]`));
    assert.match((await world.click('tomas.ng', 'request.handover', { requestId })).text, /Only Iris Ek/);
    const given = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(given.text, /The output of the script of FIN-LT-044 is there[^]*\[Download\]/);
    const again = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(again.text, /The output of the script is there: Iris Ek was given its link/);
    const asked = (await world.heard()).filter(({ url }) => url.includes('DownloadLink(index=0)'));
    assert.equal(asked.length, 1);
  });

  it('is that Defender has it turned off', async () => {
    const error = { error: { code: 'DisabledFeature', message: 'Live response is off.' } };
    await world.fault({ match: { path: 'runliveresponse' }, status: 403, body: error, times: 1 });
    const requestId = await approved(world, 'run script list-autoruns.ps1 on FIN-LT-045');
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(failed, /DisabledFeature/);
  });
});

describe('an automated investigation, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });
  const orders = (requestId: string) => sent(world, /\/startInvestigation$/, requestId);

  it('is asked for, approved, sent once, and said not to be provable', async () => {
    const asked = await world.say('iris.ek', 'investigate FIN-LT-043 because of incident 4018');
    assert.match(asked, /Start an automated investigation on FIN-LT-043: waiting for approval/);
    assert.match(asked, /automation level/);
    const requestId = idIn(asked);
    assert.deepEqual(await orders(requestId), []);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const end = new RegExp(`Done, not proven · ${requestId}`);
    const done = await world.untilAnyCard('iris.ek', end, /no API tells what becomes of an investigation/);
    assert.match(done, /Investigation +\d+\n/);
    assert.doesNotMatch(done, /Machine action/);
    assert.doesNotMatch(done, /\[Undo\]/);
    const [order, ...more] = await orders(requestId);
    assert.deepEqual([order?.status, more.length], [201, 0]);
    assert.deepEqual(Object.keys(order?.requestBody as object), ['Comment']);
  });

  it('waits when Defender has no time, and is then sent once', async () => {
    const error = { error: { code: 'TooManyRequests', message: 'later' } };
    const match = { method: 'POST', path: 'startInvestigation' };
    await world.fault({ match, status: 429, headers: { 'Retry-After': '1' }, body: error, times: 1 });
    const requestId = await approved(world, 'investigate FIN-LT-044');
    await world.untilAnyCard('iris.ek', new RegExp(`Done, not proven · ${requestId}`));
    assert.deepEqual(
      (await orders(requestId)).map(({ status }) => status),
      [429, 201],
    );
  });

  for (const [device, what, fault] of [
    ['FIN-LT-045', 'breaks', { status: 500, body: { error: { code: 'InternalServerError', message: '-' } } }],
    ['FIN-PC-007', 'breaks off the connection', { drop: 'after' }],
  ] as const) {
    it(`is never sent a second time when Defender ${what}: whether it runs is said not to be known`, async () => {
      await world.fault({ match: { method: 'POST', path: 'startInvestigation' }, ...fault, times: 1 });
      const requestId = await approved(world, `investigate ${device}`);
      const lost = await world.untilAnyCard('iris.ek', new RegExp(`End not known · ${requestId}`));
      assert.match(
        lost,
        /It was sent once, no answer told whether it arrived[^]*look\s+in\s+the\s+Defender\s+portal/,
      );
      assert.equal((await orders(requestId)).length, 1);
    });
  }

  it('is not asked for where it does not run', async () => {
    const answer = await world.say('iris.ek', 'investigate ENG-WS-002');
    assert.match(answer, /this device runs\s+Ubuntu[^]*Nothing was requested/);
  });
});

describe('containing a device that is not onboarded, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start({ trackEvery: 700 });
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });
  const orders = (requestId: string) => sent(world, /\/isolate$/, requestId);
  const ended = async (requestId: string): Promise<string> => {
    const end = new RegExp(`Done, not proven · ${requestId}`);
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await world.advance(10);
    return world.untilAnyCard('iris.ek', end, /no API tells which devices have broken off contact/);
  };

  it('is asked for, approved, sent once, and said not to be provable', async () => {
    const asked = await world.say('iris.ek', 'contain WIN-7KQ2M4P because of scans from it');
    assert.match(asked, /Contain WIN-7KQ2M4P: waiting for approval/);
    assert.match(asked, /break off contact with WIN-7KQ2M4P/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await ended(requestId);
    assert.doesNotMatch(done, /\[Undo\]/);
    const [order, ...more] = await orders(requestId);
    const { Comment, ...body } = order?.requestBody as Record<string, string>;
    assert.deepEqual([body, more], [{ IsolationType: 'UnManagedDevice' }, []]);
    assert.match(Comment ?? '', new RegExp(`^\\[${requestId}\\] `));
  });

  it('waits when Defender has no time, is found again when the connection broke, and fails when it breaks', async () => {
    const error = { error: { code: 'TooManyRequests', message: 'later' } };
    const match = { method: 'POST', path: '/isolate$' };
    await world.fault({ match, status: 429, headers: { 'Retry-After': '1' }, body: error, times: 1 });
    const busy = await approved(world, 'contain WIN-7KQ2M4P');
    await ended(busy);
    assert.deepEqual(
      (await orders(busy)).map(({ status }) => status),
      [429, 201],
    );
    await world.fault({ match, drop: 'after', times: 1 });
    const torn = await approved(world, 'contain WIN-7KQ2M4P');
    await ended(torn);
    assert.equal((await orders(torn)).length, 1);
    await world.fault({ match, status: 500, body: error });
    const broken = await approved(world, 'contain WIN-7KQ2M4P');
    await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${broken}`));
  });

  it('is for devices without a sensor only', async () => {
    const answer = await world.say('iris.ek', 'contain FIN-LT-043');
    assert.match(answer, /The device is onboarded[^]*Isolate it instead[^]*Nothing was requested/);
  });
});

describe('setting the value of a device, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });
  const orders = async (value: string): Promise<readonly Exchange[]> =>
    (await world.heard()).filter(
      (one) =>
        one.url.endsWith('/setDeviceValue') &&
        JSON.stringify(one.requestBody) === `{"DeviceValue":"${value}"}`,
    );

  it('is asked for, approved, sent once, seen on the device, and set back to what it was', async () => {
    const asked = await world.say('iris.ek', 'set the device value of EXE-LT-001 to low');
    assert.match(asked, /Set the device value of EXE-LT-001 \(Low\): waiting for approval/);
    assert.match(asked, /no longer hold for it/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.match(done, /read anew, says Low/);
    assert.deepEqual(
      (await orders('Low')).map(({ status }) => status),
      [200],
    );
    await world.click('iris.ek', 'request.undo', { requestId });
    const back = idIn(
      await world.untilCard('iris.ek', /Set the device value of EXE-LT-001 \(High\): waiting/),
    );
    await world.click('tomas.ng', 'request.approve', { requestId: back });
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${back}`));
    await world.untilAnyCard('iris.ek', new RegExp(`Undone · ${requestId}`));
    assert.match(await world.say('iris.ek', 'set the device value of EXE-LT-001 to high'), /is High already/);
  });

  it('waits, is found again by the value, and is not called done when Defender breaks', async () => {
    const error = { error: { code: 'TooManyRequests', message: 'later' } };
    const match = { method: 'POST', path: '/setDeviceValue$' };
    await world.fault({ match, status: 429, headers: { 'Retry-After': '1' }, body: error, times: 1 });
    const busy = await approved(world, 'set the device value of FIN-LT-043 to high');
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${busy}`));
    assert.deepEqual((await orders('High')).map(({ status }) => status).slice(-2), [429, 200]);
    await world.fault({ match, drop: 'after', times: 1 });
    const torn = await approved(world, 'set the device value of FIN-LT-044 to low');
    assert.match(
      await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${torn}`)),
      /Accepted by Defender/,
    );
    await world.fault({ match, status: 500, body: error });
    const broken = await approved(world, 'set the device value of FIN-LT-045 to low');
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${broken}`));
    assert.match(failed, /the device shows nothing of it/);
  });
});

async function approved(world: World, sentence: string): Promise<string> {
  const requestId = idIn(await world.say('iris.ek', sentence));
  await world.click('tomas.ng', 'request.approve', { requestId });
  return requestId;
}

async function sent(world: World, path: RegExp, requestId: string): Promise<readonly Exchange[]> {
  return (await world.heard()).filter(
    (one) =>
      one.method === 'POST' &&
      path.test(one.url) &&
      JSON.stringify(one.requestBody).includes(`[${requestId}]`),
  );
}
