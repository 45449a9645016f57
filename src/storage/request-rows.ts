/** A stored request to its row and back. */
import type { Insertable, Selectable } from 'kysely';
import type { Decision, ResponseRequest } from '../domain/approvals/request.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { storable, storableText } from './canonical-json.ts';
import type { DecisionsTable, RequestsTable } from './schema.ts';

/**
 * Before the action of a drill, in the database. A process of a version that knows no drills knows no such action either
 * and cannot send it; and a drill is neither counted with real requests nor in the way of one.
 */
const DRILL = 'drill:';

export function storedAction({ action, drill }: Pick<ResponseRequest, 'action' | 'drill'>): string {
  return drill ? `${DRILL}${action}` : action;
}

/** The other way round. */
export function actionOf({ action, drill }: Pick<ResponseRequest, 'action' | 'drill'>): string {
  return drill ? action.slice(DRILL.length) : action;
}

export function rowOf({ request, book }: StoredRequest): Insertable<RequestsTable> {
  const { target, execution, verification } = request;
  return {
    id: request.id,
    action: storedAction(request),
    target_kind: target.kind,
    target_id: target.id,
    target_name: storableText(target.name),
    target_aad_device_id: target.aadDeviceId,
    parameters: JSON.stringify(storable(request.parameters)),
    reason: textOrNull(request.reason),
    requester_id: request.requester.id,
    requester_name: storableText(request.requester.name),
    state: request.state,
    approvals_needed: request.approvalsNeeded,
    evidence: JSON.stringify(storable(request.evidence)),
    created_at: new Date(request.createdAt),
    expires_at: new Date(request.expiresAt),
    upstream_id: execution.upstreamId,
    upstream_status: execution.upstreamStatus,
    started_at: dateOrNull(execution.startedAt),
    submitted_at: dateOrNull(execution.submittedAt),
    ended_at: dateOrNull(execution.endedAt),
    adopted: execution.adopted,
    problem: textOrNull(execution.problem),
    verified: verification.verified,
    verified_evidence: textOrNull(verification.evidence),
    verified_at: dateOrNull(verification.at),
    undoes: request.undoes,
    undone_by: request.undoneBy,
    version: request.version,
    conversation_id: request.conversationId,
    correlation_id: book.correlationId,
    protection: JSON.stringify(storable(book.protection)),
    lease_owner: book.leaseOwner,
    lease_until: book.leaseUntil,
    send_started_at: book.sendStartedAt,
    sends: book.sends,
    look_again_at: book.lookAgainAt,
    binding: jsonOrNull(book.binding),
    supersedes: request.supersedes,
    superseded_by: request.supersededBy,
    covered_by: request.coveredBy,
    hold_minutes: request.hold?.minutes ?? null,
    hold_until: dateOrNull(request.hold?.until ?? null),
    first_action: request.first?.action ?? null,
    first_request: request.first?.requestId ?? null,
    drill: request.drill,
    break_glass: jsonOrNull(request.breakGlass),
    escalated_at: dateOrNull(request.escalatedAt),
    escalated_to: jsonOrNull(request.escalatedTo),
    seen: jsonOrNull(request.seen),
    reissues: book.reissues,
    held_back: jsonOrNull(request.heldBack),
    each_of: request.eachOf.length === 0 ? null : jsonOrNull(request.eachOf),
    asked_again: request.askedAgain,
  };
}

export function decisionRow(requestId: string, seq: number, decision: Decision): Insertable<DecisionsTable> {
  return {
    request_id: requestId,
    seq,
    actor_id: decision.actor.id,
    actor_name: storableText(decision.actor.name),
    verdict: decision.verdict,
    reason: textOrNull(decision.reason),
    at: new Date(decision.at),
    standing: jsonOrNull(decision.standing ?? null),
  };
}

export function storedOf(
  row: Selectable<RequestsTable>,
  decisions: readonly Selectable<DecisionsTable>[],
): StoredRequest {
  return {
    request: requestOf(row, decisions),
    book: {
      correlationId: row.correlation_id,
      protection: row.protection,
      leaseOwner: row.lease_owner,
      leaseUntil: row.lease_until,
      sendStartedAt: row.send_started_at,
      sends: row.sends,
      lookAgainAt: row.look_again_at,
      binding: row.binding,
      reissues: row.reissues,
    },
  };
}

function requestOf(
  row: Selectable<RequestsTable>,
  decisions: readonly Selectable<DecisionsTable>[],
): ResponseRequest {
  return {
    id: row.id,
    action: actionOf(row),
    target: {
      kind: row.target_kind,
      id: row.target_id,
      name: row.target_name,
      aadDeviceId: row.target_aad_device_id,
    },
    parameters: row.parameters,
    reason: row.reason,
    requester: { id: row.requester_id, name: row.requester_name },
    state: row.state,
    approvalsNeeded: row.approvals_needed,
    eachOf: row.each_of ?? [],
    decisions: decisions.map((decision) => ({
      actor: { id: decision.actor_id, name: decision.actor_name },
      verdict: decision.verdict,
      reason: decision.reason,
      at: decision.at.toISOString(),
      ...(decision.standing === null ? {} : { standing: decision.standing }),
    })),
    evidence: row.evidence,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    execution: {
      upstreamId: row.upstream_id,
      upstreamStatus: row.upstream_status,
      startedAt: isoOrNull(row.started_at),
      submittedAt: isoOrNull(row.submitted_at),
      endedAt: isoOrNull(row.ended_at),
      adopted: row.adopted,
      problem: row.problem,
    },
    verification: {
      verified: row.verified,
      evidence: row.verified_evidence,
      at: isoOrNull(row.verified_at),
    },
    undoes: row.undoes,
    undoneBy: row.undone_by,
    supersedes: row.supersedes,
    supersededBy: row.superseded_by,
    askedAgain: row.asked_again,
    coveredBy: row.covered_by,
    hold: row.hold_minutes === null ? null : { minutes: row.hold_minutes, until: isoOrNull(row.hold_until) },
    first: row.first_action === null ? null : { action: row.first_action, requestId: row.first_request },
    drill: row.drill,
    breakGlass: row.break_glass,
    escalatedAt: isoOrNull(row.escalated_at),
    escalatedTo: row.escalated_to,
    seen: row.seen,
    heldBack: row.held_back,
    conversationId: row.conversation_id,
    version: row.version,
  };
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : storableText(text);
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(storable(value));
}

function dateOrNull(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}

function isoOrNull(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
