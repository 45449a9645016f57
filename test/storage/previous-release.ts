/**
 * The statements of the release before this one, as it sent them: every column it knew and none that came later. During a
 * rolling update its processes go on with these beside the newest schema. Written down once; never changed with the code.
 */
import { hash, randomUUID } from 'node:crypto';
import pg from 'pg';

/** The migrations of that release. */
export const PREVIOUS_MIGRATIONS: ReadonlySet<string> = new Set([
  '0001-requests.sql',
  '0002-sign-in-ledger.sql',
  '0003-audit-witness.sql',
]);

const COLUMNS = [
  'id',
  'action',
  'target_kind',
  'target_id',
  'target_name',
  'target_aad_device_id',
  'parameters',
  'reason',
  'requester_id',
  'requester_name',
  'state',
  'approvals_needed',
  'evidence',
  'created_at',
  'expires_at',
  'upstream_id',
  'upstream_status',
  'started_at',
  'submitted_at',
  'ended_at',
  'adopted',
  'problem',
  'verified',
  'verified_evidence',
  'verified_at',
  'undoes',
  'undone_by',
  'version',
  'conversation_id',
  'correlation_id',
  'protection',
  'lease_owner',
  'lease_until',
  'send_started_at',
  'sends',
  'look_again_at',
] as const;

export type PreviousRow = Record<(typeof COLUMNS)[number], unknown>;

interface Entry {
  readonly event: string;
  readonly actor: { readonly id: string; readonly name: string } | null;
  readonly requestId: string | null;
  readonly target: string | null;
  readonly details: Readonly<Record<string, string | number>>;
}

/** One process of the release before: a pool, and what it does with it. */
export class PreviousRelease {
  readonly #pool: pg.Pool;
  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
    // An idle connection that the server ends is no matter.
    this.#pool.on('error', () => undefined);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /** Makes a request, as somebody's sentence did. */
  async request(deviceId: string): Promise<PreviousRow> {
    const row = newRow(deviceId);
    await this.#transaction(async (client) => {
      await client.query(
        `select count(*) as "of_all", count(*) filter(where "action" = $1) as "of_action", count(*) filter(where "requester_id" = $2) as "of_person" from "drawbridge"."requests" where "created_at" > $3`,
        [row.action, row.requester_id, new Date(Date.now() - 3_600_000)],
      );
      const { rowCount } = await client.query(
        `insert into "drawbridge"."requests" (${quoted(COLUMNS)}) values (${places(COLUMNS.length)}) on conflict do nothing returning "id"`,
        COLUMNS.map((column) => row[column]),
      );
      if (rowCount !== 1) throw new Error('the request was not inserted');
      await this.#audit(client, entryOf(row, 'request.created'));
    });
    return row;
  }

  async find(id: unknown): Promise<{ row: PreviousRow; decisions: readonly { actor_id: string }[] }> {
    return this.#load(this.#pool, id);
  }

  /** A vote, and the state that it leads to. */
  async decide(id: unknown, actorId: string, state: string): Promise<void> {
    await this.change(id, `request.${state}`, async (client, row, votes) => {
      await client.query(
        `insert into "drawbridge"."decisions" ("request_id", "seq", "actor_id", "actor_name", "verdict", "reason", "at") values ($1, $2, $3, $4, $5, $6, $7) on conflict ("request_id", "seq") do nothing`,
        [id, votes + 1, actorId, 'Somebody', 'approve', null, new Date()],
      );
      return { ...row, state };
    });
  }

  /** Reads under the lock, writes every column guarded by the version, and puts it on the record. */
  async change(
    id: unknown,
    event: string,
    work: (client: pg.PoolClient, row: PreviousRow, votes: number) => PreviousRow | Promise<PreviousRow>,
  ): Promise<void> {
    await this.#transaction(async (client) => {
      await client.query(`select "id" from "drawbridge"."requests" where "id" = $1 for update`, [id]);
      const { row, decisions } = await this.#load(client, id);
      await this.#save(client, await work(client, row, decisions.length));
      await this.#audit(client, entryOf(row, event));
    });
  }

  /** A run of one that read before others wrote: false = it was changed meanwhile. */
  async saveStale(row: PreviousRow): Promise<boolean> {
    return this.#transaction((client) => this.#save(client, row)).then(
      () => true,
      () => false,
    );
  }

  async liveIds(): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ id: string }>(
      `select "id" from "drawbridge"."requests" where "state" in ($1, $2, $3, $4) order by "created_at" desc, "id" limit $5`,
      ['requested', 'approved', 'executing', 'submitted', 100_000],
    );
    return rows.map(({ id }) => id);
  }

  async firstDelivery(conversationId: string, activityId: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `insert into "drawbridge"."deliveries" ("conversation_id", "activity_id", "at") values ($1, $2, $3) on conflict do nothing returning "activity_id"`,
      [conversationId, activityId, new Date()],
    );
    return rowCount === 1;
  }

  async saveConversation(id: string, personId: string | null): Promise<void> {
    await this.#pool.query(
      `insert into "drawbridge"."conversations" ("id", "tenant_id", "reference", "person_id", "updated_at") values ($1, $2, $3, $4, $5) on conflict ("id") do update set "tenant_id" = $6, "reference" = $7, "person_id" = $8, "updated_at" = $9`,
      [id, 'tenant', '{}', personId, new Date(), 'tenant', '{}', personId, new Date()],
    );
  }

  async addCopy(requestId: unknown, conversationId: string, activityId: string): Promise<void> {
    await this.#pool.query(
      `insert into "drawbridge"."card_copies" ("request_id", "conversation_id", "activity_id") values ($1, $2, $3) on conflict do nothing`,
      [requestId, conversationId, activityId],
    );
  }

  async copiesOf(requestId: unknown): Promise<readonly { activity_id: string }[]> {
    const { rows } = await this.#pool.query<{ activity_id: string }>(
      `select "request_id", "conversation_id", "activity_id" from "drawbridge"."card_copies" where "request_id" = $1 order by "conversation_id", "activity_id"`,
      [requestId],
    );
    return rows;
  }

  async breakLeases(): Promise<void> {
    await this.#pool.query(
      `update "drawbridge"."requests" set "lease_owner" = $1, "lease_until" = $2 where "lease_owner" is not null`,
      [null, null],
    );
  }

  async #load(
    on: pg.Pool | pg.PoolClient,
    id: unknown,
  ): Promise<{ row: PreviousRow; decisions: readonly { actor_id: string }[] }> {
    const requests = await on.query<PreviousRow>(`select * from "drawbridge"."requests" where "id" in ($1)`, [
      id,
    ]);
    const decisions = await on.query<{ actor_id: string }>(
      `select * from "drawbridge"."decisions" where "request_id" in ($1) order by "seq"`,
      [id],
    );
    const [row] = requests.rows;
    if (row === undefined) throw new Error(`there is no request ${String(id)}`);
    return { row, decisions: decisions.rows };
  }

  async #save(client: pg.PoolClient, row: PreviousRow): Promise<void> {
    const columns = COLUMNS.filter((column) => column !== 'id');
    const version = Number(row.version);
    const next: PreviousRow = { ...row, version: version + 1 };
    const { rowCount } = await client.query(
      `update "drawbridge"."requests" set ${columns.map((column, index) => `"${column}" = $${index + 1}`).join(', ')} where "id" = $${columns.length + 1} and "version" = $${columns.length + 2}`,
      [...columns.map((column) => written(next[column])), row.id, version],
    );
    if (rowCount !== 1) throw new Error('it was changed by somebody else');
  }

  async #audit(client: pg.PoolClient, entry: Entry): Promise<void> {
    const { rows } = await client.query<{ seq: string; hash: string }>(
      `select "seq", "hash" from "drawbridge"."audit_head" for update`,
    );
    const [head] = rows;
    if (head === undefined) throw new Error('the record has no end');
    const seq = Number(head.seq) + 1;
    const at = new Date();
    // As it was hashed then: names in their order, details sorted.
    const details = JSON.stringify(Object.fromEntries(Object.entries(entry.details).sort()));
    const text = `{"actorId":${JSON.stringify(entry.actor?.id ?? null)},"actorName":${JSON.stringify(entry.actor?.name ?? null)},"at":${JSON.stringify(at.toISOString())},"details":${details},"event":${JSON.stringify(entry.event)},"requestId":${JSON.stringify(entry.requestId)},"seq":${seq},"target":${JSON.stringify(entry.target)}}`;
    await client.query(
      `insert into "drawbridge"."audit" ("seq", "at", "event", "actor_id", "actor_name", "request_id", "target", "details", "previous_hash", "hash") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        seq,
        at,
        entry.event,
        entry.actor?.id ?? null,
        entry.actor?.name ?? null,
        entry.requestId,
        entry.target,
        details,
        head.hash,
        hash('sha256', `${head.hash}\n${text}`),
      ],
    );
  }

  async #transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
}

function newRow(deviceId: string): PreviousRow {
  return {
    id: `R-${randomUUID().slice(0, 5).toUpperCase()}`,
    action: 'isolate',
    target_kind: 'device',
    target_id: deviceId,
    target_name: 'FIN-LT-042',
    target_aad_device_id: null,
    parameters: JSON.stringify({ kind: 'full' }),
    reason: 'credential theft',
    requester_id: 'iris',
    requester_name: 'Iris Ek',
    state: 'requested',
    approvals_needed: 1,
    evidence: JSON.stringify([{ label: 'Risk', value: 'High' }]),
    created_at: new Date(),
    expires_at: new Date(Date.now() + 1_800_000),
    upstream_id: null,
    upstream_status: null,
    started_at: null,
    submitted_at: null,
    ended_at: null,
    adopted: false,
    problem: null,
    verified: 'pending',
    verified_evidence: null,
    verified_at: null,
    undoes: null,
    undone_by: null,
    version: 1,
    conversation_id: 'a:iris',
    correlation_id: randomUUID(),
    protection: JSON.stringify({ tags: [], deviceValue: null, groups: [] }),
    lease_owner: null,
    lease_until: null,
    send_started_at: null,
    sends: 0,
    look_again_at: null,
  };
}

function entryOf(row: PreviousRow, event: string): Entry {
  return {
    event,
    actor: { id: 'tomas', name: 'Tomas Ng' },
    requestId: String(row.id),
    target: String(row.target_name),
    details: { action: 'isolate', attempt: 1 },
  };
}

/** What was read as JSON is written as its text. */
function written(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

function places(count: number): string {
  return Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');
}
