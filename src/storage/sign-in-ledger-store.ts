/** Successful sign-ins in the database: counted once each, however often and by whomever a page is read. */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { LedgerEntries, LedgerPage, SignInLedger } from '../domain/ports/sign-in-ledger.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { AppliedResult, LedgerEntry, NamedSignIn } from '../domain/tenant/sign-in-ledger.ts';
import { LATE_MS, LEDGER_DAYS } from '../domain/tenant/sign-in-ledger.ts';
import { storableText } from './canonical-json.ts';
import type { Schema } from './schema.ts';
import { countsOf } from './sign-in-counts.ts';
import type { SignInCounts } from './sign-in-counts.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Times in a filter are whole seconds: the second at the other end is read again as well. */
const SECOND_MS = 2_000;

type Trx = Transaction<Schema>;

export function createSignInLedger(db: Kysely<Schema>, clock: Clock): SignInLedger {
  return {
    async coverage() {
      const { read_from, read_to } = await readingRow(db);
      if (read_from === null || read_to === null) return null;
      return { from: read_from.toISOString(), to: read_to.toISOString() };
    },
    entriesOf: (deviceIds, since, most) => entriesOf(db, deviceIds, since, most),
    async withoutDevice(since) {
      const row = await sql<{ total: string | number | null }>`
        select sum(without_device) as total from drawbridge.sign_in_days where day >= ${dayOf(since)}::date`.execute(
        db,
      );
      return Number(row.rows[0]?.total ?? 0);
    },
    async claim(owner, until) {
      const now = clock.now();
      const taken = await sql`
        update drawbridge.sign_in_reading set owner = ${owner}, owned_until = ${until}
        where owner is null or owner = ${owner} or owned_until < ${now}
        returning single`.execute(db);
      return taken.rows.length > 0;
    },
    async release(owner) {
      await sql`update drawbridge.sign_in_reading set owner = null, owned_until = null
        where owner = ${owner}`.execute(db);
    },
    record: (owner, page) => db.transaction().execute((trx) => record(trx, owner, page)),
    prune: () => db.transaction().execute((trx) => prune(trx, clock.now())),
  };
}

interface Reading {
  readonly read_from: Date | null;
  readonly read_to: Date | null;
  readonly owner: string | null;
}

async function readingRow(db: Kysely<Schema>, lock = false): Promise<Reading> {
  const query = db.selectFrom('drawbridge.sign_in_reading').select(['read_from', 'read_to', 'owner']);
  return await (lock ? query.forUpdate() : query).executeTakeFirstOrThrow();
}

async function record(trx: Trx, owner: string, page: LedgerPage): Promise<boolean> {
  const before = await readingRow(trx, true);
  if (before.owner !== owner) return false;
  const fresh = await unseen(trx, page.signIns);
  await add(trx, countsOf(fresh));
  const readTo = latest(before.read_to, page.readTo);
  const readFrom = earliest(before.read_from, page.readFrom);
  await trx.updateTable('drawbridge.sign_in_reading').set({ read_to: readTo, read_from: readFrom }).execute();
  if (readTo !== null && readFrom !== null) {
    await trx
      .deleteFrom('drawbridge.sign_in_seen')
      .where('at', '<', new Date(readTo.getTime() - LATE_MS - SECOND_MS))
      .where('at', '>', new Date(readFrom.getTime() + SECOND_MS))
      .execute();
  }
  return true;
}

/** Of these sign-ins, those that were not counted before. */
async function unseen(trx: Trx, signIns: readonly NamedSignIn[]): Promise<readonly NamedSignIn[]> {
  if (signIns.length === 0) return [];
  const byId = new Map(signIns.map((signIn) => [storableText(signIn.id), signIn]));
  const ids = JSON.stringify([...byId].map(([id, signIn]) => ({ id, at: signIn.createdDateTime })));
  const inserted = await sql<{ id: string }>`
    insert into drawbridge.sign_in_seen (id, at)
    select id, at from jsonb_to_recordset(${ids}::jsonb) as seen(id text, at timestamptz)
    on conflict do nothing returning id`.execute(trx);
  return inserted.rows.flatMap(({ id }) => byId.get(id) ?? []);
}

async function add(trx: Trx, counts: SignInCounts): Promise<void> {
  if (counts.results.length > 0) {
    await sql`
      insert into drawbridge.sign_in_results as r (hash, results, day)
      select hash, results, day from jsonb_to_recordset(${JSON.stringify(counts.results)}::jsonb)
        as fresh(hash text, results jsonb, day date)
      on conflict (hash) do update set day = greatest(r.day, excluded.day)`.execute(trx);
  }
  if (counts.withoutDevice.length > 0) {
    await sql`
      insert into drawbridge.sign_in_days as d (day, without_device)
      select day, without_device from jsonb_to_recordset(${JSON.stringify(counts.withoutDevice)}::jsonb)
        as fresh(day date, without_device integer)
      on conflict (day) do update set without_device = d.without_device + excluded.without_device`.execute(
      trx,
    );
  }
  if (counts.rows.length > 0) {
    await sql`
      insert into drawbridge.sign_in_ledger as l
      select * from jsonb_populate_recordset(null::drawbridge.sign_in_ledger, ${JSON.stringify(counts.rows)}::jsonb)
      on conflict (device_id, day, alike) do update set
        count = l.count + excluded.count,
        first_at = least(l.first_at, excluded.first_at),
        last_at = greatest(l.last_at, excluded.last_at),
        device_name = case when excluded.last_at >= l.last_at then excluded.device_name else l.device_name end,
        user_name = case when excluded.last_at >= l.last_at then excluded.user_name else l.user_name end,
        app_name = case when excluded.last_at >= l.last_at then excluded.app_name else l.app_name end,
        results = case when excluded.last_at >= l.last_at then excluded.results else l.results end`.execute(
      trx,
    );
  }
}

interface EntryRow {
  readonly device_id: string;
  readonly device_name: string | null;
  readonly user_id: string;
  readonly user_name: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly client: string | null;
  readonly operating_system: string | null;
  readonly trust_type: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly risk: string | null;
  readonly compliant: boolean | null;
  readonly total: string | number;
  readonly first_at: Date | string;
  readonly last_at: Date | string;
  readonly results: string | null;
}

async function entriesOf(
  db: Kysely<Schema>,
  deviceIds: readonly string[],
  since: Date,
  most: number,
): Promise<LedgerEntries> {
  if (deviceIds.length === 0) return { entries: [], complete: true };
  const { rows } = await sql<EntryRow>`
    select device_id, max(device_name) as device_name, max(user_id) as user_id, max(user_name) as user_name,
      max(app_id) as app_id, max(app_name) as app_name, max(client) as client,
      max(operating_system) as operating_system, max(trust_type) as trust_type, max(ip) as ip,
      max(country) as country, max(risk) as risk, bool_or(compliant) as compliant,
      sum(count) as total, min(first_at) as first_at, max(last_at) as last_at,
      (array_agg(results order by last_at desc))[1] as results
    from drawbridge.sign_in_ledger
    where device_id in (select jsonb_array_elements_text(${JSON.stringify(deviceIds)}::jsonb))
      and day >= ${dayOf(since)}::date and last_at >= ${since}
    group by device_id, alike
    order by total desc, device_id, alike
    limit ${most + 1}`.execute(db);
  const shown = rows.slice(0, most);
  const applied = await resultsOf(db, shown);
  return {
    entries: shown.map((row) => entryOf(row, applied)),
    complete: rows.length <= most,
  };
}

async function resultsOf(
  db: Kysely<Schema>,
  rows: readonly EntryRow[],
): Promise<ReadonlyMap<string, readonly AppliedResult[]>> {
  const hashes = [...new Set(rows.flatMap((row) => row.results ?? []))];
  if (hashes.length === 0) return new Map();
  const found = await sql<{ hash: string; results: AppliedResult[] }>`
    select hash, results from drawbridge.sign_in_results
    where hash in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))`.execute(db);
  return new Map(found.rows.map(({ hash, results }) => [hash, results]));
}

function entryOf(row: EntryRow, applied: ReadonlyMap<string, readonly AppliedResult[]>): LedgerEntry {
  return {
    deviceId: row.device_id,
    deviceName: row.device_name,
    userId: row.user_id,
    userName: row.user_name,
    appId: row.app_id,
    appName: row.app_name,
    client: row.client,
    operatingSystem: row.operating_system,
    trustType: row.trust_type,
    ip: row.ip,
    country: row.country,
    risk: row.risk,
    compliant: row.compliant,
    count: Number(row.total),
    firstAt: new Date(row.first_at).toISOString(),
    lastAt: new Date(row.last_at).toISOString(),
    applied: row.results === null ? null : (applied.get(row.results) ?? null),
  };
}

/** Whoever comes back after more than the window has nothing that is still of use, and a hole before it. */
async function prune(trx: Trx, now: Date): Promise<void> {
  const start = new Date(now.getTime() - LEDGER_DAYS * DAY_MS);
  const day = dayOf(start);
  await sql`delete from drawbridge.sign_in_ledger where day < ${day}::date`.execute(trx);
  await sql`delete from drawbridge.sign_in_days where day < ${day}::date`.execute(trx);
  await sql`delete from drawbridge.sign_in_results where day < ${day}::date`.execute(trx);
  const { read_from, read_to } = await readingRow(trx, true);
  if (read_to !== null && read_to < start) {
    await sql`update drawbridge.sign_in_reading set read_from = null, read_to = null`.execute(trx);
    await sql`delete from drawbridge.sign_in_seen`.execute(trx);
    await sql`delete from drawbridge.sign_in_ledger`.execute(trx);
    await sql`delete from drawbridge.sign_in_days`.execute(trx);
  } else if (read_from !== null && read_from < start) {
    await sql`update drawbridge.sign_in_reading set read_from = ${start}`.execute(trx);
    await trx
      .deleteFrom('drawbridge.sign_in_seen')
      .where('at', '<', new Date(start.getTime() - SECOND_MS))
      .execute();
  }
}

function latest(a: Date | null, b: Date | undefined): Date | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return a > b ? a : b;
}

function earliest(a: Date | null, b: Date | undefined): Date | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return a < b ? a : b;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
