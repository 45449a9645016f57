import { param, type Call, type Route } from '../http/route.ts';
import { collectionReply, entityReply } from './answer.ts';
import { READ_CONDITIONAL_ACCESS, READ_POLICIES } from './directory-permissions.ts';
import { notFound } from './graph-errors.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';
import { WHAT_IF_ROUTE } from './what-if/evaluate.ts';

const POLICIES: CollectionRules = {
  type: 'conditionalAccessPolicy',
  context: 'identity/conditionalAccess/policies',
  dialect: 'policy',
  select: true,
  count: true,
  top: { page: 100, max: 999 },
  filter: graphFilter('conditionalAccessPolicy', { id: 'eq', displayName: 'eq startswith', state: 'eq' }),
};
const LOCATIONS: CollectionRules = {
  type: 'namedLocation',
  context: 'identity/conditionalAccess/namedLocations',
  dialect: 'policy',
  select: true,
  count: true,
  top: { page: 100, max: 999 },
  filter: graphFilter('namedLocation', { id: 'eq', displayName: 'eq startswith' }),
};
const STRENGTHS: CollectionRules = {
  type: 'authenticationStrengthPolicy',
  context: 'identity/conditionalAccess/authenticationStrength/policies',
  dialect: 'policy',
  select: true,
  top: { page: 100, max: 999 },
};
const SECURITY_DEFAULTS = {
  type: 'identitySecurityDefaultsEnforcementPolicy',
  context: 'policies/identitySecurityDefaultsEnforcementPolicy',
};

function listAndOne(
  path: string,
  list: string,
  rules: CollectionRules,
  shared: Pick<Route, 'permissions' | 'limit' | 'note'>,
): Route[] {
  return [
    {
      ...shared,
      service: 'graph',
      method: 'GET',
      path,
      options: describeRules(rules),
      handle: (call) => collectionReply(call, rules, call.store.list(list)),
    },
    {
      ...shared,
      service: 'graph',
      method: 'GET',
      path: `${path}/{id}`,
      options: '$select',
      handle: (call) => one(call, list, rules),
    },
  ];
}

function one(call: Call, list: string, rules: CollectionRules) {
  const id = param(call, 'id');
  const found = call.store.find(list, id);
  if (found === undefined) throw notFound('policy', id);
  return entityReply(call, rules, found);
}

function securityDefaults(call: Call) {
  return entityReply(call, SECURITY_DEFAULTS, {
    id: '00000000-0000-0000-0000-000000000005',
    displayName: 'Security Defaults',
    description: '',
    isEnabled: false,
    ...call.store.object('securityDefaults'),
  });
}

export const CONDITIONAL_ACCESS_ROUTES: readonly Route[] = [
  ...listAndOne('/identity/conditionalAccess/policies', 'conditionalAccessPolicies', POLICIES, {
    permissions: READ_CONDITIONAL_ACCESS,
    limit: 'protection',
    note: 'That Policy.Read.ConditionalAccess suffices for every read is UNCONFIRMED.',
  }),
  ...listAndOne('/identity/conditionalAccess/namedLocations', 'namedLocations', LOCATIONS, {
    permissions: READ_CONDITIONAL_ACCESS,
    limit: 'protection',
  }),
  ...listAndOne(
    '/identity/conditionalAccess/authenticationStrength/policies',
    'authenticationStrengths',
    STRENGTHS,
    { permissions: READ_CONDITIONAL_ACCESS, limit: 'directory', note: 'Permission and limit UNCONFIRMED.' },
  ),
  WHAT_IF_ROUTE,
  {
    service: 'graph',
    method: 'GET',
    path: '/policies/identitySecurityDefaultsEnforcementPolicy',
    permissions: READ_POLICIES,
    limit: 'directory',
    options: '$select',
    note: 'Off unless securityDefaults.json says `{"isEnabled": true}`. Permission UNCONFIRMED.',
    handle: securityDefaults,
  },
];
