import { param, type Call, type Route } from '../http/route.ts';
import { objects, strings, text, type JsonObject } from '../json.ts';
import { application } from '../store/tenant-store.ts';
import { readAccountEnabled } from './account-enabled.ts';
import { checkOptions } from './read-options.ts';
import { collectionReply, countReply, entityReply, valueReply } from './answer.ts';
import { READ_GROUPS, READ_USERS } from './directory-permissions.ts';
import { USERS } from './directory-rules.ts';
import { accessDenied, badRequest, invalidRequest, notFound } from './graph-errors.ts';
import { roleTemplatesOf, transitiveGroupIds, userByKey } from './memberships.ts';
import { describeRules } from './query-rules.ts';
import { PRIVILEGED_TEMPLATES, READER_TEMPLATES } from './role-templates.ts';
import { servicePrincipals } from './service-principals.ts';

export function requiredUser(call: Call): JsonObject {
  const key = param(call, 'id');
  const user = userByKey(call.store, key);
  if (user === undefined) throw notFound('directory', key);
  return user;
}

/** `signInActivity` comes out of the sign-in logs and needs their permission as well. */
function checkSignInActivity(call: Call): void {
  const asked = `${call.options.get('$select') ?? ''},${call.options.get('$filter') ?? ''}`;
  if (asked.includes('signInActivity') && !call.roles.has('AuditLog.Read.All')) throw accessDenied();
}

function listUsers(call: Call) {
  checkSignInActivity(call);
  return collectionReply(call, USERS, call.store.list('users'));
}

function getUser(call: Call) {
  checkSignInActivity(call);
  return entityReply(call, USERS, requiredUser(call));
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function checkMemberGroups(call: Call) {
  checkOptions(call, []);
  const user = requiredUser(call);
  const asked = call.body?.['groupIds'];
  if (!Array.isArray(asked) || Object.keys(call.body ?? {}).length !== 1) {
    throw badRequest('A collection property groupIds is required and no other.');
  }
  const ids = strings(asked);
  if (ids.length !== asked.length || ids.some((id) => !GUID.test(id))) {
    throw invalidRequest('directory', 'Invalid GUID in groupIds.');
  }
  if (ids.length > 20) {
    throw invalidRequest('directory', 'The number of group ids exceeds the maximum allowed of 20.');
  }
  const held = transitiveGroupIds(call.store, text(user['id']) ?? '');
  return valueReply(
    call,
    'Collection(Edm.String)',
    ids.filter((id) => held.has(id.toLowerCase())),
  );
}

/** What the user's licences consist of: the assigned SKUs with their plans, less the disabled ones. */
function licenseDetails(call: Call): JsonObject[] {
  const skus = call.store.list('subscribedSkus');
  return objects(requiredUser(call)['assignedLicenses']).flatMap((license) => {
    const sku = skus.find((item) => item['skuId'] === license['skuId']);
    if (sku === undefined) return [];
    const disabled = strings(license['disabledPlans']);
    const servicePlans = objects(sku['servicePlans']).map((plan) =>
      disabled.includes(text(plan['servicePlanId']) ?? '')
        ? { ...plan, provisioningStatus: 'Disabled' }
        : plan,
    );
    const { id = null, skuId = null, skuPartNumber = null } = sku;
    return [{ id, skuId, skuPartNumber, servicePlans }];
  });
}

/** Administrators may be changed only by an application that holds a high directory role (wording UNCONFIRMED). */
function checkMayChange(call: Call, user: JsonObject): void {
  const roles = roleTemplatesOf(call.store, text(user['id']) ?? '');
  if (!roles.some((role) => !READER_TEMPLATES.has(role))) return;
  const own = servicePrincipals(call.store).find(
    (item) => item['appId'] === application(call.store).appId && item['appId'] !== '',
  );
  const held = own === undefined ? [] : roleTemplatesOf(call.store, text(own['id']) ?? '');
  if (!held.some((role) => PRIVILEGED_TEMPLATES.has(role))) throw accessDenied();
}

function revokeSignInSessions(call: Call) {
  checkOptions(call, []);
  const user = requiredUser(call);
  if (call.body !== undefined && Object.keys(call.body).length > 0) {
    throw badRequest('The action takes no parameters.');
  }
  checkMayChange(call, user);
  user['signInSessionsValidFromDateTime'] = call.clock.stamp();
  return valueReply(call, 'Edm.Boolean', true);
}

function updateUser(call: Call) {
  checkOptions(call, []);
  const user = requiredUser(call);
  const enabled = readAccountEnabled(call, 'user', ['User.ReadWrite.All']);
  checkMayChange(call, user);
  if (user['onPremisesSyncEnabled'] === true) {
    throw invalidRequest(
      'directory',
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    );
  }
  user['accountEnabled'] = enabled;
  return { status: 204 };
}

const LICENSE_DETAILS = {
  type: 'licenseDetails',
  context: 'licenseDetails',
  dialect: 'directory',
  select: true,
} as const;

const user = { service: 'graph', limit: 'directory' } as const;

export const USER_ROUTES: readonly Route[] = [
  {
    ...user,
    method: 'GET',
    path: '/users',
    permissions: READ_USERS,
    cost: 2,
    options: describeRules(USERS),
    note: '`$expand` is not imitated; `$search` cuts words as documented, ranking aside.',
    handle: listUsers,
  },
  {
    ...user,
    method: 'GET',
    path: '/users/$count',
    permissions: READ_USERS,
    cost: 2,
    options: '$filter $search, with ConsistencyLevel: eventual',
    handle: (call) => countReply(call, USERS, call.store.list('users')),
  },
  {
    ...user,
    method: 'GET',
    path: '/users/{id}',
    permissions: READ_USERS,
    cost: 2,
    options: '$select',
    note: '`{id}` is an object id or a user principal name.',
    handle: getUser,
  },
  {
    ...user,
    method: 'PATCH',
    path: '/users/{id}',
    permissions: ['User.EnableDisableAccount.All + User.Read.All', 'User.ReadWrite.All'],
    limit: 'directoryWrite',
    note: 'Only `accountEnabled`. Administrators: 403 unless the application holds a high role (UNCONFIRMED).',
    handle: updateUser,
  },
  {
    ...user,
    method: 'POST',
    path: '/users/{id}/checkMemberGroups',
    permissions: READ_GROUPS,
    cost: 4,
    handle: checkMemberGroups,
  },
  {
    ...user,
    method: 'POST',
    path: '/users/{id}/revokeSignInSessions',
    permissions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    limit: 'directoryWrite',
    note: 'Answers 200 `{"value":true}` as the metadata says (an older page says 204).',
    handle: revokeSignInSessions,
  },
  {
    ...user,
    method: 'GET',
    path: '/users/{id}/licenseDetails',
    permissions: READ_USERS,
    options: describeRules(LICENSE_DETAILS),
    note: 'Derived from assignedLicenses and subscribedSkus. Permission UNCONFIRMED.',
    handle: (call) => collectionReply(call, LICENSE_DETAILS, licenseDetails(call)),
  },
];
