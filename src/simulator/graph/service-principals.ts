import { param, type Call, type Route } from '../http/route.ts';
import { objects, text, type JsonObject } from '../json.ts';
import { stableGuid } from '../stable-id.ts';
import { application, tenantId, type TenantStore } from '../store/tenant-store.ts';
import { collectionReply, entityReply } from './answer.ts';
import { DEFENDER_APP_ID, DEFENDER_ROLES, GRAPH_APP_ID, GRAPH_ROLE_IDS } from './app-roles.ts';
import { READ_DIRECTORY } from './directory-permissions.ts';
import { notFound } from './graph-errors.ts';

/** A service whose application roles are imitated: its part of app.json's `roles`, and its roles' ids. */
interface Resource {
  readonly service: string;
  readonly appId: string;
  readonly displayName: string;
  readonly roleId: (name: string) => string;
  readonly names: readonly string[];
}

const RESOURCES: readonly Resource[] = [
  {
    service: 'graph',
    appId: GRAPH_APP_ID,
    displayName: 'Microsoft Graph',
    roleId: (name) => GRAPH_ROLE_IDS[name] ?? stableGuid('app role', GRAPH_APP_ID, name),
    names: Object.keys(GRAPH_ROLE_IDS),
  },
  {
    service: 'defender',
    appId: DEFENDER_APP_ID,
    displayName: 'WindowsDefenderATP',
    roleId: (name) => stableGuid('app role', DEFENDER_APP_ID, name),
    names: DEFENDER_ROLES,
  },
];

/**
 * The tenant's service principals: those of servicePrincipals.json, and the application's own and the two resources'
 * derived from app.json where the file lacks them.
 */
export function servicePrincipals(store: TenantStore): JsonObject[] {
  const kept = objects(store.list('servicePrincipals'));
  const resources = RESOURCES.map((resource) => resourcePrincipal(store, kept, resource));
  const app = application(store);
  const own = kept.find((item) => item['appId'] === app.appId) ?? {
    id: app.id === '' ? stableGuid('servicePrincipal', tenantId(store), app.appId) : app.id,
    appId: app.appId,
    displayName: app.displayName,
    appDisplayName: app.displayName,
    accountEnabled: true,
    servicePrincipalType: 'Application',
  };
  const derived = app.appId === '' ? resources : [own, ...resources];
  const replaced = new Set(derived.map((item) => item['appId']));
  return [...kept.filter((item) => !replaced.has(item['appId'] ?? null)), ...derived];
}

function resourcePrincipal(store: TenantStore, kept: JsonObject[], resource: Resource): JsonObject {
  const held = kept.find((item) => item['appId'] === resource.appId);
  const granted = store.roles(resource.service);
  const appRoles = [...new Set([...resource.names, ...granted])].map((name) => ({
    allowedMemberTypes: ['Application'],
    description: name,
    displayName: name,
    id: resource.roleId(name),
    isEnabled: true,
    origin: 'Application',
    value: name,
  }));
  return {
    id: stableGuid('servicePrincipal', tenantId(store), resource.appId),
    appId: resource.appId,
    displayName: resource.displayName,
    appDisplayName: resource.displayName,
    accountEnabled: true,
    servicePrincipalType: 'Application',
    appRoles,
    ...held,
  };
}

/** Role grants: as servicePrincipals.json has them on the principal, else derived from app.json for the application. */
function appRoleAssignments(call: Call): JsonObject[] {
  const principal = byId(call);
  const { store } = call;
  if (Array.isArray(principal['appRoleAssignments'])) return objects(principal['appRoleAssignments']);
  if (principal['appId'] !== application(store).appId) return [];
  const all = servicePrincipals(store);
  return RESOURCES.flatMap((resource) => {
    const target = all.find((item) => item['appId'] === resource.appId);
    return [...store.roles(resource.service)].map((name) => ({
      id: stableGuid('appRoleAssignment', resource.appId, name),
      createdDateTime: null,
      appRoleId: roleIdOf(target, name) ?? resource.roleId(name),
      principalDisplayName: principal['displayName'] ?? null,
      principalId: principal['id'] ?? null,
      principalType: 'ServicePrincipal',
      resourceDisplayName: target?.['displayName'] ?? null,
      resourceId: target?.['id'] ?? null,
    }));
  });
}

function roleIdOf(resource: JsonObject | undefined, name: string): string | undefined {
  const role = objects(resource?.['appRoles']).find((item) => item['value'] === name);
  return text(role?.['id']);
}

function byId(call: Call): JsonObject {
  const id = param(call, 'id');
  const found = servicePrincipals(call.store).find((item) => item['id'] === id);
  if (found === undefined) throw notFound('directory', id);
  return found;
}

function byAppId(call: Call): JsonObject {
  const appId = param(call, 'appId');
  const found = servicePrincipals(call.store).find((item) => item['appId'] === appId);
  if (found === undefined) throw notFound('directory', appId);
  return found;
}

const PRINCIPALS = { type: 'servicePrincipal', context: 'servicePrincipals' } as const;
const ASSIGNMENTS = {
  type: 'appRoleAssignment',
  context: 'appRoleAssignments',
  dialect: 'directory',
  select: true,
} as const;
const shared = {
  service: 'graph',
  method: 'GET',
  limit: 'directory',
  permissions: ['Application.Read.All', 'Application.ReadWrite.All', ...READ_DIRECTORY],
} as const;

export const SERVICE_PRINCIPAL_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: "/servicePrincipals(appId='{appId}')",
    options: '$select',
    note: 'The application itself, Microsoft Graph and WindowsDefenderATP are derived when the file lacks them.',
    handle: (call) => entityReply(call, PRINCIPALS, byAppId(call)),
  },
  {
    ...shared,
    path: '/servicePrincipals/{id}',
    options: '$select',
    handle: (call) => entityReply(call, PRINCIPALS, byId(call)),
  },
  {
    ...shared,
    path: '/servicePrincipals/{id}/appRoleAssignments',
    cost: 2,
    options: '$select $top',
    note: 'Derived from app.json. Role ids of WindowsDefenderATP, and of Graph roles not in the list, are made up.',
    handle: (call) => collectionReply(call, ASSIGNMENTS, appRoleAssignments(call)),
  },
];
