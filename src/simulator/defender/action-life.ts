import type { SimulatedClock } from '../clock.ts';
import { isObject, text, type JsonObject } from '../json.ts';
import type { TenantStore } from '../store/tenant-store.ts';

/** Seconds after its creation at which an action on a reachable machine starts and ends. */
const STARTS_AFTER = 3;
const ENDS_AFTER = 8;

const FINAL: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'TimeOut', 'Cancelled']);

export function isFinal(action: JsonObject): boolean {
  return FINAL.has(text(action['status']) ?? '');
}

/**
 * Brings every machine action to where it stands by now: Pending, InProgress, Succeeded. Nothing runs in the
 * background; whoever looks sees the state of that moment. A machine that does not report keeps its actions Pending.
 */
export function settleActions(store: TenantStore, clock: SimulatedClock): void {
  for (const action of store.list('machineActions')) {
    if (isFinal(action)) continue;
    const machine = store.find('machines', text(action['machineId']) ?? '');
    if (machine === undefined || !isReachable(machine)) continue;
    settle(action, clock.now().getTime());
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
function isReachable(machine: JsonObject): boolean {
  const onboarded = (text(machine['onboardingStatus']) ?? 'Onboarded').toLowerCase() === 'onboarded';
  return onboarded && machine['healthStatus'] !== 'Inactive';
}

function settle(action: JsonObject, now: number): void {
  const created = Date.parse(text(action['creationDateTimeUtc']) ?? '');
  if (Number.isNaN(created)) return;
  const reach = (status: string, seconds: number) => {
    action['status'] = status;
    action['lastUpdateDateTimeUtc'] = new Date(created + seconds * 1000).toISOString();
  };
  if (now >= created + ENDS_AFTER * 1000) reach('Succeeded', ENDS_AFTER);
  else if (now >= created + STARTS_AFTER * 1000 && action['status'] === 'Pending') {
    reach('InProgress', STARTS_AFTER);
  }
}
