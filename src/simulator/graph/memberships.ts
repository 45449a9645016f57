import { objects, strings, text, valueAt, type JsonObject } from '../json.ts';
import { stableGuid } from '../stable-id.ts';
import { tenantId, type TenantStore } from '../store/tenant-store.ts';
import { ROLE_TEMPLATES } from './role-templates.ts';
import { servicePrincipals } from './service-principals.ts';

/** Ids of the groups that hold the object itself. */
function directGroupIds(store: TenantStore, objectId: string): string[] {
  return Object.entries(store.object('groupMembers'))
    .filter(([, members]) => strings(members).includes(objectId))
    .map(([groupId]) => groupId);
}

/** Ids of all groups that hold the object, through nested groups too; circles do no harm. */
export function transitiveGroupIds(store: TenantStore, objectId: string): Set<string> {
  const found = new Set<string>();
  const queue = [objectId];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const groupId of directGroupIds(store, next)) {
      if (found.has(groupId)) continue;
      found.add(groupId);
      queue.push(groupId);
    }
  }
  return found;
}

/** Ids of everything inside a group, nested groups included. */
export function transitiveMemberIds(store: TenantStore, groupId: string): Set<string> {
  const found = new Set<string>();
  const queue = [groupId];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const member of strings(store.object('groupMembers')[next])) {
      if (found.has(member) || member === groupId) continue;
      found.add(member);
      queue.push(member);
    }
  }
  return found;
}

/** Groups and tenant-wide directory roles the object is in, as directory objects. */
export function memberOf(store: TenantStore, objectId: string, transitive: boolean): JsonObject[] {
  const groupIds = transitive ? transitiveGroupIds(store, objectId) : directGroupIds(store, objectId);
  const principals = transitive ? [objectId, ...groupIds] : [objectId];
  return [...[...groupIds].map((id) => directoryObject(store, id)), ...rolesOf(store, principals)].filter(
    (item) => item !== undefined,
  );
}

function rolesOf(store: TenantStore, principals: readonly string[]): JsonObject[] {
  const templates = new Set<string>();
  for (const assignment of store.list('roleAssignments')) {
    const template = text(assignment['roleDefinitionId']);
    if (template === undefined || (text(assignment['directoryScopeId']) ?? '/') !== '/') continue;
    if (principals.includes(text(assignment['principalId']) ?? '')) templates.add(template);
  }
  return [...templates].map((template) => directoryRole(store, template));
}

/** A directoryRole: the tenant's own object for a template, with an id of its own. */
function directoryRole(store: TenantStore, template: string): JsonObject {
  const assignment = store.list('roleAssignments').find((item) => item['roleDefinitionId'] === template);
  const named = text(valueAt(assignment, ['roleDefinition', 'displayName']));
  return {
    '@odata.type': '#microsoft.graph.directoryRole',
    id: stableGuid('directoryRole', tenantId(store), template),
    deletedDateTime: null,
    description: null,
    displayName: ROLE_TEMPLATES[template] ?? named ?? null,
    roleTemplateId: template,
  };
}

/** Template ids of the roles that the object holds, through role-assignable groups too. */
export function roleTemplatesOf(store: TenantStore, objectId: string): string[] {
  return rolesOf(store, [objectId, ...transitiveGroupIds(store, objectId)]).map(
    (role) => text(role['roleTemplateId']) ?? '',
  );
}

const DIRECTORY_LISTS: Readonly<Record<string, string>> = {
  users: 'user',
  groups: 'group',
  devices: 'device',
};

/** Any directory object by id, with its type. */
export function directoryObject(store: TenantStore, id: string): JsonObject | undefined {
  for (const [list, type] of Object.entries(DIRECTORY_LISTS)) {
    const found = store.find(list, id);
    if (found !== undefined) return { '@odata.type': `#microsoft.graph.${type}`, ...found };
  }
  const principal = servicePrincipals(store).find((item) => item['id'] === id);
  return principal === undefined
    ? undefined
    : { '@odata.type': '#microsoft.graph.servicePrincipal', ...principal };
}

/** Owners or users of a device: Graph keeps both; the tenant folder has one list for the two. */
export function ownersOf(store: TenantStore, deviceId: string): JsonObject[] {
  return strings(store.object('deviceOwners')[deviceId])
    .map((id) => directoryObject(store, id))
    .filter((item) => item !== undefined);
}

export function devicesOf(store: TenantStore, userId: string): JsonObject[] {
  return Object.entries(store.object('deviceOwners'))
    .filter(([, owners]) => strings(owners).includes(userId))
    .map(([deviceId]) => directoryObject(store, deviceId))
    .filter((item) => item !== undefined);
}

/** The user with that object id or user principal name. */
export function userByKey(store: TenantStore, key: string): JsonObject | undefined {
  const upn = key.toLowerCase();
  return (
    store.find('users', key.toLowerCase()) ??
    store.find('users', key) ??
    objects(store.list('users')).find((user) => text(user['userPrincipalName'])?.toLowerCase() === upn)
  );
}
