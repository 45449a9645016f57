/** `managedDevices.json`: Intune's side of the devices, with the antivirus state as its navigation. */
import type {
  DeviceEnrollmentType,
  ManagedDevice,
  WindowsProtectionState,
} from '@microsoft/microsoft-graph-types';
import {
  DEVICES,
  deviceIdOf,
  inEntra,
  inIntune,
  intuneState,
  managedIdOf,
  type DeviceSpec,
} from './device-catalogue.ts';
import { graceEnd } from './compliance.ts';
import { registeredDaysAgo } from './entra-devices.ts';
import { personOf, type Person } from './people.ts';
import { PLATFORMS } from './platforms.ts';
import { DAY, HOUR, NEVER, NO_END, ago, guid, hex40, must, numberFrom, pick } from './stable.ts';

const GIB = 1024 ** 3;
const NO_ENTRA_ID = '00000000-0000-0000-0000-000000000000';

function protectionState(one: DeviceSpec): WindowsProtectionState {
  const on = one.antivirus !== 'Disabled' && one.failing['RtpEnabled'] === undefined;
  const stale = one.antivirus === 'NotUpdated';
  return {
    id: guid('protection state', one.key),
    malwareProtectionEnabled: true,
    realTimeProtectionEnabled: on,
    networkInspectionSystemEnabled: on,
    tamperProtectionEnabled: on,
    // In Microsoft's metadata, though not yet in the published types.
    ...{ controlledConfigurationEnabled: false },
    isVirtualMachine: one.role === 'server',
    rebootRequired: false,
    quickScanOverdue: stale,
    fullScanOverdue: false,
    fullScanRequired: false,
    signatureUpdateOverdue: stale,
    deviceState: 'clean',
    productStatus: stale ? 'avSignaturesOutOfDate' : 'noStatus',
    engineVersion: '1.1.25100.9002',
    signatureVersion: stale ? '1.441.18.0' : '1.441.512.0',
    antiMalwareVersion: '4.18.25100.9006',
    lastQuickScanDateTime: ago((one.lastSyncHours + 20) * HOUR),
    lastQuickScanSignatureVersion: '1.441.480.0',
    lastFullScanDateTime: NEVER,
    lastFullScanSignatureVersion: null,
    lastReportedDateTime: ago(one.lastSyncHours * HOUR),
  };
}

function enrolment(one: DeviceSpec): DeviceEnrollmentType {
  if (one.agent === 'configurationManagerClientMdm') return 'windowsCoManagement';
  if (PLATFORMS[one.platform].intune !== 'Windows') return 'userEnrollment';
  return one.join === 'Workplace'
    ? 'userEnrollment'
    : one.owner === null
      ? 'windowsBulkUserless'
      : 'windowsAzureADJoin';
}

function userPart(owner: Person | null): Partial<ManagedDevice> {
  return {
    userId: owner?.id ?? '',
    userDisplayName: owner?.displayName ?? '',
    userPrincipalName: owner?.upn ?? '',
    emailAddress: owner?.mail ?? '',
  };
}

function hardwarePart(one: DeviceSpec): Partial<ManagedDevice> {
  const platform = PLATFORMS[one.platform];
  const phone = one.platform === 'ios26' || platform.intune === 'Android';
  const mac = hex40('mac', one.key).toUpperCase();
  return {
    model: pick(platform.models, 'model', one.key),
    manufacturer: platform.manufacturer,
    serialNumber: hex40('serial', one.key).slice(0, 8).toUpperCase(),
    imei: phone ? `35${String(numberFrom(10 ** 13, 'imei', one.key)).padStart(13, '0')}` : '',
    meid: '',
    udid: null,
    iccid: null,
    wiFiMacAddress: mac.slice(0, 12),
    ethernetMacAddress: null,
    physicalMemoryInBytes: 0,
    totalStorageSpaceInBytes: 476 * GIB,
    freeStorageSpaceInBytes: (90 + numberFrom(250, 'free space', one.key)) * GIB,
    phoneNumber: '',
    subscriberCarrier: '',
    androidSecurityPatchLevel: platform.intune === 'Android' ? '2026-10-01' : '',
  };
}

const EXCHANGE_AND_REMOTE: Partial<ManagedDevice> = {
  easActivated: false,
  easActivationDateTime: NEVER,
  easDeviceId: '',
  exchangeAccessState: 'none',
  exchangeAccessStateReason: 'none',
  exchangeLastSuccessfulSyncDateTime: NEVER,
  activationLockBypassCode: null,
  remoteAssistanceSessionErrorDetails: null,
  remoteAssistanceSessionUrl: null,
  configurationManagerClientEnabledFeatures: null,
  deviceHealthAttestationState: null,
};

function toManagedDevice(one: DeviceSpec): ManagedDevice {
  const platform = PLATFORMS[one.platform];
  const owner = one.owner === null ? null : personOf(one.owner);
  const windows = platform.intune === 'Windows';
  const enrolled = ago(registeredDaysAgo(one) * DAY - HOUR);
  return {
    id: managedIdOf(one),
    deviceName: one.name,
    managedDeviceName: `${owner?.key ?? 'shared'}_${must(platform.intune, 'Intune system')}_${enrolled.slice(0, 10)}`,
    azureADDeviceId: inEntra(one) ? deviceIdOf(one) : NO_ENTRA_ID,
    azureADRegistered: inEntra(one),
    ...userPart(owner),
    complianceState: intuneState(one),
    complianceGracePeriodExpirationDateTime: graceEnd(one) ?? NO_END,
    // In Microsoft's metadata, though not yet in the published types.
    ...{ managementState: 'managed' },
    managementAgent: one.agent,
    deviceEnrollmentType: enrolment(one),
    deviceRegistrationState: 'registered',
    deviceCategoryDisplayName: '',
    managedDeviceOwnerType: one.personal ? 'personal' : 'company',
    enrolledDateTime: enrolled,
    lastSyncDateTime: ago(one.lastSyncHours * HOUR),
    managementCertificateExpirationDate: ago(-(365 - (registeredDaysAgo(one) % 365)) * DAY),
    enrollmentProfileName: null,
    operatingSystem: must(platform.intune, 'Intune system'),
    osVersion: platform.version,
    isEncrypted: one.failing['BitLockerEnabled'] === undefined,
    isSupervised: false,
    jailBroken: windows ? 'Unknown' : 'False',
    partnerReportedThreatState: one.threat,
    requireUserEnrollmentApproval: null,
    notes: null,
    ...hardwarePart(one),
    ...EXCHANGE_AND_REMOTE,
    deviceActionResults: [],
    ...(windows ? { windowsProtectionState: protectionState(one) } : {}),
  };
}

export const managedDevices = (): ManagedDevice[] => DEVICES.filter(inIntune).map(toManagedDevice);
