/** The alerts and incidents of the demo tenant, one entry each; alerts.ts gives them Microsoft's shape. */
import type { SecurityNamespace as Security } from '@microsoft/microsoft-graph-types';

type Verdict = readonly [Security.AlertClassification, Security.AlertDetermination];

export interface AlertSpec {
  readonly title: string;
  readonly description: string;
  readonly advice: string;
  readonly severity: 'informational' | 'low' | 'medium' | 'high';
  readonly status: 'new' | 'inProgress' | 'resolved';
  readonly category: string;
  readonly mitre: readonly string[];
  readonly hoursAgo: number;
  readonly incident: string;
  readonly source: Security.ServiceSource;
  readonly detection: Security.DetectionSource;
  readonly product: string;
  readonly device?: string;
  /** Person's key; without it the owner of the device. */
  readonly user?: string;
  readonly assignedTo?: string;
  readonly verdict?: Verdict;
  readonly threat?: string;
  readonly comment?: string;
  readonly process?: { readonly file: string; readonly folder: string; readonly commandLine: string };
  readonly file?: { readonly name: string; readonly folder: string };
  readonly prevented?: boolean;
  readonly ip?: string;
}

export interface IncidentSpec {
  readonly id: string;
  readonly name: string;
  readonly status: Security.IncidentStatus;
  readonly assignedTo?: string;
  readonly verdict?: Verdict;
  readonly tags?: readonly string[];
  readonly comment?: string;
  readonly mergedInto?: string;
  readonly hoursAgo?: number;
}

const endpoint = {
  source: 'microsoftDefenderForEndpoint',
  detection: 'microsoftDefenderForEndpoint',
  product: 'Microsoft Defender for Endpoint',
} as const;
const ADVICE =
  'Confirm the alert, isolate the device if the activity is not expected, and reset the credentials used on it.';

export const ALERTS: readonly AlertSpec[] = [
  {
    ...endpoint,
    title: 'Suspicious access to LSASS service',
    description:
      'A process read the memory of the Local Security Authority Subsystem Service, where credentials are kept.',
    advice: ADVICE,
    severity: 'high',
    status: 'new',
    category: 'CredentialAccess',
    mitre: ['T1003.001'],
    hoursAgo: 5,
    incident: '4021',
    device: 'FIN-LT-042',
    process: {
      file: 'rundll32.exe',
      folder: 'C:\\Windows\\System32',
      commandLine:
        'rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 672 C:\\Users\\Public\\l.dmp full',
    },
  },
  {
    ...endpoint,
    title: 'Suspicious PowerShell command line',
    description: 'PowerShell was started with an encoded command by a document.',
    advice: ADVICE,
    severity: 'medium',
    status: 'new',
    category: 'Execution',
    mitre: ['T1059.001'],
    hoursAgo: 5.2,
    incident: '4021',
    device: 'FIN-LT-042',
    process: {
      file: 'powershell.exe',
      folder: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0',
      commandLine: 'powershell.exe -nop -w hidden -enc SQBFAFgA',
    },
    ip: '192.0.2.99',
  },
  {
    ...endpoint,
    title: "'Wacatac' malware was detected",
    description: 'A trojan that downloads further malware was running.',
    advice: ADVICE,
    severity: 'medium',
    status: 'inProgress',
    category: 'Malware',
    mitre: ['T1204.002'],
    hoursAgo: 21,
    incident: '4018',
    device: 'SAL-LT-020',
    assignedTo: 'nadia.haddad',
    detection: 'antivirus',
    threat: 'Trojan:Win32/Wacatac',
    comment: 'Isolated; waiting for the disk image',
    file: { name: 'invoice_8841.exe', folder: 'C:\\Users\\lynner\\Downloads' },
    ip: '192.0.2.99',
  },
  {
    ...endpoint,
    title: 'Ransomware behavior detected in the file system',
    description: 'Many files were rewritten with high entropy in a short time.',
    advice: ADVICE,
    severity: 'high',
    status: 'inProgress',
    category: 'Ransomware',
    mitre: ['T1486'],
    hoursAgo: 8 * 24 + 1,
    incident: '4008',
    device: 'ENG-LT-012',
    assignedTo: 'nadia.haddad',
  },
  {
    ...endpoint,
    title: 'Possible web shell installation',
    description: 'The web server wrote a script into a folder that it serves.',
    advice: ADVICE,
    severity: 'high',
    status: 'new',
    category: 'Persistence',
    mitre: ['T1505.003'],
    hoursAgo: 7,
    incident: '4023',
    device: 'SRV-WEB-01',
    file: { name: 'help.jsp', folder: 'D:\\Sites\\shop\\assets' },
  },
  {
    ...endpoint,
    title: 'Suspicious process launched by SQL Server',
    description: 'The database engine started a command interpreter.',
    advice: ADVICE,
    severity: 'medium',
    status: 'new',
    category: 'Execution',
    mitre: ['T1059.003'],
    hoursAgo: 27,
    incident: '4020',
    device: 'SRV-SQL-01',
    process: { file: 'cmd.exe', folder: 'C:\\Windows\\System32', commandLine: 'cmd.exe /c whoami /all' },
  },
  {
    ...endpoint,
    title: 'Connection to a suspicious network address',
    description: 'Network protection blocked a connection to an address with a bad reputation.',
    advice: 'Check which application asked for the address.',
    severity: 'low',
    status: 'new',
    category: 'CommandAndControl',
    mitre: ['T1071.001'],
    hoursAgo: 31,
    incident: '4019',
    device: 'ENG-LT-011',
    detection: 'smartScreen',
    ip: '192.0.2.66',
  },
  {
    title: 'User and sign-in risk raised: leaked credentials',
    description: "The user's password was found among leaked credentials.",
    advice: 'Make the user change the password, and revoke the sessions.',
    severity: 'high',
    status: 'new',
    category: 'CredentialAccess',
    mitre: ['T1078.004'],
    hoursAgo: 33,
    incident: '4019',
    source: 'azureAdIdentityProtection',
    detection: 'azureAdIdentityProtection',
    product: 'Microsoft Entra ID Protection',
    user: 'raul.razo',
    ip: '192.0.2.66',
  },
  {
    ...endpoint,
    title: 'Outlook started an unusual child process',
    description: 'Outlook started a script host.',
    advice: 'Ask the user about the attachment.',
    severity: 'low',
    status: 'inProgress',
    category: 'InitialAccess',
    mitre: ['T1566.001'],
    hoursAgo: 49,
    incident: '4017',
    device: 'EXE-LT-001',
    assignedTo: 'iris.ek',
  },
  {
    ...endpoint,
    title: '**URGENT** [open this first](https://evil.example) <at>Everyone</at>',
    description: 'A custom detection whose title is built from what the device reports.',
    advice: 'Do not trust text that a device can write.',
    severity: 'low',
    status: 'new',
    category: 'SuspiciousActivity',
    mitre: [],
    hoursAgo: 60,
    incident: '4014',
    device: "LT' or 'a' eq 'a",
    detection: 'customDetection',
  },
  {
    ...endpoint,
    title: 'Suspicious registry modification',
    description: 'A run key was written by an unsigned program.',
    advice: ADVICE,
    severity: 'medium',
    status: 'new',
    category: 'Persistence',
    mitre: ['T1547.001'],
    hoursAgo: 35 * 24,
    incident: '3987',
    device: 'ENG-LT-031 before reinstalling',
  },
  {
    ...endpoint,
    title: 'Suspicious scheduled task',
    description: 'A scheduled task with a hidden action was created.',
    advice: ADVICE,
    severity: 'medium',
    status: 'resolved',
    category: 'Persistence',
    mitre: ['T1053.005'],
    hoursAgo: 74,
    incident: '4011',
    device: 'ENG-LT-010',
    assignedTo: 'iris.ek',
    verdict: ['falsePositive', 'notMalicious'],
    comment: 'Installed by the new build agent',
  },
  {
    ...endpoint,
    title: "'EICAR_Test_File' malware was prevented",
    description: 'The harmless antivirus test file was found.',
    advice: 'Nothing to do if a test was under way.',
    severity: 'informational',
    status: 'resolved',
    category: 'Malware',
    mitre: [],
    hoursAgo: 6 * 24 + 2,
    incident: '4009',
    device: 'SAL-LT-018',
    assignedTo: 'iris.ek',
    detection: 'antivirus',
    threat: 'Virus:DOS/EICAR_Test_File',
    verdict: ['informationalExpectedActivity', 'securityTesting'],
    file: { name: 'eicar.com', folder: 'C:\\Temp' },
    prevented: true,
  },
  {
    title: 'Suspected brute-force attack (Kerberos, NTLM)',
    description: 'Many failed log-ons against one account were seen on a domain controller.',
    advice: 'Reset the password if one attempt succeeded.',
    severity: 'medium',
    status: 'resolved',
    category: 'CredentialAccess',
    mitre: ['T1110'],
    hoursAgo: 15 * 24,
    incident: '4005',
    source: 'microsoftDefenderForIdentity',
    detection: 'microsoftDefenderForIdentity',
    product: 'Microsoft Defender for Identity',
    device: 'SRV-DC-01',
    user: 'isaiah.langer',
    assignedTo: 'tomas.ng',
    verdict: ['informationalExpectedActivity', 'securityTesting'],
  },
];

export const INCIDENTS: readonly IncidentSpec[] = [
  { id: '4023', name: 'Web shell on SRV-WEB-01', status: 'active' },
  {
    id: '4008',
    name: 'Ransomware incident on one endpoint',
    status: 'inProgress',
    assignedTo: 'nadia.haddad',
    tags: ['Ransomware'],
  },
  {
    id: '4021',
    name: 'Multi-stage incident involving Execution & Credential access on one endpoint',
    status: 'active',
  },
  { id: '4020', name: 'Suspicious process launched by SQL Server on one endpoint', status: 'active' },
  { id: '4019', name: 'Leaked credentials of Raul Razo', status: 'active' },
  {
    id: '4018',
    name: "'Wacatac' malware on one endpoint",
    status: 'inProgress',
    assignedTo: 'nadia.haddad',
    comment: 'Isolated; waiting for the disk image',
  },
  {
    id: '4017',
    name: 'Outlook started an unusual child process on one endpoint',
    status: 'inProgress',
    assignedTo: 'iris.ek',
  },
  { id: '4016', name: 'Malware on one endpoint', status: 'redirected', mergedInto: '4018', hoursAgo: 20.5 },
  { id: '4014', name: '**URGENT** [open this first](https://evil.example)', status: 'active' },
  {
    id: '4011',
    name: 'Suspicious scheduled task on one endpoint',
    status: 'resolved',
    assignedTo: 'iris.ek',
    verdict: ['falsePositive', 'notMalicious'],
  },
  {
    id: '4009',
    name: 'Antivirus test file on one endpoint',
    status: 'resolved',
    assignedTo: 'iris.ek',
    verdict: ['informationalExpectedActivity', 'securityTesting'],
  },
  {
    id: '4005',
    name: 'Brute-force attack against one account',
    status: 'resolved',
    assignedTo: 'tomas.ng',
    verdict: ['informationalExpectedActivity', 'securityTesting'],
  },
  { id: '3987', name: 'Suspicious registry modification on one endpoint', status: 'active' },
];
