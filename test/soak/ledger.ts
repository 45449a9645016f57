/** What the database says at a moment, read beside the processes. */
import { sql } from 'kysely';
import type { RequestState } from '../../src/domain/approvals/request.ts';
import { STATES, isFinal } from '../../src/domain/approvals/state-machine.ts';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import type { AuditEntry } from '../../src/domain/ports/stores.ts';
import { readAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import type { KnownCopy, KnownPost } from './judge-cards.ts';

export class Ledger {
  readonly #database: Database;
  constructor(database: Database) {
    this.#database = database;
  }

  stored(states: readonly RequestState[] = STATES): Promise<readonly StoredRequest[]> {
    const clock = { now: () => new Date() };
    const store = createResponseStore(this.#database.kysely, { clock, enqueue: () => Promise.resolve() });
    return store.inStates(states, 100_000);
  }

  async requestFor(device: string): Promise<string | null> {
    const row = await this.#database.kysely
      .selectFrom('drawbridge.requests')
      .select('id')
      .where('target_name', '=', device)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** What is still under way: actions on devices that are switched off stay so for ever. */
  async busy(switchedOff: readonly string[]): Promise<readonly string[]> {
    const live = (await this.stored()).filter(({ request }) => {
      if (request.state === 'succeeded') {
        const provable = request.action !== 'collect' && request.action !== 'scan';
        return provable && request.verification.verified === 'pending';
      }
      const waits = request.state === 'submitted' && switchedOff.includes(request.target.name);
      return !isFinal(request.state) && !waits;
    });
    const cards = await sql<{ what: string }>`
      select request_id || ' post ' || state as what from drawbridge.card_posts where state in ('claimed', 'waiting')
      union all select request_id || ' copy ' || coalesce(claim, 'due') from drawbridge.card_copies
      where claim is not null or look_at is not null
      union all select data->>'requestId' || ' ' || name || ' ' || state from drawbridge_jobs.job
      where name = 'publish' and state in ('created', 'retry', 'active')`.execute(this.#database.kysely);
    return [
      ...live.map(({ request }) => `${request.id} ${request.state}`),
      ...cards.rows.map(({ what }) => what),
    ];
  }

  async copies(): Promise<readonly KnownCopy[]> {
    const rows = await this.#database.kysely.selectFrom('drawbridge.card_copies').selectAll().execute();
    return rows.map((row) => ({
      requestId: row.request_id,
      conversationId: row.conversation_id,
      activityId: row.activity_id,
      shown: row.shown,
    }));
  }

  async posts(): Promise<readonly KnownPost[]> {
    const rows = await this.#database.kysely.selectFrom('drawbridge.card_posts').selectAll().execute();
    return rows.map((row) => ({
      requestId: row.request_id,
      conversationId: row.conversation_id,
      purpose: row.purpose,
      state: row.state,
    }));
  }

  async record(): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for await (const entry of readAudit(this.#database.kysely)) entries.push(entry);
    return entries;
  }
}
