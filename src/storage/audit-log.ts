/**
 * The record of every decision: append-only in the database (triggers refuse everything else), each row's hash taken
 * over the row and the hash before it, the end of the chain kept apart. `verifyAudit` finds what was changed, removed
 * or inserted behind the database's back.
 */
import { createHash } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { DrawbridgeError } from '../errors.ts';
import type { AuditQuery, NewAuditEntry } from '../domain/ports/response-store.ts';
import type { AuditEntry } from '../domain/ports/stores.ts';
import { canonicalJson, storable, storableText } from './canonical-json.ts';
import type { AuditTable, Schema } from './schema.ts';

const GENESIS = '0'.repeat(64);
const PAGE = 5_000;

type Unhashed = Omit<AuditEntry, 'hash'>;

export function auditHash(entry: Unhashed): string {
  const { previousHash, ...row } = entry;
  return createHash('sha256')
    .update(`${previousHash}\n${canonicalJson(row)}`)
    .digest('hex');
}

/** Adds one row at the end; writers wait for one another until their transaction ends. */
export async function appendAudit(
  trx: Transaction<Schema>,
  entry: NewAuditEntry,
  at: Date,
): Promise<AuditEntry> {
  const head = await trx
    .selectFrom('drawbridge.audit_head')
    .select(['seq', 'hash'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  const unhashed: Unhashed = {
    seq: Number(head.seq) + 1,
    at: at.toISOString(),
    event: entry.event,
    actorId: textOrNull(entry.actor?.id),
    actorName: textOrNull(entry.actor?.name),
    requestId: textOrNull(entry.requestId),
    target: textOrNull(entry.target),
    details: storable(entry.details) as Record<string, unknown>,
    previousHash: head.hash,
  };
  const row: AuditEntry = { ...unhashed, hash: auditHash(unhashed) };
  await trx
    .insertInto('drawbridge.audit')
    .values({
      seq: row.seq,
      at,
      event: row.event,
      actor_id: row.actorId,
      actor_name: row.actorName,
      request_id: row.requestId,
      target: row.target,
      details: JSON.stringify(row.details),
      previous_hash: row.previousHash,
      hash: row.hash,
    })
    .execute();
  return row;
}

/** Newest first. */
export async function queryAudit(db: Kysely<Schema>, query: AuditQuery): Promise<readonly AuditEntry[]> {
  let select = db.selectFrom('drawbridge.audit').selectAll().orderBy('seq', 'desc').limit(query.limit);
  if (query.since !== undefined) select = select.where('at', '>=', instant(query.since));
  const { actor, target } = query;
  if (actor !== undefined) {
    select = select.where((eb) =>
      eb.or([eb('actor_id', '=', actor), eb('actor_name', 'ilike', `%${likeText(actor)}%`)]),
    );
  }
  if (target !== undefined) {
    select = select.where((eb) =>
      eb.or([eb('request_id', '=', target.toUpperCase()), eb('target', 'ilike', `%${likeText(target)}%`)]),
    );
  }
  return (await select.execute()).map(entryOf);
}

/** Every row in its order, page by page. */
export async function* readAudit(db: Kysely<Schema>, since?: string): AsyncGenerator<AuditEntry> {
  let after = 0;
  for (;;) {
    let select = db
      .selectFrom('drawbridge.audit')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE);
    if (since !== undefined) select = select.where('at', '>=', instant(since));
    const rows = await select.execute();
    for (const row of rows) yield entryOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = Number(last.seq);
  }
}

export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: string }
  | {
      readonly ok: false;
      /** Rows before it that are in order. */
      readonly rows: number;
      readonly seq: number;
      readonly fault: 'changed' | 'removed' | 'inserted';
      readonly message: string;
    };

/** Walks the whole chain in one snapshot; stops at the first row that does not fit. */
export async function verifyAudit(db: Kysely<Schema>): Promise<AuditVerdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const head = await trx.selectFrom('drawbridge.audit_head').select(['seq', 'hash']).executeTakeFirst();
      return checkChain(
        readAudit(trx),
        head === undefined ? null : { seq: Number(head.seq), hash: head.hash },
      );
    });
}

async function checkChain(
  rows: AsyncIterable<AuditEntry>,
  head: { readonly seq: number; readonly hash: string } | null,
): Promise<AuditVerdict> {
  let count = 0;
  let previous = { seq: 0, hash: GENESIS };
  const broken = (seq: number, fault: 'changed' | 'removed' | 'inserted', message: string): AuditVerdict => ({
    ok: false,
    rows: count,
    seq,
    fault,
    message,
  });
  for await (const row of rows) {
    const expected = previous.seq + 1;
    if (row.seq < expected)
      return broken(row.seq, 'inserted', `row ${row.seq} was inserted before the first one`);
    if (row.seq > expected) {
      const last = row.seq - 1;
      const which = last === expected ? `row ${expected} was` : `rows ${expected} to ${last} were`;
      return broken(expected, 'removed', `${which} removed`);
    }
    const { hash, ...unhashed } = row;
    if (auditHash(unhashed) !== hash) {
      return broken(row.seq, 'changed', `row ${row.seq} (\`${row.event}\` at ${row.at}) was changed`);
    }
    if (row.previousHash !== previous.hash) {
      return broken(
        row.seq,
        'inserted',
        `row ${row.seq} (\`${row.event}\` at ${row.at}) does not follow the row before it: it was inserted, or rewritten together with its hash`,
      );
    }
    if (head !== null && row.seq > head.seq) {
      return broken(
        row.seq,
        'inserted',
        `row ${row.seq} (\`${row.event}\` at ${row.at}) was inserted after the end of the record`,
      );
    }
    previous = row;
    count += 1;
  }
  if (head === null) return broken(previous.seq, 'removed', 'the end of the record was removed');
  if (head.seq !== previous.seq) {
    return broken(
      previous.seq + 1,
      'removed',
      `the record ends at row ${previous.seq}, it had ${head.seq} rows: the last ones were removed`,
    );
  }
  if (head.hash !== previous.hash) {
    return broken(previous.seq, 'changed', `row ${previous.seq} is not the row that the record ended with`);
  }
  return { ok: true, rows: count, head: head.hash };
}

function entryOf(row: Selectable<AuditTable>): AuditEntry {
  return {
    seq: Number(row.seq),
    at: row.at.toISOString(),
    event: row.event,
    actorId: row.actor_id,
    actorName: row.actor_name,
    requestId: row.request_id,
    target: row.target,
    details: row.details,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    throw new DrawbridgeError('usage', `\`${text}\` is not a time`, {
      advice: 'give it as 2026-11-22T05:00:00Z',
    });
  }
  return at;
}

function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : storableText(text);
}
