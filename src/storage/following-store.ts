/** What is not over, who follows which family of actions, and when each request was last looked at. */
import type { Kysely } from 'kysely';
import { LIVE_STATES } from '../domain/approvals/state-machine.ts';
import type { ResponseStore } from '../domain/ports/response-store.ts';
import { actionOf } from './request-rows.ts';
import type { Schema } from './schema.ts';

export function createFollowingStore(
  db: Kysely<Schema>,
): Pick<ResponseStore, 'live' | 'underWay' | 'submitted' | 'looked' | 'takeFollowing' | 'leaveFollowing'> {
  return {
    async live() {
      const rows = await db
        .selectFrom('drawbridge.requests')
        .select(['id', 'action', 'drill', 'state', 'expires_at'])
        .where('state', 'in', [...LIVE_STATES])
        .execute();
      return rows.map((row) => ({
        id: row.id,
        action: actionOf(row),
        state: row.state,
        expiresAt: row.expires_at.toISOString(),
      }));
    },
    async underWay() {
      const rows = await db
        .selectFrom('drawbridge.requests')
        .select(['id', 'action', 'drill', 'upstream_status', 'submitted_at', 'looked_at'])
        .where('state', '=', 'submitted')
        .execute();
      return rows.flatMap((row) =>
        row.submitted_at === null
          ? []
          : [
              {
                id: row.id,
                action: actionOf(row),
                upstreamStatus: row.upstream_status,
                submittedAt: row.submitted_at,
                lookedAt: row.looked_at,
              },
            ],
      );
    },
    async submitted(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('drawbridge.requests')
        .select([
          'id',
          'action',
          'target_kind',
          'target_id',
          'target_name',
          'target_aad_device_id',
          'parameters',
          'upstream_id',
          'upstream_status',
          'problem',
          'submitted_at',
          'send_started_at',
          'adopted',
          'drill',
        ])
        .where('id', 'in', [...ids])
        .where('state', '=', 'submitted')
        .execute();
      return rows.flatMap((row) =>
        row.upstream_id === null || row.submitted_at === null
          ? []
          : [
              {
                id: row.id,
                action: actionOf(row),
                target: {
                  kind: row.target_kind,
                  id: row.target_id,
                  name: row.target_name,
                  aadDeviceId: row.target_aad_device_id,
                },
                parameters: row.parameters,
                upstreamId: row.upstream_id,
                upstreamStatus: row.upstream_status,
                problem: row.problem,
                submittedAt: row.submitted_at,
                sentAt: row.send_started_at,
                adopted: row.adopted,
                drill: row.drill,
              },
            ],
      );
    },
    async looked(ids, at) {
      if (ids.length === 0) return;
      await db
        .updateTable('drawbridge.requests')
        .set({ looked_at: at })
        .where('id', 'in', [...ids])
        .execute();
    },
    async takeFollowing(family, owner, now, until) {
      const taken = await db
        .insertInto('drawbridge.following')
        .values({ family, owner, owned_until: until, not_before: null })
        .onConflict((conflict) =>
          conflict
            .column('family')
            .doUpdateSet({ owner, owned_until: until })
            .where((eb) =>
              eb.or([
                eb('drawbridge.following.owned_until', 'is', null),
                eb('drawbridge.following.owned_until', '<=', now),
              ]),
            ),
        )
        .returning('not_before')
        .executeTakeFirst();
      if (taken !== undefined) return { kind: 'ours', notBefore: taken.not_before };
      const held = await db
        .selectFrom('drawbridge.following')
        .select('owned_until')
        .where('family', '=', family)
        .executeTakeFirst();
      return { kind: 'theirs', until: held?.owned_until ?? now };
    },
    async leaveFollowing(family, owner, notBefore) {
      await db
        .updateTable('drawbridge.following')
        .set({ owner: null, owned_until: null, not_before: notBefore })
        .where('family', '=', family)
        .where('owner', '=', owner)
        .execute();
    },
  };
}
