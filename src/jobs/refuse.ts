/** An attempt that is not carried out: it goes on the record and, when it came too late, closes the request. */
import type { AuditEvent } from '../domain/approvals/audit-event.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { isOverdue } from '../domain/approvals/rules.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { expireNow } from './expire.ts';
import type { ResponseServiceDeps } from './service-parts.ts';

export async function refuse(
  stored: StoredRequest,
  actor: Actor,
  event: Extract<AuditEvent, `${string}.refused`>,
  why: Pick<Refusal, 'code' | 'message'>,
  details: Readonly<Record<string, unknown>>,
  deps: Pick<ResponseServiceDeps, 'store' | 'clock'>,
): Promise<Refusal> {
  const request = await deps.store.transaction(async (tx) => {
    // Locked before the end of the record is, as everywhere.
    const current = await tx.find(stored.request.id);
    await tx.audit({
      event,
      actor,
      requestId: stored.request.id,
      target: stored.request.target.name,
      details: { ...details, code: why.code },
    });
    const { request: before } = current ?? stored;
    if (current === null || !isOverdue(before, deps.clock.now())) return before;
    return (await expireNow(tx, current)).request;
  });
  return { ok: false, code: why.code, message: why.message, request };
}
