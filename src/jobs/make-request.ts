/** Making a response request, for an action that somebody asked for or to undo one. */
import { UpstreamError } from '../errors.ts';
import type { ActionRule } from '../domain/approvals/policy.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import { newRequestId } from '../domain/approvals/request-id.ts';
import { judgeRequest, judgeUndo } from '../domain/approvals/rules.ts';
import type { NewRequest, Outcome, Refusal } from '../domain/approvals/service.ts';
import { readParameters, reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { protectedGroupsOf } from './protected-groups.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal, trimmed } from './service-parts.ts';
import { checkRoles } from './role-check.ts';

const HOUR_MS = 60 * 60 * 1000;
const ID_TRIES = 20;

export async function makeRequest(
  order: NewRequest,
  undoes: string | null,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const { policy, clock } = deps;
  const action = actionFor(order.action);
  const read = action === null ? null : readParameters(action, order.parameters);
  if (action === null || read?.ok !== true || action.target !== order.target.kind) {
    return refusal('blocked', `"${order.action}" cannot be requested in this form.`);
  }
  const { parameters } = read;
  const directory = deps.tenant.open({ correlationId: order.correlationId }).directory;
  const groups = await protectedGroupsOf(order, policy, directory);
  if (!Array.isArray(groups)) return groups;
  const protection = { ...order.protection, groups };
  const rule = ruleFor(policy, order.action, { name: order.target.name, ...protection });
  const allowed = await checkRoles(policy, directory, order.requester, rule.ask);
  if (!allowed.ok) {
    await auditRefusal(order, allowed, deps);
    return allowed;
  }
  const outcome = await deps.store.transaction(async (tx): Promise<Outcome> => {
    const now = clock.now();
    const recent = await tx.recent(new Date(now.getTime() - HOUR_MS), order.action, order.requester.id);
    const verdict = judgeRequest(policy, rule, order, recent, now);
    if (!verdict.ok) return { ...verdict, request: null };
    return insertRequest(tx, { order: { ...order, parameters }, rule, protection, undoes, now }, deps);
  });
  if (outcome.ok) deps.metrics.request(order.action, 'requested');
  else await auditRefusal(order, outcome, deps);
  return outcome;
}

async function insertRequest(
  tx: ResponseTransaction,
  made: {
    readonly order: NewRequest;
    readonly rule: ActionRule;
    readonly protection: StoredRequest['book']['protection'];
    readonly undoes: string | null;
    readonly now: Date;
  },
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const { order, rule, now } = made;
  const lifeMs = rule.expiresMinutes * 60_000;
  for (let attempt = 0; attempt < ID_TRIES; attempt += 1) {
    const request: ResponseRequest = {
      id: newRequestId(deps.randomBytes),
      action: order.action,
      target: order.target,
      parameters: order.parameters,
      reason: trimmed(order.reason),
      requester: order.requester,
      conversationId: order.conversationId,
      state: 'requested',
      approvalsNeeded: Math.max(1, rule.approvals),
      decisions: [],
      evidence: order.evidence,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + lifeMs).toISOString(),
      execution: {
        upstreamId: null,
        upstreamStatus: null,
        startedAt: null,
        submittedAt: null,
        endedAt: null,
        adopted: false,
        problem: null,
      },
      verification: { verified: 'pending', evidence: null, at: null },
      undoes: made.undoes,
      undoneBy: null,
      version: 1,
    };
    const inserted = await tx.insert({
      request,
      book: {
        correlationId: order.correlationId,
        protection: made.protection,
        leaseOwner: null,
        leaseUntil: null,
        sendStartedAt: null,
        sends: 0,
        lookAgainAt: null,
      },
    });
    if (inserted.kind === 'idTaken') continue;
    if (inserted.kind === 'duplicate') {
      const { of } = inserted;
      const message = `${of.requester.name} asked for the same already: ${of.id} is ${of.state}.`;
      return { ok: false, code: 'duplicate', message, request: of };
    }
    await tx.audit({
      event: 'request.created',
      actor: order.requester,
      requestId: request.id,
      target: request.target.name,
      details: {
        action: request.action,
        target: request.target,
        parameters: request.parameters,
        reason: request.reason,
        evidence: request.evidence,
        approvalsNeeded: request.approvalsNeeded,
        expiresAt: request.expiresAt,
        undoes: request.undoes,
      },
    });
    await tx.enqueue('expire', request.id, lifeMs);
    await tx.enqueue('publish', request.id, 0);
    return { ok: true, request };
  }
  return refusal('unavailable', 'No free request id was found; try again.');
}

async function auditRefusal(order: NewRequest, why: Refusal, deps: ResponseServiceDeps): Promise<void> {
  await deps.store.transaction((tx) =>
    tx.audit({
      event: 'request.refused',
      actor: order.requester,
      requestId: why.request?.id ?? null,
      target: order.target.name,
      details: { action: order.action, code: why.code },
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
  const action = actionFor(request.action);
  const verb = action === null ? null : reversalOf(action);
  const verdict = judgeUndo(request, verb);
  if (!verdict.ok) return { ...verdict, request };
  const reversing = verb === null ? null : actionFor(verb);
  if (reversing === null) return { ...refusal('notReversible', `${requestId} cannot be undone.`), request };
  const given =
    action !== null && 'verb' in action.reversal ? action.reversal.parameters?.(request.parameters) : {};
  const read = readParameters(reversing, given ?? {});
  if (!read.ok) return { ...refusal('notReversible', `${requestId} cannot be undone.`), request };
  const { parameters } = read;
  try {
    const preflight = await reversing.preflight(
      { target: request.target, parameters },
      deps.tenant.open({ correlationId }),
      deps.clock,
    );
    const [blocker] = preflight.blockers;
    if (blocker !== undefined) return { ...refusal('blocked', blocker.message), request };
    return await makeRequest(
      {
        action: reversing.verb,
        target: request.target,
        parameters,
        reason: `Undo of ${request.id}`,
        evidence: preflight.evidence,
        protection: preflight.protection,
        requester: actor,
        conversationId,
        correlationId,
      },
      request.id,
      deps,
    );
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return {
      ...refusal(
        'unavailable',
        'The device could not be looked at, so nothing was requested. Try again in a minute.',
      ),
      request,
    };
  }
}
