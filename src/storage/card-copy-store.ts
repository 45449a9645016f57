/**
 * Which messages show which request, and the claims on them. Times are the database's own: the clocks of the processes
 * that share it may differ. The tables are explained in migrations/0004-card-posts.sql.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { CardCopy, CardCopyStore } from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import { createCardPosts } from './card-posts.ts';
import { NOW, copyKey, overwritten, postKey } from './card-rows.ts';
import type { Schema } from './schema.ts';

/** Milliseconds. */
export interface CardPatience {
  /** Longer than all attempts at one message together, with the waits between them, can take. */
  readonly claimMs: number;
  /** Until what was not sent is looked at again. */
  readonly laterMs: number;
}

const CARD_PATIENCE: CardPatience = { claimMs: 120_000, laterMs: 60_000 };
const MOST_OVERDUE = 100;

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

    ...createCardPosts(db, clock, { claimEnd, later }),

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
