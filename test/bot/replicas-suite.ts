/** Two publishers that share nothing but the database and Teams, as two processes do. */
import assert from 'node:assert/strict';
import { createAdapter } from '../../src/bot/adapter.ts';
import { createCardPublisher } from '../../src/bot/card-publisher.ts';
import type { CardCopies } from '../../src/bot/card-publisher.ts';
import { createOutbox } from '../../src/bot/outbox.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { CardCopyStore } from '../../src/domain/ports/stores.ts';
import { NO_TRACER } from '../../src/domain/ports/telemetry.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createConversationStore } from '../../src/storage/conversation-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { queryAudit, verifyAudit } from '../../src/storage/audit-log.ts';
import { ManualTimers } from '../fakes/manual-timers.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import type { TeamsConnector, Trouble } from '../fakes/teams-connector.ts';
import { silentLog } from '../jobs/silent.ts';
import { letTimePass } from '../storage/card-copy-suite.ts';
import {
  FakeResponses,
  IRIS,
  TENANT,
  TOMAS,
  requestCards,
  responseRequest,
  textOf,
  until,
} from './harness.ts';

const CHANNEL = '19:secops@thread.tacv2';
const MAYA = { id: '44444444-4444-4444-8444-444444444444', name: 'Maya Roy' };
const PLACES = ['a:Iris Ek', 'a:Tomas Ng', 'a:Maya Roy', CHANNEL];

interface Replica {
  readonly publisher: CardCopies;
  readonly counted: Record<string, number>;
  /** False when some copy failed. Its waits are over at once. */
  publish(requestId: string): Promise<boolean>;
  /** Nothing of it reaches the database any more. */
  die(): void;
}

export function describeReplicas(name: string, open: () => Database): void {
  describe(`cards of two processes on ${name}`, function () {
    this.timeout(120_000);
    let teams: TeamsConnector;
    let responses: FakeResponses;
    let one: Replica;
    let two: Replica;
    const tickers: NodeJS.Timeout[] = [];

    beforeEach(async () => {
      for (const table of ['card_posts', 'card_copies', 'conversations'] as const) {
        await open().kysely.deleteFrom(`drawbridge.${table}`).execute();
      }
      teams = await startTeamsConnector();
      responses = new FakeResponses();
      responses.roles = { ...responses.roles, approver: [TOMAS.id, MAYA.id] };
      const conversations = createConversationStore(open().kysely, { now: () => new Date() });
      for (const { id, name: who } of [IRIS, TOMAS, MAYA]) {
        await conversations.save(personal(teams, id, who));
      }
      one = replica('one');
      two = replica('two');
    });
    afterEach(async () => {
      for (const ticker of tickers.splice(0)) clearInterval(ticker);
      await teams.close();
    });

    function replica(process: string): Replica {
      const timers = new ManualTimers();
      tickers.push(
        setInterval(() => {
          timers.advance(2000);
        }, 1),
      );
      const clock = { now: () => new Date() };
      const counted: Record<string, number> = {};
      let ids = 0;
      const life = { over: false };
      const publisher = createCardPublisher({
        responses,
        conversations: createConversationStore(open().kysely, clock),
        copies: mortal(copies(), life),
        cards: requestCards,
        outbox: createOutbox({
          adapter: createAdapter(null),
          appId: '',
          local: true,
          timers,
          log: silentLog,
          tracer: NO_TRACER,
          random: () => 0.5,
        }),
        clock: timers,
        timers,
        log: silentLog,
        metrics: { cards: (outcome) => (counted[outcome] = (counted[outcome] ?? 0) + 1) },
        newId: () => `${process}-${++ids}`,
        approvalsChannel: CHANNEL,
      });
      return {
        publisher,
        counted,
        die: () => {
          life.over = true;
        },
        publish: (requestId) =>
          publisher.publish(requestId).then(
            () => true,
            () => false,
          ),
      };
    }

    const copies = (): CardCopyStore => createCardCopyStore(open().kysely, { now: () => new Date() });
    const ask = (id: string): string => {
      responses.requests.set(id, { ...responseRequest('a:Iris Ek'), id });
      return id;
    };
    const move = (id: string, state: ResponseRequest['state']): void => {
      const before = responses.requests.get(id)!;
      responses.requests.set(id, { ...before, state, version: before.version + 1 });
    };
    /** What each message shows in the end, and in which order the messages came. */
    const messages = (): ReadonlyMap<string, string> =>
      new Map(teams.sent.map((s) => [`${s.conversationId} ${s.activityId}`, textOf(s)]));
    const posts = (): readonly string[] =>
      teams.sent
        .filter((s) => s.method === 'POST')
        .map((s) => `${s.conversationId} ${textOf(s).slice(0, 7)}`);
    const records = async (event: string): Promise<number> =>
      (await queryAudit(open().kysely, { limit: 1000 })).filter((entry) => entry.event === event).length;
    /** As the queue and the sweep do: until nothing is left that somebody has to look at. */
    async function untilSettled(): Promise<void> {
      for (let round = 0; round < 50; round += 1) {
        await letTimePass(open());
        const due = await copies().overdue();
        if (due.length === 0) return;
        await Promise.all(due.map((id, index) => ((index + round) % 2 === 0 ? one : two).publish(id)));
      }
      assert.fail('it never settles');
    }
    /** Holds the next such request up; `came` when it is there. */
    function hold(line: RegExp, then: Omit<Trouble, 'held'> = {}): { came: Promise<void>; release(): void } {
      let release = (): void => undefined;
      let here = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const came = new Promise<void>((resolve) => (here = resolve));
      let used = false;
      teams.trouble = (request) => {
        if (used || !line.test(request)) return undefined;
        used = true;
        here();
        return { held, ...then };
      };
      return {
        came,
        release: () => {
          release();
        },
      };
    }

    it('posts each card once and shows the stored state in the end, whatever Teams does', async () => {
      let count = 0;
      // After the answer was lost a post may not be repeated; an update may.
      teams.trouble = (line) => {
        count += 1;
        if (count % 7 === 0) return { refused: { status: 429, headers: { 'retry-after': '1' } } };
        if (count % 11 === 0) return { lost: 'socket' };
        if (count % 13 === 0) return { lost: line.startsWith('POST') ? 502 : 500 };
        if (count % 17 === 0 && line.startsWith('PUT')) return { refused: { status: 500 } };
        if (count % 5 === 0) return { held: new Promise((resolve) => setTimeout(resolve, 5)) };
        return undefined;
      };
      const before = await records('card.unconfirmed');
      const ids = Array.from({ length: 50 }, (_, index) => ask(`R-A${String(index).padStart(4, '0')}`));
      const both = (id: string): Promise<unknown> => Promise.all([one.publish(id), two.publish(id)]);
      await Promise.all(
        ids.map(async (id, index) => {
          const first = both(id);
          if (index % 3 === 0) await until(() => posts().some((post) => post.endsWith(id)));
          move(id, 'approved');
          const second = index % 2 === 0 ? one.publish(id) : two.publish(id);
          move(id, 'executing');
          await Promise.all([first, second, both(id)]);
          move(id, 'succeeded');
          await both(id);
        }),
      );
      await untilSettled();
      assert.equal(new Set(posts()).size, posts().length, 'nothing was posted twice');
      const lost = (await records('card.unconfirmed')) - before;
      assert.equal((one.counted['unconfirmed'] ?? 0) + (two.counted['unconfirmed'] ?? 0), lost);
      assert.ok(lost > 0, 'some answers were lost');
      // Opened in a client, each message tells where it is.
      teams.trouble = () => undefined;
      for (const [message, text] of [...messages()]) {
        const at = message.lastIndexOf(' ');
        await one.publisher.seen(text.slice(0, 7), message.slice(0, at), message.slice(at + 1));
      }
      await untilSettled();
      for (const [message, text] of messages()) assert.match(text, /succeeded$/, message);
      assert.equal(one.counted['confirmed'], lost);
      assert.equal((await verifyAudit(open().kysely)).ok, true);
    });

    it('leaves a post alone that another has begun, and shows what happened meanwhile', async () => {
      const id = ask('R-B0001');
      const held = hold(/POST .*a%3AIris/);
      const first = one.publish(id);
      await held.came;
      move(id, 'approved');
      assert.equal(await two.publish(id), true);
      held.release();
      await first;
      assert.equal(posts().filter((post) => post.startsWith('a:Iris')).length, 1);
      for (const [message, text] of messages()) assert.equal(text, `${id} approved`, message);
    });

    for (const arrives of [true, false]) {
      it(`posts nothing again that ${arrives ? 'arrived' : 'never arrived'} as its process died, and says so`, async () => {
        const id = ask('R-C0001');
        const before = await records('card.unconfirmed');
        const held = hold(/POST .*a%3AIris/, arrives ? {} : { refused: { status: 500 } });
        void one.publish(id);
        await held.came;
        while ((await copies().of(id)).length < PLACES.length - 1) await new Promise(setImmediate);
        one.die();
        held.release();
        await two.publish(id);
        assert.equal(await records('card.unconfirmed'), before, 'its claim still holds');
        move(id, 'approved');
        await letTimePass(open());
        assert.deepEqual(await copies().overdue(), [id]);
        await two.publish(id);
        await two.publish(id);
        assert.equal(await records('card.unconfirmed'), before + 1);
        assert.equal(two.counted['unconfirmed'], 1);
        const there = PLACES.filter((place) => arrives || place !== 'a:Iris Ek');
        assert.deepEqual([...posts()].sort(), there.map((place) => `${place} ${id}`).sort());
        if (!arrives) return;
        // Iris opens the chat.
        const lost = teams.sent.find((s) => s.conversationId === 'a:Iris Ek')!;
        assert.equal(textOf(lost), `${id} requested`);
        await two.publisher.seen(id, 'a:Iris Ek', lost.activityId);
        assert.equal(messages().get(`a:Iris Ek ${lost.activityId}`), `${id} approved`);
      });
    }

    it('does not take a message of another conversation for the card of which nobody knows', async () => {
      const id = ask('R-C0003');
      teams.trouble = (line) =>
        line.startsWith('POST') && line.includes('Iris') ? { lost: 'socket' } : undefined;
      await one.publish(id);
      const messageIn = (place: string): string =>
        teams.sent.find((s) => s.conversationId === place)!.activityId;
      // Clicked in Iris's chat, with the id of the message in the channel.
      await two.publisher.seen(id, 'a:Iris Ek', messageIn(CHANNEL));
      assert.ok((await copies().of(id)).every(({ conversationId }) => conversationId !== 'a:Iris Ek'));
      move(id, 'approved');
      await one.publish(id);
      assert.equal(posts().filter((post) => post.startsWith('a:Iris')).length, 1);
      await two.publisher.seen(id, 'a:Iris Ek', messageIn('a:Iris Ek'));
      for (const [message, text] of messages()) assert.equal(text, `${id} approved`, message);
      assert.equal((await copies().of(id)).length, PLACES.length);
    });

    it('takes over an update at which another process died', async () => {
      const id = ask('R-C0002');
      await one.publish(id);
      move(id, 'approved');
      const held = hold(/PUT .*a%3AIris/, { refused: { status: 500 } });
      void one.publish(id);
      await held.came;
      one.die();
      held.release();
      await two.publish(id);
      await letTimePass(open());
      assert.deepEqual(await copies().overdue(), [id]);
      await two.publish(id);
      assert.deepEqual(await copies().overdue(), []);
      for (const [message, text] of messages()) assert.equal(text, `${id} approved`, message);
    });

    it('does not let an older update lie over a newer one that overtook it', async () => {
      const id = ask('R-D0001');
      await one.publish(id);
      move(id, 'approved');
      const held = hold(/PUT .*a%3AIris/);
      const late = one.publish(id);
      await held.came;
      move(id, 'succeeded');
      // Its claim runs out; the other process takes over, and is faster.
      await letTimePass(open());
      await two.publish(id);
      assert.equal(
        textOf(teams.sent.filter((s) => s.conversationId === 'a:Iris Ek').at(-1)!),
        `${id} succeeded`,
      );
      held.release();
      await late;
      await untilSettled();
      for (const [message, text] of messages()) assert.equal(text, `${id} succeeded`, message);
    });

    it('leaves an update to the one that is at it, who then shows the newest', async () => {
      const id = ask('R-E0001');
      await one.publish(id);
      move(id, 'approved');
      const held = hold(/PUT .*a%3AIris/);
      const first = one.publish(id);
      await held.came;
      move(id, 'succeeded');
      await two.publish(id);
      held.release();
      await first;
      for (const [message, text] of messages()) assert.equal(text, `${id} succeeded`, message);
      const updates = teams.requests.filter((line) => /PUT .*a%3AIris/.test(line));
      assert.equal(updates.length, 2);
    });

    it('shows a request that is asked for anew once for each who asks, beside the first', async () => {
      const id = ask('R-F0001');
      await one.publish(id);
      await two.publisher.show(id, 'a:Tomas Ng', new Date('2027-01-01T00:00:00Z'));
      await one.publisher.show(id, 'a:Tomas Ng', new Date('2027-01-01T00:00:00Z'));
      assert.equal(posts().filter((post) => post.startsWith('a:Tomas')).length, 3);
    });

    it('knows the start of a thread by any message of the thread', async () => {
      const id = ask('R-G0001');
      teams.trouble = (line) =>
        line.startsWith('POST') && line.includes('secops') ? { lost: 'socket' } : undefined;
      await one.publish(id);
      const thread = teams.sent.find((s) => s.conversationId === CHANNEL)!.activityId;
      move(id, 'approved');
      await two.publisher.seen(id, `${CHANNEL};messageid=${thread}`, thread);
      assert.equal(messages().get(`${CHANNEL} ${thread}`), `${id} approved`);
    });
  });
}

function personal(
  teams: TeamsConnector,
  id: string,
  who: string,
): Parameters<ReturnType<typeof createConversationStore>['save']>[0] {
  const conversation = {
    id: `a:${who}`,
    conversationType: 'personal',
    isGroup: false,
    tenantId: TENANT,
    name: '',
  };
  const reference = {
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    bot: { id: '28:drawbridge', name: 'Drawbridge' },
    user: { id: `29:${who}`, name: who },
    conversation,
  };
  return { id: conversation.id, tenantId: TENANT, reference: JSON.stringify(reference), personId: id };
}

/** The store as a process that may die sees it. */
function mortal(store: CardCopyStore, life: { readonly over: boolean }): CardCopyStore {
  return new Proxy(store, {
    get: (target, method) => {
      if (life.over) return () => new Promise(() => undefined);
      return Reflect.get(target, method) as unknown;
    },
  });
}
