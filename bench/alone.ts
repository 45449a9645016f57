/** Pieces by themselves, in this process: for information, and to see what a change does to them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { factsOf, BadCase } from '../src/cli/whatif-case.ts';
import { readWhatifTenant } from '../src/cli/whatif-tenant.ts';
import { understand } from '../src/commands/understanding/understand.ts';
import { compilePolicies } from '../src/domain/conditional-access/compile.ts';
import { evaluate } from '../src/domain/conditional-access/evaluate.ts';
import type { SignInFacts } from '../src/domain/conditional-access/facts.ts';
import type { Json } from '../src/domain/tenant/access-policies.ts';
import type { AuditEntry } from '../src/domain/ports/stores.ts';
import type { ChainEnd } from '../src/storage/audit-chain.ts';
import { GENESIS, auditHash } from '../src/storage/audit-chain.ts';
import { verifyAudit } from '../src/storage/audit-log.ts';
import type { DatabaseOptions } from '../src/storage/database.ts';
import { openDatabase } from '../src/storage/database.ts';
import type { Schema } from '../src/storage/schema.ts';
import { startPostgres } from '../test/storage/postgres-server.ts';
import { ACCESS, DEVICE } from './answers.ts';
import { TENANT } from './children.ts';
import { atLeast, info } from './measure.ts';
import type { Line } from './measure.ts';

const CASES = path.join(import.meta.dirname, '..', 'docs', 'demo-access-cases.json');
const RUN_MS = 2_000;
const AUDIT_ROWS = 50_000;
const AUDIT_RUNS = 5;
const AUDIT_FROM = Date.parse('2026-11-01T00:00:00Z');
const ROWS_A_STATEMENT = 2_000;

export async function measureAlone(): Promise<readonly Line[]> {
  return [await evaluator(), parser(), ...(await auditChain())];
}

async function evaluator(): Promise<Line> {
  const tenant = await readWhatifTenant(TENANT);
  const compiled = compilePolicies(tenant);
  const cases = JSON.parse(await readFile(CASES, 'utf8')) as { given: Json }[];
  const facts = cases
    .map((one) => factsOf(one.given, tenant))
    .filter((one): one is SignInFacts => !(one instanceof BadCase));
  const rounds = timesASecond(() => {
    for (const signIn of facts) evaluate(compiled, signIn);
  });
  const perRound = facts.length * tenant.policies.length;
  return atLeast('policies evaluated a second', rounds * perRound, 200_000, '');
}

function parser(): Line {
  const sentences = [DEVICE, ACCESS, 'isolate FIN-LT-042 because of the credential theft alert'];
  const rounds = timesASecond(() => {
    for (const sentence of sentences) understand(sentence);
  });
  return info('sentences understood a second', Math.round(rounds * sentences.length).toLocaleString('en-US'));
}

/** On both databases; the best of a few runs, because other programs share the processors. */
async function auditChain(): Promise<readonly Line[]> {
  const lines = [await verifiedASecond('PGlite', {})];
  const server = await startPostgres();
  if ('missing' in server)
    return [...lines, info('the record on PostgreSQL', `not measured: ${server.missing}`)];
  try {
    return [...lines, await verifiedASecond('PostgreSQL', { databaseUrl: await server.newDatabase() })];
  } finally {
    await server.stop();
  }
}

async function verifiedASecond(name: string, options: DatabaseOptions): Promise<Line> {
  const database = await openDatabase(options);
  try {
    await fillRecord(database.kysely);
    const rates: number[] = [];
    for (let run = 0; run < AUDIT_RUNS; run += 1) {
      const started = performance.now();
      const verdict = await verifyAudit(database.kysely);
      if (!verdict.ok) throw new Error(verdict.message);
      rates.push((verdict.rows * 1000) / (performance.now() - started));
    }
    const rows = AUDIT_ROWS.toLocaleString('en-US');
    return atLeast(
      `rows of the record verified a second (of ${rows}, ${name})`,
      Math.max(...rates),
      100_000,
      '',
    );
  } finally {
    await database.close();
  }
}

/** Rows as requests write them, but with the triggers off: row by row it would take minutes. */
async function fillRecord(db: Kysely<Schema>): Promise<void> {
  await triggers(db, 'disable');
  let end = GENESIS;
  while (end.seq < AUDIT_ROWS) {
    const rows: AuditEntry[] = [];
    while (rows.length < ROWS_A_STATEMENT) {
      const row = auditRow(end);
      rows.push(row);
      end = row;
    }
    await sql`insert into drawbridge.audit
      select seq, at, event, "actorId", "actorName", "requestId", target, details, "previousHash", hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as rows (seq bigint, at timestamptz, event text,
        "actorId" text, "actorName" text, "requestId" text, target text, details jsonb, "previousHash" text,
        hash text)`.execute(db);
  }
  await sql`update drawbridge.audit_head set seq = ${end.seq}, hash = ${end.hash}`.execute(db);
  await sql`insert into drawbridge.audit_latest
    select distinct on (request_id) request_id, seq, hash from drawbridge.audit
    order by request_id, seq desc`.execute(db);
  await triggers(db, 'enable');
}

async function triggers(db: Kysely<Schema>, how: 'disable' | 'enable'): Promise<void> {
  for (const table of ['audit', 'audit_head', 'audit_latest']) {
    await sql.raw(`alter table drawbridge.${table} ${how} trigger all`).execute(db);
  }
}

function auditRow(end: ChainEnd): AuditEntry {
  const seq = end.seq + 1;
  const asked = seq % 5 === 1;
  const row = {
    seq,
    at: new Date(AUDIT_FROM + seq * 1000).toISOString(),
    event: asked ? 'request.created' : 'execution.progress',
    actorId: asked ? '3f2b6c1e-0f3f-4b52-9a0d-0123456789ab' : null,
    actorName: asked ? 'Iris Ek' : null,
    requestId: `R-${Math.ceil(seq / 5)}`,
    target: `FIN-LT-${seq % 1000}`,
    details: asked
      ? { action: 'isolate', reason: 'credential theft alert', parameters: { kind: 'full' } }
      : { action: 'isolate', status: 'Pending', upstreamId: `action-${seq}` },
    previousHash: end.hash,
  };
  return { ...row, hash: auditHash(row) };
}

/** Runs the work for a while, then for two seconds with the clock on. */
function timesASecond(work: () => void): number {
  run(work, RUN_MS / 4);
  return run(work, RUN_MS);
}

function run(work: () => void, ms: number): number {
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < ms) {
    work();
    count += 1;
  }
  return (count * 1000) / (performance.now() - started);
}
