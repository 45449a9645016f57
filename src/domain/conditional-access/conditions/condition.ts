/** One condition of a policy: compiled once from Microsoft's JSON, then tested against many sign-ins. */
import type { JsonObject } from '../../tenant/access-policies.ts';
import type { SignInFacts } from '../facts.ts';
import type { ConditionResult } from '../match.ts';
import type { DeviceRule } from '../device-rule.ts';
import type { NamedLocation, NamedLocations } from '../named-locations.ts';

export type ConditionTest = (facts: SignInFacts) => ConditionResult;

export interface CompileContext {
  readonly locations: NamedLocations;
}

/** What trying out possible sign-ins needs to know of a policy: the values that make a difference to it. */
export interface Mentions {
  readonly places: Set<NamedLocation>;
  readonly externalTenants: Set<string>;
  readonly deviceRules: DeviceRule[];
}

export interface ConditionModule {
  /** Members of `conditions` that it reads. */
  readonly members: readonly string[];
  /** Null = not configured: it is met whatever the sign-in. */
  compile(conditions: JsonObject, context: CompileContext, mentions: Mentions): ConditionTest | null;
}
