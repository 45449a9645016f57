/** Pieces by themselves, in this process: for information, and to see what a change does to them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { factsOf, BadCase } from '../src/cli/whatif-case.ts';
import { readWhatifTenant } from '../src/cli/whatif-tenant.ts';
import { understand } from '../src/commands/understanding/understand.ts';
import { compilePolicies } from '../src/domain/conditional-access/compile.ts';
import { evaluate } from '../src/domain/conditional-access/evaluate.ts';
import type { SignInFacts } from '../src/domain/conditional-access/facts.ts';
import type { Json } from '../src/domain/tenant/access-policies.ts';
import { appendAudit, verifyAudit } from '../src/storage/audit-log.ts';
import { openDatabase } from '../src/storage/database.ts';
import { ACCESS, DEVICE } from './answers.ts';
import { TENANT } from './children.ts';
import { atLeast, info } from './measure.ts';
import type { Line } from './measure.ts';

const CASES = path.join(import.meta.dirname, '..', 'docs', 'demo-access-cases.json');
const RUN_MS = 2_000;
const AUDIT_ROWS = 5_000;
const ROWS_A_TRANSACTION = 500;

export async function measureAlone(): Promise<readonly Line[]> {
  return [await evaluator(), parser(), await auditChain()];
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

async function auditChain(): Promise<Line> {
  const database = await openDatabase();
  try {
    for (let row = 0; row < AUDIT_ROWS; row += ROWS_A_TRANSACTION) {
      await database.kysely.transaction().execute(async (trx) => {
        for (let i = 0; i < ROWS_A_TRANSACTION; i += 1) {
          await appendAudit(
            trx,
            {
              event: 'request.created',
              actor: null,
              requestId: null,
              target: `device ${row + i}`,
              details: { note: 'a row of the usual length', number: row + i },
            },
            new Date(),
          );
        }
      });
    }
    const started = performance.now();
    const verdict = await verifyAudit(database.kysely);
    const seconds = (performance.now() - started) / 1000;
    if (!verdict.ok) throw new Error(verdict.message);
    const rate = Math.round(verdict.rows / seconds).toLocaleString('en-US');
    return info(
      `rows of the record verified a second (of ${AUDIT_ROWS.toLocaleString('en-US')}, PGlite)`,
      rate,
    );
  } finally {
    await database.close();
  }
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
