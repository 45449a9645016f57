/**
 * The doorway to response requests for everything that people do: commands ask and cancel here, card clicks decide
 * here. Implementations write state, audit entry and job in one transaction. Who acts always comes from the
 * validated activity.
 */
import type { Facts, TargetProtection, UpstreamCall } from '../actions/action.ts';
import type { DrillScore } from './drill-score.ts';
import type { StopSwitch } from './guardrails.ts';
import type { ActionRule } from './policy.ts';
import type { Actor, ActionTarget, ApprovingGroup, EvidenceLine, ResponseRequest } from './request.ts';
import type { AuditEntry } from '../ports/stores.ts';

export type Role = 'reader' | 'responder' | 'approver';

/** Why a person may not do something, in a sentence that names the group which would give it. */
export interface Refusal {
  readonly ok: false;
  readonly code:
    | 'notInRole'
    | 'ownRequest'
    | 'ownAccount'
    | 'alreadyDecided'
    | 'alreadyVoted'
    | 'notNeeded'
    | 'expired'
    | 'notFound'
    | 'reasonRequired'
    | 'notReversible'
    | 'notReady'
    | 'alreadyHandedOver'
    | 'blocked'
    | 'limit'
    | 'frozen'
    | 'duplicate'
    | 'unavailable';
  readonly message: string;
  readonly request: ResponseRequest | null;
}

/** Which steps on a request a person's roles and the rules allow at this moment. */
export interface Rights {
  readonly decide: boolean;
  readonly undo: boolean;
  readonly renew?: boolean;
  /** Ask for it again; absent = no. */
  readonly again?: { readonly reasonRequired: boolean };
  /** Let it through alone; absent = no. */
  readonly breakGlass?: boolean;
  /** Judge afterwards what was let through by one person; absent = no. */
  readonly review?: boolean;
}

/** Somebody who looks at the card of a request. */
export interface Viewer extends Actor {
  readonly rights: Rights;
}

export type Outcome = { readonly ok: true; readonly request: ResponseRequest } | Refusal;

/** A link that is as good as a key, or a secret in words: it goes to the person and nowhere else. */
export type Yielded = { readonly link: string } | { readonly lines: readonly string[] };

export type Handover =
  | { readonly ok: true; readonly yielded: Yielded; readonly what: string; readonly request: ResponseRequest }
  | Refusal;

/** `waiting`: approved requests that are held back behind it, or were until now. */
export type SwitchOutcome =
  | {
      readonly ok: true;
      readonly stop: StopSwitch;
      /** False when it was pulled already, and stays with whoever pulled it first. */
      readonly changed: boolean;
      readonly waiting: readonly ResponseRequest[];
    }
  | Refusal;

export interface NewRequest {
  readonly action: string;
  readonly target: ActionTarget;
  readonly parameters: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly evidence: readonly EvidenceLine[];
  /** Facts that the guard rules of policy.yaml match on. */
  readonly protection: TargetProtection;
  /** What the decision rests on (`Preflight.facts`). */
  readonly facts: Facts;
  /** For how long it holds (minutes), and which action comes first. */
  readonly holdMinutes?: number;
  readonly first?: string;
  /** Real cards and real people, but nothing is sent. */
  readonly drill?: boolean;
  readonly requester: Actor;
  readonly conversationId: string;
  readonly correlationId: string;
}

/** What a request would be, and what stands against it now; each a sentence. */
export interface DryRun {
  readonly ok: true;
  readonly effect: string;
  readonly undoing: string;
  /** For how long it would hold, and what would come first. */
  readonly terms: readonly EvidenceLine[];
  readonly call: UpstreamCall;
  readonly rule: ActionRule;
  /** Of whom there would have to be an approval. */
  readonly eachOf: readonly ApprovingGroup[];
  /** `members of "SOC Approvers"`. */
  readonly approvers: string;
  readonly against: readonly string[];
}

export interface ScoredDrill {
  readonly request: ResponseRequest;
  readonly score: DrillScore;
}

export interface OnCall {
  /** User object ids; the first is on duty where nobody is on shift. */
  readonly rota: readonly string[];
  /** Id of the team whose schedule in Microsoft Teams says who is on shift. */
  readonly shifts: string | null;
  /** Of the policy, for messages. */
  readonly source: string;
}

export interface ResponseService {
  /** Asked at the moment it matters; roles are read from Entra groups live. */
  roleOf(actor: Actor, role: Role, correlationId: string): Promise<{ ok: true } | Refusal>;
  /**
   * What this person's card offers. Asks Entra only where a role decides; a role that cannot be checked counts as
   * held, as the step itself asks again.
   */
  rightsOf(requestId: string, actor: Actor, correlationId: string): Promise<Rights>;
  /** Whether they could decide this request, by a role or by a group that it needs. Not known = no. */
  mayDecide(requestId: string, actor: Actor, correlationId: string): Promise<boolean>;
  request(order: NewRequest): Promise<Outcome>;
  /** Looks at everything that `request` would, and makes nothing. */
  dryRun(order: NewRequest): Promise<DryRun | Refusal>;
  /** Somebody has the undecided request before them. The first who may decide is noted, once. */
  seenBy(requestId: string, actor: Actor, correlationId: string): Promise<void>;
  /** Newest first, those that undo one with the one that they undo. */
  drills(limit: number): Promise<readonly ScoredDrill[]>;
  decide(
    requestId: string,
    actor: Actor,
    verdict: 'approve' | 'deny',
    reason: string | null,
    correlationId: string,
  ): Promise<Outcome>;
  cancel(requestId: string, actor: Actor, correlationId: string): Promise<Outcome>;
  /** Makes the reversing request under its own rule. */
  undo(requestId: string, actor: Actor, conversationId: string, correlationId: string): Promise<Outcome>;
  /** Makes the same request anew, asked by this person, in the place of one that ended without anything having been done. */
  again(
    requestId: string,
    actor: Actor,
    reason: string | null,
    conversationId: string,
    correlationId: string,
  ): Promise<Outcome>;
  /** What the request yielded, once. `isWanted` is asked before it counts as given: the click may have timed out. */
  handOver(
    requestId: string,
    actor: Actor,
    isWanted: () => boolean,
    correlationId: string,
  ): Promise<Handover>;
  /** An action that holds for a time holds for as long again. */
  renew(requestId: string, actor: Actor, correlationId: string): Promise<Outcome>;
  stopSwitch(): Promise<StopSwitch>;
  /** Nothing new is sent from the moment on in which this resolves. For responders and approvers. */
  pullStop(actor: Actor, reason: string | null, correlationId: string): Promise<SwitchOutcome>;
  /** For approvers. What waited goes on, unless its approval has become too old. */
  releaseStop(actor: Actor, reason: string | null, correlationId: string): Promise<SwitchOutcome>;
  /** Lets a request through alone, with a reason; everybody who could have decided is told. */
  breakGlass(requestId: string, actor: Actor, reason: string | null, correlationId: string): Promise<Outcome>;
  /** Says afterwards whether that was right. */
  review(
    requestId: string,
    actor: Actor,
    verdict: 'agreed' | 'objected',
    note: string | null,
    correlationId: string,
  ): Promise<Outcome>;
  /** What somebody asked for and was refused before there was a request, for the record. `action`: null = not certain. */
  noteRefusedAsk(
    actor: Actor,
    ask: { readonly action: string | null; readonly target: string | null; readonly code: string },
  ): Promise<void>;
  /** A click that did not come from a card of ours, for the record. */
  refuseForeignCard(requestId: string, actor: Actor, verb: string): Promise<Refusal>;
  /** Who is called when nobody decides, as the policy names them. */
  onCall(): OnCall;
  find(requestId: string): Promise<ResponseRequest | null>;
  open(limit: number): Promise<readonly ResponseRequest[]>;
  /** Let through by one person and not looked at since, oldest first. */
  unreviewed(limit: number): Promise<readonly ResponseRequest[]>;
  audit(query: {
    since?: string;
    actor?: string;
    target?: string;
    limit: number;
  }): Promise<readonly AuditEntry[]>;
}
