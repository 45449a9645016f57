import type { SimulatedClock } from '../clock.ts';
import { isObject, objects, strings, text, type Json, type JsonObject } from '../json.ts';
import type { TenantContents } from './read-tenant-folder.ts';
import { shiftTimes } from './shift-times.ts';
import { TENANT_FILES } from './tenant-files.ts';

/**
 * The tenant's state: the files as they are now. Objects are changed in place by the few calls that change things;
 * `reset` starts the run anew.
 */
export interface TenantStore {
  /** A list file; empty when the file is missing. The array itself may be appended to. */
  list(name: string): JsonObject[];
  find(name: string, id: string): JsonObject | undefined;
  object(name: string): JsonObject;
  /** What is kept under that name now, undefined for a name that means nothing. */
  state(name: string): Json | undefined;
  /** Roles granted to the application for a service (app.json); none without the file. */
  roles(service: string): ReadonlySet<string>;
  /** When this run began: the instant that `clock.json` was moved to. */
  startedAt(): Date;
  reset(): void;
}

export function tenantStore(contents: TenantContents, clock: SimulatedClock): TenantStore {
  let started = clock.now();
  let current = new Map<string, Json>();
  const load = () => {
    started = clock.now();
    const kept = contents.get('clock');
    const keptNow = isObject(kept) ? text(kept['now']) : undefined;
    const byMs = keptNow === undefined ? 0 : started.getTime() - Date.parse(keptNow);
    current = new Map([...contents].map(([name, value]) => [name, shiftTimes(value, byMs)]));
  };
  load();

  const list = (name: string): JsonObject[] => {
    const value = current.get(name);
    if (Array.isArray(value)) return value as JsonObject[];
    const empty: JsonObject[] = [];
    current.set(name, empty);
    return empty;
  };
  return {
    list,
    find: (name, id) => list(name).find((item) => item['id'] === id),
    object(name) {
      const value = current.get(name);
      return isObject(value) ? value : {};
    },
    state(name) {
      const value = current.get(name);
      if (value !== undefined) return value;
      const file = Object.hasOwn(TENANT_FILES, name) ? TENANT_FILES[name] : undefined;
      if (file === undefined) return undefined;
      return file.shape === 'list' ? [] : {};
    },
    roles(service) {
      const app = current.get('app');
      const roles = isObject(app) ? app['roles'] : undefined;
      return new Set(isObject(roles) ? strings(roles[service]) : []);
    },
    startedAt: () => started,
    reset: load,
  };
}

/** The application's own description (app.json). */
export function application(store: TenantStore): { id: string; appId: string; displayName: string } {
  const app = store.object('app');
  return {
    id: text(app['id']) ?? '',
    appId: text(app['appId']) ?? '',
    displayName: text(app['displayName']) ?? '',
  };
}

export function tenantId(store: TenantStore): string {
  const [organization] = objects(store.list('organization'));
  return text(organization?.['id']) ?? text(store.object('app')['tenantId']) ?? '';
}
