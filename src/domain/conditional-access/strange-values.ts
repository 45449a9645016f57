/**
 * Values of a policy that this version does not understand, by field and in words:
 * `conditions.clientAppTypes: "agent" is not known`. They are what keeps a sign-in undetermined on the policy's own
 * account; the evaluator itself carries one bit for them, because it runs thousands of times for every time that
 * somebody asks which.
 */
import type { Json, JsonObject } from '../tenant/access-policies.ts';
import { modeOf } from './policy-state.ts';
import type { DeviceRule } from './device-rule.ts';
import { parseDeviceRule } from './device-rule.ts';
import {
  AUTH_FLOWS,
  CLIENT_APP_TYPES,
  GUEST_TYPES,
  INSIDER_RISK_LEVELS,
  PLATFORMS,
  RISK_LEVELS,
} from './facts.ts';
import { BUILT_IN_CONTROLS } from './grant-controls.ts';
import type { NamedLocation, NamedLocations } from './named-locations.ts';
import { strangeMembers } from './strange-members.ts';
import { flagList, isObject, isUnset, looksLikeLiteral, textList, textOf } from './wire.ts';
import type { TextList } from './wire.ts';

/** Characters of a strange value that are shown. */
const LONGEST = 60;

/** What is wrong with a value that is set. */
type Check = (value: Json, locations: NamedLocations) => readonly string[];

const unknownWord = (value: Json): string => `${JSON.stringify(value).slice(0, LONGEST)} is not known`;

function listed(list: TextList, isKnown: (value: string) => boolean): readonly string[] {
  const strange = list.values.filter((value) => !isKnown(value)).map(unknownWord);
  return list.malformed ? ['not a list of texts', ...strange] : strange;
}

function oneOf(known: readonly string[], read: (value: Json) => TextList = textList): Check {
  const words = new Set(known.map((word) => word.toLowerCase()));
  return (value) => listed(read(value), (one) => words.has(one.toLowerCase()));
}

/** Ids, and these literals. */
const ids =
  (...literals: readonly string[]): Check =>
  (value) =>
    listed(textList(value), (one) => literals.includes(one.toLowerCase()) || !looksLikeLiteral(one));

/** Groups and roles: `All` is none of them. */
const onlyIds: Check = (value) => listed(textList(value), (id) => id.toLowerCase() !== 'all');

const texts: Check = (value) => listed(textList(value), () => true);
const object: Check = (value) => (isObject(value) ? [] : ['not an object']);
const notRead: Check = () => ['cannot be evaluated'];

const places: Check = (value, locations) => {
  const list = textList(value);
  const known = (id: string): boolean => ['all', 'alltrusted'].includes(id) || locations.has(id);
  const missing = list.values
    .filter((id) => !known(id.toLowerCase()))
    .map((id) => `no named location ${JSON.stringify(id).slice(0, LONGEST)}`);
  const trusted = list.values.some((id) => id.toLowerCase() === 'alltrusted');
  const meant = [...locations.values()].filter(
    ({ id, trusted: isTrusted }) =>
      (trusted && isTrusted) || list.values.some((one) => one.toLowerCase() === id),
  );
  const unread = meant
    .filter(isUnread)
    .map(({ displayName }) => `the named location ${JSON.stringify(displayName)} cannot be read`);
  return [...listed(list, () => true), ...missing, ...unread];
};

function isUnread({ place }: NamedLocation): boolean {
  return place === null || place.incomplete;
}

const deviceRule: Check = (value) => {
  const text = textOf(value);
  if (text === null) return ['not a text'];
  const parsed = parseDeviceRule(text);
  if (parsed.ok) return unknownParts(parsed.rule).map((part) => `${part} is not known`);
  const { problem, position } = parsed.fault;
  return [`${problem} (character ${position + 1})`];
};

function unknownParts(rule: DeviceRule): readonly string[] {
  switch (rule.kind) {
    case 'unknown':
      return [rule.what];
    case 'atom':
      return [];
    case 'not':
      return unknownParts(rule.part);
    default:
      return rule.parts.flatMap(unknownParts);
  }
}

const externalTenants: Check = (value) => {
  if (!isObject(value)) return ['not an object'];
  const kind = textOf(value['membershipKind']) ?? textOf(value['@odata.type']) ?? '';
  if (!/(all|enumerated)(ExternalTenants)?$/i.test(kind)) return [unknownWord(kind)];
  return texts(value['members'] ?? [], new Map());
};

/** Exclusions alone do not say what is included. */
const withIncluded =
  (member: string): Check =>
  (value) => {
    if (!isObject(value)) return ['not an object'];
    return isUnset(value) || !isUnset(value[member]) ? [] : [`${member} is empty`];
  };

const operator: Check = (value) => {
  if (!isObject(value)) return ['not an object'];
  const controls = ['builtInControls', 'termsOfUse', 'customAuthenticationFactors', 'authenticationStrength'];
  const asked = controls.filter((name) => !isUnset(value[name]));
  const several = asked.length > 1 || textList(value[asked[0] ?? '']).values.length > 1;
  const word = textOf(value['operator']) ?? '';
  return several && !['and', 'or'].includes(word.toLowerCase()) ? [`operator ${unknownWord(word)}`] : [];
};

const strength: Check = (value) => (isObject(value) && textOf(value['id']) !== null ? [] : ['has no id']);

const RISK = oneOf([...RISK_LEVELS, 'hidden']);
const PLATFORM = oneOf([...PLATFORMS, 'all']);

const sides = (part: string, member: string, check: Check): readonly (readonly [string, Check])[] => [
  [`${part}.include${member}`, check],
  [`${part}.exclude${member}`, check],
];

const CHECKS: readonly (readonly [field: string, check: Check])[] = [
  ['state', (value) => (modeOf(value) === 'unknown' ? [unknownWord(value)] : [])],
  ['conditions', object],
  ['conditions.users', object],
  ...sides('conditions.users', 'Users', ids('all', 'none', 'guestsorexternalusers')),
  ...sides('conditions.users', 'Groups', onlyIds),
  ...sides('conditions.users', 'Roles', onlyIds),
  ...sides('conditions.users', 'GuestsOrExternalUsers', object),
  ...sides(
    'conditions.users',
    'GuestsOrExternalUsers.guestOrExternalUserTypes',
    oneOf([...GUEST_TYPES, 'none'], flagList),
  ),
  ...sides('conditions.users', 'GuestsOrExternalUsers.externalTenants', externalTenants),
  ['conditions.applications', object],
  ...sides(
    'conditions.applications',
    'Applications',
    ids('all', 'none', 'office365', 'microsoftadminportals'),
  ),
  ['conditions.applications.includeUserActions', texts],
  ['conditions.applications.includeAuthenticationContextClassReferences', texts],
  ['conditions.applications.applicationFilter', notRead],
  ['conditions.clientApplications', object],
  ['conditions.servicePrincipalRiskLevels', notRead],
  ['conditions.clientAppTypes', oneOf([...CLIENT_APP_TYPES, 'all'])],
  ['conditions.platforms', withIncluded('includePlatforms')],
  ...sides('conditions.platforms', 'Platforms', PLATFORM),
  ['conditions.locations', withIncluded('includeLocations')],
  ...sides('conditions.locations', 'Locations', places),
  ['conditions.devices', object],
  ['conditions.devices.deviceFilter', object],
  [
    'conditions.devices.deviceFilter.mode',
    (value) => (['include', 'exclude'].includes(textOf(value) ?? '') ? [] : [unknownWord(value)]),
  ],
  ['conditions.devices.deviceFilter.rule', deviceRule],
  ['conditions.signInRiskLevels', RISK],
  ['conditions.userRiskLevels', RISK],
  ['conditions.insiderRiskLevels', oneOf([...INSIDER_RISK_LEVELS, 'hidden'], flagList)],
  ['conditions.authenticationFlows', object],
  ['conditions.authenticationFlows.transferMethods', oneOf([...AUTH_FLOWS, 'none'], flagList)],
  ['grantControls', operator],
  ['grantControls.builtInControls', oneOf(BUILT_IN_CONTROLS)],
  ['grantControls.termsOfUse', texts],
  ['grantControls.customAuthenticationFactors', texts],
  ['grantControls.authenticationStrength', strength],
];

/** A policy without these is not understood either; a device filter has both of its members. */
const NEEDED = [
  'state',
  'conditions',
  'conditions.devices.deviceFilter',
  'conditions.devices.deviceFilter.mode',
  'conditions.devices.deviceFilter.rule',
];
/** Empty is a value there: neither every tenant nor some. */
const EVEN_EMPTY = sides('conditions.users', 'GuestsOrExternalUsers.externalTenants', object).map(
  ([field]) => field,
);

export function strangeValues(policy: JsonObject, locations: NamedLocations): readonly string[] {
  return CHECKS.flatMap(([field, check]) => {
    const path = field.split('.');
    const parent = valueAt(policy, path.slice(0, -1));
    const value = valueAt(policy, path);
    const isAsked =
      !isUnset(value) ||
      (NEEDED.includes(field) && !isUnset(parent)) ||
      (EVEN_EMPTY.includes(field) && isObject(value));
    return isAsked ? check(value ?? null, locations).map((problem) => `${field}: ${problem}`) : [];
  });
}

/** Everything in a policy that could leave a sign-in open: members that are not known, and values. */
export function notUnderstoodOf(policy: JsonObject, locations: NamedLocations): readonly string[] {
  const parts = ['conditions', 'grantControls'];
  const members = strangeMembers(policy).filter((path) => parts.some((part) => path.startsWith(`${part}.`)));
  return [
    ...members.map((path) => `${path}: a member that is not known`),
    ...strangeValues(policy, locations),
  ];
}

function valueAt(policy: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), policy);
}
