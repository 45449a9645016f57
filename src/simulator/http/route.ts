import type { SimulatedClock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import type { QueryOptions } from '../odata/query-string.ts';
import type { TenantStore } from '../store/tenant-store.ts';
import type { LimitName } from '../throttle.ts';
import type { Reply, SimRequest } from './exchange.ts';

export type Service = 'graph' | 'defender' | 'logs' | 'arm' | 'ingest';
export type Version = 'v1.0' | 'beta';

/** One call under way, as a route's handler sees it: authenticated, permitted, within the limits. */
export interface Call {
  readonly route: Route;
  readonly request: SimRequest;
  readonly version: Version;
  /** Origin and version prefix: `http://127.0.0.1:3980/v1.0`. */
  readonly base: string;
  readonly params: Readonly<Record<string, string>>;
  readonly options: QueryOptions;
  /** The JSON body of anything but a GET; undefined when none was sent. */
  readonly body: JsonObject | undefined;
  readonly roles: ReadonlySet<string>;
  readonly store: TenantStore;
  readonly clock: SimulatedClock;
}

/** One row of the route table: everything about an endpoint that is checked or listed. */
export interface Route {
  readonly service: Service;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version prefix: `/users/{id}/memberOf`, `/devices(deviceId='{deviceId}')`. */
  readonly path: string;
  readonly versions?: readonly Version[];
  /** Any one of these application roles opens it; `A + B` stands for both together. */
  readonly permissions: readonly string[];
  readonly limit: LimitName;
  /** Directory resource units. */
  readonly cost?: number;
  /** Allowed query options with what may stand in them, for the coverage list. */
  readonly options?: string;
  /** What Microsoft's documentation does not settle, and where the imitation stops. */
  readonly note?: string;
  readonly handle: (call: Call) => Reply;
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}
