/**
 * Every device of the demo tenant in one line, with what each of the three services believes about it. Entra, Intune
 * and Defender files are all made from this list, so their ids agree and their disagreements are the written ones.
 */
import type { PlatformKey } from './platforms.ts';
import { guid, hex40, must } from './stable.ts';

export type Health = 'Active' | 'Inactive' | 'ImpairedCommunication' | 'NoSensorData' | 'Unknown';
export type Risk = 'None' | 'Informational' | 'Low' | 'Medium' | 'High';

export interface DeviceSpec {
  /** Unique; the name, unless two devices share one. */
  readonly key: string;
  readonly name: string;
  readonly platform: PlatformKey;
  readonly owner: string | null;
  /** `E` Entra ID, `I` Intune, `D` Defender for Endpoint. */
  readonly in: string;
  readonly join: 'AzureAd' | 'ServerAd' | 'Workplace';
  readonly personal: boolean;
  readonly enabled: boolean;
  /** What Intune's policies find wrong: the property after the dot of `setting`, with the value found. */
  readonly failing: Readonly<Record<string, string>>;
  /** Intune says so instead of what follows from `failing`. */
  readonly state?: 'inGracePeriod' | 'configManager' | 'unknown';
  /** Since when the failing settings count; before, the device was compliant. */
  readonly failingSinceHours: number;
  readonly risk: Risk;
  readonly exposure: 'Low' | 'Medium' | 'High';
  readonly health: Health;
  readonly onboarding: 'Onboarded' | 'CanBeOnboarded' | 'Unsupported' | 'InsufficientInfo';
  readonly antivirus: 'Updated' | 'NotUpdated' | 'Disabled' | 'Unknown';
  /** Intune's memory of the Defender verdict. */
  readonly threat: 'secured' | 'lowSeverity' | 'mediumSeverity' | 'highSeverity' | 'unknown' | 'deactivated';
  readonly tags: readonly string[];
  readonly value: 'Normal' | 'Low' | 'High';
  readonly lastSeenHours: number;
  readonly lastSyncHours: number;
  readonly lastSignInHours: number;
  readonly agent: 'mdm' | 'configurationManagerClientMdm' | 'msSense' | 'googleCloudDevicePolicyController';
  /** Kind of machine, for software and device groups. */
  readonly role: 'laptop' | 'server' | 'mobile' | 'other';
}

type Wishes = Partial<Omit<DeviceSpec, 'name' | 'platform' | 'owner' | 'in'>>;

function device(
  name: string,
  platform: PlatformKey,
  owner: string | null,
  services: string,
  wishes: Wishes = {},
): DeviceSpec {
  const mobile = platform.startsWith('ios') || platform.startsWith('ipad') || platform.startsWith('android');
  const server = name.startsWith('SRV-');
  return {
    key: name,
    name,
    platform,
    owner,
    in: services,
    join: mobile ? 'Workplace' : server ? 'ServerAd' : 'AzureAd',
    personal: false,
    enabled: true,
    failing: {},
    failingSinceHours: 72,
    risk: 'None',
    exposure: 'Low',
    health: 'Active',
    onboarding: 'Onboarded',
    antivirus: platform.startsWith('win') || server ? 'Updated' : 'Unknown',
    threat: services.includes('D') ? 'secured' : 'unknown',
    tags: [],
    value: 'Normal',
    lastSeenHours: 3,
    lastSyncHours: 2,
    lastSignInHours: 30,
    agent: platform === 'android16' ? 'googleCloudDevicePolicyController' : 'mdm',
    role: server ? 'server' : mobile ? 'mobile' : 'laptop',
    ...wishes,
  };
}

/** Seen on the network by other machines; no sensor of its own. */
const found = (wishes: Wishes): Wishes => ({
  onboarding: 'CanBeOnboarded',
  health: 'Unknown',
  antivirus: 'Unknown',
  role: 'other',
  ...wishes,
});

export const DEVICES: readonly DeviceSpec[] = [
  // Finance
  device('FIN-LT-042', 'win11-24h2', 'adele.vance', 'EID', {
    risk: 'High',
    exposure: 'High',
    lastSeenHours: 2,
    lastSyncHours: 1,
  }),
  device('FIN-LT-043', 'win11-25h2', 'isaiah.langer', 'EID'),
  device('FIN-LT-044', 'win11-24h2', 'johanna.lorenz', 'EID', { exposure: 'Medium', lastSyncHours: 5 }),
  device('FIN-LT-045', 'win11-23h2', 'lidia.holloway', 'EID', {
    failing: { OsMinimumVersion: '10.0.22631.6199' },
    state: 'inGracePeriod',
    exposure: 'Medium',
  }),
  device('FIN-LT-046', 'win11-24h2', 'emily.braun', 'EI', { lastSyncHours: 7 }),
  device('FIN-PC-007', 'win10-22h2', null, 'EID', {
    join: 'ServerAd',
    state: 'configManager',
    agent: 'configurationManagerClientMdm',
    exposure: 'Medium',
  }),
  device('FIN-IP-011', 'ios26', 'johanna.lorenz', 'EID', { lastSeenHours: 9 }),

  // Sales
  device('SAL-LT-017', 'win11-22h2', 'megan.bowen', 'EID', {
    failing: { BitLockerEnabled: 'false', OsMinimumVersion: '10.0.22621.4317' },
    failingSinceHours: 21 * 24,
    exposure: 'High',
  }),
  device('SAL-LT-018', 'win11-25h2', 'alex.wilber', 'EID'),
  device('SAL-LT-019', 'win11-24h2', 'miriam.graham', 'EID', { lastSeenHours: 14, lastSyncHours: 15 }),
  device('SAL-LT-020', 'win11-24h2', 'lynne.robbins', 'EID', {
    risk: 'Medium',
    exposure: 'Medium',
    antivirus: 'Updated',
  }),
  device('SAL-LT-021', 'win11-24h2', 'christie.cline', 'EID', {
    health: 'Inactive',
    exposure: 'Medium',
    antivirus: 'NotUpdated',
    lastSeenHours: 9 * 24,
    lastSyncHours: 9 * 24 + 2,
    lastSignInHours: 9 * 24 + 3,
  }),
  device('SAL-LT-022', 'win10-22h2', 'pradeep.gupta', 'ED', { join: 'ServerAd', exposure: 'Medium' }),
  device('SAL-AN-005', 'android16', 'pradeep.gupta', 'EI', { personal: true, lastSyncHours: 6 }),
  device('HOME-PC-PRADEEP', 'win11-25h2', 'pradeep.gupta', 'E', {
    join: 'Workplace',
    personal: true,
    lastSignInHours: 50,
  }),
  device('SAL-LT-024', 'win11-24h2', 'delia.dennis', 'EID', {
    health: 'ImpairedCommunication',
    lastSeenHours: 40,
    antivirus: 'NotUpdated',
  }),
  // No compliance policy reaches a leaver's laptop any more, so Intune calls it compliant.
  device('SAL-LT-026', 'win11-22h2', 'nestor.wilke', 'EID', {
    enabled: false,
    health: 'Inactive',
    lastSeenHours: 13 * 24,
    lastSyncHours: 13 * 24,
    lastSignInHours: 13 * 24,
  }),

  // HR
  device('HR-LT-023', 'win11-24h2', 'diego.siciliani', 'EID', {
    failing: { RtpEnabled: 'false', ActiveFirewallRequired: 'false' },
    failingSinceHours: 46,
    antivirus: 'Disabled',
    exposure: 'Medium',
  }),
  device('HR-LT-024', 'win11-25h2', 'joni.sherman', 'EID'),
  device("O'BRIEN-PC", 'win11-24h2', "siobhan.o'brien", 'EID', { exposure: 'Medium' }),
  device('HR-LT-025', 'win11-24h2', 'cecil.folk', 'EID', { lastSyncHours: 4 }),
  device('HR-IPAD-002', 'ipados26', "siobhan.o'brien", 'EI', { lastSyncHours: 11 }),

  // Engineering
  device('ENG-LT-008', 'win11-24h2', 'lee.gu', 'EID', {
    failing: { SecureBootEnabled: 'false' },
    failingSinceHours: 12 * 24,
    exposure: 'Medium',
  }),
  device('ENG-LT-009', 'win11-25h2', 'alex.kim', 'EID'),
  device('ENG-LT-010', 'win11-24h2', 'henrietta.mueller', 'EID'),
  device('ENG-LT-011', 'win11-24h2', 'raul.razo', 'EID', { risk: 'Low', exposure: 'Medium' }),
  device('ENG-LT-012', 'win11-24h2', 'zoe.martin', 'EID', {
    risk: 'High',
    exposure: 'Medium',
    health: 'Inactive',
    antivirus: 'NotUpdated',
    lastSeenHours: 8 * 24,
    lastSyncHours: 8 * 24 + 2,
    lastSignInHours: 8 * 24 + 3,
  }),
  device('ENG-LT-013', 'win11-25h2', 'irvin.sayers', 'EID', {
    health: 'NoSensorData',
    antivirus: 'Unknown',
    lastSeenHours: 6,
  }),
  device('Zoë’s MacBook Pro', 'macos15', 'zoe.martin', 'EI', { join: 'Workplace', personal: true }),
  device('ENG-MAC-003', 'macos15', 'grady.archie', 'EID', { join: 'Workplace', lastSeenHours: 8 }),
  device('ENG-LT-031', 'win11-25h2', 'wei.li', 'EID'),
  device('ENG-LT-031', 'win11-22h2', 'wei.li', 'EID', {
    key: 'ENG-LT-031 before reinstalling',
    health: 'Inactive',
    risk: 'Medium',
    exposure: 'High',
    antivirus: 'NotUpdated',
    threat: 'mediumSeverity',
    failing: { RequireRemainContact: '34 days', OsMinimumVersion: '10.0.22621.4317' },
    failingSinceHours: 4 * 24,
    lastSeenHours: 34 * 24,
    lastSyncHours: 34 * 24 + 1,
    lastSignInHours: 34 * 24,
  }),
  device('ENG-WS-002', 'ubuntu2404', 'grady.archie', 'EID', { join: 'Workplace', threat: 'unknown' }),

  // Executive
  device('EXE-LT-001', 'win11-25h2', 'patti.fernandez', 'EID', { tags: ['VIP'], value: 'High', risk: 'Low' }),
  device('EXE-LT-002', 'win11-24h2', 'enrico.cattaneo', 'EID', { tags: ['VIP'], value: 'High' }),
  device('EXE-LT-003', 'win11-24h2', 'debra.berger', 'EID'),
  device('EXE-IP-001', 'ios26', 'patti.fernandez', 'EI'),

  // IT
  device('IT-LT-001', 'win11-25h2', 'iris.ek', 'EID'),
  device('IT-LT-002', 'win11-25h2', 'tomas.ng', 'EID'),
  device('IT-LT-003', 'win11-25h2', 'nadia.haddad', 'EID'),
  device('IT-LT-004', 'win11-24h2', 'allan.deyoung', 'EID'),
  device('IT-PAW-001', 'win11-25h2', 'allan.deyoung', 'EID', { tags: ['PAW'], value: 'High' }),
  device('IT-LT-005', 'win11-24h2', 'omar.bennett', 'EID'),
  device('IT-LT-006', 'win11-24h2', 'priya.raman', 'EID'),

  // Servers
  device('SRV-DC-01', 'server2022', null, 'D', { tags: ['Tier0'], value: 'High', lastSeenHours: 1 }),
  device('SRV-DC-02', 'server2022', null, 'D', {
    tags: ['Tier0'],
    value: 'High',
    lastSeenHours: 1,
    exposure: 'Medium',
  }),
  device('SRV-FILE-01', 'server2019', null, 'EID', {
    agent: 'msSense',
    state: 'unknown',
    exposure: 'High',
    antivirus: 'Updated',
  }),
  device('SRV-SQL-01', 'server2022', null, 'ED', {
    risk: 'Medium',
    exposure: 'Medium',
    tags: ['Finance-Production'],
  }),
  device('SRV-WEB-01', 'server2022', null, 'ED', {
    risk: 'High',
    exposure: 'High',
    tags: ['Internet-facing'],
  }),
  device('SRV-LNX-01', 'ubuntu2404', null, 'D', { antivirus: 'Unknown', tags: ['Web-Frontend'] }),

  // Names that are not as harmless as they look
  device('**FAKE**-[x](https://evil.example)', 'win11-24h2', 'cecil.folk', 'EI', {
    join: 'Workplace',
    personal: true,
  }),
  device("LT' or 'a' eq 'a", 'win11-24h2', 'irvin.sayers', 'EID', { personal: true, risk: 'Low' }),
  device('<at>Everyone</at>', 'win10-22h2', 'ben.walters', 'E', {
    join: 'Workplace',
    personal: true,
    lastSignInHours: 200,
  }),

  // Shared and without a user
  device('KIOSK-LOBBY-01', 'win11-24h2', null, 'I'),
  device('MEET-ROOM-01', 'android16', null, 'EI', { role: 'other', agent: 'mdm' }),
  device('WH-HH-014', 'android16', 'gerhart.moller', 'EI'),

  // Found on the network by Defender
  device('WIN-7KQ2M4P', 'win11-24h2', null, 'D', found({ lastSeenHours: 5 })),
  device('PRN-HQ-03', 'printer', null, 'D', found({ onboarding: 'Unsupported', lastSeenHours: 7 })),
  device(
    '',
    'unknown',
    null,
    'D',
    found({ key: 'unnamed', onboarding: 'InsufficientInfo', lastSeenHours: 26 }),
  ),

  // Operations
  device('OPS-LT-051', 'win11-24h2', 'mikko.salo', 'EID', {
    failing: { BitLockerEnabled: 'false' },
    failingSinceHours: 9 * 24,
    exposure: 'Medium',
  }),
  device('OPS-AN-007', 'android16', 'mikko.salo', 'EI', {
    personal: true,
    failing: { StorageRequireEncryption: 'false' },
    failingSinceHours: 20 * 24,
  }),
  device('OPS-LT-052', 'win11-24h2', 'lena.brandt', 'EID', {
    failing: { ActiveFirewallRequired: 'false' },
    failingSinceHours: 30 * 24,
    exposure: 'Medium',
  }),
];

const byKey = new Map(DEVICES.map((one) => [one.key, one]));
export const deviceOf = (key: string): DeviceSpec => must(byKey.get(key), `device ${key}`);

/** Directory object id. */
export const objectIdOf = (one: DeviceSpec): string => guid('device object', one.key);
/** Registration id: what Intune, Defender and the sign-in log hold. */
export const deviceIdOf = (one: DeviceSpec): string => guid('device registration', one.key);
export const managedIdOf = (one: DeviceSpec): string => guid('managed device', one.key);
export const machineIdOf = (one: DeviceSpec): string => hex40('machine', one.key);

export const inEntra = (one: DeviceSpec): boolean => one.in.includes('E');
export const inIntune = (one: DeviceSpec): boolean => one.in.includes('I');
export const inDefender = (one: DeviceSpec): boolean => one.in.includes('D');

export type IntuneState = 'compliant' | 'noncompliant' | 'inGracePeriod' | 'configManager' | 'unknown';

/** `hoursAgo` tells when: a device that fails today may have been fine last week. */
export function intuneState(one: DeviceSpec, hoursAgo = 0): IntuneState {
  if (one.state !== undefined) return one.state;
  if (Object.keys(one.failing).length === 0) return 'compliant';
  return hoursAgo < one.failingSinceHours ? 'noncompliant' : 'compliant';
}

/** Entra `isCompliant`: true during grace; null where no management service ever reported. */
export function isCompliant(one: DeviceSpec, hoursAgo = 0): boolean | null {
  if (!inIntune(one) || one.state === 'unknown') return null;
  return intuneState(one, hoursAgo) !== 'noncompliant';
}
