/** What every step of the workflow is given, and what the steps share. */
import type { AuditEvent } from '../domain/approvals/audit-event.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import type { Move } from '../domain/approvals/state-machine.ts';
import { isFinal, move } from '../domain/approvals/state-machine.ts';
import type { ActionDefinition, Order } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type {
  Bookkeeping,
  NewAuditEntry,
  ResponseStore,
  ResponseTransaction,
  StoredRequest,
} from '../domain/ports/response-store.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { Clock, Tenant, TenantPorts } from '../domain/ports/tenant.ts';
import { upstreamWords } from '../domain/ports/upstream-words.ts';
import { DrawbridgeError, UpstreamError, faultCode } from '../errors.ts';
import type { MachinesTogether } from './machines-together.ts';
import type { Timings } from './timings.ts';

export interface WorkflowDeps {
  readonly store: ResponseStore;
  readonly tenant: Tenant;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: Timings;
  readonly policy: ResponsePolicy;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Names one run of one step: whoever holds a request's lease. */
  readonly newRunId: () => string;
}

/** What a run that asks about machines is given besides. */
export interface RunDeps extends WorkflowDeps {
  readonly together: MachinesTogether;
}

export function orderOf({ request, book }: StoredRequest): Order {
  return {
    target: request.target,
    parameters: request.parameters,
    ...(book.sendStartedAt === null ? {} : { sentAt: book.sendStartedAt.toISOString() }),
  };
}

export function portsFor(stored: StoredRequest, deps: WorkflowDeps): TenantPorts {
  return deps.tenant.open({ correlationId: stored.book.correlationId });
}

/** Its definition; a request of an action that this version does not have stays where it is and is retried. */
export function definitionOf(request: ResponseRequest): ActionDefinition {
  const action = actionFor(request.action);
  if (action === null) {
    throw new DrawbridgeError('internal', `the action \`${request.action}\` is not known to this version`, {
      advice: 'start the version that the request was made with',
    });
  }
  return action;
}

/** The request after a move. Only called with moves that the state allows; anything else is a fault of ours. */
export function moved(request: ResponseRequest, by: Move): ResponseRequest {
  const outcome = move(request.state, by);
  if (!outcome.ok) {
    throw new DrawbridgeError('internal', `${request.id} cannot ${by} while it is ${request.state}`);
  }
  return { ...request, state: outcome.state };
}

/** Nobody is at it any more. */
export const RELEASED = { leaseOwner: null, leaseUntil: null, lookAgainAt: null } as const;

export interface Change {
  readonly request: ResponseRequest;
  readonly book?: Partial<Bookkeeping>;
  readonly event: AuditEvent;
  readonly details: NewAuditEntry['details'];
}

/** Writes a change, its audit entry and the job that brings the cards up to date. */
export async function record(
  tx: ResponseTransaction,
  before: StoredRequest,
  change: Change,
): Promise<StoredRequest> {
  const saved = await tx.save({ request: change.request, book: { ...before.book, ...change.book } });
  await tx.audit({
    event: change.event,
    actor: null,
    requestId: change.request.id,
    target: change.request.target.name,
    details: change.details,
  });
  await tx.enqueue('publish', change.request.id, 0);
  await wakeNext(tx, saved.request);
  if (isFinal(change.request.state)) await tx.enqueue('tell', change.request.id, 0);
  return saved;
}

/** A step that has just ended may be what another request waits for. */
async function wakeNext(
  tx: ResponseTransaction,
  { state, coveredBy, undoes }: ResponseRequest,
): Promise<void> {
  if (coveredBy !== null && undoes === null && isFinal(state)) await tx.enqueue('execute', coveredBy, 0);
}

/** Who let it through, as it stands on the record and in the comment of the call. */
export function approversOf({ decisions, breakGlass }: ResponseRequest): readonly Actor[] {
  return [
    ...decisions.filter(({ verdict }) => verdict === 'approve').map(({ actor }) => actor),
    ...(breakGlass === null
      ? []
      : [{ id: breakGlass.actor.id, name: `${breakGlass.actor.name} alone (break-glass)` }]),
  ];
}

/** For the record and for people: the kind of failure, never a path, a body or a token. */
export function problemOf(error: unknown): string {
  if (!(error instanceof UpstreamError)) return 'an unexpected failure inside Drawbridge';
  return `${upstreamWords(error)}.${error.advice === undefined ? '' : ` ${error.advice}`}`;
}

/** A failure that is no answer of a service is a fault of ours: its name alone, as its message may hold what was answered. */
export function logFault(
  error: unknown,
  { request }: StoredRequest,
  { log }: Pick<WorkflowDeps, 'log'>,
): void {
  if (error instanceof UpstreamError) return;
  log.error('call.fault', { requestId: request.id, error: faultCode(error) });
}

/** What the service asked for, and never less than our own pace. */
export function delayAfter(error: unknown, ownMs: number): number {
  const seconds = error instanceof UpstreamError ? (error.details.retryAfterSeconds ?? 0) : 0;
  return Math.max(ownMs, seconds * 1000);
}
