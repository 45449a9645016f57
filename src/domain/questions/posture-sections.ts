/** The evidence behind the verdict about a device: facts per service with source and age. Pure. */
import type { IsoTime, SourceName } from '../tenant/evidence.ts';
import type { Machine, ManagedDevice, Vulnerability } from '../tenant/device.ts';
import type { User } from '../tenant/user.ts';
import type { Fact, FactValue, ListItem, Section, Tone } from './answer.ts';
import {
  COMPLIANCE,
  EXPOSURE,
  JOIN,
  PARTNER,
  RISK,
  SENSOR,
  alertCount,
  isOnboarded,
  managedByWords,
  onboardingWords,
  openAlerts,
  severityTone,
} from './device-words.ts';
import { failingPolicies } from './device-failing-settings.ts';
import { isolationFacts } from './isolation-facts.ts';
import type { PostureFacts } from './posture-facts.ts';
import { knownValue, worstTone } from './posture-facts.ts';
import { failingList } from './posture-remarks.ts';
import { vulnerabilityCount, worstVulnerabilities } from './vulnerability-order.ts';

/** Facts of one service are as old as its last word about the device. */
export function factsOf(
  source: SourceName,
  asOf: IsoTime | null,
  rows: readonly (readonly [label: string, value: FactValue | null, tone?: Tone | undefined])[],
): readonly Fact[] {
  return rows.flatMap(([label, value, tone]) =>
    value === null || value === ''
      ? []
      : [{ label, value, source, asOf, ...(tone === undefined ? {} : { tone }) }],
  );
}

/** A section without facts and items is left out. */
export function section(
  part: Pick<Section, 'title' | 'source' | 'askedAt' | 'facts'> & Partial<Section>,
): Section {
  return { items: [], more: 0, folded: false, ...part };
}

export function intuneSections(facts: PostureFacts): readonly Section[] {
  const fact = facts.managed;
  if (!fact.known || fact.value === null) return [];
  const managed = fact.value;
  const asOf = managed.lastSyncDateTime;
  const fixes = failingList(facts);
  return [
    section({
      title: 'Intune',
      source: 'Intune',
      askedAt: fact.at,
      facts: [
        ...factsOf('Intune', asOf, complianceRows(managed)),
        ...antivirusFacts(facts),
        ...factsOf('Intune', asOf, managementRows(managed)),
      ],
      items: failingItems(facts),
    }),
    ...(fixes.length === 0
      ? []
      : [
          section({
            title: 'To make it compliant',
            source: 'Intune',
            askedAt: fact.at,
            facts: [],
            items: fixes.map((setting) => ({ title: setting.fix })),
            folded: true,
          }),
        ]),
  ];
}

function complianceRows(managed: ManagedDevice): Parameters<typeof factsOf>[2] {
  const compliance = COMPLIANCE[managed.complianceState];
  const end = managed.complianceGracePeriodExpirationDateTime;
  const partner = PARTNER[managed.partnerReportedThreatState];
  return [
    ['Compliance', compliance.words, compliance.tone],
    [
      'Grace period ends',
      managed.complianceState === 'inGracePeriod' && end !== null ? { time: end } : null,
      'warning',
    ],
    ['Risk as Intune heard it', partner],
    ['Last check-in', managed.lastSyncDateTime === null ? 'never' : { time: managed.lastSyncDateTime }],
  ];
}

function managementRows(managed: ManagedDevice): Parameters<typeof factsOf>[2] {
  const encrypted = managed.isEncrypted;
  const owner = { company: 'company', personal: 'personal', unknown: 'not known' }[
    managed.managedDeviceOwnerType
  ];
  return [
    [
      'Encryption',
      encrypted === null ? null : encrypted ? 'on' : 'off',
      encrypted === false ? 'warning' : undefined,
    ],
    ['Primary user', managed.userPrincipalName],
    ['System', joinText(managed.operatingSystem, managed.osVersion)],
    ['Model', joinText(managed.manufacturer, managed.model)],
    ['Ownership', owner],
    ['Managed by', managedByWords(managed.managementAgent)],
    ['Management state', managed.managementState === 'managed' ? null : managed.managementState, 'warning'],
  ];
}

function antivirusFacts(facts: PostureFacts): readonly Fact[] {
  const state = knownValue(facts.protection);
  if (state === null) return [];
  const asOf = state.lastReportedDateTime;
  const onOff = (value: boolean | null): string => (value === null ? 'not known' : value ? 'on' : 'off');
  const parts = [
    `antivirus ${onOff(state.malwareProtectionEnabled)}`,
    `real-time protection ${onOff(state.realTimeProtectionEnabled)}`,
    `tamper protection ${onOff(state.tamperProtectionEnabled)}`,
  ];
  const tone = worstTone([
    flagTone(state.malwareProtectionEnabled, 'bad'),
    flagTone(state.realTimeProtectionEnabled, 'bad'),
    flagTone(state.tamperProtectionEnabled, 'warning'),
  ]);
  const overdue = state.signatureUpdateOverdue;
  return factsOf('Intune', asOf, [
    ['Protection', parts.join(', '), tone],
    [
      'Antivirus signatures',
      `${state.signatureVersion ?? 'version not known'}${overdue === null ? '' : overdue ? ', overdue' : ', up to date'}`,
      overdue === null ? 'unknown' : overdue ? 'warning' : 'good',
    ],
  ]);
}

function flagTone(value: boolean | null, off: Tone): Tone {
  return value === null ? 'unknown' : value ? 'good' : off;
}

function failingItems(facts: Pick<PostureFacts, 'policies'>): readonly ListItem[] {
  const policies = knownValue(facts.policies);
  if (policies === null) return [];
  return failingPolicies(policies).flatMap((policy): readonly ListItem[] =>
    policy.settings === null || policy.settings.length === 0
      ? [
          {
            title: `Policy not met: ${policy.name}`,
            detail: 'which of its settings fail could not be read',
            tone: 'bad',
          },
        ]
      : policy.settings.map((setting) => ({
          title: setting.problem,
          detail: [
            policy.name,
            ...(setting.kind === 'housekeeping' ? ['housekeeping, not a weakness'] : []),
            ...(setting.state === 'nonCompliant' ? [] : [`state: ${setting.state}`]),
            // A bare yes or no repeats the problem.
            ...(/^(true|false)?$/i.test(setting.currentValue ?? '') ? [] : [`now: ${setting.currentValue}`]),
            ...(setting.errorDescription === null || setting.errorDescription === ''
              ? []
              : [setting.errorDescription]),
            ...(setting.systemAccountOnly
              ? ['only in the evaluation without a person (System Account)']
              : []),
          ].join(' · '),
          tone: setting.kind === 'housekeeping' || setting.state !== 'nonCompliant' ? 'warning' : 'bad',
        })),
  );
}

export function defenderSections(facts: PostureFacts): readonly Section[] {
  const fact = facts.machine;
  if (!fact.known || fact.value === null) return [];
  const machine = fact.value;
  return [
    section({
      title: 'Defender for Endpoint',
      source: 'Defender for Endpoint',
      askedAt: fact.at,
      facts: [
        ...factsOf('Defender for Endpoint', machine.lastSeen, machineRows(machine)),
        ...(isOnboarded(machine) ? isolationFacts(facts.actions) : []),
        ...countFacts(facts, machine),
      ],
    }),
    ...alertSection(facts),
    ...vulnerabilitySection(facts),
  ];
}

function machineRows(machine: Machine): Parameters<typeof factsOf>[2] {
  const risk = RISK[machine.riskScore];
  const sensor = SENSOR[machine.healthStatus];
  const onboarding = onboardingWords(machine);
  const onboarded = onboarding.tone === 'good';
  // What was good when the sensor last spoke is no good news of today.
  const today = (tone: Tone): Tone =>
    tone === 'good' && machine.healthStatus !== 'Active' ? 'unknown' : tone;
  return [
    ['Risk', onboarded ? risk.words : 'not known: not onboarded', onboarded ? today(risk.tone) : 'unknown'],
    [
      'Exposure',
      machine.exposureLevel === 'unknown' || !onboarded ? 'not known' : machine.exposureLevel,
      onboarded ? today(EXPOSURE[machine.exposureLevel]) : 'unknown',
    ],
    ['Sensor', onboarded ? sensor.words : 'not known', onboarded ? sensor.tone : 'unknown'],
    ['Onboarding', onboarding.words, onboarding.tone],
    ['Last report', machine.lastSeen === null ? 'never' : { time: machine.lastSeen }],
    ...(machine.osPlatform === null
      ? []
      : ([['System', [machine.osPlatform, machine.osVersion].filter(Boolean).join(' ')]] as const)),
    ['Antivirus', antivirusWords(machine.defenderAvStatus)],
    ['Device value', machine.deviceValue === 'High' ? 'High' : null],
    ['Tags', machine.machineTags.length === 0 ? null : machine.machineTags.join(', ')],
  ];
}

/** The values are not in Microsoft's reference: one that is not known here keeps its own name. */
function antivirusWords(status: string | null): string | null {
  const words: Readonly<Record<string, string>> = {
    Updated: 'up to date',
    NotUpdated: 'not up to date',
    Unknown: 'not known',
  };
  return status === null ? null : Object.hasOwn(words, status) ? (words[status] ?? status) : status;
}

/** Where no sensor reports, nothing found is no good news. */
function countFacts(facts: PostureFacts, machine: Machine): readonly Fact[] {
  const alerts = knownValue(facts.alerts);
  const open = alerts === null ? null : openAlerts(alerts);
  const weak = knownValue(facts.vulnerabilities);
  const onboarded = isOnboarded(machine);
  const seeing = onboarded && machine.healthStatus === 'Active';
  const blind = `none seen, but ${onboarded ? `its sensor is ${SENSOR[machine.healthStatus].words}` : 'it is not onboarded'}`;
  const none = seeing ? 'good' : 'unknown';
  return factsOf('Defender for Endpoint', null, [
    [
      'Open alerts',
      open === null ? 'not known' : open.length === 0 && !seeing ? blind : alertCount(open),
      open === null
        ? 'unknown'
        : open.length === 0
          ? none
          : worstTone(open.map((a) => severityTone(a.severity))),
    ],
    [
      'Vulnerabilities',
      weak === null ? 'not known' : weak.length === 0 && !seeing ? blind : vulnerabilityCount(weak),
      weak === null ? 'unknown' : weak.length === 0 ? none : 'warning',
    ],
  ]);
}

function alertSection(facts: PostureFacts): readonly Section[] {
  if (facts.alerts?.known !== true) return [];
  const open = openAlerts(facts.alerts.value);
  if (open.length === 0) return [];
  return [
    section({
      title: 'Open alerts',
      source: 'Defender for Endpoint',
      askedAt: facts.alerts.at,
      facts: [],
      items: open.slice(0, 5).map(alertItem),
      more: Math.max(0, open.length - 5),
      folded: true,
    }),
  ];
}

export function alertItem(alert: Parameters<typeof openAlerts>[0][number]): ListItem {
  return {
    title: alert.title,
    detail: [
      alert.severity,
      alert.status,
      alert.category,
      alert.assignedTo === null ? null : `assigned to ${alert.assignedTo}`,
    ]
      .filter((part) => part !== null && part !== '')
      .join(' · '),
    tone: alert.status === 'Resolved' ? 'neutral' : severityTone(alert.severity),
    ...(alert.alertCreationTime === null ? {} : { at: alert.alertCreationTime }),
  };
}

function vulnerabilitySection(facts: PostureFacts): readonly Section[] {
  if (facts.vulnerabilities?.known !== true || facts.vulnerabilities.value.length === 0) return [];
  const all = facts.vulnerabilities.value;
  return [
    section({
      title: 'Worst vulnerabilities',
      source: 'Defender for Endpoint',
      askedAt: facts.vulnerabilities.at,
      facts: [],
      items: worstVulnerabilities(all).slice(0, 3).map(vulnerabilityItem),
      more: Math.max(0, all.length - 3),
      folded: true,
    }),
  ];
}

export function vulnerabilityItem(weakness: Vulnerability): ListItem {
  const exploit = weakness.exploitInKit
    ? 'exploit in a kit'
    : weakness.publicExploit
      ? 'public exploit'
      : null;
  return {
    title:
      weakness.name === weakness.id || weakness.name === '' ? weakness.id : `${weakness.id} ${weakness.name}`,
    detail: [weakness.severity, weakness.cvssV3 === null ? null : `CVSS ${weakness.cvssV3}`, exploit]
      .filter((part) => part !== null)
      .join(' · '),
    tone: severityTone(weakness.severity),
  };
}

export function entraSection(facts: Pick<PostureFacts, 'directory' | 'owners'>): readonly Section[] {
  const fact = facts.directory;
  if (!fact.known || fact.value === null) return [];
  const device = fact.value;
  const seen = device.approximateLastSignInDateTime;
  const compliant = device.isCompliant;
  return [
    section({
      title: 'Entra ID',
      source: 'Entra ID',
      askedAt: fact.at,
      facts: factsOf('Entra ID', null, [
        ['Join type', JOIN[device.trustType]],
        [
          'Counts as compliant',
          compliant === null ? 'never reported' : compliant ? 'yes' : 'no',
          compliant === null ? 'unknown' : compliant ? 'good' : 'bad',
        ],
        [
          'Registration',
          enabledWords(device.accountEnabled),
          device.accountEnabled === false ? 'warning' : undefined,
        ],
        ['Owner', ownerWords(facts.owners)],
        ['Last sign-in (about)', seen === null ? null : { time: seen }],
      ]),
    }),
  ];
}

function enabledWords(enabled: boolean | null): string {
  return enabled === null ? 'state not known' : enabled ? 'enabled' : 'disabled';
}

function ownerWords(owners: PostureFacts['owners']): string {
  if (owners?.known !== true) return 'not known';
  const names = owners.value.map((user: User) => `${user.displayName} (${user.userPrincipalName})`);
  return names.length === 0 ? 'nobody' : names.join(', ');
}

function joinText(...parts: readonly (string | null)[]): string | null {
  const text = parts.filter((part) => part !== null && part !== '').join(' ');
  return text === '' ? null : text;
}
