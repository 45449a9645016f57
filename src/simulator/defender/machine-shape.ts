/** Properties of a machine as documented, and (second group) as seen in captures or UNCONFIRMED. */
import { text, type JsonObject } from '../json.ts';

const DOCUMENTED =
  `id computerDnsName firstSeen lastSeen osPlatform version osProcessor osBuild osArchitecture
  lastIpAddress lastExternalIpAddress healthStatus onboardingStatus riskScore exposureLevel deviceValue rbacGroupId
  rbacGroupName aadDeviceId isAadJoined machineTags ipAddresses`.split(/\s+/);
const OBSERVED =
  `osVersion managedBy managedByStatus defenderAvStatus vmMetadata agentVersion isExcluded exclusionReason
  mergedIntoMachineId isPotentialDuplication`.split(/\s+/);
const LISTS = new Set(['machineTags', 'ipAddresses']);

export function machineShape(machine: JsonObject): JsonObject {
  const shown: JsonObject = {};
  for (const name of DOCUMENTED) shown[name] = machine[name] ?? (LISTS.has(name) ? [] : null);
  for (const name of OBSERVED) {
    const value = machine[name];
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}

export const HEALTH = [
  'Active',
  'Inactive',
  'ImpairedCommunication',
  'NoSensorData',
  'NoSensorDataImpairedCommunication',
  'Unknown',
];
export const RISK = ['None', 'Informational', 'Low', 'Medium', 'High'];
export const EXPOSURE = ['None', 'Low', 'Medium', 'High'];
export const DEVICE_VALUE = ['Normal', 'Low', 'High'];

/** Is there a sensor? The service spells the word with and without a capital. */
export function isOnboarded(machine: JsonObject): boolean {
  return (text(machine['onboardingStatus']) ?? 'Onboarded').toLowerCase() === 'onboarded';
}
