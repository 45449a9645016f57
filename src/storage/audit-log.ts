/**
 * The record of every decision: append-only in the database (triggers refuse everything else), each row's hash taken
 * over the row and the hash before it, the end of the chain kept apart, and where each request's last row is.
 * `verifyAudit` finds what was changed, removed or inserted behind the database's back; docs/operations.md says what
 * cannot be found from the inside.
 */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import { DrawbridgeError } from '../errors.ts';
import type { AuditQuery, NewAuditEntry } from '../domain/ports/response-store.ts';
import type { AuditEntry } from '../domain/ports/stores.ts';
import type { Breach, ChainEnd, ChainWalk, Link } from './audit-chain.ts';
import { GENESIS, auditHash, chainHash, nameOf, walkChain } from './audit-chain.ts';
import { canonicalJsonb, storable, storableText } from './canonical-json.ts';
import type { AuditTable, Schema } from './schema.ts';
import { parseTextArray } from './text-array.ts';

/** Rows in memory at a time, twice: one page is looked at while the database makes the next. */
const PAGE = 2_000;

/** Adds one row at the end; writers wait for one another until their transaction ends. */
export async function appendAudit(
  trx: Transaction<Schema>,
  /** A record may hold the events of another version. */
  entry: Omit<NewAuditEntry, 'event'> & { readonly event: string },
  at: Date,
): Promise<AuditEntry> {
  const head = await trx
    .selectFrom('drawbridge.audit_head')
    .select(['seq', 'hash'])
    .select((eb) =>
      eb
        .selectFrom('drawbridge.requests')
        .select('drill')
        .where('id', '=', entry.requestId ?? '')
        .as('drill'),
    )
    .forUpdate()
    .executeTakeFirstOrThrow();
  // Of a drill every entry says so, whoever writes it.
  const details = head.drill === true ? { ...entry.details, drill: true } : entry.details;
  const unhashed = {
    seq: Number(head.seq) + 1,
    at: at.toISOString(),
    event: entry.event,
    actorId: textOrNull(entry.actor?.id),
    actorName: textOrNull(entry.actor?.name),
    requestId: textOrNull(entry.requestId),
    target: textOrNull(entry.target),
    details: storable(details) as Record<string, unknown>,
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

/** Every row in its order, page by page; with `since` from the first row of that time on, without gaps. */
export async function* readAudit(db: Kysely<Schema>, since?: string): AsyncGenerator<AuditEntry> {
  let after = since === undefined ? null : await lastBefore(db, instant(since));
  for (;;) {
    let select = db.selectFrom('drawbridge.audit').selectAll().orderBy('seq').limit(PAGE);
    if (after !== null) select = select.where('seq', '>', after);
    const rows = await select.execute();
    for (const row of rows) yield entryOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = Number(last.seq);
  }
}

/** The clocks of two processes may differ: a row may have an earlier time than the one before it. */
async function lastBefore(db: Kysely<Schema>, since: Date): Promise<number> {
  const { first } = await db
    .selectFrom('drawbridge.audit')
    .select(sql<string | number | null>`min(seq)`.as('first'))
    .where('at', '>=', since)
    .executeTakeFirstOrThrow();
  return first === null ? Number.MAX_SAFE_INTEGER : Number(first) - 1;
}

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly head: string;
      /** Triggers that keep the record append-only and are missing or switched off. */
      readonly unguarded: readonly string[];
    }
  | (Breach & {
      readonly ok: false;
      /** Rows before it that are in order. */
      readonly rows: number;
    });

/**
 * Walks the whole chain in one snapshot; stops at the first row that does not fit. `anchor` is a row that somebody
 * noted elsewhere: it must still be there with that hash.
 */
export async function verifyAudit(db: Kysely<Schema>, anchor?: ChainEnd): Promise<AuditVerdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const walk = walkChain(GENESIS);
      const breach =
        (await walkAll(trx, walk, anchor)) ??
        (await atTheEnd(trx, walk, anchor)) ??
        (await unlikeLatest(trx));
      if (breach !== null) return { ok: false, rows: walk.rows, ...breach };
      return {
        ok: true,
        rows: walk.rows,
        head: walk.last?.hash ?? GENESIS.hash,
        unguarded: await missingGuards(trx),
      };
    });
}

async function walkAll(
  trx: Transaction<Schema>,
  walk: ChainWalk,
  anchor: ChainEnd | undefined,
): Promise<Breach | null> {
  for await (const page of chainPages(trx)) {
    for (const line of page) {
      const link = linkOf(line);
      const breach = walk.next(link) ?? besideAnchor(link, anchor);
      if (breach !== null) return breach;
    }
  }
  return null;
}

/**
 * All rows as one text each: taking ten columns apart costs more than hashing them. A cursor also shows rows that
 * paging by number would pass over: numbers below one, and the same number twice.
 */
async function* chainPages(trx: Transaction<Schema>): AsyncGenerator<readonly string[]> {
  await sql`set local time zone 'UTC'`.execute(trx);
  await sql`set local datestyle to 'ISO'`.execute(trx);
  await sql`declare audit_rows no scroll cursor for
    select concat_ws(E'\\t', coalesce(seq, 0), coalesce(at, 'infinity'), coalesce(details, 'null'),
      coalesce(previous_hash, ''), coalesce(hash, ''), array[event, actor_id, actor_name, request_id, target]) as line
    from drawbridge.audit order by seq`.execute(trx);
  const fetchPage = (): Promise<readonly string[]> =>
    sql<{ line: string }>`fetch ${sql.lit(PAGE)} from audit_rows`
      .execute(trx)
      .then(({ rows }) => rows.map((row) => row.line));
  let next = fetchPage();
  try {
    for (;;) {
      const page = await next;
      if (page.length === 0) return;
      next = fetchPage();
      yield page;
    }
  } finally {
    // When the walk ends early, the page that was asked for ahead is let come.
    await next.catch(() => undefined);
  }
}

/**
 * Neither a number, a time, a JSON text nor a hash holds a tab. Where somebody put one into a hash, what follows is
 * not the array of the five texts any more, and the row does not fit. Nothing of ours is null where the query has
 * another value for it; who owns the table can make it so.
 */
function linkOf(line: string): Link {
  const [seq = '', at = '', details = '', previousHash = '', hash = '', ...rest] = line.split('\t');
  const texts = parseTextArray(rest.join('\t'));
  const [event = null, actorId = null, actorName = null, requestId = null, target = null] = texts;
  const row = {
    seq: Number(seq),
    at: isoOf(at),
    event: event ?? '',
    actorId,
    actorName,
    requestId,
    target,
    previousHash,
    hash,
  };
  return { ...row, actual: texts.length === 5 ? chainHash(row, canonicalJsonb(details)) : '' };
}

/** PostgreSQL leaves out zeros at the end. What has more than milliseconds stays longer, and is none of our times. */
function isoOf(timestamp: string): string {
  const date = timestamp.slice(0, 10);
  if (timestamp.length === '2026-11-22 05:00:00.123+00'.length) return `${date}T${timestamp.slice(11, 23)}Z`;
  const [seconds = '', fraction = ''] = timestamp.slice(11).replace(/\+00$/, '').split('.');
  return `${date}T${seconds}.${fraction.padEnd(3, '0')}Z`;
}

function besideAnchor(link: Link, anchor: ChainEnd | undefined): Breach | null {
  if (link.seq !== anchor?.seq || link.hash === anchor.hash) return null;
  return {
    seq: link.seq,
    fault: 'changed',
    message: `${nameOf(link)} is not the row that was noted: the record was rewritten there or before`,
  };
}

async function atTheEnd(
  trx: Transaction<Schema>,
  walk: ChainWalk,
  anchor: ChainEnd | undefined,
): Promise<Breach | null> {
  const head = await trx.selectFrom('drawbridge.audit_head').select(['seq', 'hash']).executeTakeFirst();
  const last = walk.last;
  const lastSeq = last?.seq ?? 0;
  const where = last === null ? 'the record is empty' : `the record ends with ${nameOf(last)}`;
  if (head === undefined) {
    return {
      seq: lastSeq,
      fault: 'removed',
      message: `${where}; the note of where it ended was removed, so later rows may be missing`,
    };
  }
  const noted = Math.max(Number(head.seq), anchor?.seq ?? 0);
  if (noted > lastSeq) {
    const which = noted === lastSeq + 1 ? `row ${noted} was` : `rows ${lastSeq + 1} to ${noted} were`;
    return { seq: lastSeq + 1, fault: 'removed', message: `${which} removed: ${where}` };
  }
  if (lastSeq > Number(head.seq)) {
    return {
      seq: Number(head.seq) + 1,
      fault: 'inserted',
      message: `${where}, but it had ${head.seq} rows: what follows was inserted`,
    };
  }
  if (head.hash !== (last?.hash ?? GENESIS.hash)) {
    return { seq: lastSeq, fault: 'changed', message: `${where}, which is not the row that it ended with` };
  }
  return null;
}

/** Who takes away the last rows and moves the end back has forgotten the requests that they were about. */
async function unlikeLatest(trx: Transaction<Schema>): Promise<Breach | null> {
  const row = await trx
    .selectFrom('drawbridge.audit_latest as latest')
    .leftJoin('drawbridge.audit as audit', 'audit.seq', 'latest.seq')
    .select(['latest.request_id', 'latest.seq', 'audit.hash'])
    .where((eb) => eb.or([eb('audit.hash', 'is', null), eb('audit.hash', '!=', eb.ref('latest.hash'))]))
    .orderBy('latest.seq')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    seq: Number(row.seq),
    fault: row.hash === null ? 'removed' : 'changed',
    message:
      row.hash === null
        ? `row ${row.seq}, the last one of request ${row.request_id}, was removed`
        : `row ${row.seq} is not the last row that request ${row.request_id} had: the record was rewritten there or before`,
  };
}

/** The triggers of the migrations; the owner of the tables can switch them off. */
const GUARDS = [
  'audit_append',
  'audit_no_change',
  'audit_no_truncate',
  'audit_head_kept',
  'audit_head_no_truncate',
  'audit_latest_kept',
  'audit_latest_no_truncate',
] as const;

async function missingGuards(trx: Transaction<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.tgname as name from pg_trigger t
    join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'drawbridge' and c.relname in ('audit', 'audit_head', 'audit_latest')
      and t.tgenabled in ('O', 'A')`.execute(trx);
  const there = new Set(rows.map((row) => row.name));
  return GUARDS.filter((name) => !there.has(name));
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
