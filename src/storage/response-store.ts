/** Response requests in the database: state, decisions, audit entries and jobs in one transaction. */
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Kysely, RawBuilder, Selectable, Transaction } from 'kysely';
import { ConflictError, DrawbridgeError } from '../errors.ts';
import type { RecentCounts, StopSwitch } from '../domain/approvals/guardrails.ts';
import type { RequestState, ResponseRequest } from '../domain/approvals/request.ts';
import type {
  Insertion,
  JobQueue,
  ResponseStore,
  ResponseTransaction,
  StoredRequest,
} from '../domain/ports/response-store.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import { appendAudit, queryAudit } from './audit-log.ts';
import { storableText } from './canonical-json.ts';
import { markCards } from './card-copy-store.ts';
import { createFollowingStore } from './following-store.ts';
import { decisionRow, rowOf, storedAction, storedOf } from './request-rows.ts';
import type { Schema, StopSwitchTable } from './schema.ts';
import { createTurnStore } from './turn-store.ts';

/** Puts a job into the same transaction; handed in where jobs and storage are joined. */
export type Enqueue = (
  trx: Transaction<Schema>,
  queue: JobQueue,
  requestId: string,
  delayMs: number,
) => Promise<void>;

interface Job {
  readonly queue: JobQueue;
  readonly key: string;
  readonly delayMs: number;
}

/** What became of a request in a transaction. */
interface Move {
  readonly request: ResponseRequest;
  /** null = it was made in it. */
  readonly from: RequestState | null;
}

const OPEN: readonly RequestState[] = ['requested', 'approved', 'executing', 'submitted'];

/** Of `pg_advisory_xact_lock`: whoever counts requests against a ceiling. */
const COUNTS_LOCK = 7_342_006;

export function createResponseStore(
  db: Kysely<Schema>,
  deps: {
    readonly clock: Clock;
    readonly enqueue: Enqueue;
    /** Called after a commit with the jobs that it brought. */
    readonly committed?: (jobs: readonly { readonly queue: JobQueue; readonly delayMs: number }[]) => void;
    /**
     * Called after a commit with the requests whose cards are to follow. Where it is given, cards that are there already
     * need no job: they are marked in the transaction, and whoever finds the mark later brings them up to date.
     */
    readonly cardsChanged?: (requestIds: readonly string[]) => void;
    /** Called after a commit for each state that a request has entered by it; not for drills, in which nothing is done. */
    readonly entered?: (action: string, state: RequestState) => void;
  },
): ResponseStore {
  return {
    async transaction(work) {
      const jobs: Job[] = [];
      const changed: string[] = [];
      const moves = new Map<string, Move>();
      const result = await db.transaction().execute(async (trx) => {
        // The last word on each, said once: a transaction of several steps moves the same job several times.
        const wanted = new Map<string, Job>();
        const done = await work(
          inTransaction(trx, deps.clock, moves, (queue, key, delayMs) => {
            wanted.set(`${queue} ${key}`, { queue, key, delayMs });
            return Promise.resolve();
          }),
        );
        for (const job of wanted.values()) {
          const now = job.queue === 'publish' && job.delayMs <= 0 && deps.cardsChanged !== undefined;
          if (now && (await markCards(trx, job.key))) {
            changed.push(job.key);
            continue;
          }
          await deps.enqueue(trx, job.queue, job.key, job.delayMs);
          jobs.push(job);
        }
        return done;
      });
      for (const { request, from } of moves.values()) {
        if (request.state !== from && !request.drill) deps.entered?.(request.action, request.state);
      }
      deps.committed?.(jobs);
      if (changed.length > 0) deps.cardsChanged?.(changed);
      return result;
    },
    find: async (requestId) => (await load(db, [requestId]))[0] ?? null,
    async unreviewed(limit) {
      const rows = await db
        .selectFrom('drawbridge.requests')
        .select('id')
        .where(sql<boolean>`break_glass is not null and break_glass->>'review' is null`)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return load(
        db,
        rows.map((row) => row.id),
      );
    },
    stopSwitch: async () => stopOf(await stopRow(db).executeTakeFirst()),
    async inStates(states, limit) {
      const rows = await db
        .selectFrom('drawbridge.requests')
        .select('id')
        .where('state', 'in', [...states])
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return load(
        db,
        rows.map((row) => row.id),
      );
    },
    async drills(limit) {
      const rows = await db
        .selectFrom('drawbridge.requests')
        .select('id')
        .where('drill', '=', true)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return load(
        db,
        rows.map((row) => row.id),
      );
    },
    async held() {
      const rows = await db
        .selectFrom('drawbridge.requests as held')
        .select('held.id')
        .where('held.state', '=', 'succeeded')
        .where('held.hold_until', 'is not', null)
        .where('held.undone_by', 'is', null)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('drawbridge.requests as end')
                .select('end.id')
                .whereRef('end.undoes', '=', 'held.id')
                .whereRef('end.created_at', '>=', 'held.hold_until'),
            ),
          ),
        )
        .execute();
      return load(
        db,
        rows.map((row) => row.id),
      );
    },
    ...createFollowingStore(db),
    auditEntries: (query) => queryAudit(db, query),
    async breakLeases(of) {
      const every = db.updateTable('drawbridge.requests').set({ lease_owner: null, lease_until: null });
      if (of === 'all') {
        await every.where('lease_owner', 'is not', null).execute();
        await db.updateTable('drawbridge.following').set({ owner: null, owned_until: null }).execute();
        return;
      }
      await every
        .where('lease_owner', 'in', [...of])
        .where('state', '=', 'executing')
        .where((eb) => eb.or([eb('send_started_at', 'is', null), eb('look_again_at', 'is not', null)]))
        .execute();
    },
  };
}

function inTransaction(
  trx: Transaction<Schema>,
  clock: Clock,
  moves: Map<string, Move>,
  enqueue: ResponseTransaction['enqueue'],
): ResponseTransaction {
  const note = (request: ResponseRequest, from: RequestState | null): void => {
    const earlier = moves.get(request.id);
    moves.set(request.id, { request, from: earlier === undefined ? from : earlier.from });
  };
  return {
    enqueue,
    find: (requestId) => lock(trx, requestId),
    async insert(stored) {
      const insertion = await insert(trx, stored);
      if (insertion.kind === 'inserted') note(stored.request, null);
      return insertion;
    },
    async save(stored) {
      const { saved, from } = await save(trx, stored);
      note(saved.request, from);
      return saved;
    },
    async audit(entry) {
      await appendAudit(trx, entry, clock.now());
    },
    async stopSwitch(purpose) {
      const row = stopRow(trx);
      return stopOf(await (purpose === 'read' ? row.forShare() : row.forUpdate()).executeTakeFirst());
    },
    async setStopSwitch({ pulled, by, reason, at }) {
      await trx
        .updateTable('drawbridge.stop_switch')
        .set({
          pulled,
          actor_id: by?.id ?? null,
          actor_name: by === null ? null : storableText(by.name),
          reason: reason === null ? null : storableText(reason),
          at: at === null ? null : new Date(at),
        })
        .execute();
    },
    async lockCounts() {
      await sql`select pg_advisory_xact_lock(${sql.lit(COUNTS_LOCK)})`.execute(trx);
    },
    recent: (since, action, personId) =>
      counts(
        trx,
        sql<boolean>`created_at > ${since} and (supersedes is null or asked_again)`,
        action,
        personId,
      ),
    takenUp: (since, action, personId) =>
      counts(
        trx,
        sql<boolean>`started_at > ${since} and (superseded_by is null or submitted_at is not null)`,
        action,
        personId,
      ),
    ...createTurnStore(trx),
    async idsIn(states) {
      const rows = await trx
        .selectFrom('drawbridge.requests')
        .select('id')
        .where('state', 'in', [...states])
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => row.id);
    },
  };
}

function stopRow(db: Kysely<Schema>) {
  return db.selectFrom('drawbridge.stop_switch').selectAll();
}

/** Its table is made with its one row; without it nobody can say that nothing was stopped. */
function stopOf(row: Selectable<StopSwitchTable> | undefined): StopSwitch {
  if (row === undefined) throw new DrawbridgeError('storage_failed', 'the stop switch has no row');
  return {
    pulled: row.pulled,
    by: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    reason: row.reason,
    at: row.at === null ? null : row.at.toISOString(),
  };
}

/**
 * Neither drills nor what another request covers (a step that comes first, a timed release) count: people decided on
 * one action, and a release must not wait because there were many.
 */
async function counts(
  trx: Transaction<Schema>,
  which: RawBuilder<boolean>,
  action: string,
  personId: string,
): Promise<RecentCounts> {
  const row = await trx
    .selectFrom('drawbridge.requests')
    .select((eb) => [
      eb.fn.countAll().as('of_all'),
      eb.fn.countAll().filterWhere('action', '=', action).as('of_action'),
      eb.fn.countAll().filterWhere('requester_id', '=', personId).as('of_person'),
    ])
    .where(which)
    .where('covered_by', 'is', null)
    .where('drill', '=', false)
    .executeTakeFirstOrThrow();
  return { ofAction: Number(row.of_action), ofAll: Number(row.of_all), ofPerson: Number(row.of_person) };
}

async function insert(trx: Transaction<Schema>, stored: StoredRequest): Promise<Insertion> {
  const inserted = await trx
    .insertInto('drawbridge.requests')
    .values(rowOf(stored))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  if (inserted.length > 0) return { kind: 'inserted' };
  const { request } = stored;
  const rows = await trx
    .selectFrom('drawbridge.requests')
    .select('id')
    .where('action', '=', storedAction(request))
    .where('target_id', '=', request.target.id)
    .where('state', 'in', [...OPEN])
    .execute();
  const [open] = await load(
    trx,
    rows.map((row) => row.id),
  );
  return open === undefined ? { kind: 'idTaken' } : { kind: 'duplicate', of: open.request };
}

async function save(
  trx: Transaction<Schema>,
  stored: StoredRequest,
): Promise<{ readonly saved: StoredRequest; readonly from: RequestState }> {
  const { request } = stored;
  const next: StoredRequest = { ...stored, request: { ...request, version: request.version + 1 } };
  const { id, ...row } = rowOf(next);
  const written = await trx
    .updateTable('drawbridge.requests')
    .set(row)
    .where('id', '=', id)
    .where('version', '=', request.version)
    // A select sees what was there before the statement.
    .returning((eb) =>
      eb
        .selectFrom('drawbridge.requests as before')
        .select('before.state')
        .where('before.id', '=', id)
        .$asScalar()
        .as('from'),
    )
    .executeTakeFirst();
  if (written === undefined) throw new ConflictError(`request ${id} was changed by somebody else`);
  if (request.decisions.length > 0) {
    await trx
      .insertInto('drawbridge.decisions')
      .values(request.decisions.map((decision, index) => decisionRow(id, index + 1, decision)))
      .onConflict((conflict) => conflict.columns(['request_id', 'seq']).doNothing())
      .execute();
  }
  return { saved: next, from: written.from };
}

/**
 * In the order of the ids. One statement, and so one moment: a request that is read between two would have the votes of
 * the next version.
 */
async function load(db: Kysely<Schema>, ids: readonly string[]): Promise<readonly StoredRequest[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('drawbridge.requests as requests')
    .selectAll('requests')
    .select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('drawbridge.decisions as decisions')
          .selectAll('decisions')
          .whereRef('decisions.request_id', '=', 'requests.id')
          .orderBy('decisions.seq'),
      ).as('decisions'),
    )
    .where('requests.id', 'in', [...ids])
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    return [
      storedOf(
        row,
        row.decisions.map((decision) => ({ ...decision, at: new Date(decision.at) })),
      ),
    ];
  });
}

/** Waits for whoever holds it. Its votes are read after the wait: a subquery would still see those from before. */
async function lock(trx: Transaction<Schema>, requestId: string): Promise<StoredRequest | null> {
  const row = await trx
    .selectFrom('drawbridge.requests')
    .selectAll()
    .where('id', '=', requestId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  const decisions = await trx
    .selectFrom('drawbridge.decisions')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('seq')
    .execute();
  return storedOf(row, decisions);
}
