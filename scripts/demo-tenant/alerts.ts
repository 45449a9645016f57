/** `alerts.json` (alerts_v2 with evidence) and `incidents.json`. */
import type { SecurityNamespace as Security } from '@microsoft/microsoft-graph-types';
import { deviceIdOf, deviceOf, inEntra, machineIdOf, type DeviceSpec } from './device-catalogue.ts';
import { ALERTS, INCIDENTS, type AlertSpec, type IncidentSpec } from './alert-catalogue.ts';
import { dnsName, internalIp, OFFICE_EGRESS } from './machines.ts';
import { DOMAIN, NETBIOS, TENANT_ID, personOf } from './people.ts';
import { PLATFORMS } from './platforms.ts';
import { DAY, HOUR, MINUTE, ago, guid, hex40, hex64, must, numberFrom } from './stable.ts';
import { windowsAccount } from './users.ts';
import { registeredDaysAgo } from './entra-devices.ts';

type Evidence = Security.AlertEvidence & { '@odata.type': string };

const PORTAL = 'https://security.microsoft.com';
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The device as it was when the alert was raised: camelCase here, PascalCase in the machine. */
function deviceEvidence(one: DeviceSpec, created: string): Evidence {
  const system = must(PLATFORMS[one.platform].defender, one.platform);
  const owner = one.owner === null ? null : windowsAccount(personOf(one.owner));
  const evidence: Security.DeviceEvidence = {
    azureAdDeviceId: inEntra(one) ? deviceIdOf(one) : null,
    deviceDnsName: dnsName(one),
    hostName: one.name.toLowerCase(),
    dnsDomain: DOMAIN,
    ntDomain: NETBIOS,
    firstSeenDateTime: ago(registeredDaysAgo(one) * DAY - 2 * HOUR),
    mdeDeviceId: machineIdOf(one),
    osPlatform: system.osPlatform,
    osBuild: system.osBuild,
    version: system.version,
    healthStatus: 'active',
    riskScore: lower(one.risk) as Security.DeviceRiskScore,
    onboardingStatus: lower(one.onboarding) as Security.OnboardingStatus,
    defenderAvStatus: lower(one.antivirus) as Security.DefenderAvStatus,
    rbacGroupId: one.role === 'server' ? 12 : 11,
    rbacGroupName: one.role === 'server' ? 'Servers' : 'Workstations',
    ipInterfaces: [internalIp(one)],
    lastIpAddress: internalIp(one),
    lastExternalIpAddress: OFFICE_EGRESS.Stockholm,
    loggedOnUsers: owner === null ? [] : [{ accountName: owner.accountName, domainName: owner.domainName }],
    vmMetadata: null,
    // In Microsoft's metadata, though not yet in the published types.
    ...{ resourceAccessEvents: [] },
  };
  return {
    '@odata.type': '#microsoft.graph.security.deviceEvidence',
    ...base(created, ['attacked']),
    ...evidence,
  };
}

function userEvidence(key: string, created: string): Evidence {
  const one = personOf(key);
  const evidence: Security.UserEvidence = {
    stream: null,
    userAccount: {
      ...windowsAccount(one),
      azureAdUserId: one.id,
      userPrincipalName: one.upn,
      displayName: one.displayName,
      activeDirectoryObjectGuid: null,
      resourceAccessEvents: [],
    },
  };
  return {
    '@odata.type': '#microsoft.graph.security.userEvidence',
    ...base(created, ['compromised']),
    ...evidence,
  };
}

const base = (
  created: string,
  roles: Security.EvidenceRole[],
  verdict: Security.EvidenceVerdict = 'suspicious',
): Security.AlertEvidence => ({
  createdDateTime: created,
  verdict,
  remediationStatus: 'none',
  remediationStatusDetails: null,
  roles,
  detailedRoles: [],
  tags: [],
});

function fileDetails(name: string, path: string): Security.FileDetails {
  return {
    fileName: name,
    filePath: path,
    fileSize: 40_000 + numberFrom(900_000, 'size', name),
    sha1: hex40('file', name),
    sha256: hex64('file', name),
    md5: null,
    sha256Ac: null,
    filePublisher: null,
    signer: null,
    issuer: null,
  };
}

function processEvidence(spec: AlertSpec, created: string): Evidence[] {
  if (spec.process === undefined) return [];
  const { file, folder, commandLine } = spec.process;
  const evidence: Security.ProcessEvidence = {
    processId: 4000 + numberFrom(9000, 'pid', spec.title),
    parentProcessId: 1000 + numberFrom(900, 'ppid', spec.title),
    processCommandLine: commandLine,
    processCreationDateTime: ago(spec.hoursAgo * HOUR + 3 * MINUTE),
    parentProcessCreationDateTime: ago(spec.hoursAgo * HOUR + 9 * MINUTE),
    detectionStatus: 'detected',
    mdeDeviceId: spec.device === undefined ? null : machineIdOf(deviceOf(spec.device)),
    imageFile: fileDetails(file, folder),
    parentProcessImageFile: fileDetails('explorer.exe', 'C:\\Windows'),
    userAccount: null,
  };
  return [{ '@odata.type': '#microsoft.graph.security.processEvidence', ...base(created, []), ...evidence }];
}

function fileEvidence(spec: AlertSpec, created: string): Evidence[] {
  if (spec.file === undefined) return [];
  const evidence: Security.FileEvidence = {
    detectionStatus: spec.prevented === true ? 'prevented' : 'detected',
    mdeDeviceId: spec.device === undefined ? null : machineIdOf(deviceOf(spec.device)),
    fileDetails: fileDetails(spec.file.name, spec.file.folder),
  };
  return [
    {
      '@odata.type': '#microsoft.graph.security.fileEvidence',
      ...base(created, [], 'malicious'),
      ...evidence,
    },
  ];
}

const ipEvidence = (spec: AlertSpec, created: string): Evidence[] =>
  spec.ip === undefined
    ? []
    : [
        {
          '@odata.type': '#microsoft.graph.security.ipEvidence',
          ...base(created, ['commandAndControl'], 'malicious'),
          ...({
            ipAddress: spec.ip,
            countryLetterCode: null,
            location: null,
            stream: null,
          } satisfies Security.IpEvidence),
        },
      ];

export const alertId = (spec: AlertSpec): string =>
  `${spec.source === 'microsoftDefenderForEndpoint' ? 'da' : 'aa'}63${String(8_990_000_000_000_000 + numberFrom(9_000_000_000_000, 'alert', spec.title))}_${spec.source === 'microsoftDefenderForEndpoint' ? '-' : ''}${String(numberFrom(2_000_000_000, 'alert tail', spec.title))}`;

function evidenceOf(spec: AlertSpec, created: string): Evidence[] {
  const one = spec.device === undefined ? null : deviceOf(spec.device);
  const user = spec.user ?? one?.owner ?? null;
  return [
    ...(one === null ? [] : [deviceEvidence(one, created)]),
    ...(user === null ? [] : [userEvidence(user, created)]),
    ...processEvidence(spec, created),
    ...fileEvidence(spec, created),
    ...ipEvidence(spec, created),
  ];
}

function toAlert(spec: AlertSpec): Security.Alert {
  const created = ago(spec.hoursAgo * HOUR);
  const resolved = spec.status === 'resolved';
  const id = alertId(spec);
  return {
    id,
    providerAlertId: id.slice(2),
    incidentId: spec.incident,
    status: spec.status,
    severity: spec.severity,
    classification: spec.verdict?.[0] ?? null,
    determination: spec.verdict?.[1] ?? null,
    serviceSource: spec.source,
    detectionSource: spec.detection,
    productName: spec.product,
    detectorId: guid('detector', spec.title),
    tenantId: TENANT_ID,
    title: spec.title,
    description: spec.description,
    recommendedActions: spec.advice,
    category: spec.category,
    assignedTo: spec.assignedTo === undefined ? null : personOf(spec.assignedTo).upn,
    alertWebUrl: `${PORTAL}/alerts/${id}?tid=${TENANT_ID}`,
    incidentWebUrl: `${PORTAL}/incident2/${spec.incident}/overview?tid=${TENANT_ID}`,
    actorDisplayName: null,
    threatDisplayName: spec.threat ?? null,
    threatFamilyName: spec.threat?.split(/[:/]/).at(-1) ?? null,
    mitreTechniques: [...spec.mitre],
    createdDateTime: created,
    lastUpdateDateTime: ago((resolved ? spec.hoursAgo * 0.6 : spec.hoursAgo * 0.9) * HOUR),
    resolvedDateTime: resolved ? ago(spec.hoursAgo * 0.6 * HOUR) : null,
    firstActivityDateTime: ago(spec.hoursAgo * HOUR + 6 * MINUTE),
    lastActivityDateTime: ago(spec.hoursAgo * HOUR + 2 * MINUTE),
    // In Microsoft's metadata, though not yet in the published types.
    ...{ investigationState: resolved ? 'benign' : 'queued' },
    alertPolicyId: null,
    systemTags: [],
    additionalData: null,
    customDetails: {},
    comments: spec.comment === undefined ? [] : [comment(spec.comment, spec.hoursAgo * 0.8)],
    evidence: evidenceOf(spec, created),
  };
}

const comment = (text: string, hoursAgo: number): Security.AlertComment => ({
  comment: text,
  createdByDisplayName: personOf('nadia.haddad').displayName,
  createdDateTime: ago(hoursAgo * HOUR),
});

export const alerts = (): Security.Alert[] =>
  [...ALERTS].sort((left, right) => left.hoursAgo - right.hoursAgo).map(toAlert);

const SEVERITIES = ['informational', 'low', 'medium', 'high'] as const;

function toIncident(spec: IncidentSpec): Security.Incident {
  const own = ALERTS.filter((alert) => alert.incident === spec.id);
  const oldest = Math.max(spec.hoursAgo ?? 0, ...own.map((alert) => alert.hoursAgo));
  const worst =
    SEVERITIES[Math.max(0, ...own.map((alert) => SEVERITIES.indexOf(alert.severity)))] ?? 'informational';
  const latest = ago((spec.status === 'resolved' ? oldest * 0.6 : oldest * 0.85) * HOUR);
  return {
    id: spec.id,
    displayName: spec.name,
    description: null,
    summary: null,
    status: spec.status,
    severity: worst,
    classification: spec.verdict?.[0] ?? 'unknown',
    determination: spec.verdict?.[1] ?? 'unknown',
    assignedTo: spec.assignedTo === undefined ? null : personOf(spec.assignedTo).upn,
    customTags: [...(spec.tags ?? [])],
    systemTags: [],
    comments: spec.comment === undefined ? [] : [comment(spec.comment, oldest * 0.8)],
    createdDateTime: ago(oldest * HOUR),
    lastUpdateDateTime: latest,
    lastModifiedBy:
      spec.assignedTo === undefined
        ? 'Microsoft 365 Defender-AlertCorrelation'
        : personOf(spec.assignedTo).upn,
    redirectIncidentId: spec.mergedInto ?? null,
    resolvingComment: null,
    // In Microsoft's metadata, though not yet in the published types.
    ...{ priorityScore: { informational: 10, low: 30, medium: 55, high: 90 }[worst] },
    incidentWebUrl: `${PORTAL}/incident2/${spec.id}/overview?tid=${TENANT_ID}`,
    tenantId: TENANT_ID,
  };
}

export const incidents = (): Security.Incident[] =>
  [...INCIDENTS].sort((left, right) => Number(right.id) - Number(left.id)).map(toIncident);
