/**
 * A response request: what was asked for, by whom, what was decided, what was sent, what came back. States and card
 * verbs are those of the product contract, section 6.
 */
import type { IsoTime } from '../tenant/evidence.ts';
import type { HeldBack } from './guardrails.ts';

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
  readonly kind: 'device' | 'user' | 'indicator';
  /** The id that the upstream call needs (Defender machine id, Intune id, user object id); the value of an indicator. */
  readonly id: string;
  readonly name: string;
  /** Entra `deviceId` for devices, when known. */
  readonly aadDeviceId: string | null;
}

/** What is looked at to learn how a target stands. */
export const TARGET_WORDS: Readonly<Record<ActionTarget['kind'], string>> = {
  device: 'device',
  user: 'account',
  indicator: 'list of indicators',
};

/** A group, or a person, of whom a request needs an approval. */
export interface ApprovingGroup {
  /** Entra object id. */
  readonly id: string;
  /** As the directory had it when the request was made; null = it gave none. */
  readonly name: string | null;
}

/** What Entra ID said of a person at their click. */
export interface Standing {
  /** Ids of those of the request's `eachOf` that they are, or are in. */
  readonly groups: readonly string[];
  /** They hold a role that may decide the action. */
  readonly role: boolean;
}

export interface Decision {
  readonly actor: Actor;
  readonly verdict: 'approve' | 'deny';
  readonly reason: string | null;
  readonly at: IsoTime;
  /** Absent = the request needs no group's approval: the role was enough. */
  readonly standing?: Standing;
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

/** An action that is taken back by itself after a time. */
export interface Hold {
  readonly minutes: number;
  /** Known once the action succeeded. */
  readonly until: IsoTime | null;
}

/** Another action on the same target that has to end before this one is sent. */
export interface FirstStep {
  readonly action: string;
  /** Its own request, once it is made. */
  readonly requestId: string | null;
}

/** A request that one person let through alone, because nobody else could be had. */
export interface BreakGlass {
  readonly actor: Actor;
  readonly reason: string;
  readonly at: IsoTime;
  /** What somebody else said of it afterwards; null = not looked at yet. */
  readonly review: {
    readonly actor: Actor;
    readonly verdict: 'agreed' | 'objected';
    readonly note: string | null;
    readonly at: IsoTime;
  } | null;
}

/** Whom nobody's decision brought it to. */
export interface Escalation {
  readonly called: readonly Actor[];
  /** Who would have been called but has no conversation with the bot. */
  readonly unreached: readonly Actor[];
  /** Why it was not known who was on shift; absent = it was, or the policy names no team. */
  readonly shiftsUnread?: string;
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
  /** Of whom there has to be an approval among them, fixed like their number. */
  readonly eachOf: readonly ApprovingGroup[];
  readonly decisions: readonly Decision[];
  readonly evidence: readonly EvidenceLine[];
  readonly createdAt: IsoTime;
  readonly expiresAt: IsoTime;
  readonly execution: Execution;
  readonly verification: Verification;
  /** The request that this one undoes, or that undid this one. */
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  /** The request that this one takes the place of: it ended unsent, or its end did not come. And the other way round. */
  readonly supersedes: string | null;
  readonly supersededBy: string | null;
  /** A person asked for it after the one that it supersedes had ended; else the workflow made it. */
  readonly askedAgain: boolean;
  /** The request whose approval covers this one as well: a timed release, a step that comes first. */
  readonly coveredBy: string | null;
  readonly hold: Hold | null;
  readonly first: FirstStep | null;
  /** Real cards and real people, but nothing is sent. Fixed when the request is made. */
  readonly drill: boolean;
  readonly breakGlass: BreakGlass | null;
  /** When those next in line were called, as nobody had decided. */
  readonly escalatedAt: IsoTime | null;
  readonly escalatedTo: Escalation | null;
  /** Who of those that may decide was first shown the card. */
  readonly seen: { readonly actor: Actor; readonly at: IsoTime } | null;
  /** What keeps it from being sent for now, or would once it is approved. */
  readonly heldBack: HeldBack | null;
  /** Grows with every change; guards against lost updates. */
  readonly version: number;
}

/** What a request is given when it is made; everything else is still to come. */
export type MadeRequest = Pick<
  ResponseRequest,
  | 'id'
  | 'action'
  | 'target'
  | 'parameters'
  | 'reason'
  | 'requester'
  | 'conversationId'
  | 'approvalsNeeded'
  | 'eachOf'
  | 'evidence'
  | 'createdAt'
  | 'expiresAt'
> &
  Partial<
    Pick<
      ResponseRequest,
      'undoes' | 'supersedes' | 'askedAgain' | 'coveredBy' | 'hold' | 'first' | 'drill' | 'heldBack'
    >
  >;

export function newRequest(made: MadeRequest): ResponseRequest {
  return {
    undoes: null,
    supersedes: null,
    askedAgain: false,
    coveredBy: null,
    hold: null,
    first: null,
    drill: false,
    heldBack: null,
    ...made,
    state: 'requested',
    decisions: [],
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
    undoneBy: null,
    supersededBy: null,
    breakGlass: null,
    escalatedAt: null,
    escalatedTo: null,
    seen: null,
    version: 1,
  };
}
