/** The Intune compliance policies of the demo tenant, one entry each; compliance.ts gives them Graph's shape. */

type CompliancePolicyKey =
  'windows' | 'windows-risk' | 'windows-current' | 'macos' | 'ios' | 'android' | 'windows-draft';

export interface CompliancePolicySpec {
  readonly key: CompliancePolicyKey;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** `setting` begins with this. */
  readonly prefix: string;
  readonly platformType: 'windows10AndLater' | 'macOS' | 'iOS' | 'androidForWork';
  /** `managedDevice.operatingSystem`. */
  readonly system: string;
  readonly graceHours: number;
  /** Group keys; empty = all licensed users; null = not assigned. */
  readonly assignedTo: readonly string[] | null;
  readonly excluded: readonly string[];
  /** The policy's own properties; the Windows threat, Defender and firewall ones are beta only. */
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  /** Settings that are looked at: property after the dot → friendly name. */
  readonly settings: Readonly<Record<string, string>>;
}

const WINDOWS_SETTINGS = {
  BitLockerEnabled: 'Require BitLocker',
  SecureBootEnabled: 'Require Secure Boot to be enabled on the device',
  OsMinimumVersion: 'Minimum OS version',
  ActiveFirewallRequired: 'Firewall',
  DefenderEnabled: 'Microsoft Defender Antimalware',
  RtpEnabled: 'Real-time protection',
};

export const COMPLIANCE_POLICIES: readonly CompliancePolicySpec[] = [
  {
    key: 'windows',
    name: 'Windows - Corporate baseline',
    description: 'BitLocker, Secure Boot, supported Windows, firewall and Defender on every Windows device',
    type: '#microsoft.graph.windows10CompliancePolicy',
    prefix: 'Windows10CompliancePolicy',
    platformType: 'windows10AndLater',
    system: 'Windows',
    graceHours: 0,
    assignedTo: ['all-employees'],
    excluded: ['kiosks'],
    properties: {
      bitLockerEnabled: true,
      secureBootEnabled: true,
      osMinimumVersion: '10.0.22631.4317',
      activeFirewallRequired: true,
      defenderEnabled: true,
      rtpEnabled: true,
      deviceThreatProtectionEnabled: false,
      deviceThreatProtectionRequiredSecurityLevel: 'unavailable',
    },
    settings: WINDOWS_SETTINGS,
  },
  {
    key: 'windows-risk',
    name: 'Windows - Machine risk at most medium',
    description:
      'Lets the Defender for Endpoint machine risk count for the departments that hold personal and financial data',
    type: '#microsoft.graph.windows10CompliancePolicy',
    prefix: 'Windows10CompliancePolicy',
    platformType: 'windows10AndLater',
    system: 'Windows',
    graceHours: 0,
    assignedTo: ['Finance', 'HR', 'Executive'],
    excluded: [],
    properties: {
      bitLockerEnabled: false,
      secureBootEnabled: false,
      deviceThreatProtectionEnabled: true,
      deviceThreatProtectionRequiredSecurityLevel: 'medium',
    },
    settings: {
      DeviceThreatProtectionRequiredSecurityLevel:
        'Require the device to be at or under the machine risk score',
    },
  },
  {
    key: 'windows-current',
    name: 'Windows - Current release (5 days of grace)',
    description: 'First ring: Windows 11 24H2 or newer',
    type: '#microsoft.graph.windows10CompliancePolicy',
    prefix: 'Windows10CompliancePolicy',
    platformType: 'windows10AndLater',
    system: 'Windows',
    graceHours: 120,
    assignedTo: ['update-ring-1'],
    excluded: [],
    properties: { bitLockerEnabled: false, secureBootEnabled: false, osMinimumVersion: '10.0.26100.6899' },
    settings: { OsMinimumVersion: 'Minimum OS version' },
  },
  {
    key: 'macos',
    name: 'macOS - Baseline',
    description: 'FileVault, firewall and a supported macOS',
    type: '#microsoft.graph.macOSCompliancePolicy',
    prefix: 'MacOSCompliancePolicy',
    platformType: 'macOS',
    system: 'macOS',
    graceHours: 24,
    assignedTo: [],
    excluded: [],
    properties: {
      osMinimumVersion: '15.6',
      storageRequireEncryption: true,
      firewallEnabled: true,
      systemIntegrityProtectionEnabled: true,
      deviceThreatProtectionEnabled: false,
      deviceThreatProtectionRequiredSecurityLevel: 'unavailable',
    },
    settings: {
      OsMinimumVersion: 'Minimum OS version',
      StorageRequireEncryption: 'Require encryption of data storage on device',
      FirewallEnabled: 'Firewall',
    },
  },
  {
    key: 'ios',
    name: 'iOS and iPadOS - Baseline',
    description: 'Passcode, not jailbroken, supported iOS, threat level at most medium',
    type: '#microsoft.graph.iosCompliancePolicy',
    prefix: 'IOSCompliancePolicy',
    platformType: 'iOS',
    system: 'iOS',
    graceHours: 24,
    assignedTo: [],
    excluded: [],
    properties: {
      passcodeRequired: true,
      passcodeMinimumLength: 6,
      osMinimumVersion: '26.0',
      securityBlockJailbrokenDevices: true,
      deviceThreatProtectionEnabled: true,
      deviceThreatProtectionRequiredSecurityLevel: 'medium',
    },
    settings: {
      PasscodeRequired: 'Require a password to unlock mobile devices',
      OsMinimumVersion: 'Minimum OS version',
      SecurityBlockJailbrokenDevices: 'Jailbroken devices',
    },
  },
  {
    key: 'android',
    name: 'Android work profile - Baseline',
    description: 'Not rooted, encrypted, supported Android',
    type: '#microsoft.graph.androidWorkProfileCompliancePolicy',
    prefix: 'AndroidWorkProfileCompliancePolicy',
    platformType: 'androidForWork',
    system: 'Android',
    graceHours: 24,
    assignedTo: [],
    excluded: [],
    properties: {
      passwordRequired: true,
      osMinimumVersion: '14.0',
      storageRequireEncryption: true,
      securityBlockJailbrokenDevices: true,
      deviceThreatProtectionEnabled: false,
      deviceThreatProtectionRequiredSecurityLevel: 'unavailable',
    },
    settings: {
      OsMinimumVersion: 'Minimum OS version',
      StorageRequireEncryption: 'Require encryption of data storage on device',
      SecurityBlockJailbrokenDevices: 'Rooted devices',
    },
  },
  {
    key: 'windows-draft',
    name: 'Windows - Machine risk clear (draft)',
    description: 'Never assigned: a threat level that protects nobody',
    type: '#microsoft.graph.windows10CompliancePolicy',
    prefix: 'Windows10CompliancePolicy',
    platformType: 'windows10AndLater',
    system: 'Windows',
    graceHours: 0,
    assignedTo: null,
    excluded: [],
    properties: {
      bitLockerEnabled: false,
      deviceThreatProtectionEnabled: true,
      deviceThreatProtectionRequiredSecurityLevel: 'secured',
    },
    settings: {},
  },
];
