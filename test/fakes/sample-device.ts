/** A healthy laptop in three services, and parts of it; what a test is about is passed in. */
import type {
  CompliancePolicyState,
  DeviceAlert,
  DirectoryDevice,
  Machine,
  MachineAction,
  ManagedDevice,
  ProtectionState,
  SettingState,
  ThreatDefenseConnector,
  Vulnerability,
} from '../../src/domain/tenant/device.ts';
import type { SignIn, User } from '../../src/domain/tenant/user.ts';
import type { TenantData } from './tenant-ports.ts';
import { NOW } from './tenant-ports.ts';

export const DEVICE_ID = '2b6d3e11-7a53-4d0e-9a0b-1f7d0c9b8a77';
export const OBJECT_ID = '0d0e4f77-1111-4222-8333-444455556666';
export const MANAGED_ID = '5c1e4f0a-0d3b-4a5f-9a77-2f6f7a1c9e10';
export const MACHINE_ID = '5c1f0a7de3b94a6f8f2b7c90d4e1a2b3c4d5e6f7';
export const ADELE_ID = 'a0000000-0000-4000-8000-000000000001';

/** `ago({ days: 9 })` as ISO time. */
export function ago(span: { days?: number; hours?: number; minutes?: number }): string {
  const ms = ((span.days ?? 0) * 24 + (span.hours ?? 0)) * 3_600_000 + (span.minutes ?? 0) * 60_000;
  return new Date(NOW.getTime() - ms).toISOString();
}

export function directoryDevice(part: Partial<DirectoryDevice> = {}): DirectoryDevice {
  return {
    id: OBJECT_ID,
    deviceId: DEVICE_ID,
    displayName: 'FIN-LT-042',
    accountEnabled: true,
    isCompliant: true,
    isManaged: true,
    trustType: 'AzureAd',
    profileType: 'RegisteredDevice',
    operatingSystem: 'Windows',
    operatingSystemVersion: '10.0.26100',
    deviceOwnership: 'company',
    manufacturer: 'Contoso',
    model: 'Book 5',
    mdmAppId: null,
    enrollmentProfileName: null,
    physicalIds: [],
    systemLabels: [],
    extensionAttributes: {},
    registrationDateTime: ago({ days: 200 }),
    approximateLastSignInDateTime: ago({ days: 3 }),
    ...part,
  };
}

export function managedDevice(part: Partial<ManagedDevice> = {}): ManagedDevice {
  return {
    id: MANAGED_ID,
    deviceName: 'FIN-LT-042',
    azureADDeviceId: DEVICE_ID,
    userId: ADELE_ID,
    userPrincipalName: 'adele.vance@contoso.example',
    userDisplayName: 'Adele Vance',
    complianceState: 'compliant',
    complianceGracePeriodExpirationDateTime: null,
    partnerReportedThreatState: 'secured',
    managementAgent: 'mdm',
    managementState: 'managed',
    managedDeviceOwnerType: 'company',
    operatingSystem: 'Windows',
    osVersion: '10.0.26100',
    model: 'Book 5',
    manufacturer: 'Contoso',
    serialNumber: 'SN042',
    isEncrypted: true,
    enrolledDateTime: ago({ days: 200 }),
    lastSyncDateTime: ago({ hours: 2 }),
    ...part,
  };
}

export function machine(part: Partial<Machine> = {}): Machine {
  return {
    id: MACHINE_ID,
    computerDnsName: 'fin-lt-042.contoso.example',
    aadDeviceId: DEVICE_ID,
    firstSeen: ago({ days: 200 }),
    lastSeen: ago({ hours: 3 }),
    osPlatform: 'Windows11',
    osVersion: null,
    version: '24H2',
    healthStatus: 'Active',
    onboardingStatus: 'Onboarded',
    riskScore: 'None',
    exposureLevel: 'Low',
    deviceValue: 'Normal',
    rbacGroupName: 'Laptops',
    machineTags: [],
    lastIpAddress: '10.20.4.17',
    lastExternalIpAddress: '198.51.100.9',
    defenderAvStatus: null,
    isAadJoined: true,
    ...part,
  };
}

export function action(part: Partial<MachineAction> = {}): MachineAction {
  return {
    id: '0f3d2f84-9a7e-4e42-9d1b-7a6f0a5e6c21',
    type: 'Isolate',
    scope: 'Full',
    status: 'Succeeded',
    requestor: 'Drawbridge',
    requestorComment: 'R-7F3K2 approved by Tomas Ng',
    requestSource: 'PublicApi',
    machineId: MACHINE_ID,
    creationDateTimeUtc: ago({ hours: 5 }),
    lastUpdateDateTimeUtc: ago({ hours: 4 }),
    errorHResult: 0,
    troubleshootInfo: null,
    relatedFile: null,
    cancellationComment: null,
    commands: [],
    ...part,
  };
}

export function alert(part: Partial<DeviceAlert> = {}): DeviceAlert {
  return {
    id: 'da637',
    incidentId: '12',
    title: 'Suspicious PowerShell command line',
    severity: 'High',
    status: 'New',
    category: 'Execution',
    assignedTo: null,
    alertCreationTime: ago({ hours: 6 }),
    lastEventTime: ago({ hours: 5 }),
    ...part,
  };
}

export function vulnerability(part: Partial<Vulnerability> = {}): Vulnerability {
  return {
    id: 'CVE-2026-0001',
    name: 'CVE-2026-0001',
    severity: 'High',
    cvssV3: 7.8,
    publicExploit: false,
    exploitInKit: false,
    publishedOn: ago({ days: 30 }),
    ...part,
  };
}

export function setting(part: Partial<SettingState> = {}): SettingState {
  return {
    setting: 'Windows10CompliancePolicy.BitLockerEnabled',
    settingName: 'BitLocker',
    state: 'nonCompliant',
    errorCode: 0,
    errorDescription: null,
    currentValue: null,
    userPrincipalName: 'adele.vance@contoso.example',
    ...part,
  };
}

export function policyState(part: Partial<CompliancePolicyState> = {}): CompliancePolicyState {
  return { id: 'p1', displayName: 'Windows baseline', state: 'compliant', settingStates: null, ...part };
}

export function protection(part: Partial<ProtectionState> = {}): ProtectionState {
  return {
    malwareProtectionEnabled: true,
    realTimeProtectionEnabled: true,
    tamperProtectionEnabled: true,
    signatureUpdateOverdue: false,
    quickScanOverdue: false,
    fullScanOverdue: false,
    fullScanRequired: false,
    deviceState: ['clean'],
    signatureVersion: '1.421.7.0',
    antiMalwareVersion: '4.18.1',
    lastQuickScanDateTime: ago({ days: 1 }),
    lastFullScanDateTime: null,
    lastReportedDateTime: ago({ hours: 2 }),
    ...part,
  };
}

export function connector(part: Partial<ThreatDefenseConnector> = {}): ThreatDefenseConnector {
  return {
    id: 'fc780465-2017-40d4-a0c5-307022471b92',
    partnerState: 'enabled',
    lastHeartbeatDateTime: ago({ hours: 1 }),
    partnerUnresponsivenessThresholdInDays: 7,
    windowsEnabled: true,
    iosEnabled: true,
    androidEnabled: true,
    ...part,
  };
}

export function user(part: Partial<User> = {}): User {
  return {
    id: ADELE_ID,
    displayName: 'Adele Vance',
    userPrincipalName: 'adele.vance@contoso.example',
    mail: 'adele.vance@contoso.example',
    userType: 'Member',
    accountEnabled: true,
    department: 'Finance',
    jobTitle: 'Controller',
    onPremisesSamAccountName: 'adelev',
    onPremisesSyncEnabled: null,
    externalUserState: null,
    creationType: null,
    assignedPlans: [],
    ...part,
  };
}

export function signIn(part: Partial<SignIn> = {}): SignIn {
  return {
    id: 's1',
    createdDateTime: ago({ hours: 1 }),
    userId: ADELE_ID,
    appId: '00000002-0000-0ff1-ce00-000000000000',
    appDisplayName: 'Office 365 Exchange Online',
    resourceId: null,
    resourceDisplayName: null,
    ipAddress: '198.51.100.9',
    clientAppUsed: 'Browser',
    isInteractive: true,
    correlationId: 'c1',
    conditionalAccessStatus: 'success',
    appliedPolicies: [],
    errorCode: 0,
    failureReason: null,
    device: null,
    city: 'Oslo',
    countryOrRegion: 'NO',
    riskLevelDuringSignIn: 'none',
    ...part,
  };
}

/** The laptop of Adele, healthy, in every service. */
export function healthyTenant(part: TenantData = {}): TenantData {
  return {
    users: [user()],
    devices: [directoryDevice()],
    owners: { [OBJECT_ID]: [ADELE_ID] },
    managedDevices: [managedDevice()],
    policyStates: { [MANAGED_ID]: [policyState()] },
    protection: { [MANAGED_ID]: protection() },
    connector: connector(),
    machines: [machine()],
    ...part,
  };
}
