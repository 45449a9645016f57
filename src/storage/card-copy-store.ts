/**
 * Which messages show which request, and the claims on them. Times are the database's own: the clocks of the processes
 * that share it may differ. The tables are explained in migrations/0004-card-posts.sql.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { CardCopy, CardCopyStore, CardPost } from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import { appendAudit } from './audit-log.ts';
import type { Schema } from './schema.ts';

/** Milliseconds. */
export interface CardPatience {
  /** Longer than all attempts at one message together, with the waits between them, can take. */
  readonly claimMs: number;
  /** Until what was not sent is looked at again. */
  readonly laterMs: number;
}

const CARD_PATIENCE: CardPatience = { claimMs: 120_000, laterMs: 60_000 };
const NOW = sql<Date>`now()`;
const MOST_OVERDUE = 100;
/** How the purpose of a message begins that is no card of the request. */
const NOTE = 'note:';
/** Nobody knows whether it is there, or whoever posted it ran out of time. */
const isLost = sql<boolean>`(state = 'unconfirmed' or (state = 'claimed' and look_at <= now()))`;
const UNCONFIRMED =
  'Whether the card is there is not known: no answer came from Teams. It is not posted a second time.';

export function createCardCopyStore(
  db: Kysely<Schema>,
  clock: Clock,
  { claimMs, laterMs } = CARD_PATIENCE,
): CardCopyStore {
  const claimEnd = sql<Date>`now() + ${sql.lit(claimMs)} * interval '1 millisecond'`;
  const later = sql<Date>`now() + ${sql.lit(laterMs)} * interval '1 millisecond'`;
  return {
    async of(requestId) {
      const rows = await db
        .selectFrom('drawbridge.card_copies')
        .select(['request_id', 'conversation_id', 'activity_id', 'claim', 'look_at'])
        .where('request_id', '=', requestId)
        .orderBy('conversation_id')
        .orderBy('activity_id')
        .execute();
      return rows.map((row) => ({
        requestId: row.request_id,
        conversationId: row.conversation_id,
        activityId: row.activity_id,
        settled: row.claim === null && row.look_at === null,
      }));
    },

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
        await trx
          .updateTable('drawbridge.card_posts')
          .set({ state: 'posted', claim: null, look_at: null })
          .where(postKey(claim))
          .execute();
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

    async noted(claim) {
      await db
        .updateTable('drawbridge.card_posts')
        .set({ state: 'posted', claim: null, look_at: null })
        .where(postKey(claim))
        .execute();
    },

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
        await trx
          .updateTable('drawbridge.card_posts')
          .set({ state: 'posted', claim: null, look_at: null })
          .where(postKey(post))
          .execute();
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

    peek: (copy) => peek(db, copy),

    async claimUpdate(copy) {
      for (;;) {
        const claim = randomUUID();
        const [row] = await db
          .updateTable('drawbridge.card_copies')
          .set({
            // A claim that ran out belonged to somebody who may have sent something.
            shown: sql`case when claim is null then shown end`,
            claim,
            look_at: claimEnd,
            meanwhile: null,
          })
          .where(copyKey(copy))
          .where((eb) => eb.or([eb('claim', 'is', null), eb('look_at', '<=', NOW)]))
          .returning('shown')
          .execute();
        if (row !== undefined) return { ...copy, claim, shown: row.shown };
        const held = await db
          .updateTable('drawbridge.card_copies')
          .set({ meanwhile: sql`coalesce(meanwhile, 'changed')` })
          .where(copyKey(copy))
          .where('claim', 'is not', null)
          .executeTakeFirst();
        if (held.numUpdatedRows > 0n) return 'held';
        if ((await peek(db, copy)) === null) return 'gone';
        // Given back between the two statements.
      }
    },

    async updated(claim, shown) {
      const [row] = await db
        .updateTable('drawbridge.card_copies')
        .set({
          shown: sql`case when meanwhile = 'overwritten' then null else ${shown}::text end`,
          claim: null,
          // Whoever goes on at once may die before it.
          look_at: sql`case when meanwhile is not null then ${later} end`,
          meanwhile: null,
        })
        .where(copyKey(claim))
        .where('claim', '=', claim.claim)
        .returning('look_at')
        .execute();
      return row === undefined ? overwritten(db, claim) : row.look_at !== null;
    },

    async notUpdated(claim) {
      const written = await db
        .updateTable('drawbridge.card_copies')
        .set({ shown: null, claim: null, look_at: later, meanwhile: null })
        .where(copyKey(claim))
        .where('claim', '=', claim.claim)
        .executeTakeFirst();
      if (written.numUpdatedRows === 0n) await overwritten(db, claim);
    },

    remove: (copy) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('drawbridge.card_copies').where(copyKey(copy)).execute();
        await trx
          .deleteFrom('drawbridge.card_posts')
          .where(postKey({ ...copy, purpose: 'first' }))
          .where('state', '=', 'posted')
          .where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('drawbridge.card_copies')
                  .select('activity_id')
                  .where('request_id', '=', copy.requestId)
                  .where('conversation_id', '=', copy.conversationId),
              ),
            ),
          )
          .execute();
      }),

    async overdue() {
      const rows = await db
        .selectFrom('drawbridge.card_posts')
        .select('request_id')
        .where('look_at', '<=', NOW)
        .union(db.selectFrom('drawbridge.card_copies').select('request_id').where('look_at', '<=', NOW))
        .limit(MOST_OVERDUE)
        .execute();
      return rows.map((row) => row.request_id);
    },

    async breakClaims() {
      await db
        .updateTable('drawbridge.card_posts')
        .set({ look_at: NOW })
        .where('claim', 'is not', null)
        .execute();
      // Also those that were marked and not yet come to.
      await db
        .updateTable('drawbridge.card_copies')
        .set({ look_at: NOW })
        .where('look_at', 'is not', null)
        .execute();
    },
  };
}

/** Until somebody else brings up to date what whoever changed the request did not: they died, or are behind. */
const FOLLOWED_WITHIN = sql<Date>`now() + interval '15 seconds'`;

/** In the transaction that changes the request: its cards are to follow. False when it has none. */
export async function markCards(trx: Transaction<Schema>, requestId: string): Promise<boolean> {
  const marked = await trx
    .updateTable('drawbridge.card_copies')
    .set({
      look_at: sql<Date>`case when claim is null then ${FOLLOWED_WITHIN} else look_at end`,
      meanwhile: sql`case when claim is not null then coalesce(meanwhile, 'changed') end`,
    })
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return marked.numUpdatedRows > 0n;
}

function postKey({ requestId, conversationId, purpose }: CardPost) {
  return sql<boolean>`request_id = ${requestId} and conversation_id = ${conversationId} and purpose = ${purpose}`;
}

function copyKey({ requestId, conversationId, activityId }: CardCopy) {
  return sql<boolean>`request_id = ${requestId} and conversation_id = ${conversationId} and activity_id = ${activityId}`;
}

async function peek(
  db: Kysely<Schema>,
  copy: CardCopy,
): Promise<{ readonly shown: string | null; readonly settled: boolean } | null> {
  const row = await db
    .selectFrom('drawbridge.card_copies')
    .select(['shown', 'claim', 'look_at'])
    .where(copyKey(copy))
    .executeTakeFirst();
  if (row === undefined) return null;
  return { shown: row.shown, settled: row.claim === null && row.look_at === null };
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

/**
 * An update that took longer than its claim may have come after a newer one: whoever has the copy now sends again.
 * False when the copy is gone.
 */
async function overwritten(db: Kysely<Schema>, copy: CardCopy): Promise<boolean> {
  const written = await db
    .updateTable('drawbridge.card_copies')
    .set({
      shown: null,
      meanwhile: sql`case when claim is not null then 'overwritten' end`,
      look_at: sql`coalesce(look_at, now())`,
    })
    .where(copyKey(copy))
    .executeTakeFirst();
  return written.numUpdatedRows > 0n;
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
