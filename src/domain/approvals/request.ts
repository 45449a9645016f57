/**
 * A response request: what was asked for, by whom, what was decided, what was sent, what came back. States and card
 * verbs are those of the product contract, section 6.
 */
import type { IsoTime } from '../tenant/evidence.ts';

export type RequestState =
  | 'requested'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'executing'
  | 'submitted'
  | 'succeeded'
  | 'failed'
  | 'timedOut'
  | 'unknown';

/** A person as the validated activity names them. */
export interface Actor {
  /** Entra object id: the only identity that counts. */
  readonly id: string;
  /** For display only. */
  readonly name: string;
}

export interface ActionTarget {
  readonly kind: 'device' | 'user';
  /** The id that the upstream call needs (Defender machine id, Intune id, user object id). */
  readonly id: string;
  readonly name: string;
  /** Entra `deviceId` for devices, when known. */
  readonly aadDeviceId: string | null;
}

export interface Decision {
  readonly actor: Actor;
  readonly verdict: 'approve' | 'deny';
  readonly reason: string | null;
  readonly at: IsoTime;
}

/** What is known of the upstream call of an approved request. */
export interface Execution {
  /** Id of Microsoft's machine action. */
  readonly upstreamId: string | null;
  readonly upstreamStatus: string | null;
  readonly startedAt: IsoTime | null;
  readonly submittedAt: IsoTime | null;
  readonly endedAt: IsoTime | null;
  /** True when the action was found upstream already under way and taken over. */
  readonly adopted: boolean;
  /** Why it failed or is unknown, for people. */
  readonly problem: string | null;
}

export interface Verification {
  readonly verified: 'yes' | 'no' | 'pending';
  readonly evidence: string | null;
  readonly at: IsoTime | null;
}

/** A line of what was known when the request was made; it is what the approver saw. */
export interface EvidenceLine {
  readonly label: string;
  readonly value: string;
}

export interface ResponseRequest {
  /** `R-7F3K2`. */
  readonly id: string;
  /** Intent name without `action.`: `isolate`. */
  readonly action: string;
  readonly target: ActionTarget;
  /** The action's own parameters: `{ kind: 'full' }`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly requester: Actor;
  /** Where it was asked: its card is posted there. */
  readonly conversationId: string;
  readonly state: RequestState;
  /** Approvals needed, fixed when the request was made. */
  readonly approvalsNeeded: number;
  readonly decisions: readonly Decision[];
  readonly evidence: readonly EvidenceLine[];
  readonly createdAt: IsoTime;
  readonly expiresAt: IsoTime;
  readonly execution: Execution;
  readonly verification: Verification;
  /** The request that this one undoes, or that undid this one. */
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  /** Grows with every change; guards against lost updates. */
  readonly version: number;
}
