/** What the response service is given, and the refusals that its parts share. */
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import type { ResponseStore } from '../domain/ports/response-store.ts';
import type { Log, Metrics } from '../domain/ports/telemetry.ts';
import type { Clock, Tenant } from '../domain/ports/tenant.ts';

const REASON_LIMIT = 500;

export interface ResponseServiceDeps {
  readonly store: ResponseStore;
  readonly tenant: Tenant;
  readonly policy: ResponsePolicy;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: Log;
  readonly metrics: Metrics;
  /** How long a second step waits for the end of the first, in milliseconds. */
  readonly firstStepPatience: number;
}

export function trimmed(text: string | null): string | null {
  const short = text?.trim().slice(0, REASON_LIMIT) ?? '';
  return short === '' ? null : short;
}

export function notFound(requestId: string): Refusal {
  return refusal('notFound', `There is no request ${requestId.slice(0, 20)}.`);
}

export function refusal(code: Refusal['code'], message: string): Refusal {
  return { ok: false, code, message, request: null };
}
