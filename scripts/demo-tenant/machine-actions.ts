/** `machineActions.json` and `indicators.json`: what was done on machines before the demo begins, newest first. */
import { deviceOf, machineIdOf } from './device-catalogue.ts';
import { dnsName } from './machines.ts';
import { personOf } from './people.ts';
import { DAY, HOUR, MINUTE, ago, guid, hex40, hex64 } from './stable.ts';

interface ActionSpec {
  readonly device: string;
  readonly type: string;
  readonly scope?: string;
  readonly status: 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'TimeOut' | 'Cancelled';
  /** A person's key, or an application's name with a leading `@`. */
  readonly by: string;
  readonly comment: string;
  readonly agoMinutes: number;
  readonly tookMinutes: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

const hours = (count: number): number => count * 60;
const days = (count: number): number => count * 24 * 60;

const SPECS: readonly ActionSpec[] = [
  {
    device: 'SRV-WEB-01',
    type: 'RunAntiVirusScan',
    scope: 'Full',
    status: 'InProgress',
    by: 'tomas.ng',
    comment: 'Looking for further web shells, incident 4023',
    agoMinutes: 30,
    tookMinutes: 4,
  },
  {
    device: 'ENG-LT-012',
    type: 'Isolate',
    scope: 'Full',
    status: 'Pending',
    by: 'nadia.haddad',
    comment: 'Ransomware behaviour, incident 4008. The laptop is off; takes effect when it comes back',
    agoMinutes: hours(8 * 24) - 25,
    tookMinutes: 0,
  },
  {
    device: 'SAL-LT-020',
    type: 'CollectInvestigationPackage',
    status: 'Succeeded',
    by: 'nadia.haddad',
    comment: 'Evidence for incident 4018',
    agoMinutes: hours(19),
    tookMinutes: 12,
  },
  {
    device: 'SAL-LT-020',
    type: 'RunAntiVirusScan',
    scope: 'Full',
    status: 'Succeeded',
    by: 'nadia.haddad',
    comment: 'Incident 4018',
    agoMinutes: hours(19) + 20,
    tookMinutes: 95,
  },
  {
    device: 'SAL-LT-020',
    type: 'StopAndQuarantineFile',
    status: 'Succeeded',
    by: 'nadia.haddad',
    comment: 'Incident 4018',
    agoMinutes: hours(19) + 40,
    tookMinutes: 3,
    extra: {
      relatedFileInfo: { fileIdentifier: hex40('file', 'invoice_8841.exe'), fileIdentifierType: 'Sha1' },
    },
  },
  {
    device: 'SAL-LT-020',
    type: 'Isolate',
    scope: 'Full',
    status: 'Succeeded',
    by: 'nadia.haddad',
    comment:
      'Malware with command and control traffic, incident 4018. Do not release before the disk is imaged',
    agoMinutes: hours(20),
    tookMinutes: 2,
  },
  {
    device: 'ENG-LT-010',
    type: 'Unisolate',
    status: 'Succeeded',
    by: 'tomas.ng',
    comment: 'False alarm, incident 4011 closed',
    agoMinutes: days(2),
    tookMinutes: 3,
  },
  {
    device: 'ENG-LT-010',
    type: 'RunAntiVirusScan',
    scope: 'Quick',
    status: 'Succeeded',
    by: 'iris.ek',
    comment: 'Incident 4011',
    agoMinutes: days(2) + 200,
    tookMinutes: 18,
  },
  {
    device: 'ENG-LT-010',
    type: 'Isolate',
    scope: 'Selective',
    status: 'Succeeded',
    by: 'iris.ek',
    comment: 'Unknown scheduled task, incident 4011',
    agoMinutes: days(3),
    tookMinutes: 2,
  },
  {
    device: 'SAL-LT-018',
    type: 'RunAntiVirusScan',
    scope: 'Quick',
    status: 'Succeeded',
    by: 'iris.ek',
    comment: 'After the antivirus test file, incident 4009',
    agoMinutes: days(6),
    tookMinutes: 9,
  },
  {
    device: 'SAL-LT-021',
    type: 'RunAntiVirusScan',
    scope: 'Quick',
    status: 'TimeOut',
    by: 'iris.ek',
    comment: 'Signatures are old',
    agoMinutes: days(8),
    tookMinutes: days(3),
  },
  {
    device: 'SRV-SQL-01',
    type: 'LiveResponse',
    status: 'Succeeded',
    by: '@SOC Automation',
    comment: 'List autostart entries, incident 4020',
    agoMinutes: hours(26),
    tookMinutes: 4,
    extra: {
      commands: [
        {
          index: 0,
          startTime: ago(hours(26) * MINUTE - MINUTE),
          endTime: ago(hours(26) * MINUTE - 3 * MINUTE),
          commandStatus: 'Completed',
          errors: [],
          command: { type: 'RunScript', params: [{ key: 'ScriptName', value: 'list-autoruns.ps1' }] },
        },
      ],
    },
  },
  {
    device: 'EXE-LT-002',
    type: 'UnrestrictCodeExecution',
    status: 'Succeeded',
    by: 'tomas.ng',
    comment: 'Signed build confirmed by the vendor',
    agoMinutes: days(9),
    tookMinutes: 2,
  },
  {
    device: 'EXE-LT-002',
    type: 'RestrictCodeExecution',
    status: 'Succeeded',
    by: 'iris.ek',
    comment: 'Unsigned add-in',
    agoMinutes: days(10),
    tookMinutes: 2,
  },
  {
    device: 'HR-LT-023',
    type: 'CollectInvestigationPackage',
    status: 'Failed',
    by: 'iris.ek',
    comment: 'Check after the helpdesk call',
    agoMinutes: days(12),
    tookMinutes: 15,
    extra: { errorHResult: -2147024784, troubleshootInfo: 'There is not enough space on the disk' },
  },
  {
    device: 'SAL-LT-024',
    type: 'Isolate',
    scope: 'Full',
    status: 'Cancelled',
    by: 'iris.ek',
    comment: 'Wrong machine',
    agoMinutes: days(14),
    tookMinutes: 6,
    extra: {
      cancellationRequestor: personOf('tomas.ng').upn,
      cancellationComment: 'Wrong machine',
      cancellationDateTimeUtc: ago(days(14) * MINUTE - 6 * MINUTE),
    },
  },
];

function toAction(spec: ActionSpec, index: number): object {
  const one = deviceOf(spec.device);
  const app = spec.by.startsWith('@');
  return {
    id: guid('machine action', spec.device, spec.type, String(index)),
    type: spec.type,
    title: null,
    scope: spec.scope ?? null,
    requestor: app ? spec.by.slice(1) : personOf(spec.by).upn,
    requestorComment: spec.comment,
    status: spec.status,
    machineId: machineIdOf(one),
    computerDnsName: dnsName(one),
    creationDateTimeUtc: ago(spec.agoMinutes * MINUTE),
    lastUpdateDateTimeUtc: ago((spec.agoMinutes - spec.tookMinutes) * MINUTE),
    cancellationRequestor: null,
    cancellationComment: null,
    cancellationDateTimeUtc: null,
    errorHResult: 0,
    externalId: null,
    // `Portal` for actions started by hand is not confirmed by Microsoft's reference.
    requestSource: app ? 'PublicApi' : 'Portal',
    relatedFileInfo: null,
    commands: [],
    troubleshootInfo: null,
    ...spec.extra,
  };
}

export const machineActions = (): object[] =>
  [...SPECS].sort((left, right) => left.agoMinutes - right.agoMinutes).map(toAction);

const indicator = (id: string, value: string, type: string, title: string): object => ({
  id,
  indicatorValue: value,
  indicatorType: type,
  action: type === 'FileSha256' ? 'BlockAndRemediate' : 'Block',
  title,
  description: title,
  application: null,
  severity: 'High',
  recommendedActions: null,
  generateAlert: true,
  rbacGroupNames: [],
  rbacGroupIds: [],
  educateUrl: null,
  expirationTime: ago(-60 * DAY),
  source: personOf('nadia.haddad').upn,
  sourceType: 'User',
  createdBy: personOf('nadia.haddad').id,
  lastUpdatedBy: null,
  creationTimeDateTimeUtc: ago(19 * HOUR),
  lastUpdateTime: ago(19 * HOUR),
  externalId: null,
});

export const indicators = (): object[] => [
  indicator('4101', hex64('file', 'invoice_8841.exe'), 'FileSha256', 'Incident 4018: loader'),
  indicator('4102', '192.0.2.99', 'IpAddress', 'Incident 4018: command and control'),
];
