import type { Call } from '../http/route.ts';
import { strings, text, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { application } from '../store/tenant-store.ts';
import { forbidden } from './defender-errors.ts';
import { nextNumber } from './next-number.ts';

/** Active indicators of a tenant at most. */
const MOST_INDICATORS = 15_000;

/** The tenant's active indicators, as one caller may see and change them. */
export interface IndicatorRegister {
  /** Those the caller may see, in the order of their creation. */
  visible(): JsonObject[];
  /** Creates one, or changes the one that has the same type and value. */
  submit(wanted: JsonObject): JsonObject;
  remove(ids: ReadonlySet<string>): void;
}

export function indicatorRegister(call: Call): IndicatorRegister {
  const active = activeIndicators(call);
  const known = new Map(active.map((indicator) => [identity(indicator), indicator]));
  const app = application(call.store);
  const isOpen = (indicator: JsonObject) =>
    call.roles.has('Ti.ReadWrite.All') || indicator['createdBy'] === app.appId;
  const groups = () => groupIds(call.store.list('machines'));

  const change = (indicator: JsonObject, wanted: JsonObject): JsonObject => {
    if (!isOpen(indicator)) throw forbidden();
    const { application: kept = null, indicatorValue = null } = indicator;
    return Object.assign(indicator, wanted, {
      application: kept,
      indicatorValue,
      rbacGroupIds: idsOf(wanted, groups()),
      lastUpdateTime: call.clock.stamp(),
      lastUpdatedBy: app.displayName,
    });
  };
  const create = (wanted: JsonObject): JsonObject => {
    if (active.length >= MOST_INDICATORS) {
      throw new Refusal(400, 'BadRequest', `The limit of ${MOST_INDICATORS} active indicators is reached.`);
    }
    const now = call.clock.stamp();
    const indicator: JsonObject = {
      id: nextNumber(active),
      ...wanted,
      rbacGroupIds: idsOf(wanted, groups()),
      source: app.displayName,
      sourceType: 'AadApp',
      createdBy: app.appId,
      lastUpdatedBy: null,
      creationTimeDateTimeUtc: now,
      lastUpdateTime: now,
      externalId: null,
    };
    active.push(indicator);
    known.set(identity(indicator), indicator);
    return indicator;
  };
  return {
    visible: () => active.filter(isOpen),
    submit(wanted) {
      const same = known.get(identity(wanted));
      return same === undefined ? create(wanted) : change(same, wanted);
    },
    remove(ids) {
      keepOnly(active, (indicator) => !ids.has(text(indicator['id']) ?? ''));
    },
  };
}

/** The store's own list, freed from what has expired by now. */
function activeIndicators(call: Call): JsonObject[] {
  const all = call.store.list('indicators');
  const now = call.clock.now().getTime();
  keepOnly(all, (indicator) => !(Date.parse(text(indicator['expirationTime']) ?? '') <= now));
  return all;
}

function keepOnly(list: JsonObject[], holds: (item: JsonObject) => boolean): void {
  const kept = list.filter(holds);
  if (kept.length < list.length) list.splice(0, list.length, ...kept);
}

/** Letter case matters in the path of a URL only (UNCONFIRMED). */
function identity(indicator: JsonObject): string {
  const type = text(indicator['indicatorType']) ?? '';
  const value = text(indicator['indicatorValue']) ?? '';
  return `${type} ${type === 'Url' ? value : value.toLowerCase()}`;
}

/** Ids of the device groups that machines name; a group that none is in has no id here. */
function groupIds(machines: readonly JsonObject[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { rbacGroupName: name, rbacGroupId: id } of machines) {
    if (typeof name === 'string' && typeof id === 'number') ids.set(name, String(id));
  }
  return ids;
}

function idsOf(wanted: JsonObject, groups: ReadonlyMap<string, string>): string[] {
  return strings(wanted['rbacGroupNames']).flatMap((name) => groups.get(name) ?? []);
}
