import { isObject, strings, text, valueAt, type Json, type JsonObject } from '../../json.ts';
import { ruleHolds } from './device-rule.ts';
import { isFrom } from './places.ts';
import type { SignIn } from './sign-in.ts';

/** Apps of the `Office365` suite and the admin portals: those whose ids are published beside their names. */
const OFFICE_365: ReadonlySet<string> = new Set([
  '00000002-0000-0ff1-ce00-000000000000', // Exchange Online
  '00000003-0000-0ff1-ce00-000000000000', // SharePoint Online
  '00000004-0000-0ff1-ce00-000000000000', // Skype for Business Online
  '00000006-0000-0ff1-ce00-000000000000', // Office 365 Portal
  'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe', // Teams Services
  '1fec8e78-bce4-4aaf-ab1b-5451cc387264', // Teams
  '5e3ce6c0-2b1f-4285-8d4b-75ee78787346', // Teams Web Client
  '9199bf20-a13f-4107-85dc-02114787ef48', // Outlook on the web
  'd3590ed6-52b3-4102-aeff-aad2292ab01c', // Microsoft Office
]);
const AZURE_PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const ADMIN_PORTALS: ReadonlySet<string> = new Set([AZURE_PORTAL, '80ccca67-54bd-44ab-8625-4b79c4dc7775']);
const AZURE_MANAGEMENT = '797f4846-ba00-4fd7-ba43-dac1f8f63013';

interface Condition {
  /** A member of whatIfAnalysisReasons. */
  readonly reason: string;
  readonly isMet: (conditions: JsonObject, signIn: SignIn, places: readonly JsonObject[]) => boolean;
}

/** In the order of the reasons' values; which unmet condition Microsoft takes for the first is UNCONFIRMED. */
const CONDITIONS: readonly Condition[] = [
  { reason: 'workloadIdentities', isMet: ({ clientApplications }) => !isSet(clientApplications) },
  { reason: 'emptyPolicy', isMet: (conditions) => !isEmpty(conditions) },
  { reason: 'users', isMet: ({ users }, signIn) => assigned(users, signIn, isPerson) },
  { reason: 'application', isMet: (c, signIn) => kindOf(c) !== 'application' || isTargeted(c, signIn) },
  { reason: 'userActions', isMet: (c, signIn) => kindOf(c) !== 'userActions' || isTargeted(c, signIn) },
  {
    reason: 'authenticationContext',
    isMet: (c, signIn) => kindOf(c) !== 'authenticationContext' || isTargeted(c, signIn),
  },
  {
    reason: 'devicePlatform',
    isMet: ({ platforms }, signIn) => !isSet(platforms) || assigned(platforms, signIn, isPlatform),
  },
  { reason: 'devices', isMet: deviceIsMeant },
  {
    reason: 'clientApps',
    isMet: ({ clientAppTypes }, { client }) => {
      const types = strings(clientAppTypes);
      return types.length === 0 || types.includes('all') || types.includes(client);
    },
  },
  { reason: 'location', isMet: placeIsMeant },
  {
    reason: 'signInRisk',
    isMet: ({ signInRiskLevels }, { signInRisk }) => holds(signInRiskLevels, signInRisk),
  },
  { reason: 'userRisk', isMet: ({ userRiskLevels }, { userRisk }) => holds(userRiskLevels, userRisk) },
  {
    reason: 'insiderRisk',
    isMet: ({ insiderRiskLevels }, { insiderRisk }) => holds(flags(insiderRiskLevels), insiderRisk),
  },
  {
    reason: 'authenticationFlow',
    isMet: ({ authenticationFlows }, { transferMethod }) =>
      holds(flags(valueAt(authenticationFlows, ['transferMethods'])), transferMethod),
  },
];

/** The first condition that is not met; undefined when the policy applies. */
export function firstUnmet(
  policy: JsonObject,
  signIn: SignIn,
  places: readonly JsonObject[],
): string | undefined {
  const conditions = isObject(policy['conditions']) ? policy['conditions'] : {};
  return CONDITIONS.find(({ isMet }) => !isMet(conditions, signIn, places))?.reason;
}

function isSet(value: Json | undefined): value is JsonObject {
  return isObject(value) && Object.values(value).some((item) => item !== null && !isEmptyList(item));
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** An empty list is not configured. */
function holds(list: Json | undefined, value: string): boolean {
  const values = strings(list);
  return values.length === 0 || values.includes(value);
}

/** Flag enums are one text with commas; `none` is not configured. */
function flags(value: Json | undefined): string[] {
  const parts = (text(value) ?? '').split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '' && part !== 'none');
}

type Side = 'include' | 'exclude';
type Test = (assignment: JsonObject, side: Side, signIn: SignIn) => boolean;

function assigned(assignment: Json | undefined, signIn: SignIn, test: Test): boolean {
  return isObject(assignment) && test(assignment, 'include', signIn) && !test(assignment, 'exclude', signIn);
}

function isPerson(users: JsonObject, side: Side, signIn: SignIn): boolean {
  const named = strings(users[`${side}Users`]);
  return (
    named.includes('All') ||
    named.includes(signIn.userId) ||
    (named.includes('GuestsOrExternalUsers') && signIn.guest.length > 0) ||
    strings(users[`${side}Groups`]).some((id) => signIn.groups.has(id)) ||
    strings(users[`${side}Roles`]).some((id) => signIn.roles.has(id)) ||
    isGuest(users[`${side}GuestsOrExternalUsers`], signIn)
  );
}

/** Of enumerated tenants nobody is meant whose home tenant was not sent. */
function isGuest(selector: Json | undefined, { guest, externalTenantId }: SignIn): boolean {
  if (!isObject(selector)) return false;
  const kinds = flags(selector['guestOrExternalUserTypes']);
  if (!guest.some((kind) => kinds.includes(kind))) return false;
  const tenants = selector['externalTenants'];
  if (!isObject(tenants) || tenants['membershipKind'] !== 'enumerated') return true;
  return strings(tenants['members']).includes(externalTenantId ?? '');
}

/** `None` alone on either side of the question. */
function isEmpty({ users, applications }: JsonObject): boolean {
  const people = isObject(users) ? users : {};
  const lists = ['includeGroups', 'includeRoles'].flatMap((name) => strings(people[name]));
  const nobody =
    strings(people['includeUsers']).join() === 'None' &&
    lists.length === 0 &&
    !isSet(people['includeGuestsOrExternalUsers']);
  return nobody || strings(valueAt(applications, ['includeApplications'])).join() === 'None';
}

type TargetKind = 'application' | 'userActions' | 'authenticationContext';

function kindOf({ applications }: JsonObject): TargetKind {
  if (strings(valueAt(applications, ['includeUserActions'])).length > 0) return 'userActions';
  const contexts = strings(valueAt(applications, ['includeAuthenticationContextClassReferences']));
  return contexts.length > 0 ? 'authenticationContext' : 'application';
}

/** Literals in the request (`Office365`) match nothing: it must name app ids. */
function isTargeted({ applications }: JsonObject, signIn: SignIn): boolean {
  const { target } = signIn;
  if (!isObject(applications)) return false;
  switch (target.kind) {
    case 'action':
      return strings(applications['includeUserActions']).includes(target.urn);
    case 'context':
      return strings(applications['includeAuthenticationContextClassReferences']).includes(target.value);
    default:
      return target.ids.some(
        (id) => namesApp(applications, 'include', id) && !namesApp(applications, 'exclude', id),
      );
  }
}

/** Filters by custom security attributes name nothing: tenant folders have no such attributes. */
function namesApp(applications: JsonObject, side: Side, id: string): boolean {
  const list = strings(applications[`${side}Applications`]);
  if (!/^[0-9a-f-]{36}$/i.test(id)) return false;
  return (
    list.includes('All') ||
    list.includes(id) ||
    (list.includes('Office365') && OFFICE_365.has(id)) ||
    (list.includes('MicrosoftAdminPortals') && ADMIN_PORTALS.has(id)) ||
    (list.includes(AZURE_MANAGEMENT) && id === AZURE_PORTAL)
  );
}

/** `all` in the request is a platform that no policy names. */
function isPlatform(platforms: JsonObject, side: Side, { platform }: SignIn): boolean {
  const list = strings(platforms[`${side}Platforms`]);
  return list.includes('all') || list.includes(platform);
}

/** Without `deviceInfo` a policy with a device filter does not apply; `{}` is a device without values (UNCONFIRMED). */
function deviceIsMeant({ devices }: JsonObject, { device }: SignIn): boolean {
  const filter = valueAt(devices, ['deviceFilter']);
  if (!isObject(filter)) return true;
  if (device === undefined) return false;
  const holds = ruleHolds(text(filter['rule']) ?? '', device);
  return holds !== undefined && holds === (filter['mode'] === 'include');
}

function placeIsMeant({ locations }: JsonObject, signIn: SignIn, places: readonly JsonObject[]): boolean {
  if (!isSet(locations)) return true;
  const included = isFrom(strings(locations['includeLocations']), signIn, places);
  return included === true && isFrom(strings(locations['excludeLocations']), signIn, places) === false;
}
