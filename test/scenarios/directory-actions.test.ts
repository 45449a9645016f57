/** Actions on people and devices in Entra ID through the whole program: from the sentence to the proof, and faults. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import type { DirectoryStory } from './directory-stories.ts';
import { DIRECTORY_STORIES } from './directory-stories.ts';
import { idIn, oneLine } from './card-words.ts';
import { World } from './world.ts';

for (const story of DIRECTORY_STORIES) {
  describe(`${story.verb}, from the sentence to the proof`, function () {
    let world: World;
    const ids = new Map<string, string>();
    const idOf = (target: string): string => ids.get(target) ?? '';
    const [whole, busy, broken, torn] = story.targets;

    before(async () => {
      world = await World.start({ trackEvery: 100 });
      await world.assembly.tenant.warmUp();
      for (const { displayName, id } of await world.state(story.of)) ids.set(displayName, id);
      if (story.before === undefined) return;
      for (const target of story.targets) {
        await world.minute();
        const requestId = await ask(world, story.before, target);
        for (const approver of ['tomas.ng', 'nadia.haddad']) {
          await world.click(approver, 'request.approve', { requestId });
        }
        await world.untilAnyCard('iris.ek', new RegExp(`Sent · ${requestId}|Done.* · ${requestId}`));
        await world.advance(10);
        await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
      }
      await world.forgetExchanges();
    });
    after(() => world.stop());
    afterEach(() => world.calm());
    beforeEach(() => world.minute());

    it('is asked for, approved by others, sent once, proved, and taken back where that is possible', async () => {
      const asked = oneLine(await world.say('iris.ek', story.sentence.replace('{who}', whole)));
      for (const part of [/waiting for approval/i, ...story.asked]) assert.match(asked, part);
      const requestId = idIn(asked);
      assert.deepEqual(await sent(world, story, idOf(whole)), []);
      for (const approver of story.approvers) await world.click(approver, 'request.approve', { requestId });
      await world.untilAnyCard('iris.ek', new RegExp(requestId), /Accepted by Entra ID/);
      await world.advance(10);
      const end = new RegExp(`(Done and|Not in effect).* · ${requestId}`);
      await world.untilAnyCard('iris.ek', end, ...story.done);
      // Identity Protection may turn one away that came a moment too early; that one did nothing.
      const [order, ...more] = (await sent(world, story, idOf(whole))).filter(({ status }) => status !== 429);
      assert.deepEqual(more, []);
      assert.deepEqual(order?.requestBody ?? undefined, bodyOf(story, idOf(whole)));

      const offered = await world.say('iris.ek', `show ${requestId}`);
      if (story.undo === null) {
        assert.doesNotMatch(offered, /\[Undo\]/);
        return;
      }
      assert.match(offered, /\[Undo\]/);
      const [wanted, undone] = story.undo;
      await world.click('iris.ek', 'request.undo', { requestId });
      const back = idIn(await world.untilCard('iris.ek', wanted));
      for (const approver of ['tomas.ng', 'nadia.haddad']) {
        await world.click(approver, 'request.approve', { requestId: back });
      }
      await world.untilAnyCard('iris.ek', new RegExp(`(Sent|Done).* · ${back}`));
      await world.advance(10);
      assert.match(await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${back}`)), undone);
      await world.untilAnyCard('iris.ek', new RegExp(`Undone · ${requestId}`));
    });

    it('comes through what Entra ID does to it: carried out once, or told that it was not', async () => {
      const carriedOut = async (
        target: string,
        fault: Omit<Parameters<World['fault']>[0], 'match'>,
      ): Promise<string> => {
        await world.minute();
        const requestId = await ask(world, story.sentence, target);
        const path = story.route.replace('{id}', idOf(target));
        await world.fault({ match: { method: story.method, path: `${path}$` }, ...fault });
        for (const approver of story.approvers) await world.click(approver, 'request.approve', { requestId });
        return requestId;
      };
      const proved = async (requestId: string): Promise<string> => {
        await world.untilAnyCard('iris.ek', new RegExp(`(Sent|Done).* · ${requestId}`));
        await world.advance(10);
        return world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
      };
      const statuses = async (target: string): Promise<readonly (number | null)[]> =>
        (await sent(world, story, idOf(target))).map(({ status }) => status);
      const later = { error: { code: 'TooManyRequests', message: 'later' } };

      // 429 with a time: later, and then once.
      await proved(
        await carriedOut(busy, { status: 429, headers: { 'Retry-After': '1' }, body: later, times: 1 }),
      );
      const [slowed, ...then] = await statuses(busy);
      assert.deepEqual([slowed, then.length], [429, 1]);
      // The connection broke after it arrived: found again by its state, not sent twice.
      const found = await proved(await carriedOut(torn, { drop: 'after', times: 1 }));
      assert.match(found, /Accepted by Entra ID/);
      assert.deepEqual(
        (await statuses(torn)).filter((status) => status !== 429),
        [null],
      );
      // 500 every time: not called done.
      const requestId = await carriedOut(broken, { status: 500, body: later });
      const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
      assert.match(
        oneLine(failed),
        /Sent 3 times, the last time without an answer, and .* shows nothing of it/,
      );
      assert.doesNotMatch(failed, /Done|succeeded/i);
    });

    for (const [sentence, why] of story.impossible) {
      it(`says why not: ${sentence}`, async () => {
        const answer = oneLine(await world.say('iris.ek', sentence));
        assert.match(answer, why);
        assert.doesNotMatch(answer, /waiting for approval/);
      });
    }
  });
}

describe('an administrator as the target', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  it('is refused by Microsoft, and the card says what the application lacks', async () => {
    const asked = await world.say('iris.ek', 'revoke the sessions of Omar Bennett');
    assert.match(oneLine(asked), /Holds Intune Administrator: Microsoft refuses it unless/);
    const requestId = idIn(asked);
    // Whoever is in the account must not decide about it.
    await world.click('omar.bennett', 'request.deny', { requestId });
    await world.click('tomas.ng', 'request.approve', { requestId });
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(oneLine(failed), /holds a directory role the application itself needs a high enough one/);
  });

  it('cannot decide about their own account, nor be given access by their own request', async () => {
    const requestId = idIn(await world.say('iris.ek', 'confirm Tomas Ng as compromised'));
    const clicked = await world.click('tomas.ng', 'request.deny', { requestId });
    assert.match(clicked.text, /It is about your own account: somebody else has to decide/);
    const own = await world.say('iris.ek', 'dismiss the risk of Raul Razo');
    assert.match(own, /waiting for approval/);
    const mine = await world.say('iris.ek', 'confirm Iris Ek as compromised');
    assert.match(oneLine(mine), /It is the own account of the person who asks/);
  });
});

async function ask(world: World, sentence: string, target: string): Promise<string> {
  return idIn(await world.say('iris.ek', sentence.replace('{who}', target)));
}

function bodyOf(story: DirectoryStory, id: string): unknown {
  return story.body === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(story.body).replace('{id}', id)) as unknown);
}

/** Orders of the story's kind about one target. */
async function sent(world: World, story: DirectoryStory, id: string): Promise<readonly Exchange[]> {
  return (await world.heard()).filter(
    ({ method, url, requestBody }) =>
      method === story.method &&
      url.endsWith(story.route.replace('{id}', id)) &&
      (story.route.includes('{id}') || JSON.stringify(requestBody).includes(id)) &&
      JSON.stringify(requestBody ?? null) === JSON.stringify(bodyOf(story, id) ?? null),
  );
}
