/** The tenant itself: organization, subscriptions, role assignments. */
import type { Call, Route } from '../http/route.ts';
import { text, type Json, type JsonObject } from '../json.ts';
import { collectionReply } from './answer.ts';
import { READ_DIRECTORY } from './directory-permissions.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';
import { directoryObject } from './memberships.ts';
import { projectEntity } from './project.ts';
import { viewOf } from './read-options.ts';
import { ROLE_TEMPLATES } from './role-templates.ts';

const ORGANIZATION: CollectionRules = {
  type: 'organization',
  context: 'organization',
  dialect: 'directory',
  select: true,
};
const SKUS: CollectionRules = {
  type: 'subscribedSku',
  context: 'subscribedSkus',
  dialect: 'directory',
  select: true,
};

/** The expanded entities are printed as the caller sees entities, so the rules are made for the call. */
function assignmentRules(call?: Call): CollectionRules {
  const roleDefinition = (assignment: JsonObject): Json => {
    const templateId = text(assignment['roleDefinitionId']) ?? '';
    const named = assignment['roleDefinition'];
    if (named !== undefined) return named;
    const builtIn = Object.hasOwn(ROLE_TEMPLATES, templateId);
    return {
      id: templateId,
      displayName: ROLE_TEMPLATES[templateId] ?? null,
      templateId,
      isBuiltIn: builtIn,
      isEnabled: true,
    };
  };
  const principal = (assignment: JsonObject): Json => {
    const found = call && directoryObject(call.store, text(assignment['principalId']) ?? '');
    return found === undefined ? null : projectEntity(found, 'directoryObject', viewOf(call as Call));
  };
  return {
    type: 'unifiedRoleAssignment',
    context: 'roleManagement/directory/roleAssignments',
    dialect: 'directory',
    select: true,
    top: { page: 100, max: 999 },
    expand: { roleDefinition, principal },
    filter: graphFilter('unifiedRoleAssignment', {
      id: 'eq',
      principalId: 'eq',
      roleDefinitionId: 'eq',
      directoryScopeId: 'eq',
    }),
  };
}

const shared = { service: 'graph', method: 'GET', limit: 'directory' } as const;

export const ORGANIZATION_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/organization',
    permissions: ['Organization.Read.All', 'Organization.ReadWrite.All', ...READ_DIRECTORY],
    options: '$select',
    handle: (call) => collectionReply(call, ORGANIZATION, call.store.list('organization')),
  },
  {
    ...shared,
    path: '/subscribedSkus',
    permissions: ['LicenseAssignment.Read.All', 'Organization.Read.All', ...READ_DIRECTORY],
    cost: 3,
    options: '$select',
    handle: (call) => collectionReply(call, SKUS, call.store.list('subscribedSkus')),
  },
  {
    ...shared,
    path: '/roleManagement/directory/roleAssignments',
    permissions: ['RoleManagement.Read.Directory', 'RoleManagement.Read.All', ...READ_DIRECTORY],
    options: describeRules(assignmentRules()),
    handle: (call) =>
      collectionReply(
        call,
        assignmentRules(call),
        // Wire objects carry an id; a tenant folder may leave it out.
        call.store
          .list('roleAssignments')
          .map((item, index) => ({ id: `assignment-${index + 1}`, directoryScopeId: '/', ...item })),
      ),
  },
];
