/**
 * One sign-in against the tenant's policies: what each policy does and why, and what all of them come to. Pure and
 * total: whatever a policy holds, there is a result; what is not known stays `unknown` with the names of what would
 * decide it. The rules are those of the product contract, section 8.
 */
import type { CompiledPolicies } from './compile.ts';
import type { SignInFacts } from './facts.ts';
import type { Outcome } from './outcome.ts';
import { decideOutcome } from './outcome.ts';
import type { PolicyResult } from './policy-result.ts';
import { evaluatePolicy, isEnforced, isReportOnly } from './policy-result.ts';
import { settled } from './settled.ts';

export interface Evaluation {
  readonly results: readonly PolicyResult[];
  readonly outcome: Outcome;
}

export function evaluate(compiled: CompiledPolicies, facts: SignInFacts): Evaluation {
  const results = compiled.policies.map((policy) => settled(evaluatePolicy(policy, facts), facts));
  return { results, outcome: decideOutcome(facts, results, isEnforced) };
}

/** What the outcome would be if the report-only policies were on. */
export function outcomeWithReportOnly(facts: SignInFacts, results: readonly PolicyResult[]): Outcome {
  return decideOutcome(facts, results, (policy) => isEnforced(policy) || isReportOnly(policy));
}
