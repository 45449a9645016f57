/** The tenant's policies, read once: what a sign-in is tested against, thousands of times if need be. */
import type { AccessPolicySnapshot, JsonObject } from '../tenant/access-policies.ts';
import type { ConditionTest, Mentions } from './conditions/condition.ts';
import { compileConditions } from './conditions/registry.ts';
import type { GrantTest } from './grant-controls.ts';
import { compileGrant } from './grant-controls.ts';
import { NOT_UNDERSTOOD, decided } from './match.ts';
import type { NamedLocations } from './named-locations.ts';
import { compileLocations } from './named-locations.ts';
import type { PolicyMode } from './policy-state.ts';
import { modeOf } from './policy-state.ts';
import { notUnderstoodOf } from './strange-values.ts';
import type { SessionControl } from './session-controls.ts';
import { sessionControlsOf } from './session-controls.ts';
import { isObject, isUnset, textOf } from './wire.ts';

export interface CompiledPolicy {
  readonly id: string;
  readonly displayName: string;
  readonly mode: PolicyMode;
  /** Aims at user actions: never evaluated in report-only mode. */
  readonly forUserActions: boolean;
  readonly tests: readonly ConditionTest[];
  /** Which test says whether the policy is for this person. */
  readonly people: number;
  readonly grant: GrantTest;
  readonly mentions: Mentions;
  /** What it asks of the session; looked at by whoever tells of it, never by the outcome. */
  readonly session: () => readonly SessionControl[];
  /** What of it this version does not understand, by field and in words: worked out when somebody asks. */
  readonly notUnderstood: () => readonly string[];
}

export interface CompiledPolicies {
  readonly policies: readonly CompiledPolicy[];
  readonly locations: NamedLocations;
}

type Configuration = Pick<AccessPolicySnapshot, 'policies' | 'namedLocations'>;

/** A snapshot never changes: what was made of it serves every question until the next one is read. */
const made = new WeakMap<Configuration, CompiledPolicies>();

export function compilePolicies(configuration: Configuration): CompiledPolicies {
  const before = made.get(configuration);
  if (before !== undefined) return before;
  const locations = compileLocations(configuration.namedLocations);
  const compiled = {
    policies: configuration.policies.map((raw, index) => compilePolicy(raw, index, locations)),
    locations,
  };
  made.set(configuration, compiled);
  return compiled;
}

/** One policy alone; `index` names it where it has no id. */
export function compilePolicy(raw: JsonObject, index: number, locations: NamedLocations): CompiledPolicy {
  const mentions: Mentions = { places: new Set(), externalTenants: new Set(), deviceRules: [] };
  const id = textOf(raw['id']) ?? `#${index + 1}`;
  const conditions = raw['conditions'];
  return {
    id,
    displayName: textOf(raw['displayName']) ?? id,
    mode: modeOf(raw['state']),
    forUserActions: aimsAtUserActions(conditions),
    ...(isObject(conditions)
      ? compileConditions(conditions, { locations }, mentions)
      : { tests: [() => decided('unknownCondition', NOT_UNDERSTOOD)], people: 0 }),
    grant: compileGrant(raw['grantControls']),
    mentions,
    session: () => sessionControlsOf(raw['sessionControls']),
    notUnderstood: () => notUnderstoodOf(raw, locations),
  };
}

function aimsAtUserActions(conditions: JsonObject[string] | undefined): boolean {
  const applications = isObject(conditions) ? conditions['applications'] : undefined;
  return isObject(applications) && !isUnset(applications['includeUserActions']);
}
