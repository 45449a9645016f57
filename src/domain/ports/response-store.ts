/**
 * Where response requests live. Everything that changes a request happens in one transaction together with its audit
 * entries and the jobs that follow from it: either all of it is there afterwards or none. Adapter: src/storage.
 */
import type { AuditEvent } from '../approvals/audit-event.ts';
import type { TargetProtection } from '../actions/action.ts';
import type { Actor, RequestState, ResponseRequest } from '../approvals/request.ts';
import type { Binding } from '../approvals/binding.ts';
import type { RecentCounts, StopSwitch } from '../approvals/guardrails.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import type { AuditEntry } from './stores.ts';

/** What the workflow remembers of a request beside what people see. */
export interface Bookkeeping {
  readonly correlationId: string;
  /** Facts that the guard rules matched on when it was made. */
  readonly protection: TargetProtection & { readonly groups: readonly string[] };
  /** Who carries it out now, and until when nobody else may. */
  readonly leaseOwner: string | null;
  readonly leaseUntil: Date | null;
  /** Set in the transaction before the upstream call leaves: from then on it may have arrived. */
  readonly sendStartedAt: Date | null;
  readonly sends: number;
  /** After a call whose fate is unknown: not before this may it be sent again. */
  readonly lookAgainAt: Date | null;
  /** What the approval covers; null = made by a version that did not bind approvals. */
  readonly binding: Binding | null;
  /** How often an action that lapsed upstream was sent anew. */
  readonly reissues: number;
}

export interface StoredRequest {
  readonly request: ResponseRequest;
  readonly book: Bookkeeping;
}

export interface NewAuditEntry {
  readonly event: AuditEvent;
  readonly actor: Actor | null;
  readonly requestId: string | null;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export type JobQueue =
  'execute' | 'follow' | 'verify' | 'expire' | 'publish' | 'takeBack' | 'escalate' | 'tell' | 'review';

export type Insertion =
  | { readonly kind: 'inserted' }
  | { readonly kind: 'idTaken' }
  /** A request for the same action on the same target is still open. */
  | { readonly kind: 'duplicate'; readonly of: ResponseRequest };

export interface ResponseTransaction {
  /** Locks the request until the transaction ends. */
  find(requestId: string): Promise<StoredRequest | null>;
  insert(stored: StoredRequest): Promise<Insertion>;
  /**
   * Writes the request with its decisions; `version` is that of the request as it was read and grows by one. Throws
   * `ConflictError` when somebody else wrote it meanwhile.
   */
  save(stored: StoredRequest): Promise<StoredRequest>;
  audit(entry: NewAuditEntry): Promise<void>;
  /** One job a queue and request (of `follow`: a family of actions); a later call moves the one that waits. */
  enqueue(queue: JobQueue, key: string, delayMs: number): Promise<void>;
  /**
   * The stop switch as it is until the transaction ends: with `read` nobody can change it meanwhile, with `change` nobody
   * can read it so either. Always before any request is locked.
   */
  stopSwitch(purpose: 'read' | 'change'): Promise<StopSwitch>;
  setStopSwitch(next: StopSwitch): Promise<void>;
  /** From here until the transaction ends nobody else counts: what is counted is still so when it is acted on. */
  lockCounts(): Promise<void>;
  /** Requests that people made since then: of this action, of all, of this person. */
  recent(since: Date, action: string, personId: string): Promise<RecentCounts>;
  /** The same of requests that were taken up to be carried out since then. */
  takenUp(since: Date, action: string, personId: string): Promise<RecentCounts>;
  /**
   * The queue of these actions, and until the transaction ends nobody else's turn comes: when those of them were taken up
   * that were since then (ascending), how many wait that were approved before this one, and until when nothing goes out.
   */
  turns(
    actions: readonly string[],
    since: Date,
    approved: IsoTime,
    requestId: string,
  ): Promise<{
    readonly starts: readonly Date[];
    readonly before: number;
    readonly pausedUntil: Date | null;
  }>;
  /** Nothing goes out before then, from any process. */
  pauseTurns(until: Date): Promise<void>;
  /** Ids in these states, oldest first. */
  idsIn(states: readonly RequestState[]): Promise<readonly string[]>;
}

/** A request that is not over, as far as it says what is to be done with it. */
export type LiveRequest = Pick<ResponseRequest, 'id' | 'action' | 'state' | 'expiresAt'>;

/** A request whose action is under way, as far as it says when to look again. */
export interface UnderWay {
  readonly id: string;
  readonly action: string;
  readonly upstreamStatus: string | null;
  readonly submittedAt: Date;
  readonly lookedAt: Date | null;
}

/** The same, as far as following it needs it. */
export interface Submitted extends Pick<
  ResponseRequest,
  'id' | 'action' | 'target' | 'parameters' | 'drill'
> {
  readonly upstreamId: string;
  readonly upstreamStatus: string | null;
  readonly problem: string | null;
  readonly submittedAt: Date;
  /** When its last call left; null = none did. */
  readonly sentAt: Date | null;
  readonly adopted: boolean;
}

export interface AuditQuery {
  readonly since?: string;
  /** Object id, or a part of the name. */
  readonly actor?: string;
  /** A part of the target's name, or a request id. */
  readonly target?: string;
  readonly limit: number;
}

export interface ResponseStore {
  transaction<T>(work: (tx: ResponseTransaction) => Promise<T>): Promise<T>;
  find(requestId: string): Promise<StoredRequest | null>;
  /** Requests that hold for a time, or whose time is over without a request that ends them. */
  held(): Promise<readonly StoredRequest[]>;
  stopSwitch(): Promise<StopSwitch>;
  /** In these states, newest first. */
  inStates(states: readonly RequestState[], limit: number): Promise<readonly StoredRequest[]>;
  /** Newest first, whatever became of them. */
  drills(limit: number): Promise<readonly StoredRequest[]>;
  /** Let through by one person and not looked at since, oldest first. */
  unreviewed(limit: number): Promise<readonly StoredRequest[]>;
  /** All that are not over. */
  live(): Promise<readonly LiveRequest[]>;
  /** Everything that is under way upstream. */
  underWay(): Promise<readonly UnderWay[]>;
  /** Those of these that still are, in any order. */
  submitted(requestIds: readonly string[]): Promise<readonly Submitted[]>;
  /** They were looked at; no change of the requests themselves. */
  looked(requestIds: readonly string[], at: Date): Promise<void>;
  /**
   * Takes the following of a family of actions, unless somebody else has it and their time is not over. `notBefore`: when
   * whoever had it last may be followed by the next look.
   */
  takeFollowing(
    family: string,
    owner: string,
    now: Date,
    until: Date,
  ): Promise<
    | { readonly kind: 'ours'; readonly notBefore: Date | null }
    | { readonly kind: 'theirs'; readonly until: Date }
  >;
  /** Nothing happens when it was taken over meanwhile. */
  leaveFollowing(family: string, owner: string, notBefore: Date | null): Promise<void>;
  /** Newest first. */
  auditEntries(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /**
   * Takes leases away: all of them when nobody else can be at work (one process on this database, just started), or
   * those under which these owners carry a request out, except where a call may be on its way.
   */
  breakLeases(of: 'all' | readonly string[]): Promise<void>;
}
