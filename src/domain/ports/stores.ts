/** What the domain and the bot need to remember. Adapters: src/storage. */
import type { IsoTime } from '../tenant/evidence.ts';
import type { ConversationContext } from '../intents.ts';

/** Where a card was posted, enough to update it later (Bot Framework conversation reference, opaque to the domain). */
export interface CardCopy {
  readonly requestId: string;
  readonly conversationId: string;
  readonly activityId: string;
}

export interface StoredConversation {
  readonly id: string;
  readonly tenantId: string;
  /** Serialized Bot Framework `ConversationReference`. */
  readonly reference: string;
  /** Entra object id of the person of a personal conversation; null for group chats and channels. */
  readonly personId: string | null;
}

export interface ConversationStore {
  save(conversation: StoredConversation): Promise<void>;
  find(id: string): Promise<StoredConversation | null>;
  /** Personal conversations, most recently saved first. */
  personal(limit: number): Promise<readonly StoredConversation[]>;
  /** Personal conversations of these people, most recently saved first. */
  ofPeople(personIds: readonly string[]): Promise<readonly StoredConversation[]>;
  /** The app was removed there: nothing is posted there any more. */
  forget(id: string): Promise<void>;
  context(conversationId: string, userId: string): Promise<ConversationContext>;
  remember(conversationId: string, userId: string, context: ConversationContext): Promise<void>;
  /** False when this activity was seen before: a retried delivery does nothing twice. Kept for a day. */
  firstDelivery(conversationId: string, activityId: string): Promise<boolean>;
}

/** One posting of a card that is wanted; nobody posts without its claim. */
export interface CardPost {
  readonly requestId: string;
  readonly conversationId: string;
  /** `first`: where the card is shown without being asked for, once. Anything else was asked for, once each. */
  readonly purpose: string;
}

export interface KnownPost extends CardPost {
  /** `waiting`: certainly not posted, to be tried again. `unconfirmed`: it may be there. */
  readonly state: 'claimed' | 'waiting' | 'posted' | 'unconfirmed';
  /** Its claim ran out, or the time to look again has come. */
  readonly overdue: boolean;
}

export interface PostClaim extends CardPost {
  readonly claim: string;
}

export interface KnownCopy extends CardCopy {
  /** Nobody is at it and nobody has to look again. */
  readonly settled: boolean;
}

export interface UpdateClaim extends CardCopy {
  readonly claim: string;
  /** Fingerprint of the card that is there; null = not known. */
  readonly shown: string | null;
}

/**
 * Which messages show which request, and who may post or update one now. Claims last two minutes by the database's clock;
 * every method is one short transaction, so that none is open while Teams is asked.
 */
export interface CardCopyStore {
  of(requestId: string): Promise<readonly KnownCopy[]>;
  postsOf(requestId: string): Promise<readonly KnownPost[]>;
  /** Null when it was posted, is being posted, or may have been. */
  claimPost(post: CardPost): Promise<PostClaim | null>;
  /** The message is there. Its copy is claimed, as the request may have moved on meanwhile. */
  posted(claim: PostClaim, activityId: string, shown: string): Promise<UpdateClaim>;
  /** The message is there, and is none that is kept up to date. */
  noted(claim: PostClaim): Promise<void>;
  /** It was certainly not posted; `again`: to be tried once more in a minute. */
  notPosted(claim: PostClaim, again: boolean): Promise<void>;
  /** Nobody knows whether the message is there: it is on the record, and never posted again. */
  unconfirmed(claim: PostClaim): Promise<void>;
  /** The same for a claim that ran out; forgets what waits to be posted again. True when it is unconfirmed now. */
  overran(post: CardPost): Promise<boolean>;
  /**
   * A card of this request of which nobody knows whether it is in one of these conversations (names of the same one), or
   * whose claim ran out; null when there is none, or this message is a known one. Notes are no cards.
   */
  missing(
    requestId: string,
    conversationIds: readonly string[],
    activityId: string,
  ): Promise<CardPost | null>;
  /**
   * The missing card is this message, which was written over a moment ago: what it shows is not certain, and it has to be
   * brought up to date. `known`: it was never on the record as missing, or has become a copy meanwhile; `other`: another
   * message was the missing one.
   */
  confirm(post: CardPost, activityId: string): Promise<'confirmed' | 'known' | 'other'>;
  /** What the copy shows; `settled`: nobody is at it and nobody has to look again. Null when it is gone. */
  peek(copy: CardCopy): Promise<{ readonly shown: string | null; readonly settled: boolean } | null>;
  /** `held`: somebody else is at it and will look again. */
  claimUpdate(copy: CardCopy): Promise<UpdateClaim | 'held' | 'gone'>;
  /** The copy shows this now. True when it has to be looked at again at once: something came meanwhile. */
  updated(claim: UpdateClaim, shown: string): Promise<boolean>;
  /** Whether the update arrived is not known; somebody looks again in a minute. */
  notUpdated(claim: UpdateClaim): Promise<void>;
  /** The message is gone (deleted, app removed). */
  remove(copy: CardCopy): Promise<void>;
  /** Requests with a card that somebody has to look at now, as whoever was at it failed or died. */
  overdue(): Promise<readonly string[]>;
  /** Takes every claim away and looks at every mark: nobody else can be at work (one process on this database, just started). */
  breakClaims(): Promise<void>;
}

/** One row of the audit record. `hash` covers the row and the hash before it. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: IsoTime;
  /** `request.created`, `request.approved`, `execution.submitted`, … */
  readonly event: string;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly requestId: string | null;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
  readonly hash: string;
}
