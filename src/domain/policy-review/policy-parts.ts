/** A policy as the checks look at it: Microsoft's JSON in lists, ids in lower case. Reference sheet, section 2. */
import type { JsonObject } from '../tenant/access-policies.ts';
import { flagList, isObject, isUnset, spelled, textList, textOf } from '../conditional-access/wire.ts';

type PolicyState = 'enabled' | 'reportOnly' | 'disabled' | 'unknown';

export interface PolicyParts {
  readonly id: string;
  readonly name: string;
  readonly state: PolicyState;
  /** When it was last changed, else made; null = not said. */
  readonly changed: string | null;
  readonly includeUsers: readonly string[];
  readonly excludeUsers: readonly string[];
  readonly includeGroups: readonly string[];
  readonly excludeGroups: readonly string[];
  readonly includeRoles: readonly string[];
  readonly excludeRoles: readonly string[];
  /** Kinds of guests left out, by the literal or by kind. */
  readonly excludesGuests: boolean;
  readonly includeApplications: readonly string[];
  readonly excludeApplications: readonly string[];
  readonly forUserActions: boolean;
  readonly clientAppTypes: readonly string[];
  /** null = any platform. */
  readonly includePlatforms: readonly string[] | null;
  readonly excludePlatforms: readonly string[];
  readonly includeLocations: readonly string[];
  readonly excludeLocations: readonly string[];
  readonly signInRisk: readonly string[];
  readonly userRisk: readonly string[];
  readonly deviceFilter: { readonly mode: string; readonly rule: string } | null;
  readonly operator: string;
  /** Built-in controls, Microsoft's names. */
  readonly controls: readonly string[];
  /** Id of the authentication strength that is asked for. */
  readonly strength: string | null;
  readonly termsOfUse: readonly string[];
}

/** Literals that stand among ids keep Microsoft's spelling. */
const LITERALS = ['All', 'None', 'GuestsOrExternalUsers', 'Office365', 'MicrosoftAdminPortals', 'AllTrusted'];

export function policyParts(raw: JsonObject, index: number): PolicyParts {
  const conditions = part(raw, 'conditions');
  const users = part(conditions, 'users');
  const applications = part(conditions, 'applications');
  const platforms = conditions['platforms'];
  const locations = part(conditions, 'locations');
  const filter = part(part(conditions, 'devices'), 'deviceFilter');
  const grant = part(raw, 'grantControls');
  const id = textOf(raw['id']) ?? `#${index + 1}`;
  const rule = textOf(filter['rule']);
  return {
    id,
    name: textOf(raw['displayName']) ?? id,
    state: stateOf(raw['state']),
    changed: textOf(raw['modifiedDateTime']) ?? textOf(raw['createdDateTime']),
    includeUsers: ids(users, 'includeUsers'),
    excludeUsers: ids(users, 'excludeUsers'),
    includeGroups: ids(users, 'includeGroups'),
    excludeGroups: ids(users, 'excludeGroups'),
    includeRoles: ids(users, 'includeRoles'),
    excludeRoles: ids(users, 'excludeRoles'),
    excludesGuests:
      ids(users, 'excludeUsers').includes('GuestsOrExternalUsers') ||
      !isUnset(users['excludeGuestsOrExternalUsers']),
    includeApplications: ids(applications, 'includeApplications'),
    excludeApplications: ids(applications, 'excludeApplications'),
    forUserActions: !isUnset(applications['includeUserActions']),
    clientAppTypes: textList(conditions['clientAppTypes']).values,
    includePlatforms: isObject(platforms) ? textList(platforms['includePlatforms']).values : null,
    excludePlatforms: isObject(platforms) ? textList(platforms['excludePlatforms']).values : [],
    includeLocations: ids(locations, 'includeLocations'),
    excludeLocations: ids(locations, 'excludeLocations'),
    signInRisk: textList(conditions['signInRiskLevels']).values,
    userRisk: textList(conditions['userRiskLevels']).values,
    deviceFilter: rule === null ? null : { mode: textOf(filter['mode']) ?? '', rule },
    operator: textOf(grant['operator'])?.toUpperCase() ?? '',
    controls: flagList(grant['builtInControls']).values,
    strength: textOf(part(grant, 'authenticationStrength')['id']),
    termsOfUse: textList(grant['termsOfUse']).values,
  };
}

/** Enabled, with its conditions and controls in force. */
export function isOn(policy: PolicyParts): boolean {
  return policy.state === 'enabled';
}

export function isForEverybody(policy: PolicyParts): boolean {
  return policy.includeUsers.includes('All');
}

export function isForEverything(policy: PolicyParts): boolean {
  return policy.includeApplications.includes('All');
}

function stateOf(state: JsonObject[string] | undefined): PolicyState {
  if (state === 'enabled' || state === 'disabled') return state;
  return state === 'enabledForReportingButNotEnforced' ? 'reportOnly' : 'unknown';
}

const NOTHING: JsonObject = {};

function part(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : NOTHING;
}

function ids(object: JsonObject, name: string): readonly string[] {
  return spelled(textList(object[name]), LITERALS).values.map((value) =>
    LITERALS.includes(value) ? value : value.toLowerCase(),
  );
}
