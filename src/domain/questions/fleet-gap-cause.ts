/**
 * Why a device that is not compliant got in all the same: one cause for each sign-in, taken from the evaluator's trace.
 * Every policy that looks for a compliant device is evaluated as if the device were not compliant; either one of them
 * would have stopped the sign-in, and then the log must say why it did not, or each of them says what it left out. The
 * policy that came nearest to stopping it names the cause. Pure and total.
 */
import { INTUNE_ENROLLMENT } from '../conditional-access/apps.ts';
import type { CompiledPolicies, CompiledPolicy } from '../conditional-access/compile.ts';
import { atomsOf } from '../conditional-access/device-rule.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { ControlResult } from '../conditional-access/grant-controls.ts';
import type { ConditionResult } from '../conditional-access/match.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import {
  effectOf,
  evaluatePolicy,
  isApplied,
  isAppliedInReportOnly,
  isEnforced,
} from '../conditional-access/policy-result.ts';
import { settled } from '../conditional-access/settled.ts';
import { missingNames } from '../conditional-access/signals.ts';
import { IMPOSSIBLE } from '../conditional-access/statuses.ts';
import type { LedgerEntry } from '../tenant/sign-in-ledger.ts';

/** In the order in which they are told, and in which the nearest of equally near policies is chosen. */
export const GAP_CAUSES = [
  'orAlternative',
  'excluded',
  'legacyClient',
  'otherClient',
  'unknownPlatform',
  'otherPlatform',
  'place',
  'deviceFilter',
  'otherCondition',
  'reportOnly',
  'noPolicy',
  'riskUnseen',
  'notExplained',
  'enrolmentApp',
  'compliantThen',
] as const;

export type GapCause = (typeof GAP_CAUSES)[number];

export interface GapFinding {
  readonly cause: GapCause;
  /** The policy that the cause is about; null when there is none. */
  readonly policy: CompiledPolicy | null;
  /** What kept the policy out. */
  readonly condition: ConditionResult | null;
  /** What the policy takes instead of a compliant device. */
  readonly instead: readonly ControlResult[];
  /** What would have to be known; signal names and `policy:<id>`. */
  readonly missing: readonly string[];
  /** Policies of which Microsoft's own record says something else. */
  readonly disputed: readonly { readonly policy: CompiledPolicy; readonly said: string }[];
}

export interface GapCase {
  /** As the sign-in was, with a device that is not compliant. */
  readonly facts: SignInFacts;
  readonly entry: Pick<LedgerEntry, 'compliant' | 'applied'>;
  /** Intune says today that the device is noncompliant; otherwise it is here for its risk alone. */
  readonly noncompliant: boolean;
}

/** The policies that look at compliance: they demand a compliant device, or block what a device filter finds. */
export function demandingPolicies(compiled: CompiledPolicies, facts: SignInFacts): readonly CompiledPolicy[] {
  return compiled.policies.filter((policy) => {
    if (policy.mode === 'disabled' || policy.forUserActions) return false;
    const entries = policy.grant(facts).controls.map((control) => control.entry);
    return entries.includes('compliantDevice') || (entries.includes('block') && looksAtCompliance(policy));
  });
}

function looksAtCompliance(policy: CompiledPolicy): boolean {
  return policy.mentions.deviceRules.some((rule) =>
    atomsOf(rule).some((atom) => atom.attribute === 'iscompliant'),
  );
}

export function gapCause(demanding: readonly CompiledPolicy[], gap: GapCase): GapFinding {
  const results = demanding.map((policy) => settled(evaluatePolicy(policy, gap.facts), gap.facts));
  return { ...causeOf(results, gap), disputed: disputed(results, gap) };
}

type Undisputed = Omit<GapFinding, 'disputed'>;

const NOTHING: Undisputed = { cause: 'noPolicy', policy: null, condition: null, instead: [], missing: [] };

function causeOf(results: readonly PolicyResult[], gap: GapCase): Undisputed {
  const enforced = results.filter((result) => isEnforced(result.policy));
  const stopping = enforced.find((result) => isApplied(result) && result.grant.statuses === IMPOSSIBLE);
  if (stopping !== undefined) {
    return { ...NOTHING, cause: whyNotStopped(gap), policy: stopping.policy };
  }
  const open = enforced.find((result) => mayStop(result) && !leftOutByMicrosoft(result, gap));
  if (open !== undefined) {
    const { policy, missing, grant } = open;
    return {
      ...NOTHING,
      cause: 'notExplained',
      policy,
      missing: missingNames(missing | grant.missing, policy.id),
    };
  }
  const readings = enforced.flatMap((result) => readingOf(result, gap) ?? []).sort(nearestFirst);
  if (readings[0] !== undefined) return readings[0].finding;
  const reportOnly = results.find(
    (result) => result.policy.mode === 'reportOnly' && wouldHaveStopped(result, gap),
  );
  return reportOnly === undefined ? NOTHING : { ...NOTHING, cause: 'reportOnly', policy: reportOnly.policy };
}

/** A policy would stop such a sign-in today. Enrolment is let through by Microsoft (sheet conditional-access, 9). */
function whyNotStopped({ facts, entry, noncompliant }: GapCase): GapCause {
  if (isEnrolment(facts)) return 'enrolmentApp';
  if (entry.compliant !== true) return 'notExplained';
  return noncompliant ? 'compliantThen' : 'riskUnseen';
}

function isEnrolment({ target }: SignInFacts): boolean {
  return target.kind === 'app' && target.appId === INTUNE_ENROLLMENT;
}

/** It could have stopped the sign-in, or not: something that is not known decides. */
function mayStop(result: PolicyResult): boolean {
  return (effectOf(result) & IMPOSSIBLE) !== 0;
}

function saidOf({ policy }: PolicyResult, { entry }: GapCase): string | null {
  return entry.applied?.find(({ id }) => id === policy.id.toLowerCase())?.result ?? null;
}

function leftOutByMicrosoft(result: PolicyResult, gap: GapCase): boolean {
  const said = saidOf(result, gap);
  return result.matches === 'unknown' && (said === 'notApplied' || said === 'notEnabled');
}

function wouldHaveStopped(result: PolicyResult, gap: GapCase): boolean {
  if (result.matches === 'unknown') return saidOf(result, gap) === 'reportOnlyFailure';
  return isAppliedInReportOnly(result) && result.grant.statuses === IMPOSSIBLE;
}

interface Reading {
  readonly finding: Undisputed;
  /** How many conditions kept the policy out. */
  readonly distance: number;
}

/** What one policy says of why it did not stop the sign-in; null = it is not for this person or app at all. */
function readingOf(result: PolicyResult, gap: GapCase): Reading | null {
  const { policy, unmet, grant } = result;
  if (result.matches !== false && !leftOutByMicrosoft(result, gap)) {
    const instead = grant.controls.filter(
      ({ entry, statuses }) => entry !== 'compliantDevice' && (statuses & ~IMPOSSIBLE) !== 0,
    );
    const distance = result.matches === true ? 0 : unmet.length;
    return { finding: { ...NOTHING, cause: 'orAlternative', policy, instead }, distance };
  }
  // Where Microsoft left the policy out, one of the conditions that are not known was not met.
  const failing = result.matches === false ? unmet.filter(({ truth }) => truth === false) : unmet;
  const causes = failing.map((condition) => ({ condition, cause: conditionCause(condition, gap.facts) }));
  if (causes.some(({ cause }) => cause === null)) return null;
  const [first] = causes
    .flatMap(({ condition, cause }) => (cause === null ? [] : [{ condition, cause }]))
    .sort((a, b) => rank(a.cause) - rank(b.cause));
  if (first === undefined) return null;
  return { finding: { ...NOTHING, ...first, policy }, distance: failing.length };
}

/** null = the policy is for other people or other things. */
function conditionCause({ condition, because }: ConditionResult, facts: SignInFacts): GapCause | null {
  const excluded = because.kind === 'excluded';
  switch (condition) {
    case 'users':
      return excluded ? 'excluded' : null;
    case 'application':
      if (!excluded) return null;
      return isEnrolment(facts) ? 'enrolmentApp' : 'excluded';
    case 'clientApps':
      return isModern(facts) ? 'otherClient' : 'legacyClient';
    case 'devicePlatform':
      return facts.platform === null || facts.platform === undefined ? 'unknownPlatform' : 'otherPlatform';
    case 'location':
      return 'place';
    case 'devices':
      return 'deviceFilter';
    case 'signInRisk':
    case 'userRisk':
    case 'insiderRisk':
    case 'authenticationFlow':
    case 'unknownCondition':
      return 'otherCondition';
    case 'workloadIdentities':
    case 'userActions':
    case 'authenticationContext':
    case 'emptyPolicy':
      return null;
  }
}

function isModern({ clientAppType }: SignInFacts): boolean {
  return clientAppType === 'browser' || clientAppType === 'mobileAppsAndDesktopClients';
}

function nearestFirst(a: Reading, b: Reading): number {
  return a.distance - b.distance || rank(a.finding.cause) - rank(b.finding.cause);
}

function rank(cause: GapCause): number {
  return GAP_CAUSES.indexOf(cause);
}

const APPLIED = ['success', 'failure'];
const LEFT_OUT = ['notApplied', 'notEnabled', 'reportOnlyNotApplied'];
const REPORTED = ['reportOnlySuccess', 'reportOnlyFailure', 'reportOnlyInterrupted'];

/** Where Microsoft's record and the evaluation tell different stories; what is not known is no difference. */
function disputed(results: readonly PolicyResult[], gap: GapCase): GapFinding['disputed'] {
  return results.flatMap((result) => {
    const said = saidOf(result, gap);
    // A filter on compliance sees another device than the one that signed in, if that was compliant.
    if (said === null || (gap.entry.compliant !== false && looksAtCompliance(result.policy))) return [];
    const expected = isApplied(result)
      ? APPLIED
      : isAppliedInReportOnly(result)
        ? REPORTED
        : result.matches === false
          ? LEFT_OUT
          : null;
    const known = [APPLIED, LEFT_OUT, REPORTED].some((list) => list.includes(said));
    return expected === null || !known || expected.includes(said) ? [] : [{ policy: result.policy, said }];
  });
}
