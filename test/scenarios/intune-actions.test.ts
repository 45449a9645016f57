/** Every action of Intune through the whole program: from the sentence to the proof, and through faults of Intune. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import { INTUNE_STORIES } from './intune-stories.ts';
import type { IntuneStory } from './intune-stories.ts';
import { idIn, oneLine } from './card-words.ts';
import { World } from './world.ts';

/** Seconds after which everything has happened: what is wiped or retired is no longer listed, too. */
const ALL_OVER = 45;

describe('actions of Intune', function () {
  this.timeout(120_000);
  let world: World;
  const ids = new Map<string, string>();
  const idOf = (device: string): string => ids.get(device) ?? '';

  before(async () => {
    world = await World.start({ trackEvery: 100 });
    const response = await fetch(`${world.simulator.url}/_sim/state/managedDevices`);
    for (const one of (await response.json()) as { id: string; deviceName: string }[]) {
      ids.set(one.deviceName, one.id);
    }
  });
  after(() => world.stop());

  async function ask(story: IntuneStory, device: string): Promise<string> {
    await world.minute();
    return oneLine(await world.say('iris.ek', story.sentence.replace('{device}', device)));
  }
  async function approve(story: IntuneStory, requestId: string): Promise<void> {
    for (const approver of story.approvers) await world.click(approver, 'request.approve', { requestId });
  }
  async function untilCard(requestId: string, wanted: RegExp): Promise<string> {
    return oneLine(await world.untilAnyCard('iris.ek', new RegExp(`${requestId}\\n[^]*${wanted.source}`)));
  }
  const sent = async (story: IntuneStory, device: string): Promise<readonly Exchange[]> =>
    (await world.heard()).filter(
      ({ method, url }) =>
        method === 'POST' &&
        url.endsWith(`/${story.version}/deviceManagement/managedDevices/${idOf(device)}/${story.route}`),
    );
  const statuses = async (story: IntuneStory, device: string): Promise<readonly (number | null)[]> =>
    (await sent(story, device)).map(({ status }) => status);

  describe('from the sentence to the proof', () => {
    const asked = new Map<IntuneStory, string>();
    const requestOf = (story: IntuneStory): string => idIn(asked.get(story) ?? '');

    before(async () => {
      for (const story of INTUNE_STORIES) asked.set(story, await ask(story, story.device));
      for (const story of INTUNE_STORIES) assert.deepEqual(await sent(story, story.device), []);
      for (const story of INTUNE_STORIES) await approve(story, requestOf(story));
      for (const story of INTUNE_STORIES) await untilCard(requestOf(story), /Accepted by Intune/);
      await world.advance(ALL_OVER);
    });

    for (const story of INTUNE_STORIES) {
      it(`${story.verb} is asked for, approved by others, sent once and proved as far as it can be`, async () => {
        for (const part of [/waiting for approval/i, ...story.asked])
          assert.match(asked.get(story) ?? '', part);
        const requestId = requestOf(story);
        const end = story.done.some((part) => part.source.includes('verified'))
          ? 'and verified'
          : ', not proven';
        const over = new RegExp(`Done ?${end} · ${requestId}`);
        const done = oneLine(await world.untilAnyCard('iris.ek', over, ...story.done));
        assert.doesNotMatch(done, /\[Undo\]/);
        const [order, ...more] = await sent(story, story.device);
        assert.deepEqual(more, []);
        assert.deepEqual(order?.requestBody ?? undefined, story.body);
      });
      for (const [sentence, why] of story.impossible) {
        it(`says why not: ${sentence}`, async () => {
          await world.minute();
          const answer = oneLine(await world.say('iris.ek', sentence));
          assert.match(answer, why);
          assert.match(answer, /Nothing was requested/);
        });
      }
    }
  });

  describe('through faults of Intune', () => {
    const requests = new Map<string, string>();
    const requestOf = (story: IntuneStory, device: string): string =>
      requests.get(`${story.verb} ${device}`) ?? '';
    const stories = INTUNE_STORIES.flatMap(({ faults, ...story }) =>
      faults === null ? [] : [{ ...story, faults }],
    );

    before(async () => {
      await world.forgetExchanges();
      const later = { error: { code: 'TooManyRequests', message: 'later' } };
      for (const story of stories) {
        for (const device of story.faults)
          requests.set(`${story.verb} ${device}`, idIn(await ask(story, device)));
        const [busy, torn, broken] = story.faults;
        for (const [device, how] of [
          [busy, { status: 429, headers: { 'Retry-After': '1' }, body: later, times: 1 }],
          [torn, { drop: 'after', times: 1 }],
          [broken, { status: 500, body: later }],
        ] as const) {
          await world.fault({ match: { method: 'POST', path: `/${idOf(device)}/${story.route}$` }, ...how });
        }
      }
      for (const story of stories) {
        for (const device of story.faults) {
          await world.minute();
          await approve(story, requestOf(story, device));
        }
      }
    });
    // What is tried again asks Defender again, which answers a hundred times a minute.
    beforeEach(() => world.minute());
    after(() => world.calm());

    for (const story of stories) {
      const [busy, torn, broken] = story.faults;
      it(`${story.verb} goes out later, and once, when there are too many`, async () => {
        await untilCard(requestOf(story, busy), /Accepted by Intune/);
        const [slowed, ...then] = await statuses(story, busy);
        assert.deepEqual([slowed, then.length], [429, 1]);
      });
      it(`${story.verb} is found again when the connection broke after it arrived`, async () => {
        await untilCard(requestOf(story, torn), /Accepted by Intune/);
        assert.deepEqual(await statuses(story, torn), [null]);
      });
      it(`${story.verb} is not called done when Intune fails each time`, async () => {
        const end = story.once ? /❔ End not known/ : /⛔ Failed/;
        const requestId = requestOf(story, broken);
        const card = oneLine(await world.untilAnyCard('iris.ek', new RegExp(`${end.source} · ${requestId}`)));
        assert.match(
          card,
          story.once
            ? /It was sent once.*It is not sent twice: look in the Intune admin center/
            : /Sent 3 times, the last time without an answer/,
        );
        assert.deepEqual(await statuses(story, broken), story.once ? [500] : [500, 500, 500]);
      });
    }
  });

  describe('a plain scan', () => {
    const scans = async (): Promise<readonly string[]> =>
      (await world.heard())
        .filter(({ method, url }) => method === 'POST' && /Scan$/.test(url))
        .map(({ url }) => url.slice(url.lastIndexOf('/') + 1));
    const say = async (sentence: string): Promise<string> => {
      await world.minute();
      return oneLine(await world.say('iris.ek', sentence));
    };

    beforeEach(() => world.forgetExchanges());
    afterEach(() => world.calm());

    it('goes through Intune where Defender does not have the device, and the card says so and why', async () => {
      const card = await say('scan FIN-LT-046 because of a strange mail');
      assert.match(card, /Have Intune scan FIN-LT-046 \(quick\): waiting for approval/);
      assert.match(card, /Through Intune +Defender for Endpoint does not know this device/);
      assert.deepEqual(await scans(), []);
      const requestId = idIn(card);
      await world.click('tomas.ng', 'request.approve', { requestId });
      await untilCard(requestId, /Accepted by Intune/);
      await world.advance(ALL_OVER);
      const done = oneLine(
        await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`)),
      );
      assert.match(done, /reports a quick scan/);
      assert.deepEqual(await scans(), ['windowsDefenderScan']);
    });

    it('stays with Defender where it has the device', async () => {
      assert.match(await say('scan HR-LT-024'), /Scan HR-LT-024 \(quick\): waiting for approval/);
      assert.match(
        await say('scan HR-LT-025 with Intune'),
        /Have Intune scan HR-LT-025.*Defender for Endpoint has this device and is the better way/,
      );
    });

    it('goes nowhere while either of the two gives no answer', async () => {
      const body = { error: { code: 'InternalServerError', message: 'free text' } };
      await world.fault({ match: { service: 'defender' }, status: 500, body });
      const first = await say('scan FIN-LT-046');
      assert.match(first, /not requested.*it was not put to Intune instead/);
      await world.calm();
      const refusal = { error: { code: 'Forbidden', message: 'free text' } };
      await world.fault({ match: { path: 'managedDevices' }, status: 403, body: refusal });
      const second = await say('scan FIN-LT-046');
      assert.match(second, /not requested.*Whether Intune, which could have it scanned instead/);
      assert.deepEqual(await scans(), []);
    });
  });

  describe('what they bring to light', () => {
    const handOver = async (sentence: string): Promise<string> => {
      await world.minute();
      const requestId = idIn(await world.say('iris.ek', sentence));
      await world.click('tomas.ng', 'request.approve', { requestId });
      await untilCard(requestId, /Accepted by Intune/);
      await world.advance(ALL_OVER);
      await world.untilAnyCard('iris.ek', new RegExp(`Done, not proven · ${requestId}`));
      return requestId;
    };

    for (const [what, sentence, shown] of [
      [
        'a place',
        'locate ENG-LT-010 because it was stolen',
        /Latitude (-?\d+\.\d{5}), longitude (-?\d+\.\d{5})/,
      ],
      ['a passcode', 'reset the passcode of MEET-ROOM-01', /(\d{6})/],
      ['a link', 'collect diagnostics from ENG-LT-010', /\[Download\]/],
    ] as const) {
      it(`is ${what}, for the person who asked alone, once, and in no message and no record`, async () => {
        const requestId = await handOver(sentence);
        const stranger = await world.click('tomas.ng', 'request.handover', { requestId });
        assert.match(stranger.text, /Only Iris Ek/);
        const given = await world.click('iris.ek', 'request.handover', { requestId });
        assert.match(given.text, /For you alone/);
        const secrets = shown.exec(given.text)?.slice(1) ?? assert.fail(given.text);
        const again = await world.click('iris.ek', 'request.handover', { requestId });
        assert.match(again.text, /Iris Ek was (shown it|given its link)/);
        const kept = JSON.stringify([
          world.connector.sent,
          await world.assembly.responses.audit({ limit: 500 }),
          await world.assembly.responses.find(requestId),
        ]);
        for (const secret of secrets) assert.ok(!kept.includes(secret));
        assert.doesNotMatch(kept, /logs\.simulated\.invalid/);
      });
    }
  });
});
