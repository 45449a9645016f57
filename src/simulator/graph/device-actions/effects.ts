/** What remote actions leave behind when they end, as far as Graph shows it. */
import { randomInt } from 'node:crypto';
import { isObject, text, valueAt, type Json, type JsonObject } from '../../json.ts';
import type { TenantStore } from '../../store/tenant-store.ts';
import { platformOf } from './platform.ts';

export interface Ending {
  readonly store: TenantStore;
  readonly device: JsonObject;
  /** The action's entry in `deviceActionResults`; already `done`. */
  readonly result: JsonObject;
  /** When it ended. */
  readonly at: string;
}

export function synced({ device, at }: Ending): void {
  device['lastSyncDateTime'] = at;
}

/** What was sent with an order; Microsoft's result has no place for it. */
const orderBodies = new WeakMap<JsonObject, JsonObject>();

export function rememberBody(result: JsonObject, body: JsonObject): void {
  orderBodies.set(result, body);
}

/** A wiped device is on its way out, unless it was to keep its enrollment and nobody retired it meanwhile. */
export function wiped({ device, result }: Ending): void {
  const stays = orderBodies.get(result)?.['keepEnrollmentData'] === true;
  if (stays && device['managementState'] === 'wipePending') device['managementState'] = 'managed';
}

const digits = () => String(randomInt(1_000_000)).padStart(6, '0');

export function unlockPin({ device, result }: Ending): void {
  if (platformOf(device) === 'macos') result['unlockPin'] = digits();
}

export function newPasscode({ device, result }: Ending): void {
  if (platformOf(device) === 'android') result['passcode'] = digits();
}

/** Somewhere in the world, where the sign-in logs know no better. */
const SOMEWHERE = { latitude: 59.3293, longitude: 18.0686, altitude: 0 };

export function located({ store, device, result, at }: Ending): void {
  const { latitude, longitude, altitude } = lastPlace(store, device) ?? SOMEWHERE;
  result['deviceLocation'] = {
    latitude,
    longitude,
    altitude,
    heading: 0,
    horizontalAccuracy: 50,
    speed: 0,
    verticalAccuracy: 0,
    lastCollectedDateTime: at,
  };
}

function lastPlace(store: TenantStore, device: JsonObject): typeof SOMEWHERE | undefined {
  let newest: { readonly time: number; readonly place: typeof SOMEWHERE } | undefined;
  for (const signIn of store.list('signIns')) {
    if (valueAt(signIn, ['deviceDetail', 'deviceId']) !== device['azureADDeviceId']) continue;
    const place = coordinates(valueAt(signIn, ['location', 'geoCoordinates']));
    const time = Date.parse(text(signIn['createdDateTime']) ?? '');
    if (place !== undefined && (newest === undefined || time > newest.time)) newest = { time, place };
  }
  return newest?.place;
}

function coordinates(value: Json | undefined): typeof SOMEWHERE | undefined {
  if (!isObject(value)) return undefined;
  const { latitude, longitude, altitude } = value;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  return { latitude, longitude, altitude: typeof altitude === 'number' ? altitude : 0 };
}

export function scanned({ device, result, at }: Ending): void {
  const state = protectionState(device);
  if (state === undefined) return;
  const kind = result['scanType'] === 'quick' ? 'Quick' : 'Full';
  state[`last${kind}ScanDateTime`] = at;
  state[`last${kind}ScanSignatureVersion`] = state['signatureVersion'] ?? null;
  state[`${kind.toLowerCase()}ScanOverdue`] = false;
  state['lastReportedDateTime'] = at;
}

const OUT_OF_DATE = /^(?:av|as)SignaturesOutOfDate$/;

export function newSignatures({ store, device, at }: Ending): void {
  const state = protectionState(device);
  if (state === undefined) return;
  const versions = store
    .list('managedDevices')
    .map((other) => text(valueAt(other, ['windowsProtectionState', 'signatureVersion'])) ?? '');
  state['signatureVersion'] = versions.reduce(newer) || null;
  state['signatureUpdateOverdue'] = false;
  const status = text(state['productStatus']);
  if (status !== undefined) state['productStatus'] = withoutFlags(status);
  state['lastReportedDateTime'] = at;
}

/** `1.441.512.0` and `1.441.480.0`: compared number by number. */
function newer(a: string, b: string): string {
  return a.localeCompare(b, 'en', { numeric: true }) >= 0 ? a : b;
}

function withoutFlags(status: string): string {
  const kept = status.split(/,\s*/).filter((flag) => !OUT_OF_DATE.test(flag));
  return kept.length === 0 ? 'noStatus' : kept.join(',');
}

function protectionState(device: JsonObject): JsonObject | undefined {
  const state = device['windowsProtectionState'];
  return isObject(state) ? state : undefined;
}

/** There is no recovery key to rotate on a device that is not encrypted. */
export function rotatedKeys({ device, result }: Ending): void {
  if (device['isEncrypted'] !== false) return;
  result['actionState'] = 'failed';
  result['errorCode'] = 1;
}
