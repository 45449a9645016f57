/**
 * A device as device filters and grant controls see it. Values are compared without regard to case (as the grammar
 * of dynamic groups does; for device filters UNCONFIRMED), so they are kept in lower case. Source: reference sheet
 * conditional-access, section 6.
 */
import type { Json, JsonObject } from '../tenant/access-policies.ts';
import type { DirectoryDevice } from '../tenant/device.ts';
import type { Truth } from './truth.ts';
import { isObject, textList } from './wire.ts';

/** One text each; null = the device has no value. */
export const TEXT_ATTRIBUTES = [
  'deviceid',
  'displayname',
  'deviceownership',
  'iscompliant',
  'profiletype',
  'trusttype',
  'mdmappid',
  'enrollmentprofilename',
  'manufacturer',
  'model',
  'operatingsystem',
  'operatingsystemversion',
] as const;

/** Lists of texts. */
export const LIST_ATTRIBUTES = ['physicalids', 'systemlabels'] as const;

export type DeviceValue = string | null | readonly string[];

export interface DeviceFacts {
  /** By attribute name in lower case; an attribute that is absent here is not known. */
  readonly values: ReadonlyMap<string, DeviceValue>;
  /** Comparisons taken to hold or not while possible devices are tried; empty for a real one. */
  readonly assumed: ReadonlyMap<string, boolean>;
}

/** Extension attributes are `extensionattribute1` … `extensionattribute15`. */
export function isExtensionAttribute(attribute: string): boolean {
  return /^extensionattribute([1-9]|1[0-5])$/.test(attribute);
}

/** Entra's `isCompliant`; null ("never reported") is not compliant. */
export function isCompliant(device: DeviceFacts): Truth {
  const value = device.values.get('iscompliant');
  return value === undefined ? 'unknown' : value === 'true';
}

/** The same device with other values; attribute names in lower case. */
export function withValues(device: DeviceFacts, values: Readonly<Record<string, DeviceValue>>): DeviceFacts {
  return { ...device, values: new Map([...device.values, ...Object.entries(values)]) };
}

/** Microsoft Entra hybrid joined. */
export function isHybridJoined(device: DeviceFacts): Truth {
  const value = device.values.get('trusttype');
  return value === undefined ? 'unknown' : value === 'serverad';
}

/**
 * From a `device` object of Graph. `complete`: what the object leaves out has no value; otherwise it is not known, as
 * with every signal that is absent.
 */
export function deviceFactsFromWire(device: JsonObject, complete: boolean): DeviceFacts {
  const byName = lowerNames(device);
  const values = new Map<string, DeviceValue>();
  const set = (
    attribute: string,
    raw: Json | undefined,
    read: (raw: Json | undefined) => DeviceValue,
  ): void => {
    if (raw !== undefined || complete) values.set(attribute, read(raw));
  };
  for (const attribute of TEXT_ATTRIBUTES) set(attribute, byName.get(attribute), scalar);
  for (const attribute of LIST_ATTRIBUTES) set(attribute, byName.get(attribute), lowerList);
  const extensions = byName.get('extensionattributes');
  const byExtension = isObject(extensions) ? lowerNames(extensions) : null;
  for (let index = 1; index <= 15; index += 1) {
    const name = `extensionattribute${index}`;
    // `extensionAttributes: null` = none of them has a value.
    set(name, byExtension === null ? extensions : byExtension.get(name), scalar);
  }
  return { values, assumed: new Map() };
}

export function deviceFactsFromDirectory(device: DirectoryDevice): DeviceFacts {
  const facts = deviceFactsFromWire(
    {
      deviceId: device.deviceId,
      displayName: device.displayName,
      deviceOwnership: device.deviceOwnership,
      isCompliant: device.isCompliant,
      profileType: device.profileType,
      trustType: device.trustType,
      mdmAppId: device.mdmAppId,
      enrollmentProfileName: device.enrollmentProfileName,
      manufacturer: device.manufacturer,
      model: device.model,
      operatingSystem: device.operatingSystem,
      operatingSystemVersion: device.operatingSystemVersion,
      physicalIds: device.physicalIds,
      systemLabels: device.systemLabels,
      extensionAttributes: device.extensionAttributes,
    },
    true,
  );
  if (device.trustType !== 'unknown') return facts;
  const values = new Map(facts.values);
  values.delete('trusttype');
  return { ...facts, values };
}

function lowerNames(object: JsonObject): ReadonlyMap<string, Json> {
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}

function lowerList(value: Json | undefined): readonly string[] {
  return textList(value).values.map((text) => text.toLowerCase());
}

function scalar(value: Json | undefined): string | null {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' ? String(value) : null;
}
