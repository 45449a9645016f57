/** Every response action through the whole program: from the sentence to the proof, and through faults of Defender. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import { RESPONSE_STORIES } from './response-stories.ts';
import type { ResponseStory } from './response-stories.ts';
import { idIn } from './card-words.ts';
import { World } from './world.ts';

for (const story of RESPONSE_STORIES) {
  describe(`${story.verb}, from the sentence to the proof`, function () {
    let world: World;
    const machines = new Map<string, string>();
    const [whole, busy, broken, torn] = story.devices;
    const approvers = story.approvers ?? ['tomas.ng'];
    before(async () => {
      world = await World.start({ trackEvery: 700 });
      for (const { id, computerDnsName } of await world.machines()) {
        machines.set((computerDnsName ?? '').split('.')[0]?.toUpperCase() ?? '', id);
      }
      if (story.before === undefined) return;
      const requestIds: string[] = [];
      for (const device of story.devices) {
        await world.minute();
        const requestId = await ask(world, story.before, device);
        await world.click('tomas.ng', 'request.approve', { requestId });
        requestIds.push(requestId);
      }
      for (const requestId of requestIds) {
        await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
      }
      await world.advance(10);
      for (const requestId of requestIds) {
        await world.untilAnyCard('iris.ek', new RegExp(`Done.* · ${requestId}`));
      }
    });
    after(() => world.stop());
    afterEach(() => world.calm());
    beforeEach(() => world.minute());

    it('is asked for, approved by somebody else, sent once, proved, and taken back where that is possible', async () => {
      const asked = await world.say('iris.ek', story.sentence.replace('{device}', whole));
      for (const part of [/waiting for approval/i, ...story.asked]) assert.match(asked, part);
      const requestId = idIn(asked);
      assert.equal((await sent(world, story, requestId)).length, 0);
      assert.match(
        (await world.click('iris.ek', 'request.approve', { requestId })).text,
        /your own|who asked|yourself/i,
      );

      for (const approver of approvers) await world.click(approver, 'request.approve', { requestId });
      await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
      await world.advance(10);
      const end = new RegExp(`(Done|Not in effect).* · ${requestId}`);
      await world.untilAnyCard('iris.ek', end);
      // Until the sensor has told of it.
      await world.advance(300);
      await world.untilAnyCard('iris.ek', end, ...story.done);
      const [order, ...more] = await sent(world, story, requestId);
      assert.deepEqual(more, []);
      const { Comment, ...body } = order?.requestBody as Record<string, string>;
      assert.deepEqual(body, story.body);
      assert.match(Comment ?? '', /asked by Iris Ek, approved by Tomas Ng/);

      const offered = await world.say('iris.ek', `show ${requestId}`);
      if (story.undo === null) {
        assert.doesNotMatch(offered, /\[Undo\]/);
        return;
      }
      assert.match(offered, /\[Undo\]/);
      const undone = await world.click('iris.ek', 'request.undo', { requestId });
      assert.equal(undone.status, 200, undone.text);
      assert.match(await world.untilCard('iris.ek', story.undo), /waiting for approval/i);
    });

    it('comes through what Defender does to it: carried out once, or told that it was not', async () => {
      const asked: Record<string, string> = {};
      for (const device of [busy, broken, torn]) {
        await world.minute();
        asked[device] = await ask(world, story.sentence, device);
      }
      const at = (device: string): string => `/${machines.get(device) ?? ''}${story.path.source}`;
      const later = { error: { code: 'TooManyRequests', message: 'later' } };
      await world.fault({
        match: { method: 'POST', path: at(busy) },
        status: 429,
        headers: { 'Retry-After': '1' },
        body: later,
        times: 1,
      });
      await world.fault({ match: { method: 'POST', path: at(broken) }, status: 500, body: later });
      await world.fault({ match: { method: 'POST', path: at(torn) }, drop: 'after', times: 1 });
      for (const requestId of Object.values(asked)) {
        for (const approver of approvers) await world.click(approver, 'request.approve', { requestId });
      }
      const card = (device: string, wanted: RegExp): Promise<string> =>
        world.untilAnyCard('iris.ek', new RegExp(`· ${asked[device] ?? ''}\\n[^]*${wanted.source}`));

      // 429 with a time: later, and then once. The connection broke after it arrived: found again, not sent twice.
      for (const [device, statuses] of [
        [busy, [429, 201]],
        [torn, [null]],
      ] as const) {
        await card(device, /Accepted by Defender/);
        const statusesSeen = (await sent(world, story, asked[device] ?? '')).map(({ status }) => status);
        assert.deepEqual(statusesSeen, statuses, device);
      }
      // 500 every time: not called done.
      const failed = await card(broken, /without an answer, and none of them is among the device's actions/);
      assert.match(failed, /^⛔ Failed/);
      assert.doesNotMatch(failed, /Done|succeeded/i);
    });

    for (const [sentence, why] of story.impossible) {
      it(`says why not: ${sentence}`, async () => {
        const answer = await world.say('iris.ek', sentence);
        assert.match(answer, why);
        assert.match(answer, /Nothing was requested/);
      });
    }
  });
}

describe('an end that nobody knows', function () {
  let world: World;
  before(async () => {
    // The answer is meant to be wrong: it is no evidence of the contract.
    world = await World.start({ trackEvery: 700, record: false });
  });
  after(() => world.stop());

  it('is said, not guessed, when Defender reports a strange status', async () => {
    const requestId = idIn(await world.say('iris.ek', 'scan FIN-LT-043'));
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilCard('iris.ek', /Accepted by Defender/);
    const [own] = (await world.actions()).filter((one) => one.requestorComment?.includes(requestId));
    await world.fault({
      match: { method: 'GET', path: `/api/machineactions/${own?.id ?? ''}$` },
      status: 200,
      body: { ...own, status: 'Evaporated' },
    });
    const card = await world.untilCard('iris.ek', /End not known/);
    assert.match(card, /somebody has to look/);
    assert.doesNotMatch(card, /Done/);
  });

  it('is "not in effect" when the sensor of an isolated device shows connections, whatever Defender says', async () => {
    const requestId = idIn(await world.say('iris.ek', 'isolate FIN-LT-044'));
    const machine = (await world.machines()).find(({ computerDnsName }) =>
      computerDnsName?.startsWith('fin-lt-044'),
    );
    await world.fault({
      match: { path: 'runHuntingQuery' },
      status: 200,
      body: {
        schema: [],
        results: [
          {
            DeviceId: machine?.id,
            Timestamp: new Date(Date.now() + 3_600_000).toISOString(),
            RemoteIP: '203.0.113.9',
            RemoteUrl: null,
            RemotePort: 4444,
            InitiatingProcessFileName: 'beacon.exe',
          },
        ],
      },
    });
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await world.advance(300);
    await world.untilAnyCard(
      'iris.ek',
      new RegExp(`Not in effect · ${requestId}`),
      /It is not cut off: beacon\.exe connected to\s+203\.0\.113\.9 \(port\s+4444\)/,
    );
    await world.calm();
  });
});

describe('the link of an investigation package', function () {
  let world: World;
  before(async () => {
    world = await World.start({ trackEvery: 700 });
  });
  after(() => world.stop());

  it('goes to the person who asked, once, and into no message and no record', async () => {
    const requestId = idIn(await world.say('iris.ek', 'collect an investigation package from FIN-LT-043'));
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilCard('iris.ek', /Accepted by Defender/);
    await world.advance(10);
    await world.untilCard('iris.ek', /\[Get the package\]/);

    const stranger = await world.click('tomas.ng', 'request.handover', { requestId });
    assert.match(stranger.text, /Only Iris Ek/);
    await world.fault({ match: { path: 'getPackageUri' }, status: 500, times: 1 });
    const failed = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(failed.text, /No link: Defender for Endpoint failed to answer.*Nothing was handed over/s);
    const given = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(given.text, /The investigation package of FIN-LT-043 is there/);
    assert.match(given.text, /\[Download\]/);
    const again = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(again.text, /Iris Ek was given its link. It is given once/);

    const asked = (await world.heard()).filter((one) => one.url.endsWith('/getPackageUri'));
    assert.deepEqual(
      asked.map(({ status }) => status),
      [500, 200],
    );
    assert.doesNotMatch(JSON.stringify(world.connector.sent), /packages\.simulated|sig=/);
    const record = await world.assembly.responses.audit({ target: requestId, limit: 50 });
    assert.doesNotMatch(JSON.stringify(record), /packages\.simulated|sig=/);
    assert.ok(record.some((entry) => entry.event === 'handover.done' && entry.actorName === 'Iris Ek'));
    assert.match(await world.say('iris.ek', `show ${requestId}`), /Done and verified/);
  });
});

async function ask(world: World, sentence: string, device: string): Promise<string> {
  await world.say('iris.ek', sentence.replace('{device}', device));
  // How an earlier request ended may be told meanwhile: the newest message need not be the answer.
  return idIn(await world.untilAnyCard('iris.ek', new RegExp(`Waiting for approval[^]*${device}`)));
}

/** What left for Defender on behalf of a request. */
async function sent(world: World, story: ResponseStory, requestId: string): Promise<readonly Exchange[]> {
  return (await world.heard()).filter(
    (one) =>
      one.method === 'POST' &&
      story.path.test(one.url) &&
      JSON.stringify(one.requestBody).includes(`[${requestId}]`),
  );
}
