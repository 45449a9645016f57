/** Policies and rows that the tests of the outcome share. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { device, granting, outcomeOf, policy } from './builders.ts';

export const MFA = granting('OR', ['mfa']);
export const COMPLIANT = granting('OR', ['compliantDevice']);
export const EITHER = granting('OR', ['mfa', 'compliantDevice']);
export const BOTH = granting('AND', ['mfa', 'compliantDevice']);
export const asking = (rest: JsonObject, conditions: JsonObject = {}, id = 'p1'): JsonObject =>
  policy(conditions, { id, ...rest });
export const compliant = { device: device({ isCompliant: true }) };
export const notCompliant = { device: device({ isCompliant: false }) };

export type OutcomeRow = readonly [
  rule: string,
  policies: readonly JsonObject[],
  changes: Partial<SignInFacts>,
  verdict: string,
  required: readonly string[],
  missing?: readonly string[],
];

/** One test for each rule. */
export function states(rules: readonly OutcomeRow[]): void {
  for (const [rule, policies, changes, verdict, required, missing] of rules) {
    it(rule, () => {
      assert.deepEqual(outcomeOf(policies, changes), [verdict, required, missing ?? []]);
    });
  }
}
