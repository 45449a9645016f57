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
  /** The app was removed there: nothing is posted there any more. */
  forget(id: string): Promise<void>;
  context(conversationId: string, userId: string): Promise<ConversationContext>;
  remember(conversationId: string, userId: string, context: ConversationContext): Promise<void>;
  /** False when this activity was seen before: a retried delivery does nothing twice. Kept for a day. */
  firstDelivery(conversationId: string, activityId: string): Promise<boolean>;
}

export interface CardCopyStore {
  add(copy: CardCopy): Promise<void>;
  of(requestId: string): Promise<readonly CardCopy[]>;
  /** The message is gone (deleted, app removed). */
  remove(copy: CardCopy): Promise<void>;
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
