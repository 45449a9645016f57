import { objects, text, type Json, type JsonObject } from '../json.ts';
import { tenantId, type TenantStore } from '../store/tenant-store.ts';

/** Alerts in Defender's own, older shape, newest first: made from those alerts_v2 whose device evidence is the machine. */
export function machineAlerts(store: TenantStore, machine: JsonObject): JsonObject[] {
  const time = (alert: JsonObject) => Date.parse(text(alert['createdDateTime']) ?? '') || 0;
  return store
    .list('alerts')
    .filter((alert) => deviceEvidence(alert).some((item) => item['mdeDeviceId'] === machine['id']))
    .sort((a, b) => time(b) - time(a))
    .map((alert) => asDefenderAlert(alert, machine, tenantId(store)));
}

function evidence(alert: JsonObject, kind: string): JsonObject[] {
  return objects(alert['evidence']).filter(
    (item) => item['@odata.type'] === `#microsoft.graph.security.${kind}`,
  );
}

function deviceEvidence(alert: JsonObject): JsonObject[] {
  return evidence(alert, 'deviceEvidence');
}

/** Defender spells enum members with a capital where Graph does not. */
function capital(value: Json | undefined): Json {
  const word = text(value);
  return word === undefined ? null : word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The two interfaces name the same determinations differently. */
const DETERMINATIONS: Readonly<Record<string, string>> = {
  compromisedAccount: 'CompromisedUser',
  notMalicious: 'Clean',
  notEnoughDataToValidate: 'InsufficientData',
  confirmedActivity: 'ConfirmedUserActivity',
};
const DETECTION_SOURCES: Readonly<Record<string, string>> = {
  microsoftDefenderForEndpoint: 'WindowsDefenderAtp',
  antivirus: 'WindowsDefenderAv',
};

function judgement(value: Json | undefined, names: Readonly<Record<string, string>>): Json {
  const word = text(value);
  if (word === undefined || word === 'unknown') return null;
  return names[word] ?? capital(word);
}

function asDefenderAlert(alert: JsonObject, machine: JsonObject, tenant: string): JsonObject {
  const incident = Number(text(alert['incidentId']));
  const severity = text(alert['severity']);
  return {
    id: alert['id'] ?? null,
    incidentId: Number.isInteger(incident) ? incident : null,
    investigationId: null,
    assignedTo: alert['assignedTo'] ?? null,
    severity: severity === undefined || severity === 'unknown' ? 'UnSpecified' : capital(severity),
    status: capital(alert['status'] ?? 'unknown'),
    classification: judgement(alert['classification'], {}),
    determination: judgement(alert['determination'], DETERMINATIONS),
    investigationState: capital(alert['investigationState'] ?? 'unknown'),
    detectionSource: judgement(alert['detectionSource'], DETECTION_SOURCES),
    detectorId: alert['detectorId'] ?? null,
    category: alert['category'] ?? null,
    threatFamilyName: alert['threatFamilyName'] ?? null,
    threatName: alert['threatDisplayName'] ?? null,
    title: alert['title'] ?? null,
    description: alert['description'] ?? null,
    alertCreationTime: alert['createdDateTime'] ?? null,
    firstEventTime: alert['firstActivityDateTime'] ?? null,
    lastEventTime: alert['lastActivityDateTime'] ?? null,
    lastUpdateTime: alert['lastUpdateDateTime'] ?? null,
    resolvedTime: alert['resolvedDateTime'] ?? null,
    machineId: machine['id'] ?? null,
    computerDnsName: machine['computerDnsName'] ?? null,
    rbacGroupName: machine['rbacGroupName'] ?? null,
    aadTenantId: alert['tenantId'] ?? tenant,
    mitreTechniques: alert['mitreTechniques'] ?? [],
    relatedUser: relatedUser(alert),
    comments: objects(alert['comments']).map((comment) => ({
      comment: comment['comment'] ?? null,
      createdBy: comment['createdByDisplayName'] ?? null,
      createdTime: comment['createdDateTime'] ?? null,
    })),
    // Only with $expand=evidence on /api/alerts, which is not imitated.
    evidence: [],
  };
}

function relatedUser(alert: JsonObject): Json {
  const [item] = evidence(alert, 'userEvidence');
  const account = item?.['userAccount'];
  const [user] = objects(account === undefined ? [] : [account]);
  if (user === undefined) return null;
  return { userName: user['accountName'] ?? null, domainName: user['domainName'] ?? null };
}
