/** Making a response request, for an action that somebody asked for or to undo one. */
import { UpstreamError } from '../errors.ts';
import type { RecentCounts } from '../domain/approvals/guardrails.ts';
import { hasCeilings, stopGuardrail } from '../domain/approvals/guardrails.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { TARGET_WORDS } from '../domain/approvals/request.ts';
import { judgeOwnAccount, judgeOwnApproval, judgeRequest, judgeUndo } from '../domain/approvals/rules.ts';
import type { NewRequest, Outcome, Refusal } from '../domain/approvals/service.ts';
import { blockerOf, reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { ResponseTransaction } from '../domain/ports/response-store.ts';
import type { Inserted } from './insert-request.ts';
import { approvingGroups } from './approving-groups.ts';
import { bind, insertRequest, underRule } from './insert-request.ts';
import { readOrder } from './read-order.ts';
import { refuse } from './refuse.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal, trimmed } from './service-parts.ts';
import { reversing } from './reversing.ts';
import { checkRoles } from './role-check.ts';
import { countState } from './workflow.ts';

export const HOUR_MS = 60 * 60 * 1000;

export async function makeRequest(
  order: NewRequest,
  undoes: string | null,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const { policy, clock } = deps;
  const read = await readOrder(order, deps);
  if ('code' in read) return read;
  const { action, parameters, terms, protection, facts, rule } = read;
  const drill = order.drill ?? false;
  const account = judgeOwnAccount(action, order);
  const own = account.ok ? judgeOwnApproval(rule, order) : account;
  const allowed = own.ok
    ? await checkRoles(policy, read.directory, order.requester, rule.ask)
    : { ...own, request: null };
  if (!allowed.ok) {
    await auditRefusal(order, allowed, deps);
    return allowed;
  }
  const eachOf = await approvingGroups(rule, read.directory);
  const outcome = await deps.store.transaction(async (tx): Promise<Outcome> => {
    const now = clock.now();
    const guardrail = stopGuardrail(await tx.stopSwitch('read'));
    const recent = await countRecent(tx, order, now, deps);
    const verdict = judgeRequest(policy, rule, order, recent, now);
    if (!verdict.ok) return { ...verdict, request: null };
    const evidence = [...terms.evidence, ...order.evidence];
    const inserted = await insertRequest(
      tx,
      {
        action: order.action,
        target: order.target,
        parameters,
        reason: trimmed(order.reason),
        requester: order.requester,
        conversationId: order.conversationId,
        evidence,
        ...underRule(rule, now),
        eachOf,
        undoes,
        hold: terms.hold,
        first: terms.first,
        drill,
        heldBack: guardrail === null ? null : { ...guardrail, since: null },
      },
      {
        correlationId: order.correlationId,
        protection,
        binding: bind(action.call({ target: order.target, parameters }), facts, { ...terms, evidence }),
      },
      deps,
    );
    return outcomeOf(inserted);
  });
  if (outcome.ok) countState(outcome.request, null, deps);
  else await auditRefusal(order, outcome, deps);
  return outcome;
}

/** A drill is no part of any count: it keeps nobody from a real request. */
async function countRecent(
  tx: ResponseTransaction,
  { action, requester, drill }: NewRequest,
  now: Date,
  { policy }: ResponseServiceDeps,
): Promise<RecentCounts | null> {
  if (drill === true || !hasCeilings(policy.limits)) return null;
  await tx.lockCounts();
  return tx.recent(new Date(now.getTime() - HOUR_MS), action, requester.id);
}

function outcomeOf(inserted: Inserted): Outcome {
  switch (inserted.kind) {
    case 'inserted':
      return { ok: true, request: inserted.stored.request };
    case 'duplicate': {
      const { of } = inserted;
      const message = `${of.requester.name} asked for the same already: ${of.id} is ${of.state}.`;
      return { ok: false, code: 'duplicate', message, request: of };
    }
    case 'noFreeId':
      return refusal('unavailable', 'No free request id was found; try again.');
  }
}

async function auditRefusal(order: NewRequest, why: Refusal, deps: ResponseServiceDeps): Promise<void> {
  await deps.store.transaction((tx) =>
    tx.audit({
      event: 'request.refused',
      actor: order.requester,
      requestId: why.request?.id ?? null,
      target: order.target.name,
      details: { action: order.action, code: why.code, ...(order.drill === true ? { drill: true } : {}) },
    }),
  );
}

export async function undoRequest(
  requestId: string,
  actor: Actor,
  conversationId: string,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  const { request } = stored;
  const no = (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> =>
    refuse(stored, actor, 'undo.refused', why, {}, deps);
  const action = actionFor(request.action);
  const verb = action === null ? null : reversalOf(action);
  const verdict = judgeUndo(request, verb);
  if (!verdict.ok) return no(verdict);
  const back = reversing(stored);
  if (back === null) return no(refusal('notReversible', `${requestId} cannot be undone.`));
  const { parameters } = back;
  try {
    const preflight = await back.action.preflight(
      { target: request.target, parameters },
      deps.tenant.open({ correlationId }),
      deps.clock,
    );
    const blocker = blockerOf(preflight, { drill: request.drill, undoes: request.id });
    if (blocker !== undefined) return await no(refusal('blocked', blocker.message));
    return await makeRequest(
      {
        action: back.action.verb,
        target: request.target,
        parameters,
        reason: `Undo of ${request.id}`,
        evidence: preflight.evidence,
        protection: preflight.protection,
        facts: preflight.facts,
        drill: request.drill,
        requester: actor,
        conversationId,
        correlationId,
      },
      request.id,
      deps,
    );
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return no(
      refusal(
        'unavailable',
        `The ${TARGET_WORDS[request.target.kind]} could not be looked at, so nothing was requested. Try again in a minute.`,
      ),
    );
  }
}
