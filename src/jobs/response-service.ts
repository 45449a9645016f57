/**
 * Response requests as people act on them: asking, deciding, cancelling, undoing. Each act is one transaction of state,
 * audit entry and jobs; each attempt that is refused is on the record too.
 */
import { DrawbridgeError } from '../errors.ts';
import { drillScore } from '../domain/approvals/drill-score.ts';
import { missingGroups } from '../domain/approvals/places.ts';
import type { Actor, Decision, ResponseRequest } from '../domain/approvals/request.ts';
import type { Judgement } from '../domain/approvals/rules.ts';
import { judgeCancel, judgeDecision, judgeStanding, tally } from '../domain/approvals/rules.ts';
import type { ResponseService, Role } from '../domain/approvals/service.ts';
import { LIVE_STATES } from '../domain/approvals/state-machine.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import { breakGlass, review } from './break-glass.ts';
import { checkDecider, holdsDecision } from './decider-check.ts';
import { dryRun } from './dry-run.ts';
import { handOver } from './hand-over.ts';
import { makeRequest } from './make-request.ts';
import { requestAgain } from './request-again.ts';
import { renewHold } from './renew-hold.ts';
import { refuse } from './refuse.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { foreignCard, notFound, saveByPerson, trimmed } from './service-parts.ts';
import type { RoleVerdict } from './role-check.ts';
import { checkRoles } from './role-check.ts';
import { pullStop, refused, releaseStop } from './stop-switch.ts';
import { seenBy } from './seen-by.ts';
import { undoRequest } from './undo-request.ts';
import { viewerRights } from './viewer-rights.ts';
import { moved } from './workflow.ts';

export function createResponseService(deps: ResponseServiceDeps): ResponseService {
  const { store, policy, clock } = deps;
  const directory = (correlationId: string): Directory => deps.tenant.open({ correlationId }).directory;

  return {
    roleOf: (actor, role, correlationId) => checkRoles(policy, directory(correlationId), actor, [role]),
    rightsOf: (requestId, actor, correlationId) => viewerRights(requestId, actor, correlationId, deps),
    async mayDecide(requestId, actor, correlationId) {
      const stored = await store.find(requestId);
      if (stored === null) return false;
      return (await holdsDecision(stored, actor, policy, directory(correlationId))) === true;
    },
    request: (order) => makeRequest(order, { undoes: null, again: null }, deps),
    dryRun: (order) => dryRun(order, deps),
    seenBy: (requestId, actor, correlationId) => seenBy(requestId, actor, correlationId, deps),
    async drills(limit) {
      const found = (await store.drills(limit)).map(({ request }) => request);
      const byId = new Map(found.map((request) => [request.id, request]));
      return found
        .filter(({ undoes }) => undoes === null)
        .map((request) => {
          const undo = found.find(({ undoes }) => undoes === request.id) ?? null;
          return { request, score: drillScore(request, byId.get(request.undoneBy ?? '') ?? undo, policy) };
        });
    },

    async decide(requestId, actor, verdict, reason, correlationId) {
      const stored = await store.find(requestId);
      if (stored === null) return notFound(requestId);
      const early = judgeDecision(policy, stored.request, actor.id, verdict, clock.now());
      if (!early.ok) return refuse(stored, actor, 'decision.refused', early, { verdict }, deps);
      const allowed = await checkDecider(stored, actor, policy, directory(correlationId));
      if (!allowed.ok) return refuse(stored, actor, 'decision.refused', allowed, { verdict }, deps);
      const { standing } = allowed;
      const vote = {
        actor,
        verdict,
        reason: trimmed(reason),
        ...(standing === undefined ? {} : { standing }),
      };
      const outcome = await store.transaction((tx) => decideNow(tx, requestId, vote, deps));
      if (outcome.ok) return outcome;
      const details = { verdict, ...(standing === undefined ? {} : { standing }) };
      return refuse(outcome.stored, actor, 'decision.refused', outcome.why, details, deps);
    },

    async cancel(requestId, actor) {
      const outcome = await store.transaction(async (tx): Promise<Decided | null> => {
        const stored = await tx.find(requestId);
        if (stored === null) return null;
        const verdict = judgeCancel(stored.request, actor.id, clock.now());
        if (!verdict.ok) return { ok: false, stored, why: verdict };
        const next = moved(stored.request, 'cancel');
        return {
          ok: true,
          request: await saveByPerson(tx, { ...stored, request: next }, actor, 'request.cancelled', {}),
        };
      });
      if (outcome === null) return notFound(requestId);
      if (!outcome.ok) return refuse(outcome.stored, actor, 'cancel.refused', outcome.why, {}, deps);
      return outcome;
    },

    undo: (requestId, actor, conversationId, correlationId) =>
      undoRequest(requestId, actor, conversationId, correlationId, deps),

    again: (requestId, actor, reason, conversationId, correlationId) =>
      requestAgain(requestId, actor, reason, conversationId, correlationId, deps),

    renew: (requestId, actor, correlationId) => renewHold(requestId, actor, correlationId, deps),

    handOver: (requestId, actor, isWanted, correlationId) =>
      handOver(requestId, actor, isWanted, correlationId, deps),

    stopSwitch: () => store.stopSwitch(),
    async pullStop(actor, reason, correlationId) {
      const allowed = await mayChangeStop(actor, ['responder', 'approver'], correlationId, deps);
      return allowed.ok ? pullStop(actor, reason, deps) : allowed;
    },
    async releaseStop(actor, reason, correlationId) {
      const allowed = await mayChangeStop(actor, ['approver'], correlationId, deps);
      return allowed.ok ? releaseStop(actor, reason, deps) : allowed;
    },

    breakGlass: (requestId, actor, reason, correlationId) =>
      breakGlass(requestId, actor, reason, correlationId, deps),

    review: (requestId, actor, verdict, note, correlationId) =>
      review(requestId, actor, verdict, note, correlationId, deps),

    noteRefusedAsk: (actor, { action, target, code }) =>
      store.transaction((tx) =>
        tx.audit({ event: 'request.refused', actor, requestId: null, target, details: { action, code } }),
      ),

    async refuseForeignCard(requestId, actor, verb) {
      const stored = await store.find(requestId);
      if (stored === null) return notFound(requestId);
      return refuse(stored, actor, 'card.refused', foreignCard(requestId), { verb }, deps);
    },

    onCall: () => ({ ...policy.oncall, source: policy.source }),

    async find(requestId) {
      return (await store.find(requestId))?.request ?? null;
    },
    async open(limit) {
      return (await store.inStates(LIVE_STATES, limit)).map((stored) => stored.request);
    },
    async unreviewed(limit) {
      return (await store.unreviewed(limit)).map((stored) => stored.request);
    },
    audit: (query) => store.auditEntries(query),
  };
}

/** A refused attempt is on the record. */
async function mayChangeStop(
  actor: Actor,
  roles: readonly Role[],
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<RoleVerdict> {
  const allowed = await checkRoles(deps.policy, deps.tenant.open({ correlationId }).directory, actor, roles);
  if (!allowed.ok) await deps.store.transaction((tx) => refused(tx, actor, allowed.code));
  return allowed;
}

type Decided =
  | { readonly ok: true; readonly request: ResponseRequest }
  | { readonly ok: false; readonly stored: StoredRequest; readonly why: Judgement & { ok: false } };

async function decideNow(
  tx: ResponseTransaction,
  requestId: string,
  vote: Omit<Decision, 'at'>,
  deps: ResponseServiceDeps,
): Promise<Decided> {
  const { actor, verdict, standing } = vote;
  const now = deps.clock.now();
  const stored = await tx.find(requestId);
  if (stored === null) throw new DrawbridgeError('internal', `request ${requestId} vanished`);
  // Looked at again under the lock: another click may have come first.
  const again = judgeDecision(deps.policy, stored.request, actor.id, verdict, now);
  if (!again.ok) return { ok: false, stored, why: again };
  const counts = verdict === 'deny' ? again : judgeStanding(stored.request, actor, standing);
  if (!counts.ok) return { ok: false, stored, why: counts };
  const voted: ResponseRequest = {
    ...stored.request,
    decisions: [...stored.request.decisions, { ...vote, at: now.toISOString() }],
  };
  const result = tally(voted);
  const next = result === 'open' ? voted : moved(voted, result === 'approved' ? 'approve' : 'deny');
  const event =
    result === 'open' ? 'decision.recorded' : result === 'approved' ? 'request.approved' : 'request.denied';
  const request = await saveByPerson(tx, { ...stored, request: next }, actor, event, {
    verdict,
    reason: vote.reason,
    approvals: voted.decisions.filter((decision) => decision.verdict === 'approve').length,
    approvalsNeeded: voted.approvalsNeeded,
    ...(standing === undefined ? {} : { standing, missing: missingGroups(voted) }),
  });
  if (next.state === 'approved') await tx.enqueue('execute', requestId, 0);
  if (next.state === 'denied') await tx.enqueue('tell', requestId, 0);
  return { ok: true, request };
}
