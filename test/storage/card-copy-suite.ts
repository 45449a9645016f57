/** The claims on cards, alike on every database: who posts, who updates, and what becomes of those who die at it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CardCopy, CardCopyStore, CardPost, UpdateClaim } from '../../src/domain/ports/stores.ts';
import { queryAudit, verifyAudit } from '../../src/storage/audit-log.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import type { Database } from '../../src/storage/database.ts';

/** As if two minutes had gone by: what was to be looked at later is due, and claims have run out. */
export async function letTimePass(database: Database): Promise<void> {
  for (const table of ['drawbridge.card_posts', 'drawbridge.card_copies'] as const) {
    await database.kysely
      .updateTable(table)
      .set({ look_at: sql<Date>`look_at - interval '2 minutes'` })
      .where('look_at', 'is not', null)
      .execute();
  }
}

export function describeCardCopies(name: string, open: () => Database): void {
  describe(`the card copies on ${name}`, () => {
    let copies: CardCopyStore;
    let post: CardPost;
    beforeEach(() => {
      copies = createCardCopyStore(open().kysely, { now: () => new Date() });
      const id = randomUUID().slice(0, 5).toUpperCase();
      post = { requestId: `R-${id}`, conversationId: `a:${id}`, purpose: 'first' };
    });

    const posted = async (activityId = 'm1', shown = 'v1'): Promise<CardCopy> => {
      const claim = await copies.claimPost(post);
      assert.ok(claim !== null);
      const update = await copies.posted(claim, activityId, shown);
      assert.equal(await copies.updated(update, shown), false);
      return { requestId: post.requestId, conversationId: post.conversationId, activityId };
    };
    const claimed = async (copy: CardCopy): Promise<UpdateClaim> => {
      const claim = await copies.claimUpdate(copy);
      assert.ok(typeof claim === 'object');
      return claim;
    };
    const events = async (): Promise<readonly string[]> =>
      (await queryAudit(open().kysely, { target: post.requestId, limit: 10 })).map((entry) => entry.event);
    const isDue = async (): Promise<boolean> => (await copies.overdue()).includes(post.requestId);

    it('let one of many post', async () => {
      const claims = await Promise.all(Array.from({ length: 8 }, () => copies.claimPost(post)));
      assert.equal(claims.filter((claim) => claim !== null).length, 1);
    });

    it('are posted once by themselves, and once for everybody who asks', async () => {
      await posted();
      assert.equal(await copies.claimPost(post), null);
      const asked = await copies.claimPost({ ...post, purpose: 'asked:1' });
      assert.ok(asked !== null);
      await copies.posted(asked, 'm2', 'v1');
      assert.deepEqual(
        (await copies.of(post.requestId)).map((copy) => copy.activityId),
        ['m1', 'm2'],
      );
    });

    it('are tried again when they were certainly not posted', async () => {
      const claim = await copies.claimPost(post);
      await copies.notPosted(claim!, true);
      assert.equal(await isDue(), false);
      await letTimePass(open());
      assert.equal(await isDue(), true);
      assert.equal(await copies.overran(post), false);
      assert.deepEqual(await copies.postsOf(post.requestId), [], 'somebody looked, and posts it or does not');
      assert.equal(await isDue(), false);
      assert.ok((await copies.claimPost(post)) !== null);
    });

    it('leave nothing behind of one that is not wanted again', async () => {
      const asked = { ...post, purpose: 'asked:1' };
      const claim = await copies.claimPost(asked);
      await copies.notPosted(claim!, false);
      assert.deepEqual(await copies.postsOf(post.requestId), []);
    });

    it('are never posted again when nobody knows whether they were, and that is on the record', async () => {
      const claim = await copies.claimPost(post);
      await copies.unconfirmed(claim!);
      await copies.unconfirmed(claim!);
      await letTimePass(open());
      assert.equal(await copies.claimPost(post), null);
      assert.deepEqual(await events(), ['card.unconfirmed']);
      assert.equal((await verifyAudit(open().kysely)).ok, true);
    });

    it('are given up once when the process died that posted', async () => {
      await copies.claimPost(post);
      assert.equal(await copies.overran(post), false, 'its claim still holds');
      await letTimePass(open());
      assert.deepEqual(
        (await copies.postsOf(post.requestId)).map(({ state, overdue }) => ({ state, overdue })),
        [{ state: 'claimed', overdue: true }],
      );
      const given = await Promise.all([copies.overran(post), copies.overran(post)]);
      assert.deepEqual([...given].sort(), [false, true]);
      assert.deepEqual(await events(), ['card.unconfirmed']);
    });

    it('count after all when the answer came later than the claim held', async () => {
      const claim = await copies.claimPost(post);
      await letTimePass(open());
      await copies.overran(post);
      await copies.posted(claim!, 'm1', 'v1');
      assert.deepEqual(await events(), ['card.confirmed', 'card.unconfirmed']);
      assert.equal((await copies.of(post.requestId)).length, 1);
    });

    it('are known again from the first client that shows them', async () => {
      const { requestId, conversationId } = post;
      const claim = await copies.claimPost(post);
      assert.equal(await copies.missing(requestId, [conversationId], 'm1'), null, 'its claim holds');
      await copies.unconfirmed(claim!);
      assert.equal(await copies.missing(requestId, ['a:tomas'], 'm1'), null, 'another conversation');
      assert.equal(await copies.missing('R-OTHER', [conversationId], 'm1'), null, 'another request');
      assert.deepEqual(await copies.missing(requestId, [conversationId, 'x'], 'm1'), post);
      const found = await Promise.all([1, 2, 3].map(() => copies.confirm(post, 'm1')));
      assert.deepEqual(found.toSorted(), ['confirmed', 'known', 'known']);
      assert.equal(await copies.confirm(post, 'm2'), 'other', 'one was missing, not two');
      assert.equal(await copies.missing(requestId, [conversationId], 'm2'), null);
      const [known, ...others] = await copies.of(requestId);
      assert.deepEqual(known, { requestId, conversationId, activityId: 'm1', settled: false });
      assert.deepEqual(others, []);
      assert.equal(await isDue(), true, 'what it shows is not known');
      assert.deepEqual(await events(), ['card.confirmed', 'card.unconfirmed']);
    });

    it('are known from a client before anybody noted that whoever posted them died', async () => {
      const claim = await copies.claimPost(post);
      await letTimePass(open());
      assert.deepEqual(await copies.missing(post.requestId, [post.conversationId], 'm1'), post);
      assert.equal(await copies.confirm(post, 'm1'), 'known');
      assert.equal(await copies.overran(post), false);
      // Late, and told the same.
      const late = await copies.posted(claim!, 'm1', 'v1');
      assert.equal(await copies.updated(late, 'v1'), false);
      assert.equal((await copies.of(post.requestId)).length, 1);
      assert.deepEqual(await events(), []);
    });

    it('are looked at again when somebody who came later wrote over them', async () => {
      await copies.unconfirmed((await copies.claimPost(post))!);
      await copies.confirm(post, 'm1');
      const copy = { requestId: post.requestId, conversationId: post.conversationId, activityId: 'm1' };
      const claim = await copies.claimUpdate(copy);
      assert.ok(typeof claim === 'object');
      assert.equal(await copies.confirm(post, 'm1'), 'known');
      assert.equal(await copies.updated(claim, 'newest'), true, 'an older card may lie over it');
      assert.equal((await copies.peek(copy))?.shown, null);
    });

    it('are not mistaken for another message of ours, nor for a note', async () => {
      const copy = await posted();
      const other = { ...post, requestId: `${post.requestId}B` };
      await copies.unconfirmed((await copies.claimPost(other))!);
      assert.equal(await copies.missing(other.requestId, [post.conversationId], copy.activityId), null);
      const note = { ...post, purpose: 'note:result' };
      await copies.unconfirmed((await copies.claimPost(note))!);
      assert.equal(await copies.missing(post.requestId, [post.conversationId], 'm9'), null);
    });

    it('let one of many update, who is told that others came', async () => {
      const copy = await posted();
      const claims = await Promise.all(Array.from({ length: 8 }, () => copies.claimUpdate(copy)));
      const [mine, ...more] = claims.filter((claim) => typeof claim === 'object');
      assert.equal(mine?.shown, 'v1');
      assert.equal(more.length, 0);
      assert.equal(await copies.updated(mine, 'v2'), true);
      assert.deepEqual(await copies.peek(copy), { shown: 'v2', settled: false });
      assert.equal(await copies.updated(await claimed(copy), 'v3'), false);
      assert.deepEqual(await copies.peek(copy), { shown: 'v3', settled: true });
    });

    it('show nothing that is known after an update that failed or whose process died', async () => {
      const copy = await posted();
      await copies.notUpdated(await claimed(copy));
      assert.deepEqual(await copies.peek(copy), { shown: null, settled: false });
      assert.equal(await copies.updated(await claimed(copy), 'v2'), false);
      await claimed(copy);
      assert.equal(await copies.claimUpdate(copy), 'held');
      await letTimePass(open());
      assert.equal(await isDue(), true);
      assert.equal((await claimed(copy)).shown, null);
    });

    it('are sent again when a late update may lie over a newer one', async () => {
      const copy = await posted();
      const late = await claimed(copy);
      await letTimePass(open());
      const next = await claimed(copy);
      assert.equal(await copies.updated(late, 'old'), true, 'it lost its claim');
      assert.equal(await copies.updated(next, 'new'), true);
      assert.deepEqual(await copies.peek(copy), { shown: null, settled: false });
      // The same when the newer one was through already, and when the late one failed.
      const third = await claimed(copy);
      await letTimePass(open());
      assert.equal(await copies.updated(await claimed(copy), 'new'), false);
      await copies.notUpdated(third);
      assert.deepEqual(await copies.peek(copy), { shown: null, settled: false });
      assert.equal(await isDue(), true);
    });

    it('are gone when the message is, and then may be posted again', async () => {
      const copy = await posted();
      const claim = await claimed(copy);
      await copies.remove(copy);
      assert.equal(await copies.claimUpdate(copy), 'gone');
      assert.equal(await copies.peek(copy), null);
      assert.equal(await copies.updated(claim, 'v2'), false);
      assert.ok((await copies.claimPost(post)) !== null);
    });

    it('need not be waited for when nobody else can be at work', async () => {
      const copy = await posted();
      await claimed(copy);
      await copies.claimPost({ ...post, conversationId: 'a:tomas' });
      await copies.breakClaims();
      assert.equal(await isDue(), true);
      await claimed(copy);
      assert.equal(await copies.overran({ ...post, conversationId: 'a:tomas' }), true);
    });

    it('can be kept by the version before beside this one', async () => {
      const { kysely } = open();
      const key = [post.requestId, post.conversationId];
      const before = sql`insert into drawbridge.card_copies (request_id, conversation_id, activity_id)
        values (${key[0]}, ${key[1]}, 'm1') on conflict do nothing`;
      await before.execute(kysely);
      await before.execute(kysely);
      assert.equal(await copies.claimPost(post), null, 'it was posted already');
      const copy = { requestId: post.requestId, conversationId: post.conversationId, activityId: 'm1' };
      assert.deepEqual(await copies.peek(copy), { shown: null, settled: true });
      const claim = await claimed(copy);
      const { rows } = await sql`select request_id, conversation_id, activity_id from drawbridge.card_copies
        where request_id = ${key[0]} order by conversation_id, activity_id`.execute(kysely);
      assert.equal(rows.length, 1);
      await sql`delete from drawbridge.card_copies where request_id = ${key[0]}
        and conversation_id = ${key[1]} and activity_id = 'm1'`.execute(kysely);
      assert.equal(await copies.updated(claim, 'v1'), false);
      assert.ok((await copies.claimPost(post)) !== null);
    });
  });
}
