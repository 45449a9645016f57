/** Defender XDR alerts and incidents. */
import { param, type Call, type Route } from '../http/route.ts';
import { text, type JsonObject } from '../json.ts';
import { collectionReply, entityReply } from './answer.ts';
import { notFound } from './graph-errors.ts';
import { projectEntity } from './project.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';
import { viewOf } from './read-options.ts';
import { newestFirst } from './sign-ins.ts';

const SHARED_FILTER = {
  assignedTo: 'eq',
  classification: 'eq',
  determination: 'eq',
  createdDateTime: 'eq ge gt le lt',
  lastUpdateDateTime: 'eq ge gt le lt',
  severity: 'eq',
  status: 'eq ne',
};

const ALERTS: CollectionRules = {
  type: 'security.alert',
  context: 'security/alerts_v2',
  dialect: 'security',
  count: true,
  skip: true,
  top: { page: 100, max: 1000 },
  filter: graphFilter('security.alert', { ...SHARED_FILTER, serviceSource: 'eq' }),
};

function incidentRules(call?: Call): CollectionRules {
  return {
    type: 'security.incident',
    context: 'security/incidents',
    dialect: 'security',
    count: true,
    skip: true,
    top: { page: 50, max: 50 },
    filter: graphFilter('security.incident', SHARED_FILTER),
    expand: { alerts: (incident) => (call === undefined ? [] : alertsOf(call, incident)) },
  };
}

function alertsOf(call: Call, incident: JsonObject): JsonObject[] {
  return newestFirst(call.store.list('alerts'), 'createdDateTime')
    .filter((alert) => alert['incidentId'] === incident['id'])
    .map((alert) => projectEntity(alert, 'security.alert', viewOf(call)));
}

function required(call: Call, list: string): JsonObject {
  const id = param(call, 'id');
  const found = call.store.list(list).find((item) => text(item['id']) === id);
  if (found === undefined) throw notFound('security', id);
  return found;
}

const shared = { service: 'graph', method: 'GET', limit: 'security' } as const;
const alerts = ['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All'];
const incidents = ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'];

export const SECURITY_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/security/alerts_v2',
    permissions: alerts,
    options: describeRules(ALERTS),
    note: 'Newest first. The largest `$top` is UNCONFIRMED.',
    handle: (call) =>
      collectionReply(call, ALERTS, newestFirst(call.store.list('alerts'), 'createdDateTime')),
  },
  {
    ...shared,
    path: '/security/alerts_v2/{id}',
    permissions: alerts,
    handle: (call) => entityReply(call, ALERTS, required(call, 'alerts')),
  },
  {
    ...shared,
    path: '/security/incidents',
    permissions: incidents,
    options: describeRules(incidentRules()),
    note: '`$expand=alerts` finds alerts by incidentId. The largest `$top` (50) is UNCONFIRMED.',
    handle: (call) =>
      collectionReply(
        call,
        incidentRules(call),
        newestFirst(call.store.list('incidents'), 'createdDateTime'),
      ),
  },
  {
    ...shared,
    path: '/security/incidents/{id}',
    permissions: incidents,
    options: '$expand(alerts)',
    handle: (call) => entityReply(call, incidentRules(call), required(call, 'incidents')),
  },
];
