/** One policy against one sign-in: does it match, through whom, what stands against it, what does it ask for. */
import type { CompiledPolicy } from './compile.ts';
import type { ConditionTest } from './conditions/condition.ts';
import type { SignInFacts } from './facts.ts';
import type { GrantResult } from './grant-controls.ts';
import { NOTHING_ASKED } from './grant-controls.ts';
import type { ConditionName, ConditionResult } from './match.ts';
import type { Missing } from './signals.ts';
import { NOTHING_MISSING, POLICY_VALUE } from './signals.ts';
import type { Statuses } from './statuses.ts';
import { MET } from './statuses.ts';
import type { Truth } from './truth.ts';

/** What one policy makes of a sign-in. */
export interface PolicyResult {
  readonly policy: CompiledPolicy;
  /** Whether its conditions match, whatever its state is. */
  readonly matches: Truth;
  /** Why the person is in or out. */
  readonly people: ConditionResult;
  /** Every condition that is not met or not known. */
  readonly unmet: readonly ConditionResult[];
  /** What it asks for; nothing when it does not match. */
  readonly grant: GrantResult;
  /** What would have to be known for `matches`. */
  readonly missing: Missing;
}

/** The name of the condition that keeps a policy out, as Microsoft's What If says it. */
export type NotAppliedReason =
  Exclude<ConditionName, 'unknownCondition'> | 'policyNotEnabled' | 'notEnoughInformation';

export function evaluatePolicy(
  policy: CompiledPolicy,
  facts: SignInFacts,
  resultOf = (test: ConditionTest): ConditionResult => test(facts),
): PolicyResult {
  let matches: Truth = true;
  let missing = NOTHING_MISSING;
  let people: ConditionResult | undefined;
  const unmet: ConditionResult[] = [];
  for (const [index, test] of policy.tests.entries()) {
    const result = resultOf(test);
    if (index === policy.people) people = result;
    if (result.truth === true) continue;
    unmet.push(result);
    missing |= result.missing;
    if (result.truth === false) matches = false;
    else if (matches === true) matches = 'unknown';
  }
  return {
    policy,
    matches,
    people: people ?? NOBODY_ASKED,
    unmet,
    grant: matches === false ? NOTHING_ASKED : policy.grant(facts),
    missing:
      matches === false
        ? NOTHING_MISSING
        : missing | (policy.mode === 'unknown' ? POLICY_VALUE : NOTHING_MISSING),
  };
}

/** A policy without conditions that can be read. */
const NOBODY_ASKED: ConditionResult = {
  condition: 'users',
  truth: 'unknown',
  because: { kind: 'notKnown' },
  missing: NOTHING_MISSING,
};

/** What a policy can do to the outcome; `MET` = nothing. */
export function effectOf(result: PolicyResult): Statuses {
  if (result.matches === false) return MET;
  const certain = result.matches === true && result.policy.mode !== 'unknown';
  return certain ? result.grant.statuses : result.grant.statuses | MET;
}

export function isEnforced(policy: CompiledPolicy): boolean {
  return policy.mode === 'enforced' || policy.mode === 'unknown';
}

/** Microsoft does not evaluate policies for user actions in report-only mode. */
export function isReportOnly(policy: CompiledPolicy): boolean {
  return policy.mode === 'reportOnly' && !policy.forUserActions;
}

/** Enabled and matching for certain. */
export function isApplied(result: PolicyResult): boolean {
  return result.policy.mode === 'enforced' && result.matches === true;
}

/** In report-only mode and matching for certain. */
export function isAppliedInReportOnly(result: PolicyResult): boolean {
  return isReportOnly(result.policy) && result.matches === true;
}

/** Why a policy is neither applied nor applied in report-only mode; one certain failure decides. */
export function notAppliedReason(result: PolicyResult): NotAppliedReason {
  const { policy } = result;
  if (policy.mode === 'disabled') return 'policyNotEnabled';
  if (policy.mode === 'reportOnly' && policy.forUserActions) return 'policyNotEnabled';
  const failing = result.unmet.find((condition) => condition.truth === false);
  // A member that is not known is never a certain failure, so its name cannot come up here.
  if (failing === undefined || failing.condition === 'unknownCondition') return 'notEnoughInformation';
  return failing.condition;
}
