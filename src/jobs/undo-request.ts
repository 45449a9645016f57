/** "Undo" on a card: the request that takes another one back, under its own rule. */
import { reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { judgeUndo } from '../domain/approvals/rules.ts';
import type { Outcome, Refusal } from '../domain/approvals/service.ts';
import { requestAfter } from './make-request.ts';
import { refuse } from './refuse.ts';
import { reversing } from './reversing.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal } from './service-parts.ts';

export async function undoRequest(
  requestId: string,
  actor: Actor,
  conversationId: string,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  const no = (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> =>
    refuse(stored, actor, 'undo.refused', why, {}, deps);
  const action = actionFor(stored.request.action);
  const verdict = judgeUndo(stored.request, action === null ? null : reversalOf(action));
  if (!verdict.ok) return no(verdict);
  const back = reversing(stored);
  if (back === null) return no(refusal('notReversible', `${requestId} cannot be undone.`));
  return requestAfter(
    stored,
    { ...back, reason: `Undo of ${requestId}` },
    { requester: actor, conversationId, correlationId },
    { undoes: requestId, again: null },
    deps,
    no,
  );
}
