/**
 * The part of a tenant folder (product contract, section 7) that Conditional Access looks at, read straight from the
 * files: no simulator, no network. A missing file is empty; a broken one is named with the line.
 */
import { UsageError } from '../errors.ts';
import type { Json, JsonObject } from '../domain/tenant/access-policies.ts';
import type { AppOwner, UserFacts } from '../domain/conditional-access/facts.ts';
import { guestTypeOf } from '../domain/conditional-access/guest-type.ts';
import { isObject, textOf } from '../domain/conditional-access/wire.ts';
import { isDirectory, notAsExpected, readJson, readList } from './tenant-json.ts';

export interface WhatifTenant {
  readonly policies: readonly JsonObject[];
  readonly namedLocations: readonly JsonObject[];
  readonly users: readonly JsonObject[];
  readonly devices: readonly JsonObject[];
  readonly groups: readonly JsonObject[];
  /** Device object id → ids of its owners, both in lower case. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  readonly organization: JsonObject | null;
  /** By object id or UPN; null = there is nobody of that name. */
  user(idOrUpn: string): UserFacts | null;
  /** By object id or `deviceId`. */
  device(id: string): JsonObject | null;
  hasManagedDevice(id: string): boolean;
  /** Whether Intune holds a record for this registration (`deviceId`). */
  isInIntune(deviceId: string): boolean;
  /** Whose application it is; undefined = the tenant does not know it. */
  ownerOf(appId: string): AppOwner | undefined;
}

/** Tenants that own Microsoft's first-party applications. */
const MICROSOFT_TENANTS = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'];

export async function readWhatifTenant(dir: string): Promise<WhatifTenant> {
  if (!(await isDirectory(dir))) {
    throw new UsageError(
      `there is no tenant folder \`${dir}\``,
      'Give a folder of tenant files: --tenant DIR.',
    );
  }
  const list = (name: string): Promise<readonly JsonObject[]> => readList(dir, name);
  const [
    policies,
    namedLocations,
    users,
    members,
    assignments,
    devices,
    managed,
    principals,
    organization,
    groups,
    owners,
  ] = await Promise.all([
    list('conditionalAccessPolicies.json'),
    list('namedLocations.json'),
    list('users.json'),
    readIdLists(dir, 'groupMembers.json'),
    list('roleAssignments.json'),
    list('devices.json'),
    list('managedDevices.json'),
    list('servicePrincipals.json'),
    list('organization.json'),
    list('groups.json'),
    readIdLists(dir, 'deviceOwners.json'),
  ]);
  const groupsByMember = inverted(members);
  const userById = new Map(users.flatMap((user) => keyed(user, ['id', 'userPrincipalName'])));
  const deviceById = new Map(devices.flatMap((device) => keyed(device, ['deviceId', 'id'])));
  const managedById = new Map(managed.flatMap((device) => keyed(device, ['id'])));
  const inIntune = new Set(managed.flatMap((device) => lowerOf(device['azureADDeviceId'])));
  const tenantId = lowerOf(organization[0]?.['id'])[0] ?? '';
  const appOwners = new Map(
    principals.flatMap((app) => keyed(app, ['appId']).map(([id]) => [id, ownerIn(app, tenantId)] as const)),
  );
  const facts = new Map<JsonObject, UserFacts>();
  return {
    policies,
    namedLocations,
    users,
    devices,
    // A folder may hold the members of groups without the groups.
    groups: [...groups, ...withoutAnObject(members, groups)],
    owners,
    organization: organization[0] ?? null,
    user(idOrUpn) {
      const raw = userById.get(idOrUpn.toLowerCase());
      if (raw === undefined) return null;
      const known = facts.get(raw) ?? userFacts(raw, groupsByMember, assignments);
      facts.set(raw, known);
      return known;
    },
    device: (id) => deviceById.get(id.toLowerCase()) ?? null,
    hasManagedDevice: (id) => managedById.has(id.toLowerCase()),
    isInIntune: (deviceId) => inIntune.has(deviceId.toLowerCase()),
    ownerOf: (appId) => appOwners.get(appId.toLowerCase()),
  };
}

function userFacts(raw: JsonObject, members: Members, assignments: readonly JsonObject[]): UserFacts {
  const id = lowerOf(raw['id'])[0] ?? '';
  const groups = groupsOf(id, members);
  const roles = new Set<string>();
  for (const assignment of assignments) {
    const principal = lowerOf(assignment['principalId'])[0] ?? '';
    const definition = assignment['roleDefinition'];
    const custom = isObject(definition) && definition['isBuiltIn'] === false;
    // Roles for a part of the directory and custom roles are not honoured by Conditional Access; groups that carry
    // a role cannot be nested.
    if (assignment['directoryScopeId'] !== '/' || custom) continue;
    if (principal !== id && groups.get(principal)?.direct !== true) continue;
    for (const role of lowerOf(assignment['roleDefinitionId'])) roles.add(role);
  }
  const guestType = guestTypeOf({
    userType: textOf(raw['userType']),
    userPrincipalName: textOf(raw['userPrincipalName']),
    creationType: textOf(raw['creationType']),
    externalUserState: textOf(raw['externalUserState']),
  });
  return { id, guestType, groups, roles };
}

/** Groups by member, in lower case. */
type Members = ReadonlyMap<string, readonly string[]>;

/** Groups of groups count; circles end. */
function groupsOf(id: string, members: Members): ReadonlyMap<string, { readonly direct: boolean }> {
  const found = new Map<string, { readonly direct: boolean }>();
  const direct = members.get(id) ?? [];
  for (const group of direct) found.set(group, { direct: true });
  const waiting = [...direct];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    for (const outer of members.get(group) ?? []) {
      if (found.has(outer)) continue;
      found.set(outer, { direct: false });
      waiting.push(outer);
    }
  }
  return found;
}

function ownerIn(app: JsonObject, tenantId: string): AppOwner | undefined {
  const owner = lowerOf(app['appOwnerOrganizationId'])[0];
  if (owner === undefined) return undefined;
  if (MICROSOFT_TENANTS.includes(owner)) return 'microsoft';
  return owner === tenantId ? 'tenant' : 'other';
}

function keyed(object: JsonObject, members: readonly string[]): readonly (readonly [string, JsonObject])[] {
  return members.flatMap((member) => lowerOf(object[member]).map((key) => [key, object] as const));
}

/** The text in lower case, if it is one. */
function lowerOf(value: Json | undefined): readonly string[] {
  const text = textOf(value);
  return text === null || text === '' ? [] : [text.toLowerCase()];
}

/** An object of lists of ids, all in lower case. */
async function readIdLists(dir: string, file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const raw = (await readJson(dir, file)) ?? {};
  if (!isObject(raw)) throw notAsExpected(dir, file, 'an object {id: [objectId]} is expected');
  const lists = new Map<string, readonly string[]>();
  for (const [id, list] of Object.entries(raw)) {
    if (list === null) continue;
    if (!Array.isArray(list)) throw notAsExpected(dir, file, `the members of \`${id}\` are no list`);
    lists.set(id.toLowerCase(), (list as readonly Json[]).flatMap(lowerOf));
  }
  return lists;
}

function inverted(members: ReadonlyMap<string, readonly string[]>): Members {
  const byMember = new Map<string, string[]>();
  for (const [group, list] of members) {
    for (const member of list) {
      const groups = byMember.get(member) ?? [];
      groups.push(group);
      byMember.set(member, groups);
    }
  }
  return byMember;
}

function withoutAnObject(
  members: ReadonlyMap<string, unknown>,
  groups: readonly JsonObject[],
): readonly JsonObject[] {
  const known = new Set(groups.flatMap((group) => lowerOf(group['id'])));
  return [...members.keys()].filter((id) => !known.has(id)).map((id) => ({ id, displayName: id }));
}
