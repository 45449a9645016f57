/** What the posts of cards and their copies have in common. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CardCopy, CardPost } from '../domain/ports/stores.ts';
import type { Schema } from './schema.ts';

export const NOW = sql<Date>`now()`;

export function postKey({ requestId, conversationId, purpose }: CardPost) {
  return sql<boolean>`request_id = ${requestId} and conversation_id = ${conversationId} and purpose = ${purpose}`;
}

export function copyKey({ requestId, conversationId, activityId }: CardCopy) {
  return sql<boolean>`request_id = ${requestId} and conversation_id = ${conversationId} and activity_id = ${activityId}`;
}

/**
 * An update that took longer than its claim may have come after a newer one: whoever has the copy now sends again.
 * False when the copy is gone.
 */
export async function overwritten(db: Kysely<Schema>, copy: CardCopy): Promise<boolean> {
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
