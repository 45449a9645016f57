/** Where the bot is spoken with, what was last spoken of, and which deliveries were seen. */
import type { Kysely } from 'kysely';
import type { ConversationStore } from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import { storable } from './canonical-json.ts';
import type { ConversationsTable, Schema } from './schema.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Old deliveries and contexts are swept once in so many new deliveries. */
const SWEEP_EVERY = 500;

export function createConversationStore(db: Kysely<Schema>, clock: Clock): ConversationStore {
  let deliveries = 0;

  async function sweep(): Promise<void> {
    const dayAgo = new Date(clock.now().getTime() - DAY_MS);
    await db.deleteFrom('drawbridge.deliveries').where('at', '<', dayAgo).execute();
    await db.deleteFrom('drawbridge.contexts').where('updated_at', '<', dayAgo).execute();
  }

  return {
    async save(conversation) {
      const row = {
        tenant_id: conversation.tenantId,
        reference: conversation.reference,
        person_id: conversation.personId,
        updated_at: clock.now(),
      };
      await db
        .insertInto('drawbridge.conversations')
        .values({ id: conversation.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async find(id) {
      const row = await db
        .selectFrom('drawbridge.conversations')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : conversationOf(row);
    },
    async personal(limit) {
      const rows = await db
        .selectFrom('drawbridge.conversations')
        .selectAll()
        .where('person_id', 'is not', null)
        .orderBy('updated_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(conversationOf);
    },
    async ofPeople(personIds) {
      if (personIds.length === 0) return [];
      const rows = await db
        .selectFrom('drawbridge.conversations')
        .selectAll()
        .where((eb) =>
          eb(
            eb.fn<string>('lower', ['person_id']),
            'in',
            personIds.map((id) => id.toLowerCase()),
          ),
        )
        .orderBy('updated_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(conversationOf);
    },
    async forget(id) {
      await db.deleteFrom('drawbridge.conversations').where('id', '=', id).execute();
      await db.deleteFrom('drawbridge.contexts').where('conversation_id', '=', id).execute();
    },
    async context(conversationId, userId) {
      const row = await db
        .selectFrom('drawbridge.contexts')
        .select('context')
        .where('conversation_id', '=', conversationId)
        .where('user_id', '=', userId)
        .where('updated_at', '>=', new Date(clock.now().getTime() - DAY_MS))
        .executeTakeFirst();
      return row?.context ?? {};
    },
    async remember(conversationId, userId, context) {
      const row = { context: JSON.stringify(storable(context)), updated_at: clock.now() };
      await db
        .insertInto('drawbridge.contexts')
        .values({ conversation_id: conversationId, user_id: userId, ...row })
        .onConflict((conflict) => conflict.columns(['conversation_id', 'user_id']).doUpdateSet(row))
        .execute();
    },
    async firstDelivery(conversationId, activityId) {
      const inserted = await db
        .insertInto('drawbridge.deliveries')
        .values({ conversation_id: conversationId, activity_id: activityId, at: clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .returning('activity_id')
        .execute();
      deliveries += 1;
      if (deliveries % SWEEP_EVERY === 0) await sweep();
      return inserted.length > 0;
    },
  };
}

function conversationOf(row: {
  readonly [K in 'id' | 'tenant_id' | 'reference' | 'person_id']: ConversationsTable[K];
}): { id: string; tenantId: string; reference: string; personId: string | null } {
  return { id: row.id, tenantId: row.tenant_id, reference: row.reference, personId: row.person_id };
}
