/** `machines.json`: Defender for Endpoint's side of the devices (PascalCase values, 40-character ids). */
import {
  DEVICES,
  deviceIdOf,
  inDefender,
  inEntra,
  inIntune,
  machineIdOf,
  type DeviceSpec,
} from './device-catalogue.ts';
import { registeredDaysAgo } from './entra-devices.ts';
import { DOMAIN, personOf } from './people.ts';
import { PLATFORMS } from './platforms.ts';
import { DAY, HOUR, MINUTE, ago, hex40, must, numberFrom } from './stable.ts';

export interface WireMachine {
  readonly id: string;
  readonly computerDnsName: string | null;
  readonly [property: string]: unknown;
}

const DEVICE_GROUPS = {
  laptop: [11, 'Workstations'],
  server: [12, 'Servers'],
  mobile: [13, 'Mobile'],
  other: [0, 'UnassignedGroup'],
} as const;

export const dnsName = (one: DeviceSpec): string | null =>
  one.name === '' ? null : `${one.name.toLowerCase()}.${DOMAIN}`;

/** Public egress addresses of the two offices. */
export const OFFICE_EGRESS = { Stockholm: '198.51.100.10', Manchester: '198.51.100.140' } as const;

export function internalIp(one: DeviceSpec): string {
  const subnet = one.role === 'server' ? 1 : one.role === 'laptop' ? 20 : 40;
  return `10.20.${subnet}.${10 + (DEVICES.indexOf(one) % 200)}`;
}

const egress = (one: DeviceSpec): string =>
  OFFICE_EGRESS[one.owner === null ? 'Stockholm' : (personOf(one.owner).office ?? 'Stockholm')];

function toMachine(one: DeviceSpec): WireMachine {
  const platform = PLATFORMS[one.platform];
  const system = must(platform.defender, `Defender name of ${one.platform}`);
  const [rbacGroupId, rbacGroupName] = DEVICE_GROUPS[one.role];
  const onboarded = one.onboarding === 'Onboarded';
  return {
    id: machineIdOf(one),
    computerDnsName: dnsName(one),
    firstSeen: ago(onboarded ? registeredDaysAgo(one) * DAY - 2 * HOUR : 20 * DAY),
    lastSeen: ago(one.lastSeenHours * HOUR + numberFrom(50, 'last seen', one.key) * MINUTE),
    osPlatform: system.osPlatform,
    osVersion: null,
    version: system.version,
    osBuild: system.osBuild,
    osProcessor: 'x64',
    osArchitecture: platform.architecture,
    lastIpAddress: internalIp(one),
    lastExternalIpAddress: egress(one),
    healthStatus: one.health,
    onboardingStatus: one.onboarding,
    riskScore: one.risk,
    exposureLevel: onboarded ? one.exposure : 'None',
    deviceValue: one.value,
    rbacGroupId,
    rbacGroupName,
    aadDeviceId: inEntra(one) ? deviceIdOf(one) : null,
    isAadJoined: inEntra(one) && one.join === 'AzureAd',
    machineTags: one.tags,
    defenderAvStatus: one.antivirus,
    managedBy: !inIntune(one) ? 'Unknown' : one.agent === 'msSense' ? 'MDE' : 'Intune',
    vmMetadata: null,
    ipAddresses: [
      {
        ipAddress: internalIp(one),
        macAddress: hex40('nic', one.key).slice(0, 12).toUpperCase(),
        operationalStatus: 'Up',
        type: one.role === 'server' ? 'Ethernet' : 'Wireless80211',
      },
    ],
  };
}

export const machines = (): WireMachine[] => DEVICES.filter(inDefender).map(toMachine);
