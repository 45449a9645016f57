/** Microsoft's values in words, with the tone in which they are shown. An unknown value keeps its own name. */
import type {
  ComplianceState,
  DeviceAlert,
  DirectoryDevice,
  ExposureLevel,
  Machine,
  PartnerThreatState,
  RiskScore,
  SensorHealth,
} from '../tenant/device.ts';
import type { Tone } from './answer.ts';

interface Worded {
  readonly words: string;
  readonly tone: Tone;
}

export const COMPLIANCE: Readonly<Record<ComplianceState, Worded>> = {
  compliant: { words: 'compliant', tone: 'good' },
  noncompliant: { words: 'not compliant', tone: 'bad' },
  inGracePeriod: { words: 'in its grace period', tone: 'warning' },
  conflict: { words: 'in conflict: two policies disagree', tone: 'warning' },
  error: { words: 'in error: it could not be evaluated', tone: 'warning' },
  configManager: { words: 'decided by Configuration Manager', tone: 'unknown' },
  unknown: { words: 'not known', tone: 'unknown' },
};

export const RISK: Readonly<Record<RiskScore, Worded>> = {
  None: { words: 'no risk seen', tone: 'good' },
  Informational: { words: 'Informational risk', tone: 'good' },
  Low: { words: 'Low risk', tone: 'warning' },
  Medium: { words: 'Medium risk', tone: 'warning' },
  High: { words: 'High risk', tone: 'bad' },
  unknown: { words: 'risk not known', tone: 'unknown' },
};

export const EXPOSURE: Readonly<Record<ExposureLevel, Tone>> = {
  None: 'good',
  Low: 'good',
  Medium: 'warning',
  High: 'warning',
  unknown: 'unknown',
};

export const SENSOR: Readonly<Record<SensorHealth, Worded>> = {
  Active: { words: 'active', tone: 'good' },
  Inactive: { words: 'silent', tone: 'warning' },
  ImpairedCommunication: { words: 'impaired (limited contact)', tone: 'warning' },
  NoSensorData: { words: 'incomplete (in contact, but only part of its data arrives)', tone: 'warning' },
  NoSensorDataImpairedCommunication: {
    words: 'impaired (limited contact, only part of its data arrives)',
    tone: 'warning',
  },
  Unknown: { words: 'not known', tone: 'unknown' },
};

export const PARTNER: Readonly<Record<PartnerThreatState, string>> = {
  secured: 'secured',
  lowSeverity: 'low severity',
  mediumSeverity: 'medium severity',
  highSeverity: 'high severity',
  compromised: 'compromised',
  unknown: 'nothing yet',
  activated: 'activated, no level yet',
  deactivated: 'deactivated',
  unresponsive: 'not responding',
  misconfigured: 'misconfigured',
};

export const JOIN: Readonly<Record<DirectoryDevice['trustType'], string>> = {
  AzureAd: 'Microsoft Entra joined',
  ServerAd: 'Microsoft Entra hybrid joined',
  Workplace: 'Microsoft Entra registered',
  unknown: 'not known',
};

const AGENTS: Readonly<Record<string, string>> = {
  mdm: 'Intune',
  easMdm: 'Intune and Exchange ActiveSync',
  intuneClient: 'Intune client',
  easIntuneClient: 'Intune client and Exchange ActiveSync',
  eas: 'Exchange ActiveSync only',
  configurationManagerClient: 'Configuration Manager',
  configurationManagerClientMdm: 'Intune and Configuration Manager (co-managed)',
  configurationManagerClientMdmEas: 'Intune, Configuration Manager and Exchange ActiveSync',
  jamf: 'Jamf',
  microsoft365ManagedMdm: 'Microsoft 365 managed',
  googleCloudDevicePolicyController: 'Google device policy controller',
  msSense: 'Defender security settings management (not enrolled in Intune)',
};

export function managedByWords(agent: string): string {
  return Object.hasOwn(AGENTS, agent) ? (AGENTS[agent] ?? agent) : agent;
}

/** The spelling differs between payloads: compared without case (sheet mde-api, section 4.1). */
export function isOnboarded(machine: Machine): boolean {
  return machine.onboardingStatus.toLowerCase() === 'onboarded';
}

const ONBOARDING: Readonly<Record<string, string>> = {
  onboarded: 'onboarded',
  canbeonboarded: 'not onboarded (it could be)',
  unsupported: 'not onboarded (its system is not supported)',
  insufficientinfo: 'not known (Defender has too little information about it)',
};

export function onboardingWords(machine: Machine): Worded {
  const key = machine.onboardingStatus.toLowerCase();
  const words = Object.hasOwn(ONBOARDING, key) ? ONBOARDING[key] : undefined;
  if (words === undefined) return { words: 'not known', tone: 'unknown' };
  return { words, tone: key === 'onboarded' ? 'good' : key === 'insufficientinfo' ? 'unknown' : 'warning' };
}

/** Isolation exists for Windows and supported Linux; for macOS no source confirms it (sheet mde-api, section 5.3). */
export function canIsolate(machine: Machine): boolean {
  return (
    isOnboarded(machine) &&
    /^(windows|linux|ubuntu|redhat|rhel|debian|suse|centos)/i.test(machine.osPlatform ?? '')
  );
}

const SEVERITIES: readonly DeviceAlert['severity'][] = [
  'High',
  'Medium',
  'Low',
  'Informational',
  'UnSpecified',
];

export function severityTone(severity: string): Tone {
  switch (severity.toLowerCase()) {
    case 'critical':
    case 'high':
      return 'bad';
    case 'medium':
    case 'low':
      return 'warning';
    case 'informational':
    case 'none':
      return 'neutral';
    default:
      return 'unknown';
  }
}

/** Alerts that nobody has resolved (an unknown status counts as open), worst and newest first. */
export function openAlerts(alerts: readonly DeviceAlert[]): readonly DeviceAlert[] {
  return alerts.filter((alert) => alert.status !== 'Resolved').sort(bySeverityThenTime);
}

function bySeverityThenTime(a: DeviceAlert, b: DeviceAlert): number {
  const rank = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return rank !== 0
    ? rank
    : Date.parse(b.alertCreationTime ?? '0') - Date.parse(a.alertCreationTime ?? '0') || 0;
}

/** `3 (1 High, 2 Low)`; `none`. */
export function countBySeverity(severities: readonly string[], order: readonly string[]): string {
  if (severities.length === 0) return 'none';
  const kinds = [...order, ...severities.filter((s) => !order.includes(s))];
  const parts = [...new Set(kinds)]
    .map((kind) => ({ kind, count: severities.filter((s) => s === kind).length }))
    .filter((part) => part.count > 0)
    .map((part) => `${part.count} ${part.kind === 'UnSpecified' ? 'unspecified' : part.kind}`);
  return `${severities.length} (${parts.join(', ')})`;
}

export function alertCount(open: readonly DeviceAlert[]): string {
  return countBySeverity(
    open.map((alert) => alert.severity),
    SEVERITIES,
  );
}
