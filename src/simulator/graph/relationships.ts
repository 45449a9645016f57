/** Relationships of directory objects: memberships, members, devices and owners, whole or narrowed by a cast. */
import type { Reply } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { strings, text, type JsonObject } from '../json.ts';
import { collectionReply } from './answer.ts';
import { READ_DIRECTORY, READ_GROUPS, READ_MEMBERSHIPS } from './directory-permissions.ts';
import { castRules, mixedRules } from './directory-rules.ts';
import { notFound } from './graph-errors.ts';
import { describeRules } from './query-rules.ts';
import { devicesOf, directoryObject, memberOf, ownersOf, transitiveMemberIds } from './memberships.ts';
import { requiredUser } from './users.ts';

interface Relationship {
  readonly path: string;
  readonly permissions: readonly string[];
  readonly cost: number;
  readonly casts: readonly string[];
  readonly items: (call: Call) => JsonObject[];
}

function userId(call: Call): string {
  return text(requiredUser(call)['id']) ?? '';
}

function objectId(call: Call, list: string): string {
  const id = param(call, 'id');
  if (call.store.find(list, id) === undefined) throw notFound('directory', id);
  return id;
}

function existing(call: Call, ids: Iterable<string>): JsonObject[] {
  return [...ids].map((id) => directoryObject(call.store, id)).filter((item) => item !== undefined);
}

const RELATIONSHIPS: readonly Relationship[] = [
  {
    path: '/users/{id}/memberOf',
    permissions: READ_MEMBERSHIPS,
    cost: 2,
    casts: ['group', 'directoryRole'],
    items: (call) => memberOf(call.store, userId(call), false),
  },
  {
    path: '/users/{id}/transitiveMemberOf',
    permissions: READ_MEMBERSHIPS,
    cost: 2,
    casts: ['group', 'directoryRole'],
    items: (call) => memberOf(call.store, userId(call), true),
  },
  {
    path: '/users/{id}/ownedDevices',
    permissions: READ_DIRECTORY,
    cost: 2,
    casts: ['device'],
    items: (call) => devicesOf(call.store, userId(call)),
  },
  {
    path: '/users/{id}/registeredDevices',
    permissions: READ_DIRECTORY,
    cost: 2,
    casts: ['device'],
    items: (call) => devicesOf(call.store, userId(call)),
  },
  {
    path: '/groups/{id}/members',
    permissions: READ_GROUPS,
    cost: 3,
    casts: ['user', 'group', 'device'],
    items: (call) => existing(call, strings(call.store.object('groupMembers')[objectId(call, 'groups')])),
  },
  {
    path: '/groups/{id}/transitiveMembers',
    permissions: READ_GROUPS,
    cost: 5,
    casts: ['user', 'group', 'device'],
    items: (call) => existing(call, transitiveMemberIds(call.store, objectId(call, 'groups'))),
  },
  {
    path: '/devices/{id}/memberOf',
    permissions: READ_DIRECTORY,
    cost: 2,
    casts: ['group'],
    items: (call) => memberOf(call.store, objectId(call, 'devices'), false),
  },
  {
    path: '/devices/{id}/transitiveMemberOf',
    permissions: READ_DIRECTORY,
    cost: 2,
    casts: ['group'],
    items: (call) => memberOf(call.store, objectId(call, 'devices'), true),
  },
  {
    path: '/devices/{id}/registeredOwners',
    permissions: READ_DIRECTORY,
    cost: 2,
    casts: ['user'],
    items: (call) => ownersOf(call.store, objectId(call, 'devices')),
  },
  {
    path: '/devices/{id}/registeredUsers',
    permissions: READ_DIRECTORY,
    cost: 2,
    casts: ['user'],
    items: (call) => ownersOf(call.store, objectId(call, 'devices')),
  },
];

function wholeRoute(relationship: Relationship): Route {
  const rules = mixedRules('directoryObjects');
  return {
    service: 'graph',
    method: 'GET',
    limit: 'directory',
    path: relationship.path,
    permissions: relationship.permissions,
    cost: relationship.cost,
    options: describeRules(rules),
    note: relationshipNote(relationship),
    handle: (call) => collectionReply(call, rules, relationship.items(call)),
  };
}

function relationshipNote({ path }: Relationship): string {
  if (path.endsWith('Devices') || path.includes('/registered')) {
    return 'Owners and registered users come from the one list in deviceOwners.json.';
  }
  return path.includes('emberOf') ? 'Directory roles are derived from roleAssignments.json.' : '';
}

/** Of one type by its address: the annotation goes. */
function withoutAnnotation(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== '@odata.type'));
}

function castRoute(relationship: Relationship, type: string): Route {
  const rules = castRules(type);
  const narrowed = (call: Call): Reply =>
    collectionReply(
      call,
      rules,
      relationship
        .items(call)
        .filter((item) => item['@odata.type'] === `#microsoft.graph.${type}`)
        .map(withoutAnnotation),
    );
  return {
    service: 'graph',
    method: 'GET',
    limit: 'directory',
    path: `${relationship.path}/microsoft.graph.${type}`,
    permissions: relationship.permissions,
    cost: relationship.cost,
    options: `as /${type}s, all of them advanced queries`,
    handle: narrowed,
  };
}

export const RELATIONSHIP_ROUTES: readonly Route[] = RELATIONSHIPS.flatMap((relationship) => [
  wholeRoute(relationship),
  ...relationship.casts.map((type) => castRoute(relationship, type)),
]);
