import type { SimulatedClock } from '../clock.ts';
import { isObject, text, type JsonObject } from '../json.ts';
import type { TenantStore } from '../store/tenant-store.ts';
import { CONTAIN } from './action-kinds.ts';
import { runCommands } from './live-response-commands.ts';
import { libraryOf } from './live-response-library.ts';
import { isOnboarded } from './machine-shape.ts';

/** Seconds after its creation at which an action on a reachable machine starts and ends. */
const STARTS_AFTER = 3;
const ENDS_AFTER = 8;
/** A live response session waits this long for its machine. */
const QUEUED_DAYS = 3;

const FINAL: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'TimeOut', 'Cancelled']);

export function isFinal(action: JsonObject): boolean {
  return FINAL.has(text(action['status']) ?? '');
}

/**
 * Brings every machine action to where it stands by now: Pending, InProgress, Succeeded. Nothing runs in the
 * background; whoever looks sees the state of that moment. A machine that does not report keeps its actions Pending.
 */
export function settleActions(store: TenantStore, clock: SimulatedClock): void {
  const now = clock.now().getTime();
  for (const action of store.list('machineActions')) {
    if (isFinal(action)) continue;
    const machine = store.find('machines', text(action['machineId']) ?? '');
    if (machine === undefined) continue;
    if (!isCarriedOut(action, machine)) lapse(action, now);
    else if (action['type'] === 'LiveResponse') settleSession(action, now, libraryOf(store));
    else settle(action, now);
    if (action['status'] === 'Succeeded') tellOthers(action, machine, store);
  }
}

/** Intune hears of a scan, Defender of the silence; in reality hours and days later. */
function tellOthers(action: JsonObject, machine: JsonObject, store: TenantStore): void {
  if (action['type'] === 'Offboard') machine['healthStatus'] = 'Inactive';
  if (action['type'] !== 'RunAntiVirusScan') return;
  const managed = store
    .list('managedDevices')
    .find((one) => one['azureADDeviceId'] === machine['aadDeviceId'] && machine['aadDeviceId'] !== null);
  const state = managed?.['windowsProtectionState'];
  if (!isObject(state)) return;
  const name = action['scope'] === 'Full' ? 'lastFullScanDateTime' : 'lastQuickScanDateTime';
  state[name] = action['lastUpdateDateTimeUtc'] ?? null;
}

/** Offline, or never onboarded: there is no sensor that could take the order. */
export function isReachable(machine: JsonObject): boolean {
  return isOnboarded(machine) && machine['healthStatus'] !== 'Inactive';
}

/** A device without a sensor is contained by the devices around it. */
function isCarriedOut(action: JsonObject, machine: JsonObject): boolean {
  return isReachable(machine) || (action['type'] === 'Isolate' && action['scope'] === CONTAIN);
}

function creation(action: JsonObject): number | undefined {
  const time = Date.parse(text(action['creationDateTimeUtc']) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function reach(action: JsonObject, status: string, at: number): void {
  action['status'] = status;
  action['lastUpdateDateTimeUtc'] = new Date(at).toISOString();
}

function settle(action: JsonObject, now: number): void {
  const created = creation(action);
  if (created === undefined) return;
  const [starts, ends] = [created + STARTS_AFTER * 1000, created + ENDS_AFTER * 1000];
  if (now >= ends) reach(action, 'Succeeded', ends);
  else if (now >= starts && action['status'] === 'Pending') reach(action, 'InProgress', starts);
}

/** A session runs one command after the other and ends with the last, or with the first that fails. */
function settleSession(action: JsonObject, now: number, library: ReadonlySet<string>): void {
  const created = creation(action);
  if (created === undefined) return;
  const starts = created + STARTS_AFTER * 1000;
  if (now < starts) return;
  const { state, at } = runCommands(action, { starts, now, library });
  reach(action, state, at);
}

/** The three days are documented, the status that ends them is UNCONFIRMED; other kinds are not known to lapse. */
function lapse(action: JsonObject, now: number): void {
  const created = creation(action);
  if (action['type'] !== 'LiveResponse' || created === undefined) return;
  const ends = created + QUEUED_DAYS * 86_400_000;
  if (now >= ends) reach(action, 'TimeOut', ends);
}
