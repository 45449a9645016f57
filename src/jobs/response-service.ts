/**
 * Response requests as people act on them: asking, deciding, cancelling, undoing. Each act is one transaction of state,
 * audit entry and jobs; each refusal of a decision is on the record too.
 */
import { UpstreamError } from '../errors.ts';
import type { ActionRule, ResponsePolicy } from '../domain/approvals/policy.ts';
import { protectedGroups, ruleFor } from '../domain/approvals/policy.ts';
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import { newRequestId } from '../domain/approvals/request-id.ts';
import type { Judgement } from '../domain/approvals/rules.ts';
import {
  isOverdue,
  judgeCancel,
  judgeDecision,
  judgeRequest,
  judgeUndo,
  tally,
} from '../domain/approvals/rules.ts';
import type { NewRequest, Outcome, Refusal, ResponseService } from '../domain/approvals/service.ts';
import { LIVE_STATES } from '../domain/approvals/state-machine.ts';
import { parametersFor, reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { ResponseStore, ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { Log, Metrics } from '../domain/ports/telemetry.ts';
import type { Clock, Directory, Tenant } from '../domain/ports/tenant.ts';
import { expireNow } from './expire.ts';
import { checkRoles } from './role-check.ts';
import { moved } from './workflow.ts';

export interface ResponseServiceDeps {
  readonly store: ResponseStore;
  readonly tenant: Tenant;
  readonly policy: ResponsePolicy;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: Log;
  readonly metrics: Metrics;
}

const HOUR_MS = 60 * 60 * 1000;
const ID_TRIES = 20;
const REASON_LIMIT = 500;

export function createResponseService(deps: ResponseServiceDeps): ResponseService {
  const { store, policy, clock } = deps;
  const directory = (correlationId: string): Directory => deps.tenant.open({ correlationId }).directory;

  return {
    roleOf: (actor, role, correlationId) => checkRoles(policy, directory(correlationId), actor, [role]),
    request: (order) => makeRequest(order, null, deps),

    async decide(requestId, actor, verdict, reason, correlationId) {
      const stored = await store.find(requestId);
      if (stored === null) return notFound(requestId);
      const early = judgeDecision(policy, stored.request, actor.id, verdict, clock.now());
      if (!early.ok) return refuseDecision(stored, actor, verdict, early, deps);
      const roles = ruleOf(stored, policy).approve;
      const allowed = await checkRoles(policy, directory(correlationId), actor, roles);
      if (!allowed.ok) return refuseDecision(stored, actor, verdict, allowed, deps);
      const outcome = await store.transaction((tx) => decideNow(tx, requestId, actor, verdict, reason, deps));
      if (outcome.ok) {
        if (outcome.request.state !== 'requested')
          deps.metrics.request(outcome.request.action, outcome.request.state);
        return outcome;
      }
      return refuseDecision(outcome.stored, actor, verdict, outcome.why, deps);
    },

    async cancel(requestId, actor) {
      const outcome = await store.transaction(async (tx): Promise<Outcome> => {
        const stored = await tx.find(requestId);
        if (stored === null) return notFound(requestId);
        const verdict = judgeCancel(stored.request, actor.id, clock.now());
        if (!verdict.ok) return { ...verdict, request: stored.request };
        const next = moved(stored.request, 'cancel');
        return {
          ok: true,
          request: await saveByPerson(tx, { ...stored, request: next }, actor, 'request.cancelled', {}),
        };
      });
      if (outcome.ok) deps.metrics.request(outcome.request.action, 'cancelled');
      return outcome;
    },

    undo: (requestId, actor, conversationId, correlationId) =>
      undo(requestId, actor, conversationId, correlationId, deps),

    async find(requestId) {
      return (await store.find(requestId))?.request ?? null;
    },
    async open(limit) {
      return (await store.inStates(LIVE_STATES, limit)).map((stored) => stored.request);
    },
    audit: (query) => store.auditEntries(query),
  };
}

async function makeRequest(
  order: NewRequest,
  undoes: string | null,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const { policy, clock } = deps;
  const action = actionFor(order.action);
  const parameters = action === null ? null : parametersFor(action, order.parameters);
  if (action === null || parameters === null || action.target !== order.target.kind) {
    return refusal('blocked', `"${order.action}" cannot be requested in this form.`);
  }
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

type Decided =
  | { readonly ok: true; readonly request: ResponseRequest }
  | { readonly ok: false; readonly stored: StoredRequest; readonly why: Judgement & { ok: false } };

async function decideNow(
  tx: ResponseTransaction,
  requestId: string,
  actor: Actor,
  verdict: 'approve' | 'deny',
  reason: string | null,
  deps: ResponseServiceDeps,
): Promise<Decided> {
  const now = deps.clock.now();
  const stored = await tx.find(requestId);
  if (stored === null) throw new TypeError(`request ${requestId} vanished`);
  // Looked at again under the lock: another click may have come first.
  const again = judgeDecision(deps.policy, stored.request, actor.id, verdict, now);
  if (!again.ok) return { ok: false, stored, why: again };
  const voted: ResponseRequest = {
    ...stored.request,
    decisions: [
      ...stored.request.decisions,
      { actor, verdict, reason: trimmed(reason), at: now.toISOString() },
    ],
  };
  const result = tally(voted);
  const next = result === 'open' ? voted : moved(voted, result === 'approved' ? 'approve' : 'deny');
  const event =
    result === 'open' ? 'decision.recorded' : result === 'approved' ? 'request.approved' : 'request.denied';
  const request = await saveByPerson(tx, { ...stored, request: next }, actor, event, {
    verdict,
    reason: trimmed(reason),
    approvals: voted.decisions.filter((decision) => decision.verdict === 'approve').length,
    approvalsNeeded: voted.approvalsNeeded,
  });
  if (next.state === 'approved') await tx.enqueue('execute', requestId, 0);
  return { ok: true, request };
}

async function saveByPerson(
  tx: ResponseTransaction,
  stored: StoredRequest,
  actor: Actor,
  event: string,
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

/** Writes the attempt down and, when it came too late, closes the request. */
async function refuseDecision(
  stored: StoredRequest,
  actor: Actor,
  verdict: 'approve' | 'deny',
  why: { readonly code: Refusal['code']; readonly message: string },
  deps: ResponseServiceDeps,
): Promise<Refusal> {
  const request = await deps.store.transaction(async (tx) => {
    await tx.audit({
      event: 'decision.refused',
      actor,
      requestId: stored.request.id,
      target: stored.request.target.name,
      details: { verdict, code: why.code },
    });
    const current = await tx.find(stored.request.id);
    if (current === null) return stored.request;
    return isOverdue(current.request, deps.clock.now())
      ? (await expireNow(tx, current)).request
      : current.request;
  });
  return { ok: false, code: why.code, message: why.message, request };
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

async function undo(
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
  const parameters = parametersFor(reversing, {}) ?? {};
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

/** Which of the policy's protected groups the person, or the device's owners, are in. Not known = not allowed. */
async function protectedGroupsOf(
  order: NewRequest,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<string[] | Refusal> {
  const groups = protectedGroups(policy);
  if (groups.length === 0) return [];
  try {
    const people =
      order.target.kind === 'user' ? [order.target.id] : await ownersOf(order.target.aadDeviceId, directory);
    const found = await Promise.all(people.map((person) => directory.memberOfAny(person, groups)));
    return [...new Set(found.flat())];
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refusal(
      'unavailable',
      'Whether the target is protected by the response policy could not be checked: Entra ID gave no answer. Nothing was requested.',
    );
  }
}

async function ownersOf(aadDeviceId: string | null, directory: Directory): Promise<readonly string[]> {
  if (aadDeviceId === null) return [];
  const [device] = await directory.findDevices({ kind: 'guid', text: aadDeviceId });
  return device === undefined ? [] : (await directory.ownersOf(device.id)).map((owner) => owner.id);
}

function ruleOf(stored: StoredRequest, policy: ResponsePolicy): ActionRule {
  return ruleFor(policy, stored.request.action, {
    name: stored.request.target.name,
    ...stored.book.protection,
  });
}

function trimmed(text: string | null): string | null {
  const short = text?.trim().slice(0, REASON_LIMIT) ?? '';
  return short === '' ? null : short;
}

function notFound(requestId: string): Refusal {
  return refusal('notFound', `There is no request ${requestId.slice(0, 20)}.`);
}

function refusal(code: Refusal['code'], message: string): Refusal {
  return { ok: false, code, message, request: null };
}
