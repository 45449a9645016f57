import type { SimulatedClock } from '../clock.ts';
import { text, type Json, type JsonObject } from '../json.ts';
import type { TenantStore } from '../store/tenant-store.ts';
import { CONTAIN } from './action-kinds.ts';
import { settleActions } from './action-life.ts';

/** A span in which an order held on a machine: from its success until that of its release, in milliseconds. */
export interface Enforcement {
  readonly from: number;
  readonly until: number;
  /** `Full` or `Selective` of an isolation. */
  readonly scope: Json;
}

export interface MachineHistory {
  readonly isolations: readonly Enforcement[];
  readonly restrictions: readonly Enforcement[];
  /** When the sensor was taken off. */
  readonly offboarded: number | undefined;
}

/** What the machine actions say about each machine, by its id. */
export function machineHistories(store: TenantStore, clock: SimulatedClock): (id: string) => MachineHistory {
  settleActions(store, clock);
  const done = new Map<string, JsonObject[]>();
  for (const action of store.list('machineActions')) {
    if (action['status'] !== 'Succeeded' || action['scope'] === CONTAIN) continue;
    const id = text(action['machineId']) ?? '';
    done.set(id, [...(done.get(id) ?? []), action]);
  }
  return (id) => {
    const actions = (done.get(id) ?? []).sort((one, other) => endOf(one) - endOf(other));
    return {
      isolations: spans(actions, 'Isolate', 'Unisolate'),
      restrictions: spans(actions, 'RestrictCodeExecution', 'UnrestrictCodeExecution'),
      offboarded: actions.filter((one) => one['type'] === 'Offboard').map(endOf)[0],
    };
  };
}

function endOf(action: JsonObject): number {
  const time = Date.parse(text(action['lastUpdateDateTimeUtc']) ?? text(action['creationDateTimeUtc']) ?? '');
  return Number.isNaN(time) ? 0 : time;
}

/** A second order of the kind takes the place of the first. */
function spans(actions: readonly JsonObject[], starts: string, ends: string): Enforcement[] {
  const found: Enforcement[] = [];
  let open: { from: number; scope: Json } | undefined;
  for (const action of actions) {
    const { type } = action;
    if (type !== starts && type !== ends) continue;
    const at = endOf(action);
    if (open !== undefined) found.push({ ...open, until: at });
    open = type === starts ? { from: at, scope: action['scope'] ?? null } : undefined;
  }
  if (open !== undefined) found.push({ ...open, until: Number.POSITIVE_INFINITY });
  return found;
}

export function enforcedAt(spansOfMachine: readonly Enforcement[], at: number): Enforcement | undefined {
  return spansOfMachine.find((span) => at >= span.from && at < span.until);
}
