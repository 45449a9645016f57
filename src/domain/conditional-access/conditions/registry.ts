/**
 * Every condition, one line each, in the order in which a failing one is named: the same as that of Microsoft's What
 * If. What none of them reads is a condition that this version does not know.
 */
import type { JsonObject } from '../../tenant/access-policies.ts';
import { NOT_UNDERSTOOD, decided } from '../match.ts';
import { unknownMembers } from '../wire.ts';
import { applications } from './applications.ts';
import { authenticationFlows } from './authentication-flows.ts';
import { clientAppTypes } from './client-app-types.ts';
import type { CompileContext, ConditionModule, ConditionTest, Mentions } from './condition.ts';
import { devices } from './devices.ts';
import { locations } from './locations.ts';
import { platforms } from './platforms.ts';
import { insiderRisk, signInRisk, userRisk } from './risk.ts';
import { users } from './users.ts';
import { workloadIdentities } from './workload-identities.ts';

const CONDITIONS: readonly ConditionModule[] = [
  workloadIdentities,
  users,
  applications,
  platforms,
  devices,
  clientAppTypes,
  locations,
  signInRisk,
  userRisk,
  insiderRisk,
  authenticationFlows,
];

/** Members of `conditions` that this version knows. */
export const CONDITION_MEMBERS = CONDITIONS.flatMap((condition) => condition.members);

export interface CompiledConditions {
  readonly tests: readonly ConditionTest[];
  /** Which of the tests says whether the policy is for this person. */
  readonly people: number;
}

export function compileConditions(
  raw: JsonObject,
  context: CompileContext,
  mentions: Mentions,
): CompiledConditions {
  const tests: ConditionTest[] = [];
  let people = 0;
  for (const condition of CONDITIONS) {
    const test = condition.compile(raw, context, mentions);
    if (condition === users) people = tests.length;
    if (test !== null) tests.push(test);
  }
  if (unknownMembers(raw, CONDITION_MEMBERS).length > 0) tests.push(() => UNKNOWN_MEMBER);
  return { tests, people };
}

const UNKNOWN_MEMBER = decided('unknownCondition', NOT_UNDERSTOOD);
