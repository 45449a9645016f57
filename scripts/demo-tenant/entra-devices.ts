/** `devices.json` and `deviceOwners.json`: the directory's side of the devices. */
import type { Device } from '@microsoft/microsoft-graph-types';
import {
  DEVICES,
  deviceIdOf,
  inEntra,
  inIntune,
  isCompliant,
  objectIdOf,
  type DeviceSpec,
} from './device-catalogue.ts';
import { graceEnd } from './compliance.ts';
import { personOf } from './people.ts';
import { PLATFORMS } from './platforms.ts';
import { DAY, HOUR, ago, must, numberFrom, pick } from './stable.ts';

const INTUNE_APP = '0000000a-0000-0000-c000-000000000000';
const NO_EXTENSIONS = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, null]),
);

export const registeredDaysAgo = (one: DeviceSpec): number =>
  one.key === 'ENG-LT-031' ? 33 : 60 + numberFrom(500, 'registration', one.key);

function toDevice(one: DeviceSpec): Device {
  const platform = PLATFORMS[one.platform];
  const managed = inIntune(one) && one.agent !== 'msSense';
  const hybrid = one.join === 'ServerAd';
  return {
    id: objectIdOf(one),
    deletedDateTime: null,
    accountEnabled: one.enabled,
    alternativeSecurityIds: [],
    approximateLastSignInDateTime: ago(one.lastSignInHours * HOUR),
    complianceExpirationDateTime: graceEnd(one),
    deviceCategory: null,
    deviceId: deviceIdOf(one),
    deviceMetadata: null,
    deviceOwnership: managed ? (one.personal ? 'personal' : 'company') : 'unknown',
    deviceVersion: 2,
    displayName: one.name,
    enrollmentProfileName: null,
    enrollmentType: null,
    isCompliant: isCompliant(one),
    isManaged: managed ? true : null,
    isRooted: null,
    managementType: managed ? 'MDM' : null,
    manufacturer: platform.manufacturer,
    mdmAppId: managed ? INTUNE_APP : null,
    model: pick(platform.models, 'model', one.key),
    onPremisesLastSyncDateTime: hybrid ? ago(25 * 60_000) : null,
    onPremisesSecurityIdentifier: null,
    onPremisesSyncEnabled: hybrid ? true : null,
    operatingSystem: must(platform.entra, `Entra name of ${one.platform}`),
    operatingSystemVersion: platform.version,
    physicalIds: [],
    profileType: 'RegisteredDevice',
    registrationDateTime: ago(registeredDaysAgo(one) * DAY),
    systemLabels: [],
    trustType: one.join,
    // Documented on device, though missing from the v1.0 metadata's device type.
    ...{ extensionAttributes: NO_EXTENSIONS },
  };
}

export const entraDevices = (): Device[] => DEVICES.filter(inEntra).map(toDevice);

export const deviceOwners = (): Record<string, string[]> =>
  Object.fromEntries(
    DEVICES.filter(inEntra).map((one) => [
      objectIdOf(one),
      one.owner === null ? [] : [personOf(one.owner).id],
    ]),
  );
