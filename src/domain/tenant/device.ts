/**
 * One device as three services know it. Field names are Microsoft's; times are ISO or null when the service says
 * "never" (`0001-01-01…`); a value that this version does not know is kept as `unknown`, never guessed.
 * Sources: reference sheets intune-api (section 2), mde-api (sections 4 and 5), entra-api (section 3).
 */
import type { IsoTime } from './evidence.ts';

/** Intune `managedDevice.complianceState`. */
export type ComplianceState =
  'unknown' | 'compliant' | 'noncompliant' | 'conflict' | 'error' | 'inGracePeriod' | 'configManager';

/** Intune `managedDevice.partnerReportedThreatState`: what Intune last heard from Defender; it can lag by hours. */
export type PartnerThreatState =
  | 'unknown'
  | 'activated'
  | 'deactivated'
  | 'secured'
  | 'lowSeverity'
  | 'mediumSeverity'
  | 'highSeverity'
  | 'unresponsive'
  | 'compromised'
  | 'misconfigured';

/** Intune `managedDevice`. */
export interface ManagedDevice {
  readonly id: string;
  readonly deviceName: string;
  /** Equals Entra `device.deviceId` and Defender `aadDeviceId`; null when the device is not in Entra. */
  readonly azureADDeviceId: string | null;
  readonly userId: string | null;
  readonly userPrincipalName: string | null;
  readonly userDisplayName: string | null;
  readonly complianceState: ComplianceState;
  readonly complianceGracePeriodExpirationDateTime: IsoTime | null;
  readonly partnerReportedThreatState: PartnerThreatState;
  readonly managementAgent: string;
  readonly managementState: string;
  readonly managedDeviceOwnerType: 'unknown' | 'company' | 'personal';
  readonly operatingSystem: string | null;
  readonly osVersion: string | null;
  readonly model: string | null;
  readonly manufacturer: string | null;
  readonly serialNumber: string | null;
  readonly isEncrypted: boolean | null;
  readonly enrolledDateTime: IsoTime | null;
  readonly lastSyncDateTime: IsoTime | null;
}

/** Intune `complianceStatus` of a policy or a setting. */
export type ComplianceStatus =
  | 'unknown'
  | 'notApplicable'
  | 'compliant'
  | 'remediated'
  | 'nonCompliant'
  | 'error'
  | 'conflict'
  | 'notAssigned';

/** Intune `deviceCompliancePolicySettingState`. */
export interface SettingState {
  /** `Windows10CompliancePolicy.BitLockerEnabled`; a bare name for a custom compliance script. */
  readonly setting: string;
  readonly settingName: string | null;
  readonly state: ComplianceStatus;
  readonly errorCode: number;
  readonly errorDescription: string | null;
  readonly currentValue: string | null;
  readonly userPrincipalName: string | null;
}

/** Intune `deviceCompliancePolicyState`, with the settings of a policy that is not met. */
export interface CompliancePolicyState {
  readonly id: string;
  readonly displayName: string;
  readonly state: ComplianceStatus;
  /** null = not read (the policy is met). */
  readonly settingStates: readonly SettingState[] | null;
}

/** Intune `windowsProtectionState`. */
export interface ProtectionState {
  readonly malwareProtectionEnabled: boolean | null;
  readonly realTimeProtectionEnabled: boolean | null;
  readonly tamperProtectionEnabled: boolean | null;
  readonly signatureUpdateOverdue: boolean | null;
  readonly quickScanOverdue: boolean | null;
  readonly fullScanOverdue: boolean | null;
  readonly fullScanRequired: boolean | null;
  /** Flags of `deviceState`: `fullScanPending`, `rebootPending`; `clean` stands alone. Empty = not reported. */
  readonly deviceState: readonly string[];
  readonly signatureVersion: string | null;
  readonly antiMalwareVersion: string | null;
  readonly lastQuickScanDateTime: IsoTime | null;
  readonly lastFullScanDateTime: IsoTime | null;
  readonly lastReportedDateTime: IsoTime | null;
}

/** Intune `deviceCompliancePolicy`, as far as it looks at a machine's risk. */
export interface CompliancePolicy {
  readonly id: string;
  readonly displayName: string;
  /** `windows10CompliancePolicy`; the type says the platform. */
  readonly kind: string;
  /** The highest risk that still counts as compliant; null = the policy does not look at risk. */
  readonly threatLevel: string | null;
  readonly isAssigned: boolean;
}

/** Intune `mobileThreatDefenseConnector` of Defender for Endpoint. */
export interface ThreatDefenseConnector {
  readonly id: string;
  readonly partnerState: 'unavailable' | 'available' | 'enabled' | 'unresponsive' | 'unknown';
  readonly lastHeartbeatDateTime: IsoTime | null;
  readonly partnerUnresponsivenessThresholdInDays: number | null;
  readonly windowsEnabled: boolean | null;
  readonly iosEnabled: boolean | null;
  readonly androidEnabled: boolean | null;
}

export type RiskScore = 'None' | 'Informational' | 'Low' | 'Medium' | 'High' | 'unknown';
export type ExposureLevel = 'None' | 'Low' | 'Medium' | 'High' | 'unknown';
export type SensorHealth =
  | 'Active'
  | 'Inactive'
  | 'ImpairedCommunication'
  | 'NoSensorData'
  | 'NoSensorDataImpairedCommunication'
  | 'Unknown';

/** Defender for Endpoint `machine`. */
export interface Machine {
  /** 40 hexadecimal characters. */
  readonly id: string;
  readonly computerDnsName: string | null;
  readonly aadDeviceId: string | null;
  readonly firstSeen: IsoTime | null;
  /** Last full report, normally once in 24 h. */
  readonly lastSeen: IsoTime | null;
  readonly osPlatform: string | null;
  readonly osVersion: string | null;
  /** `1709`, `22H2`, `24.04`. */
  readonly version: string | null;
  readonly healthStatus: SensorHealth;
  /** `Onboarded`, `CanBeOnboarded`, `Unsupported`, `InsufficientInfo` or `unknown`. */
  readonly onboardingStatus: string;
  readonly riskScore: RiskScore;
  readonly exposureLevel: ExposureLevel;
  readonly deviceValue: 'Normal' | 'Low' | 'High' | 'unknown';
  readonly rbacGroupName: string | null;
  readonly machineTags: readonly string[];
  readonly lastIpAddress: string | null;
  readonly lastExternalIpAddress: string | null;
  readonly defenderAvStatus: string | null;
  readonly isAadJoined: boolean | null;
}

export type MachineActionStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'TimeOut' | 'Cancelled' | 'unknown';

/** Defender for Endpoint `machineAction`. */
export interface MachineAction {
  readonly id: string;
  /** `Isolate`, `Unisolate`, `RunAntiVirusScan`, … */
  readonly type: string;
  readonly scope: string | null;
  readonly status: MachineActionStatus;
  readonly requestor: string | null;
  readonly requestorComment: string | null;
  readonly requestSource: string | null;
  readonly machineId: string;
  readonly creationDateTimeUtc: IsoTime;
  readonly lastUpdateDateTimeUtc: IsoTime | null;
  readonly errorHResult: number | null;
  readonly troubleshootInfo: string | null;
  /** SHA-1 of the file that it is about, in lower case. */
  readonly relatedFile: string | null;
  /** What was given with its cancellation. */
  readonly cancellationComment: string | null;
  /** Of a live response session; others have none. */
  readonly commands: readonly SessionCommand[];
}

/** One command of a live response session. */
export interface SessionCommand {
  readonly type: string;
  /** What it runs, fetches or puts there. */
  readonly object: string | null;
  readonly status: 'Created' | 'Completed' | 'Failed' | 'unknown';
  readonly errors: readonly string[];
}

/** Defender for Endpoint's answer to the start of an automated investigation. */
export interface Investigation {
  readonly id: string;
}

/** Defender for Endpoint `…/logonusers`. */
export interface LogonUser {
  readonly accountName: string;
  readonly accountDomain: string | null;
  readonly firstSeen: IsoTime | null;
  readonly lastSeen: IsoTime | null;
  readonly logonTypes: string | null;
  readonly isDomainAdmin: boolean | null;
}

/** Defender for Endpoint `…/vulnerabilities`. */
export interface Vulnerability {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly cvssV3: number | null;
  readonly publicExploit: boolean;
  readonly exploitInKit: boolean;
  readonly publishedOn: IsoTime | null;
}

/** Defender for Endpoint `…/software`. */
export interface InstalledSoftware {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly weaknesses: number;
  readonly publicExploit: boolean;
}

/** Defender for Endpoint alert on a machine (`…/machines/{id}/alerts`). */
export interface DeviceAlert {
  readonly id: string;
  readonly incidentId: string | null;
  readonly title: string;
  readonly severity: 'UnSpecified' | 'Informational' | 'Low' | 'Medium' | 'High';
  readonly status: 'Unknown' | 'New' | 'InProgress' | 'Resolved';
  readonly category: string | null;
  readonly assignedTo: string | null;
  readonly alertCreationTime: IsoTime | null;
  readonly lastEventTime: IsoTime | null;
}

/** Entra `device`. Two ids: `id` is the directory object, `deviceId` the registration that the others know. */
export interface DirectoryDevice {
  readonly id: string;
  readonly deviceId: string;
  readonly displayName: string | null;
  readonly accountEnabled: boolean | null;
  /** null = never reported. */
  readonly isCompliant: boolean | null;
  readonly isManaged: boolean | null;
  readonly trustType: 'AzureAd' | 'ServerAd' | 'Workplace' | 'unknown';
  readonly profileType: string | null;
  readonly operatingSystem: string | null;
  readonly operatingSystemVersion: string | null;
  readonly deviceOwnership: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly mdmAppId: string | null;
  readonly enrollmentProfileName: string | null;
  readonly physicalIds: readonly string[];
  readonly systemLabels: readonly string[];
  readonly extensionAttributes: Readonly<Record<string, string | null>>;
  readonly registrationDateTime: IsoTime | null;
  readonly approximateLastSignInDateTime: IsoTime | null;
}
