import type { SimulatedClock } from './clock.ts';

/** One of Microsoft's limits: at most `max` units in any `windowMs`, counted per `bucket`. */
interface Limit {
  readonly bucket: string;
  readonly windowMs: number;
  readonly max: number;
  readonly cost: number;
  /** Conditional Access and Identity Protection answer 429 without saying when to come back. */
  readonly retryAfter: boolean;
}

export type LimitName =
  | 'directory'
  | 'directoryWrite'
  | 'protection'
  | 'reports'
  | 'intuneDevices'
  | 'intuneDevicesWrite'
  | 'intuneConfiguration'
  | 'security'
  | 'hunting'
  | 'teams'
  | 'arm'
  | { readonly defender: string; readonly perMinute: number; readonly perHour: number };

/** Directory resource units in 10 s by the number of users in the tenant (small, medium, large). */
function directoryUnits(users: number): number {
  if (users < 50) return 3500;
  return users <= 500 ? 5000 : 8000;
}

function limitsOf(name: LimitName, cost: number, users: number): Limit[] {
  const limit = (bucket: string, seconds: number, max: number, units = 1, retryAfter = true): Limit => ({
    bucket,
    windowMs: seconds * 1000,
    max,
    cost: units,
    retryAfter,
  });
  if (typeof name === 'object') {
    return [
      limit(`${name.defender} minute`, 60, name.perMinute),
      limit(`${name.defender} hour`, 3600, name.perHour),
    ];
  }
  const directory = limit('directory', 10, directoryUnits(users), cost);
  switch (name) {
    case 'directory':
      return [directory];
    case 'directoryWrite':
      return [directory, limit('directory writes', 150, 3000)];
    case 'protection':
      return [limit('protection', 1, 1, 1, false)];
    case 'reports':
      return [limit('reports', 10, 5)];
    case 'intuneDevices':
      return [limit('intune devices', 20, 2000)];
    case 'intuneDevicesWrite':
      return [limit('intune devices', 20, 2000), limit('intune device writes', 20, 200)];
    case 'intuneConfiguration':
      return [limit('intune configuration', 20, 1000)];
    // No figure of their own in Microsoft's list: Graph's 2,000 requests a second for one application.
    case 'security':
    case 'teams':
      return [limit('graph', 1, 2000)];
    // Grows with the tenant's size; the quota of processor time is not imitated.
    case 'hunting':
      return [limit('hunting', 60, 45)];
    // ARM's own limits (1,200 reads an hour and more) are not imitated.
    case 'arm':
      return [];
  }
}

export interface Throttle {
  /** Counts a request; undefined when it may pass. A refused request does not count against the limit. */
  take(name: LimitName, cost: number, users: number): { readonly retryAfter: number | undefined } | undefined;
  reset(): void;
}

interface Window {
  readonly taken: { readonly at: number; readonly cost: number }[];
  total: number;
}

/** Sliding windows over the simulated clock. */
export function throttle(clock: SimulatedClock): Throttle {
  const windows = new Map<string, Window>();
  const open = (limit: Limit, now: number): Window => {
    const window = windows.get(limit.bucket) ?? { taken: [], total: 0 };
    windows.set(limit.bucket, window);
    const kept = window.taken.findIndex((entry) => entry.at > now - limit.windowMs);
    for (const entry of window.taken.splice(0, kept < 0 ? window.taken.length : kept))
      window.total -= entry.cost;
    return window;
  };
  return {
    take(name, cost, users) {
      const now = clock.elapsed();
      const limits = limitsOf(name, cost, users);
      for (const limit of limits) {
        const window = open(limit, now);
        if (window.total + limit.cost <= limit.max) continue;
        return { retryAfter: limit.retryAfter ? secondsToWait(window, limit, now) : undefined };
      }
      for (const limit of limits) {
        const window = open(limit, now);
        window.taken.push({ at: now, cost: limit.cost });
        window.total += limit.cost;
      }
      return undefined;
    },
    reset: () => {
      windows.clear();
    },
  };
}

/** Whole seconds until enough has left the window, at least 1. */
function secondsToWait(window: Window, limit: Limit, now: number): number {
  let total = window.total;
  for (const entry of window.taken) {
    total -= entry.cost;
    if (total + limit.cost <= limit.max) {
      return Math.max(1, Math.ceil((entry.at + limit.windowMs - now) / 1000));
    }
  }
  return Math.max(1, Math.ceil(limit.windowMs / 1000));
}
