/** An attempt that is not carried out: it goes on the record and, when it came too late, closes the request. */
import type { Actor } from '../domain/approvals/request.ts';
import { isOverdue } from '../domain/approvals/rules.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { expireNow } from './expire.ts';
import type { ResponseServiceDeps } from './service-parts.ts';

export async function refuse(
  stored: StoredRequest,
  actor: Actor,
  event:
    | 'decision.refused'
    | 'cancel.refused'
    | 'undo.refused'
    | 'again.refused'
    | 'breakGlass.refused'
    | 'review.refused'
    | 'handover.refused'
    | 'hold.refused'
    | 'card.refused',
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
    if (current === null) return stored.request;
    return isOverdue(current.request, deps.clock.now())
      ? (await expireNow(tx, current)).request
      : current.request;
  });
  return { ok: false, code: why.code, message: why.message, request };
}
