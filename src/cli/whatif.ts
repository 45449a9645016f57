/**
 * `drawbridge whatif`: Conditional Access evaluated offline, one JSON line for each case, in order. A bad case is a
 * line with its error; the others are answered all the same. Contract: product contract, section 8.
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '../errors.ts';
import type { Json } from '../domain/tenant/access-policies.ts';
import type { CompiledPolicies } from '../domain/conditional-access/compile.ts';
import { compilePolicies } from '../domain/conditional-access/compile.ts';
import type { Evaluation } from '../domain/conditional-access/evaluate.ts';
import { evaluate } from '../domain/conditional-access/evaluate.ts';
import type { Verdict } from '../domain/conditional-access/outcome.ts';
import {
  isApplied,
  isAppliedInReportOnly,
  notAppliedReason,
} from '../domain/conditional-access/policy-result.ts';
import { isObject } from '../domain/conditional-access/wire.ts';
import { jsonFaultLine } from './json-fault.ts';
import { BadCase, factsOf } from './whatif-case.ts';
import { runWhatifDraft } from './whatif-draft.ts';
import type { WhatifTenant } from './whatif-tenant.ts';
import { readWhatifTenant } from './whatif-tenant.ts';

/** The command as typed. */
export interface WhatifFlags {
  readonly tenant: string;
  /** `-` or absent = standard input. */
  readonly cases?: string;
  readonly draft?: string;
  readonly app?: readonly string[];
  readonly replaceAll?: boolean;
}

export async function whatif({ tenant, cases, draft, app, replaceAll }: WhatifFlags): Promise<0 | 1> {
  if (draft === undefined && (app !== undefined || replaceAll !== undefined)) {
    throw new UsageError('`--app` and `--replace-all` go with `--draft`', 'Give a draft: --draft FILE.');
  }
  if (draft !== undefined && cases !== undefined) {
    throw new UsageError('`--cases` and `--draft` are two questions', 'Give one of them.');
  }
  const write = openedOutput();
  if (draft === undefined) {
    const casesText = await readCasesFile(cases ?? '-');
    return runWhatif({ tenantDir: tenant, casesText }, write, (line) => process.stderr.write(line));
  }
  const apps = app ?? [];
  await runWhatifDraft({ tenantDir: tenant, draftFile: draft, apps, replaceAll: replaceAll ?? false }, write);
  return 0;
}

function openedOutput(): (line: string) => void {
  // Who reads the lines may have seen enough (`| head`): nothing is left to say then.
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return (line) => process.stdout.write(line);
}

async function readCasesFile(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`the cases in \`${file}\` cannot be read`, 'Give a file of cases: --cases FILE.');
  }
}

export interface WhatifOptions {
  readonly tenantDir: string;
  /** A JSON array of cases. */
  readonly casesText: string;
}

/**
 * Writes one line (with its line end) per case. Resolves to the exit code: 1 when a case was bad.
 * @param note told, once each, what of a policy is not understood where that leaves a case undetermined
 */
export async function runWhatif(
  options: WhatifOptions,
  write: (line: string) => void,
  note: (line: string) => void = () => undefined,
): Promise<0 | 1> {
  const cases = readCases(options.casesText);
  const tenant = await readWhatifTenant(options.tenantDir);
  const compiled = compilePolicies(tenant);
  const open = new Set<string>();
  let exitCode: 0 | 1 = 0;
  for (const [index, item] of cases.entries()) {
    const line = answer(item, index, tenant, compiled);
    if ('error' in line) exitCode = 1;
    else for (const name of line.missing ?? []) open.add(name);
    write(`${JSON.stringify(line)}\n`);
  }
  for (const line of notUnderstood(open, compiled)) note(`drawbridge: ${line}\n`);
  return exitCode;
}

/** By policy and field, for the policies among what leaves a case open. */
function notUnderstood(open: ReadonlySet<string>, { policies }: CompiledPolicies): readonly string[] {
  return policies
    .filter(({ id }) => open.has(`policy:${id}`))
    .flatMap((policy) => {
      const named = `policy ${JSON.stringify(policy.displayName)} (${policy.id})`;
      // What a policy holds must not drive the terminal.
      return policy
        .notUnderstood()
        .map((what) => `${named} is not understood: ${what}`.replace(/\p{Cc}/gu, '?'));
    });
}

function readCases(raw: string): readonly Json[] {
  let cases: Json;
  try {
    cases = JSON.parse(raw.replace(/^\ufeff/, '')) as Json;
  } catch {
    const line = jsonFaultLine(raw);
    throw new UsageError(
      `the cases are no JSON${line === null ? '' : ` (line ${line})`}`,
      'Give a JSON array of {"id", "given"} objects.',
    );
  }
  if (Array.isArray(cases)) return cases as readonly Json[];
  throw new UsageError('the cases are no JSON array', 'Give a JSON array of {"id", "given"} objects.');
}

interface BadLine {
  readonly id: string | number | null;
  readonly error: string;
}

interface ResultLine {
  readonly id: string | number;
  readonly outcome: Verdict;
  readonly requiredControls: readonly string[];
  readonly applied: readonly string[];
  readonly reportOnly: readonly string[];
  readonly notApplied: Readonly<Record<string, string>>;
  readonly missing?: readonly string[];
}

function answer(
  item: Json,
  index: number,
  tenant: WhatifTenant,
  compiled: CompiledPolicies,
): BadLine | ResultLine {
  if (!isObject(item)) return { id: null, error: `case ${index + 1} is no object` };
  const id = item['id'] ?? null;
  if (typeof id !== 'string' && typeof id !== 'number')
    return { id: null, error: `case ${index + 1} has no \`id\`` };
  const facts = factsOf(item['given'], tenant);
  if (facts instanceof BadCase) return { id, error: facts.message };
  return { id, ...resultOf(evaluate(compiled, facts)) };
}

function resultOf({ results, outcome }: Evaluation): Omit<ResultLine, 'id'> {
  const others = results.filter((result) => !isApplied(result) && !isAppliedInReportOnly(result));
  return {
    outcome: outcome.verdict,
    requiredControls: outcome.requiredControls,
    applied: results.filter(isApplied).map((result) => result.policy.id),
    reportOnly: results.filter(isAppliedInReportOnly).map((result) => result.policy.id),
    notApplied: Object.fromEntries(others.map((result) => [result.policy.id, notAppliedReason(result)])),
    ...(outcome.missing.length === 0 ? {} : { missing: outcome.missing }),
  };
}
