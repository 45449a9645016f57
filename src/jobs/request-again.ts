/**
 * "Ask again" on the card of a request that ended without anything having been done: the same action on the same target,
 * asked for by whoever clicks, with everything looked at anew and no votes. The old request names the new one.
 */
import { readParameters } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import { judgeAgain } from '../domain/approvals/again.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { isOverdue } from '../domain/approvals/rules.ts';
import type { Outcome, Refusal } from '../domain/approvals/service.ts';
import { expire } from './expire.ts';
import { requestAfter } from './make-request.ts';
import { refuse } from './refuse.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal, ruleOf } from './service-parts.ts';

export async function requestAgain(
  requestId: string,
  actor: Actor,
  reason: string | null,
  conversationId: string,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const { store, clock, policy } = deps;
  const found = await store.find(requestId);
  // Its card says that it expired before the job that closes it has come.
  if (found !== null && isOverdue(found.request, clock.now())) await expire(requestId, deps);
  const stored = found === null ? null : await store.find(requestId);
  if (stored === null) return notFound(requestId);
  const { request } = stored;
  const no = (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> =>
    refuse(stored, actor, 'again.refused', why, {}, deps);
  const verdict = judgeAgain(request);
  if (!verdict.ok) return no(verdict);
  // Before its target is looked at: what comes of that is told to those alone who may ask.
  const { directory } = deps.tenant.open({ correlationId });
  const allowed = await checkRoles(policy, directory, actor, ruleOf(stored, policy).ask);
  if (!allowed.ok) return no(allowed);
  const action = actionFor(request.action);
  const read = action === null ? null : readParameters(action, request.parameters);
  if (action === null || read?.ok !== true) {
    return no(refusal('blocked', `"${request.action}" cannot be requested in this form.`));
  }
  const { hold, first } = request;
  return requestAfter(
    stored,
    {
      action,
      parameters: read.parameters,
      reason,
      ...(hold === null ? {} : { holdMinutes: hold.minutes }),
      ...(first === null ? {} : { first: first.action }),
    },
    { requester: actor, conversationId, correlationId },
    { undoes: request.undoes, again: request },
    deps,
    no,
  );
}
