/**
 * The posts of cards: who posts one, whether it is there, and what is done about those of which nobody knows. The table is
 * explained in migrations/0004-card-posts.sql.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { CardCopyStore, CardPost } from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import { appendAudit } from './audit-log.ts';
import { NOW, overwritten, postKey } from './card-rows.ts';
import type { Schema } from './schema.ts';

/** How the purpose of a message begins that is no card of the request. */
const NOTE = 'note:';
/** Nobody knows whether it is there, or whoever posted it ran out of time. */
const isLost = sql<boolean>`(state = 'unconfirmed' or (state = 'claimed' and look_at <= now()))`;
const UNCONFIRMED =
  'Whether the card is there is not known: no answer came from Teams. It is not posted a second time.';

type CardPosts = Pick<
  CardCopyStore,
  | 'postsOf'
  | 'claimPost'
  | 'posted'
  | 'noted'
  | 'notPosted'
  | 'unconfirmed'
  | 'overran'
  | 'missing'
  | 'confirm'
>;

/** `claimEnd`, `later`: until when a claim made now holds, and when what was not sent is looked at again. */
export function createCardPosts(
  db: Kysely<Schema>,
  clock: Clock,
  { claimEnd, later }: { readonly claimEnd: RawBuilder<Date>; readonly later: RawBuilder<Date> },
): CardPosts {
  return {
    async postsOf(requestId) {
      const rows = await db
        .selectFrom('drawbridge.card_posts')
        .select([
          'conversation_id',
          'purpose',
          'state',
          sql<boolean>`coalesce(look_at <= now(), false)`.as('overdue'),
        ])
        .where('request_id', '=', requestId)
        .execute();
      return rows.map(({ conversation_id, ...row }) => ({
        requestId,
        conversationId: conversation_id,
        ...row,
      }));
    },

    async claimPost(post) {
      const { requestId, conversationId, purpose } = post;
      const claim = randomUUID();
      // A copy without a post is one of the version before.
      const { rows } = await sql`
        insert into drawbridge.card_posts (request_id, conversation_id, purpose, state, claim, look_at)
        select ${requestId}::text, ${conversationId}::text, ${purpose}::text, 'claimed', ${claim}::text, ${claimEnd}
        where ${purpose}::text <> 'first' or not exists (
          select from drawbridge.card_copies
          where request_id = ${requestId} and conversation_id = ${conversationId})
        on conflict (request_id, conversation_id, purpose) do update
          set state = 'claimed', claim = excluded.claim, look_at = excluded.look_at
          where card_posts.state = 'waiting'
        returning 1`.execute(db);
      return rows.length === 0 ? null : { ...post, claim };
    },

    posted: (claim, activityId, shown) =>
      db.transaction().execute(async (trx) => {
        const before = await trx
          .selectFrom('drawbridge.card_posts')
          .select('state')
          .where(postKey(claim))
          .forUpdate()
          .executeTakeFirst();
        await markPosted(trx, claim);
        // It took longer than the claim, and the record says that nobody knows.
        if (before?.state === 'unconfirmed') await note(trx, 'card.confirmed', claim, clock);
        const { requestId, conversationId } = claim;
        const copy = { requestId, conversationId, activityId };
        const held = { claim: randomUUID(), look_at: claimEnd, shown, meanwhile: null };
        await trx
          .insertInto('drawbridge.card_copies')
          .values({
            request_id: requestId,
            conversation_id: conversationId,
            activity_id: activityId,
            ...held,
          })
          .onConflict((conflict) =>
            conflict.columns(['request_id', 'conversation_id', 'activity_id']).doUpdateSet(held),
          )
          .execute();
        return { ...copy, claim: held.claim, shown };
      }),

    noted: (claim) => markPosted(db, claim),

    async notPosted(claim, again) {
      const held = sql<boolean>`claim = ${claim.claim}`;
      if (again) {
        await db
          .updateTable('drawbridge.card_posts')
          .set({ state: 'waiting', claim: null, look_at: later })
          .where(postKey(claim))
          .where(held)
          .execute();
      } else {
        await db.deleteFrom('drawbridge.card_posts').where(postKey(claim)).where(held).execute();
      }
    },

    async unconfirmed(claim) {
      await giveUp(db, claim, sql<boolean>`claim = ${claim.claim}`, clock);
    },

    async overran(post) {
      const due = sql<boolean>`look_at <= now()`;
      if (await giveUp(db, post, due, clock)) return true;
      // Whoever looks now posts it anew, unless nobody needs to see it any more.
      await db
        .deleteFrom('drawbridge.card_posts')
        .where(postKey(post))
        .where('state', '=', 'waiting')
        .where(due)
        .execute();
      return false;
    },

    async missing(requestId, conversationIds, activityId) {
      const row = await db
        .selectFrom('drawbridge.card_posts')
        .select(['conversation_id', 'purpose'])
        .where('request_id', '=', requestId)
        .where('conversation_id', 'in', [...conversationIds])
        .where(isLost)
        .where('purpose', 'not like', `${NOTE}%`)
        // What is a known message of ours cannot be the one that is missing.
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('drawbridge.card_copies')
                .select('activity_id')
                .where('conversation_id', 'in', [...conversationIds])
                .where('activity_id', '=', activityId),
            ),
          ),
        )
        .limit(1)
        .executeTakeFirst();
      return row === undefined
        ? null
        : { requestId, conversationId: row.conversation_id, purpose: row.purpose };
    },

    confirm: (post, activityId) =>
      db.transaction().execute(async (trx) => {
        const { requestId, conversationId } = post;
        const lost = await trx
          .selectFrom('drawbridge.card_posts')
          .select('state')
          .where(postKey(post))
          .where(isLost)
          .forUpdate()
          .executeTakeFirst();
        // Somebody else was faster, and what was written over it may be older than what they wrote.
        if (lost === undefined) {
          return (await overwritten(trx, { requestId, conversationId, activityId })) ? 'known' : 'other';
        }
        await markPosted(trx, post);
        await trx
          .insertInto('drawbridge.card_copies')
          .values({
            request_id: requestId,
            conversation_id: conversationId,
            activity_id: activityId,
            shown: null,
            claim: null,
            look_at: NOW,
            meanwhile: null,
          })
          .execute();
        if (lost.state === 'claimed') return 'known';
        await note(trx, 'card.confirmed', post, clock);
        return 'confirmed';
      }),
  };
}

async function markPosted(db: Kysely<Schema>, post: CardPost): Promise<void> {
  await db
    .updateTable('drawbridge.card_posts')
    .set({ state: 'posted', claim: null, look_at: null })
    .where(postKey(post))
    .execute();
}

/** True when it was claimed, and the condition holds. */
function giveUp(
  db: Kysely<Schema>,
  post: CardPost,
  when: ReturnType<typeof sql<boolean>>,
  clock: Clock,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const written = await trx
      .updateTable('drawbridge.card_posts')
      .set({ state: 'unconfirmed', claim: null, look_at: null })
      .where(postKey(post))
      .where('state', '=', 'claimed')
      .where(when)
      .executeTakeFirst();
    if (written.numUpdatedRows === 0n) return false;
    await note(trx, 'card.unconfirmed', post, clock);
    return true;
  });
}

async function note(
  trx: Transaction<Schema>,
  event: 'card.unconfirmed' | 'card.confirmed',
  { requestId, conversationId, purpose }: CardPost,
  clock: Clock,
): Promise<void> {
  const request = await trx
    .selectFrom('drawbridge.requests')
    .select('target_name')
    .where('id', '=', requestId)
    .executeTakeFirst();
  await appendAudit(
    trx,
    {
      event,
      actor: null,
      requestId,
      target: request?.target_name ?? null,
      details: {
        conversationId,
        shown: purpose === 'first' ? 'by itself' : 'on demand',
        ...(event === 'card.unconfirmed' ? { problem: UNCONFIRMED } : {}),
      },
    },
    clock.now(),
  );
}
