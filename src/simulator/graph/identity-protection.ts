import { param, type Call, type Route } from '../http/route.ts';
import { collectionReply, entityReply } from './answer.ts';
import { notFound } from './graph-errors.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';

const RISKY_USERS: CollectionRules = {
  type: 'riskyUser',
  context: 'identityProtection/riskyUsers',
  dialect: 'protection',
  select: true,
  count: true,
  top: { page: 100, max: 500 },
  orderby: { riskLastUpdatedDateTime: 'plain' },
  filter: graphFilter('riskyUser', {
    id: 'eq',
    riskLevel: 'eq',
    riskState: 'eq',
    riskDetail: 'eq',
    userPrincipalName: 'eq startswith',
    userDisplayName: 'eq startswith',
    riskLastUpdatedDateTime: 'eq ge gt le lt',
  }),
};

const RISK_DETECTIONS: CollectionRules = {
  type: 'riskDetection',
  context: 'identityProtection/riskDetections',
  dialect: 'protection',
  select: true,
  count: true,
  top: { page: 100, max: 500 },
  orderby: { activityDateTime: 'plain', detectedDateTime: 'plain' },
  filter: graphFilter('riskDetection', {
    id: 'eq',
    userId: 'eq',
    userPrincipalName: 'eq startswith',
    riskEventType: 'eq',
    riskLevel: 'eq',
    riskState: 'eq',
    ipAddress: 'eq',
    correlationId: 'eq',
    requestId: 'eq',
    activityDateTime: 'eq ge gt le lt',
    detectedDateTime: 'eq ge gt le lt',
  }),
};

function one(call: Call, list: string, rules: CollectionRules) {
  const id = param(call, 'id');
  const found = call.store.find(list, id);
  if (found === undefined) throw notFound('protection', id);
  return entityReply(call, rules, found);
}

const shared = { service: 'graph', method: 'GET', limit: 'protection' } as const;
const users = ['IdentityRiskyUser.Read.All', 'IdentityRiskyUser.ReadWrite.All'];
const detections = ['IdentityRiskEvent.Read.All', 'IdentityRiskEvent.ReadWrite.All'];
const note = 'Which properties `$filter` and `$orderby` take is UNCONFIRMED.';

export const IDENTITY_PROTECTION_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/identityProtection/riskyUsers',
    permissions: users,
    options: describeRules(RISKY_USERS),
    note,
    handle: (call) => collectionReply(call, RISKY_USERS, call.store.list('riskyUsers')),
  },
  {
    ...shared,
    path: '/identityProtection/riskyUsers/{id}',
    permissions: users,
    options: '$select',
    note: '404 for a user who was never risky.',
    handle: (call) => one(call, 'riskyUsers', RISKY_USERS),
  },
  {
    ...shared,
    path: '/identityProtection/riskDetections',
    permissions: detections,
    options: describeRules(RISK_DETECTIONS),
    note,
    handle: (call) => collectionReply(call, RISK_DETECTIONS, call.store.list('riskDetections')),
  },
  {
    ...shared,
    path: '/identityProtection/riskDetections/{id}',
    permissions: detections,
    options: '$select',
    handle: (call) => one(call, 'riskDetections', RISK_DETECTIONS),
  },
];
