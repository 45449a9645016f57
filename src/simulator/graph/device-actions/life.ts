import type { SimulatedClock } from '../../clock.ts';
import { objects, text, type JsonObject } from '../../json.ts';
import type { TenantStore } from '../../store/tenant-store.ts';
import { DEVICE_ACTION_KINDS } from './kinds.ts';

/** Seconds after its order at which an action on a reachable device starts and ends. */
const STARTS_AFTER = 3;
const ENDS_AFTER = 8;
/** Seconds for which a wiped or retired device is still listed after the end. */
const LISTED_FOR = 30;
/** A device that has not synchronised for a week when the run begins is off, and stays off. Defender's is Inactive then, too. */
const OFFLINE_AFTER_MS = 7 * 86_400_000;
const LOGS_KEPT_MS = 28 * 86_400_000;

/** `managementState` of devices on their way out to the action that takes them there. */
const LEAVING: Readonly<Record<string, string>> = { retirePending: 'retire', wipePending: 'wipe' };

/**
 * Brings the remote actions of all managed devices to where they stand by now: pending, active, done; what is wiped or
 * retired leaves the list. Nothing runs in the background; whoever looks sees the state of that moment.
 */
export function settleManagedDevices(store: TenantStore, clock: SimulatedClock): void {
  for (const device of [...store.list('managedDevices')]) settleManagedDevice(store, clock, device);
}

/** The same for one device. Returns whether it is still there. */
export function settleManagedDevice(store: TenantStore, clock: SimulatedClock, device: JsonObject): boolean {
  if (isUntouched(device)) return true;
  const now = clock.now().getTime();
  settleDevice(device, store, now);
  if (!hasLeft(device, now)) return true;
  const devices = store.list('managedDevices');
  devices.splice(devices.indexOf(device), 1);
  return false;
}

/** Nobody ordered anything of it: most of a large tenant. */
function isUntouched(device: JsonObject): boolean {
  const results = device['deviceActionResults'];
  const ordered = Array.isArray(results) && results.length > 0;
  return !ordered && device['logCollectionRequests'] === undefined;
}

/** Would the device take an order now? */
function isReachable(device: JsonObject, store: TenantStore): boolean {
  const synced = text(device['lastSyncDateTime']);
  return synced === undefined || store.startedAt().getTime() - Date.parse(synced) < OFFLINE_AFTER_MS;
}

function settleDevice(device: JsonObject, store: TenantStore, now: number): void {
  const open = objects(device['deviceActionResults']).filter(isOpen);
  const logs = objects(device['logCollectionRequests']).filter((log) => log['status'] === 'pending');
  if ((open.length === 0 && logs.length === 0) || !isReachable(device, store)) return;
  for (const result of open) settleAction(result, device, store, now);
  for (const log of logs) settleLog(log, now);
}

function isOpen(result: JsonObject): boolean {
  return result['actionState'] === 'pending' || result['actionState'] === 'active';
}

function settleAction(result: JsonObject, device: JsonObject, store: TenantStore, now: number): void {
  const ordered = Date.parse(text(result['startDateTime']) ?? '');
  const reach = (state: string, seconds: number) => {
    const at = new Date(ordered + seconds * 1000).toISOString();
    result['actionState'] = state;
    result['lastUpdatedDateTime'] = at;
    return at;
  };
  if (now >= ordered + ENDS_AFTER * 1000) {
    const at = reach('done', ENDS_AFTER);
    const kind = DEVICE_ACTION_KINDS.find((one) => one.name === result['actionName']);
    kind?.end?.({ store, device, result, at });
  } else if (now >= ordered + STARTS_AFTER * 1000 && result['actionState'] === 'pending') {
    reach('active', STARTS_AFTER);
  }
}

function settleLog(log: JsonObject, now: number): void {
  const ended = Date.parse(text(log['requestedDateTimeUTC']) ?? '') + ENDS_AFTER * 1000;
  if (!(now >= ended)) return;
  log['status'] = 'completed';
  log['receivedDateTimeUTC'] = new Date(ended).toISOString();
  log['expirationDateTimeUTC'] = new Date(ended + LOGS_KEPT_MS).toISOString();
  log['sizeInKB'] = 2048;
}

function hasLeft(device: JsonObject, now: number): boolean {
  const action = LEAVING[text(device['managementState']) ?? ''];
  if (action === undefined) return false;
  return objects(device['deviceActionResults']).some(
    (result) =>
      result['actionName'] === action &&
      result['actionState'] === 'done' &&
      now >= Date.parse(text(result['lastUpdatedDateTime']) ?? '') + LISTED_FOR * 1000,
  );
}
