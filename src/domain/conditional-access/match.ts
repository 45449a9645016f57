/** Whether a list of a policy reaches the sign-in, by what, and what would have to be known to tell. */
import type { Missing } from './signals.ts';
import { NOTHING_MISSING, POLICY_VALUE } from './signals.ts';
import type { Truth } from './truth.ts';
import { and, not } from './truth.ts';

/** The names of Microsoft's What If (`analysisReasons`), and one for members that this version does not know. */
export type ConditionName =
  | 'users'
  | 'workloadIdentities'
  | 'application'
  | 'userActions'
  | 'authenticationContext'
  | 'devicePlatform'
  | 'devices'
  | 'clientApps'
  | 'location'
  | 'signInRisk'
  | 'userRisk'
  | 'insiderRisk'
  | 'authenticationFlow'
  | 'emptyPolicy'
  | 'unknownCondition';

/** The entry of a policy that reached (or shut out) the sign-in. */
export interface Target {
  readonly kind:
    | 'everyone'
    | 'user'
    | 'group'
    | 'role'
    | 'guests'
    | 'app'
    | 'appGroup'
    | 'userAction'
    | 'authContext'
    | 'location'
    | 'value'
    | 'rule';
  /** An id, or the value as the policy has it. */
  readonly id: string;
  /** Groups: false = the person is in it only through another group. */
  readonly direct?: boolean;
}

export interface Match {
  readonly truth: Truth;
  readonly by: Target | null;
  readonly missing: Missing;
}

/** Why a condition is as it is. */
export type Because =
  | { readonly kind: 'included' | 'excluded'; readonly by: Target | null }
  | { readonly kind: 'notIncluded' }
  /** The policy names nobody (`None`), or is about service principals. */
  | { readonly kind: 'neverForPeople' }
  /** `what` of the policy is not understood; `position` when it is a fault in a device rule. */
  | { readonly kind: 'notUnderstood'; readonly what: string; readonly position?: number }
  | { readonly kind: 'notKnown' };

export interface ConditionResult {
  readonly condition: ConditionName;
  readonly truth: Truth;
  readonly because: Because;
  /** What would have to be known; empty unless `truth` is unknown. */
  readonly missing: Missing;
  /** Unknown in more than one place, so that the places may rule each other out. */
  readonly entangled?: boolean;
}

export const NO_MATCH: Match = { truth: false, by: null, missing: NOTHING_MISSING };

export function matched(by: Target): Match {
  return { truth: true, by, missing: NOTHING_MISSING };
}

export function unsure(missing: Missing, by: Target | null = null): Match {
  return { truth: 'unknown', by, missing };
}

/** A value or member of the policy that this version does not know: never matched, never ignored. */
export const NOT_UNDERSTOOD: Match = unsure(POLICY_VALUE);

/** Either of two reasons to match. */
export function either(a: Match, b: Match): Match {
  if (a.truth === true || b === NO_MATCH) return a;
  if (b.truth === true || a === NO_MATCH) return b;
  if (a.truth === false) return b;
  return b.truth === false ? a : unsure(a.missing | b.missing, a.by ?? b.by);
}

/** Included and not excluded; an exclusion always wins. */
export function assigned(condition: ConditionName, included: Match, excluded: Match): ConditionResult {
  const truth = and(included.truth, not(excluded.truth));
  if (truth === true) {
    return { condition, truth, because: { kind: 'included', by: included.by }, missing: NOTHING_MISSING };
  }
  if (excluded.truth === true) {
    return { condition, truth, because: { kind: 'excluded', by: excluded.by }, missing: NOTHING_MISSING };
  }
  if (truth === false)
    return { condition, truth, because: { kind: 'notIncluded' }, missing: NOTHING_MISSING };
  const missing = (included.truth === 'unknown' ? included.missing : 0) | excluded.missing;
  const entangled = included.truth === excluded.truth;
  return { condition, truth, because: { kind: 'notKnown' }, missing, entangled };
}

/** A condition that is met, not met or unknown as a whole, without lists of its own. */
export function decided(condition: ConditionName, match: Match): ConditionResult {
  return assigned(condition, match, NO_MATCH);
}
