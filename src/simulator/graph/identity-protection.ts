import { param, type Call, type Route } from '../http/route.ts';
import type { JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { collectionReply, entityReply } from './answer.ts';
import { notFound } from './graph-errors.ts';
import { ENTRA_P2, isLicensed } from './licences.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';
import { historyOf, settleRiskyUsers } from './risk-life.ts';

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

const HISTORY: CollectionRules = {
  type: 'riskyUserHistoryItem',
  context: 'identityProtection/riskyUsers/history',
  dialect: 'protection',
  top: { page: 100, max: 500 },
};

/** Risky users come with Entra ID P2 (wording UNCONFIRMED); licences that are not known count as held. */
export function checkRiskLicence({ store }: Call): void {
  if (isLicensed(store, [ENTRA_P2])) return;
  throw new Refusal(403, 'Forbidden', 'Your tenant is not licensed for this feature.');
}

function riskyUsers(call: Call): JsonObject[] {
  checkRiskLicence(call);
  settleRiskyUsers(call.store, call.clock);
  return call.store.list('riskyUsers');
}

function riskDetections({ store, clock }: Call): JsonObject[] {
  settleRiskyUsers(store, clock);
  return store.list('riskDetections');
}

function one(call: Call, items: readonly JsonObject[]): JsonObject {
  const id = param(call, 'id');
  const found = items.find((item) => item['id'] === id);
  if (found === undefined) throw notFound('protection', id);
  return found;
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
    handle: (call) => collectionReply(call, RISKY_USERS, riskyUsers(call)),
  },
  {
    ...shared,
    path: '/identityProtection/riskyUsers/{id}',
    permissions: users,
    options: '$select',
    note: '404 for a user who was never risky. 403 when the licences are known and lack P2.',
    handle: (call) => entityReply(call, RISKY_USERS, one(call, riskyUsers(call))),
  },
  {
    ...shared,
    path: '/identityProtection/riskyUsers/{id}/history',
    permissions: users,
    options: describeRules(HISTORY),
    note: '`history` inside riskyUsers.json, else the present state; what is judged here is added. Oldest first (UNCONFIRMED).',
    handle: (call) => collectionReply(call, HISTORY, historyOf(one(call, riskyUsers(call)))),
  },
  {
    ...shared,
    path: '/identityProtection/riskDetections',
    permissions: detections,
    options: describeRules(RISK_DETECTIONS),
    note,
    handle: (call) => collectionReply(call, RISK_DETECTIONS, riskDetections(call)),
  },
  {
    ...shared,
    path: '/identityProtection/riskDetections/{id}',
    permissions: detections,
    options: '$select',
    handle: (call) => entityReply(call, RISK_DETECTIONS, one(call, riskDetections(call))),
  },
];
