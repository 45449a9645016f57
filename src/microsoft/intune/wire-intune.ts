/** Intune's JSON as the domain sees it. Reference sheet intune-api, sections 2 to 6. */
import { z } from 'zod/v4';
import type { NoncompliantDevice } from '../../domain/ports/tenant.ts';
import type {
  CompliancePolicy,
  CompliancePolicyState,
  ManagedDevice,
  ProtectionState,
  SettingState,
  ThreatDefenseConnector,
} from '../../domain/tenant/device.ts';
import { filledText, flag, guid, id, number, oneOf, text, time } from '../http/wire.ts';

export const MANAGED_DEVICE_SELECT = [
  'id',
  'deviceName',
  'azureADDeviceId',
  'userId',
  'userPrincipalName',
  'userDisplayName',
  'complianceState',
  'complianceGracePeriodExpirationDateTime',
  'partnerReportedThreatState',
  'managementAgent',
  'managementState',
  'managedDeviceOwnerType',
  'operatingSystem',
  'osVersion',
  'model',
  'manufacturer',
  'serialNumber',
  'isEncrypted',
  'enrolledDateTime',
  'lastSyncDateTime',
].join(',');

export const managedDevice: z.ZodType<ManagedDevice> = z.object({
  id,
  deviceName: text.transform((value) => value ?? ''),
  azureADDeviceId: guid,
  userId: guid,
  userPrincipalName: filledText,
  userDisplayName: filledText,
  complianceState: oneOf(
    ['compliant', 'noncompliant', 'conflict', 'error', 'inGracePeriod', 'configManager'],
    'unknown',
  ),
  complianceGracePeriodExpirationDateTime: time,
  partnerReportedThreatState: oneOf(
    [
      'activated',
      'deactivated',
      'secured',
      'lowSeverity',
      'mediumSeverity',
      'highSeverity',
      'unresponsive',
      'compromised',
      'misconfigured',
    ],
    'unknown',
  ),
  managementAgent: text.transform((value) => value ?? 'unknown'),
  managementState: text.transform((value) => value ?? 'unknown'),
  managedDeviceOwnerType: oneOf(['company', 'personal'], 'unknown'),
  operatingSystem: filledText,
  osVersion: filledText,
  model: filledText,
  manufacturer: filledText,
  serialNumber: filledText,
  isEncrypted: flag,
  enrolledDateTime: time,
  lastSyncDateTime: time,
});

export const noncompliantDevice: z.ZodType<NoncompliantDevice> = z.object({
  id,
  deviceName: text.transform((value) => value ?? ''),
  azureADDeviceId: guid,
  lastSyncDateTime: time,
});

const complianceStatus = oneOf(
  ['notApplicable', 'compliant', 'remediated', 'nonCompliant', 'error', 'conflict', 'notAssigned'],
  'unknown',
);

export const settingState: z.ZodType<SettingState> = z.object({
  setting: text.transform((value) => value ?? ''),
  settingName: filledText,
  state: complianceStatus,
  // Int64: some services write such numbers as text.
  errorCode: z
    .union([z.number(), z.string().regex(/^-?\d+$/)])
    .nullish()
    .transform((value) => Number(value ?? 0)),
  errorDescription: filledText,
  currentValue: filledText,
  userPrincipalName: filledText,
});

export const policyState: z.ZodType<CompliancePolicyState> = z
  .object({
    id,
    displayName: text.transform((value) => value ?? ''),
    state: complianceStatus,
    settingStates: z.array(settingState).nullish(),
  })
  .transform((one) => ({ ...one, settingStates: one.settingStates ?? null }));

/** Levels that let every risk pass (section 4). */
const NO_LEVEL = ['unavailable', 'notSet', 'high'];

export const compliancePolicy: z.ZodType<CompliancePolicy> = z
  .object({
    id,
    '@odata.type': text,
    displayName: text.transform((value) => value ?? ''),
    deviceThreatProtectionEnabled: flag,
    deviceThreatProtectionRequiredSecurityLevel: filledText,
    assignments: z.array(z.unknown()).nullish(),
  })
  .transform((one) => {
    const level =
      one.deviceThreatProtectionEnabled === true ? one.deviceThreatProtectionRequiredSecurityLevel : null;
    return {
      id: one.id,
      displayName: one.displayName,
      kind: one['@odata.type']?.replace('#microsoft.graph.', '') ?? 'unknown',
      threatLevel: level === null || NO_LEVEL.includes(level) ? null : level,
      isAssigned: (one.assignments ?? []).length > 0,
    };
  });

/** Every member may be null; an answer that has none of them is about something else. */
function saysProtection(value: object): boolean {
  return 'malwareProtectionEnabled' in value || 'realTimeProtectionEnabled' in value;
}

export const protectionState: z.ZodType<ProtectionState> = z
  .looseObject({})
  .refine(saysProtection)
  .pipe(
    z.object({
      malwareProtectionEnabled: flag,
      realTimeProtectionEnabled: flag,
      tamperProtectionEnabled: flag,
      signatureUpdateOverdue: flag,
      quickScanOverdue: flag,
      fullScanOverdue: flag,
      fullScanRequired: flag,
      deviceState: text.transform((value) => (value ?? '').split(/,\s*/).filter((one) => one !== '')),
      signatureVersion: filledText,
      antiMalwareVersion: filledText,
      lastQuickScanDateTime: time,
      lastFullScanDateTime: time,
      lastReportedDateTime: time,
    }),
  );

export const connector: z.ZodType<ThreatDefenseConnector> = z.object({
  id,
  partnerState: oneOf(['unavailable', 'available', 'enabled', 'unresponsive'], 'unknown'),
  lastHeartbeatDateTime: time,
  partnerUnresponsivenessThresholdInDays: number,
  windowsEnabled: flag,
  iosEnabled: flag,
  androidEnabled: flag,
});
