/** The verdict of an access answer in one sentence, made from the trace. Pure. */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import type { Verdict } from '../conditional-access/outcome.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import { isApplied, isEnforced } from '../conditional-access/policy-result.ts';
import { MET } from '../conditional-access/statuses.ts';
import type { Tone } from './answer.ts';
import type { Telling } from './access-policies-told.ts';
import {
  blockers,
  bypassedByOr,
  demandWords,
  excludedFrom,
  reportOnlyBlockers,
  whyNot,
} from './access-policies-told.ts';
import { controlWords, listWords, missingWords, targetWords } from './access-words.ts';

export interface AccessCase {
  readonly person: string;
  readonly app: string;
  /** Asked as "why can", "why can't", or without either. */
  readonly polarity: 'can' | 'cannot' | null;
  /** What keeps the person out before any policy: account, plan. */
  readonly before: readonly string[];
  /** The app whose policies decide in place of the app's own: one that it needs. */
  readonly needs?: string;
  /** What the apps that it needs ask for beyond the app itself. */
  readonly asking?: string;
}

export interface AccessVerdict {
  readonly verdict: Verdict;
  readonly tone: Tone;
  readonly headline: string;
  /** True when the outcome is the opposite of what was asked about. */
  readonly contrary: boolean;
}

export function accessVerdict(
  { person, app, polarity, before, needs, asking }: AccessCase,
  evaluation: Evaluation,
  telling: Telling,
): AccessVerdict {
  const { outcome, results } = evaluation;
  const verdict = before.length > 0 ? 'blocked' : outcome.verdict;
  const on = telling.device === null ? '' : ` on ${telling.device}`;
  const reached = verdict === 'allowed' || verdict === 'allowedWithControls';
  const contrary = (polarity === 'cannot' && reached) || (polarity === 'can' && verdict === 'blocked');
  const inFact = contrary ? ' in fact' : '';
  const through = needs === undefined ? '' : `${app} needs ${needs}, and there `;
  switch (verdict) {
    case 'blocked': {
      const why = before.length > 0 ? listWords(before) : `${through}${blockedBecause(results, telling)}`;
      const where = before.length > 0 ? '' : on;
      const headline = `${person} cannot${inFact} reach ${app}${where}: ${why}`;
      return { verdict, tone: 'bad', contrary, headline };
    }
    case 'undetermined': {
      const open = listWords(missingWords(outcome.missing, results));
      const headline = `Whether ${person} can reach ${app}${on} is not known: ${through}it depends on ${open}`;
      return { verdict, tone: 'unknown', contrary, headline };
    }
    default: {
      const todo = outcome.requiredControls.map((entry) => controlWords(entry, telling.names));
      const after = todo.length === 0 ? '' : ` after ${listWords(todo)}`;
      const { why, tone } =
        asking === undefined ? openBecause(evaluation, telling) : { why: asking, tone: 'good' as const };
      return {
        verdict,
        tone,
        contrary,
        headline: `${person} can${inFact} reach ${app}${on}${after}: ${why}`,
      };
    }
  }
}

function blockedBecause(results: readonly PolicyResult[], telling: Telling): string {
  const stopping = blockers(results);
  const words = stopping.slice(0, 2).map(({ policy, grant }) => {
    const blocks = grant.controls.some((control) => control.entry === 'block');
    if (blocks) return `"${policy.displayName}" blocks it`;
    const demand = demandWords(grant, telling).words.split(':')[0] ?? '';
    return `"${policy.displayName}" ${demand}, and ${whyNot(grant, telling)}`;
  });
  const beyond = stopping.length - 2;
  const more = beyond < 1 ? [] : [beyond === 1 ? '1 more policy' : `${beyond} more policies`];
  // Only possible together: each of the policies alone leaves it open.
  return words.length === 0
    ? 'whatever is not known, one policy or another stops it'
    : listWords([...words, ...more]);
}

/** What is asked of an account at risk: that is the reason to hear before any other. */
const FOR_RISK: ReadonlySet<string> = new Set(['passwordChange', 'riskRemediation']);

/** Why the door is open: the reason that somebody in charge would want to hear first. */
function openBecause(
  evaluation: Evaluation,
  telling: Telling,
): { readonly why: string; readonly tone: Tone } {
  const { results } = evaluation;
  const reportOnly = reportOnlyBlockers(results);
  if (reportOnly.length > 0) {
    const names = quotedNames(reportOnly);
    const are = reportOnly.length === 1 ? 'it is' : 'they are';
    return {
      why: `no enabled policy stops this device; ${names} would, but ${are} report-only`,
      tone: 'warning',
    };
  }
  const [risky] = results.filter(
    (result) => isApplied(result) && result.grant.required.some((entry) => FOR_RISK.has(entry)),
  );
  if (risky !== undefined) {
    const { words } = demandWords(risky.grant, telling);
    return { why: `"${risky.policy.displayName}" ${words.split(':')[0] ?? ''}`, tone: 'warning' };
  }
  const [bypassed] = bypassedByOr(results);
  if (bypassed !== undefined) {
    const taken = bypassed.grant.required.map((entry) => controlWords(entry, telling.names));
    const instead = bypassed.grant.controls.find(
      (control) => !bypassed.grant.required.includes(control.entry),
    );
    const missing = instead === undefined ? 'a device state' : controlWords(instead.entry, telling.names);
    return {
      why: `"${bypassed.policy.displayName}" takes ${listWords(taken, 'or')} instead of ${missing}`,
      tone: 'warning',
    };
  }
  const excluded = excludedFrom(evaluation, telling.facts);
  const satisfied = results.some((result) => isApplied(result) && result.grant.controls.length > 0);
  const [first] = excluded;
  // Being left out of a policy is the reason only where no other policy asks in its place.
  if (first !== undefined && (first.wouldBlock || !satisfied)) {
    const by = first.result.people.because.kind === 'excluded' ? first.result.people.because.by : null;
    const names = quotedNames(excluded.slice(0, 2).map(({ result }) => result));
    const leave = excluded.length === 1 ? 'leaves' : 'leave';
    return { why: `${names} ${leave} them out through ${targetWords(by, telling.names)}`, tone: 'warning' };
  }
  return { why: metBecause(results, telling), tone: 'good' };
}

function metBecause(results: readonly PolicyResult[], telling: Telling): string {
  const applied = results.filter(isApplied);
  const met = applied.find((result) => result.grant.statuses === MET && result.grant.controls.length > 0);
  if (met !== undefined) {
    const compliant = met.grant.controls.some((c) => c.entry === 'compliantDevice' && c.statuses === MET);
    const state = compliant ? 'compliant for Entra ID' : 'what it asks for';
    const demand = demandWords(met.grant, telling).words.split(':')[0] ?? '';
    return `"${met.policy.displayName}" ${demand}, and ${telling.device ?? 'the device'} is ${state}`;
  }
  const open = results.some((result) => isEnforced(result.policy) && result.matches === 'unknown');
  if (open) return 'whichever of the policies apply, nothing that they ask for is missing';
  if (applied.length === 0) return 'no enabled policy applies';
  const asking = applied.filter((result) => result.grant.controls.length > 0);
  if (asking.length === 0) return 'the policies that apply ask for nothing';
  const names = quotedNames(asking.slice(0, 3));
  return `${asking.length === 1 ? 'only ' : ''}${names} ${asking.length === 1 ? 'applies' : 'apply'}, and no policy asks for more`;
}

function quotedNames(results: readonly PolicyResult[]): string {
  return listWords(results.map((result) => `"${result.policy.displayName}"`));
}
