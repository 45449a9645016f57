/** Which messages show which request. */
import type { Kysely } from 'kysely';
import type { CardCopyStore } from '../domain/ports/stores.ts';
import type { Schema } from './schema.ts';

export function createCardCopyStore(db: Kysely<Schema>): CardCopyStore {
  return {
    async add(copy) {
      await db
        .insertInto('drawbridge.card_copies')
        .values({
          request_id: copy.requestId,
          conversation_id: copy.conversationId,
          activity_id: copy.activityId,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async of(requestId) {
      const rows = await db
        .selectFrom('drawbridge.card_copies')
        .select(['request_id', 'conversation_id', 'activity_id'])
        .where('request_id', '=', requestId)
        .orderBy('conversation_id')
        .orderBy('activity_id')
        .execute();
      return rows.map((row) => ({
        requestId: row.request_id,
        conversationId: row.conversation_id,
        activityId: row.activity_id,
      }));
    },
    async remove(copy) {
      await db
        .deleteFrom('drawbridge.card_copies')
        .where('request_id', '=', copy.requestId)
        .where('conversation_id', '=', copy.conversationId)
        .where('activity_id', '=', copy.activityId)
        .execute();
    },
  };
}
