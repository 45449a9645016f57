/** What the response service is given, and what its parts share. */
import type { AuditEvent } from '../domain/approvals/audit-event.ts';
import type { ActionRule, ResponsePolicy } from '../domain/approvals/policy.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import type { ResponseStore, ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { Clock, Tenant } from '../domain/ports/tenant.ts';
import type { Timings } from './timings.ts';

const REASON_LIMIT = 500;
/** Changing the card takes what was handed over off the screen of whoever has just got it: that waits. */
export const SHOWN_MS = 2 * 60_000;

export interface ResponseServiceDeps {
  readonly store: ResponseStore;
  readonly tenant: Tenant;
  readonly policy: ResponsePolicy;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: Log;
  readonly timings: Timings;
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

export function foreignCard(requestId: string): Pick<Refusal, 'code' | 'message'> {
  return {
    code: 'blocked',
    message: `This card of ${requestId} belongs to another conversation. Nothing was done: write "show ${requestId}" here and use the card that comes.`,
  };
}

/** Writes what a person did, its audit entry and the job that brings the cards up to date. */
export async function saveByPerson(
  tx: ResponseTransaction,
  stored: StoredRequest,
  actor: Actor,
  event: AuditEvent,
  details: Readonly<Record<string, unknown>>,
): Promise<ResponseRequest> {
  const saved = await tx.save(stored);
  await tx.audit({
    event,
    actor,
    requestId: stored.request.id,
    target: stored.request.target.name,
    details: { action: stored.request.action, ...details },
  });
  await tx.enqueue('publish', stored.request.id, 0);
  return saved.request;
}

export function ruleOf(stored: StoredRequest, policy: ResponsePolicy): ActionRule {
  return ruleFor(policy, stored.request.action, {
    name: stored.request.target.name,
    ...stored.book.protection,
  });
}
