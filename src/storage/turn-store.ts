/** In which order approved requests are carried out, and how many were of late. */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { ResponseTransaction } from '../domain/ports/response-store.ts';
import type { Schema } from './schema.ts';

/** Of `pg_advisory_xact_lock`: whoever gives out turns. */
const TURNS_LOCK = 7_342_008;
/** The row that says until when orders to machines pause. */
const PAUSE = 'orders to machines';

export function createTurnStore(trx: Transaction<Schema>): Pick<ResponseTransaction, 'turns' | 'pauseTurns'> {
  return {
    async turns(actions, since, approved, requestId) {
      await sql`select pg_advisory_xact_lock(${sql.lit(TURNS_LOCK)})`.execute(trx);
      const started = await trx
        .selectFrom('drawbridge.requests')
        .select('started_at')
        .where('started_at', '>', since)
        .where('action', 'in', [...actions])
        .orderBy('started_at')
        .execute();
      const waiting = await trx
        .selectFrom('drawbridge.requests')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('state', '=', 'approved')
        .where('action', 'in', [...actions])
        .where(sql<boolean>`held_back->>'kind' = 'turn'`)
        .where(sql<boolean>`(held_back->>'approved', id) < (${approved}, ${requestId})`)
        .executeTakeFirstOrThrow();
      const pause = await trx
        .selectFrom('drawbridge.following')
        .select('not_before')
        .where('family', '=', PAUSE)
        .executeTakeFirst();
      return {
        starts: started.flatMap(({ started_at }) => started_at ?? []),
        before: Number(waiting.count),
        pausedUntil: pause?.not_before ?? null,
      };
    },
    async pauseTurns(until) {
      await trx
        .insertInto('drawbridge.following')
        .values({ family: PAUSE, owner: null, owned_until: null, not_before: until })
        .onConflict((conflict) =>
          conflict
            .column('family')
            .doUpdateSet({ not_before: sql`greatest(drawbridge.following.not_before, excluded.not_before)` }),
        )
        .execute();
    },
  };
}
