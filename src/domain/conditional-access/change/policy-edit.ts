/**
 * One edit of one policy, done on Microsoft's JSON: what comes out is a policy like any other and is read like one.
 * What the edit does not touch stays as it is, members included that this version does not know. Source: reference
 * sheet conditional-access, section 2.
 */
import type { Json, JsonObject } from '../../tenant/access-policies.ts';
import { CLIENT_KINDS } from '../facts.ts';
import { isObject, textList } from '../wire.ts';

export type PolicyState = 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';

/** A list of `conditions.<part>` that an edit can change. */
export type ListName =
  | 'users.excludeUsers'
  | 'users.excludeGroups'
  | 'users.excludeRoles'
  | 'applications.includeApplications'
  | 'applications.excludeApplications'
  | 'platforms.includePlatforms'
  | 'platforms.excludePlatforms'
  | 'locations.includeLocations'
  | 'locations.excludeLocations';

export type PolicyEdit =
  | { readonly kind: 'state'; readonly to: PolicyState }
  | { readonly kind: 'operator'; readonly to: 'AND' | 'OR' }
  | { readonly kind: 'removeControl'; readonly entry: string }
  /** A built-in control; with it the policy asks for all (AND) or for one (OR) of its controls. */
  | { readonly kind: 'addControl'; readonly entry: string; readonly operator: 'AND' | 'OR' }
  | { readonly kind: 'add' | 'remove'; readonly list: ListName; readonly value: string }
  | { readonly kind: 'addClient' | 'removeClient'; readonly client: string };

export function editPolicy(raw: JsonObject, edit: PolicyEdit): JsonObject {
  switch (edit.kind) {
    case 'state':
      return { ...raw, state: edit.to };
    case 'operator':
      return withGrant(raw, { operator: edit.to });
    case 'addControl': {
      const { values } = textList(grantOf(raw)['builtInControls']);
      return withGrant(raw, { operator: edit.operator, builtInControls: [...values, edit.entry] });
    }
    case 'removeControl':
      return withGrant(raw, withoutControl(grantOf(raw), edit.entry));
    case 'addClient':
    case 'removeClient':
      return withConditions(raw, { clientAppTypes: clientsAfter(raw, edit.kind, edit.client) });
    default: {
      const [part = '', list = ''] = edit.list.split('.');
      return withConditions(raw, { [part]: partAfter(part, list, partOf(raw, part), edit) });
    }
  }
}

function grantOf(raw: JsonObject): JsonObject {
  const grant = raw['grantControls'];
  return isObject(grant) ? grant : {};
}

function withGrant(raw: JsonObject, change: JsonObject): JsonObject {
  return { ...raw, grantControls: { ...grantOf(raw), ...change } };
}

/** `termsOfUse:<id>` and the like are kept in lists of their own. */
function withoutControl(grant: JsonObject, entry: string): JsonObject {
  const [kind = '', id] = entry.split(/:(.*)/s);
  if (kind === 'authenticationStrength') return { authenticationStrength: null };
  const member = { termsOfUse: 'termsOfUse', customAuthenticationFactor: 'customAuthenticationFactors' }[
    kind
  ];
  if (member === undefined || id === undefined)
    return { builtInControls: without(grant['builtInControls'], entry) };
  return { [member]: without(grant[member], id) };
}

function conditionsOf(raw: JsonObject): JsonObject {
  const conditions = raw['conditions'];
  return isObject(conditions) ? conditions : {};
}

/** A policy whose conditions cannot be read is not edited: that would make it readable. */
function withConditions(raw: JsonObject, change: JsonObject): JsonObject {
  return isObject(raw['conditions']) ? { ...raw, conditions: { ...conditionsOf(raw), ...change } } : raw;
}

function partOf(raw: JsonObject, part: string): JsonObject {
  const value = conditionsOf(raw)[part];
  return isObject(value) ? value : {};
}

/** The literal that stands for every platform or every place: without it an exclusion says nothing. */
const EVERY: Readonly<Record<string, string>> = { platforms: 'all', locations: 'All' };

function partAfter(
  part: string,
  list: string,
  old: JsonObject,
  edit: { readonly kind: 'add' | 'remove'; readonly value: string },
): JsonObject {
  if (edit.kind === 'remove') return { ...old, [list]: without(old[list], edit.value) };
  const changed = { ...old, [list]: [...textList(old[list]).values, edit.value] };
  const every = EVERY[part];
  const included = `include${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;
  if (every === undefined || textList(old[included]).values.length > 0 || list === included) return changed;
  return { ...changed, [included]: [every] };
}

/** No list at all, `all`, and a list of every kind are the same. */
function clientsAfter(raw: JsonObject, kind: 'addClient' | 'removeClient', client: string): Json {
  const { values } = textList(conditionsOf(raw)['clientAppTypes']);
  const every = values.length === 0 || includes(values, 'all');
  const listed: readonly string[] = every ? CLIENT_KINDS : values;
  if (kind === 'addClient') return [...listed, client];
  return without(listed, client);
}

function without(list: Json | undefined, value: string): readonly string[] {
  return textList(list).values.filter((one) => one.toLowerCase() !== value.toLowerCase());
}

/** Ids and literals are compared without regard to case, as the evaluation reads them. */
export function includes(values: readonly string[], wanted: string): boolean {
  return values.some((one) => one.toLowerCase() === wanted.toLowerCase());
}
