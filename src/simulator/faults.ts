import { randomUUID } from 'node:crypto';
import { z } from 'zod/v4';
import type { Service } from './http/route.ts';
import type { Json } from './json.ts';

/** A planned failure, as `POST /_sim/faults` takes it. */
const faultSchema = z.strictObject({
  match: z.strictObject({
    service: z.enum(['graph', 'defender', 'logs', 'arm', 'ingest']).optional(),
    method: z.string().optional(),
    path: z.string().optional(),
  }),
  times: z.int().positive().optional(),
  status: z.int().min(100).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional(),
  delayMs: z.number().nonnegative().max(600_000).optional(),
  drop: z.union([z.boolean(), z.literal('after')]).optional(),
});

interface PlannedFault {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly delayMs: number;
  /** Before: the request is never carried out. After: it is, but its answer is lost. */
  readonly drop?: 'before' | 'after';
}

interface Entry {
  readonly id: string;
  readonly service: Service | undefined;
  readonly method: string | undefined;
  readonly path: RegExp | undefined;
  readonly fault: PlannedFault;
  left: number;
}

/** Thrown for a body that is no fault. */
export class FaultFormatError extends Error {}

export interface FaultBoard {
  /** Adds a fault and returns its id. Throws a FaultFormatError. */
  add(body: unknown): string;
  /** The first fault that fits; each use counts against its `times`. */
  take(service: Service | undefined, method: string, url: string): PlannedFault | undefined;
  clear(): void;
}

export function faultBoard(): FaultBoard {
  let entries: Entry[] = [];
  return {
    add(body) {
      const entry = readFault(body);
      entries.push(entry);
      return entry.id;
    },
    take(service, method, url) {
      const found = entries.find((entry) => fits(entry, service, method, url));
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) entries = entries.filter((entry) => entry !== found);
      return found.fault;
    },
    clear() {
      entries = [];
    },
  };
}

function readFault(body: unknown): Entry {
  const parsed = faultSchema.safeParse(body);
  if (!parsed.success) throw new FaultFormatError(z.prettifyError(parsed.error));
  const { match, times, drop, status, headers, body: answer, delayMs } = parsed.data;
  const fault: PlannedFault = {
    headers: headers ?? {},
    delayMs: delayMs ?? 0,
    ...(status === undefined ? {} : { status }),
    ...(answer === undefined ? {} : { body: answer }),
    ...(drop === true ? { drop: 'before' as const } : drop === 'after' ? { drop } : {}),
  };
  return {
    id: randomUUID(),
    service: match.service,
    method: match.method?.toUpperCase(),
    path: match.path === undefined ? undefined : pattern(match.path),
    fault,
    left: times ?? Number.POSITIVE_INFINITY,
  };
}

function pattern(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new FaultFormatError(`match.path is not a regular expression: ${source}`);
  }
}

/** The pattern may fit the address as sent or its decoded form. */
function fits(entry: Entry, service: Service | undefined, method: string, url: string): boolean {
  if (entry.service !== undefined && entry.service !== service) return false;
  if (entry.method !== undefined && entry.method !== method) return false;
  return entry.path === undefined || entry.path.test(url) || entry.path.test(decoded(url));
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
