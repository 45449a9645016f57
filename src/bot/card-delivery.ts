/**
 * One card into one conversation, and one copy up to the stored state, with any number of processes at it: the database
 * says who posts and who updates. A claim is never a transaction: none is open while Teams is asked.
 *
 * A post is claimed before it leaves. When its fate is not known (no answer, or the process died) it is not repeated:
 * that is noted on the record, and the first client that shows the message tells us where it is (`seen`). An update is
 * claimed before the request is read for it, so that nothing older can follow something newer; whoever comes
 * meanwhile leaves a mark, and the one who holds the claim looks again.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import type { ResponseService } from '../domain/approvals/service.ts';
import type {
  CardCopy,
  CardCopyStore,
  ConversationStore,
  KnownCopy,
  KnownPost,
  PostClaim,
  StoredConversation,
  UpdateClaim,
} from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { Log, Metrics } from '../domain/ports/telemetry.ts';
import type { BotCards } from './bot-cards.ts';
import { parseReference, sdkReference } from './conversation-reference.ts';
import type { StoredReference } from './conversation-reference.ts';
import type { Outbox } from './outbox.ts';
import { cardActivity } from './outgoing.ts';
import type { OutgoingActivity } from './outgoing.ts';
import { wait } from './timers.ts';
import type { Timers } from './timers.ts';

/** Teams counts updates as sends; one per two seconds, conversation and process stays well below its limits. */
const UPDATE_EVERY_MS = 2000;
/** Conversations whose last update is remembered; forgetting costs one update that comes too early. */
const REMEMBERED = 5000;

export interface CardDeliveryDeps {
  readonly responses: ResponseService;
  readonly conversations: ConversationStore;
  readonly copies: CardCopyStore;
  readonly cards: BotCards;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'cards'>;
  readonly newId: () => string;
  /** Between updates of a conversation's cards; without it two seconds. */
  readonly updateEveryMs?: number;
}

export interface CardDelivery {
  /** Posts unless somebody did, does or may have done; see `CardPost` for the purpose. */
  post(
    conversation: StoredConversation,
    request: ResponseRequest,
    purpose: string,
    alert: boolean,
  ): Promise<void>;
  /**
   * Rejects when it could not be brought up to date; somebody looks again within minutes in any case. `near`: a
   * conversation that was just read, perhaps the copy's own.
   */
  bringUpToDate(copy: KnownCopy, near: StoredConversation | null): Promise<void>;
  /** Closes a post whose claim ran out. */
  closeOverdue(post: KnownPost): Promise<void>;
  /** A client showed this message as the request's card. True when it is a copy of which nobody knew until now. */
  seen(requestId: string, conversationId: string, activityId: string): Promise<boolean>;
}

export function createCardDelivery(deps: CardDeliveryDeps): CardDelivery {
  const { responses, conversations, copies, cards, outbox, clock, timers, log, metrics } = deps;
  const updateEvery = deps.updateEveryMs ?? UPDATE_EVERY_MS;
  const updatedAt = new LRUCache<string, number>({ max: REMEMBERED });

  return { post, bringUpToDate, closeOverdue, seen };

  async function post(
    conversation: StoredConversation,
    request: ResponseRequest,
    purpose: string,
    alert: boolean,
  ): Promise<void> {
    const reference = parseReference(conversation.reference);
    if (reference === null) return;
    const activity = await activityFor(request, conversation, reference, alert);
    // Claimed last, so that little can go wrong between the claim and the message.
    const claim = await copies.claimPost({ requestId: request.id, conversationId: conversation.id, purpose });
    if (claim === null) return;
    const sent = await sendOnce(claim, reference, activity);
    if (sent.kind === 'gone') {
      log.info('publish.gone', { requestId: request.id });
      await copies.notPosted(claim, false);
      await conversations.forget(conversation.id);
      return;
    }
    if (sent.kind === 'unknown') {
      await copies.unconfirmed(claim);
      unconfirmed(claim);
      return;
    }
    metrics.cards('posted');
    updatedAt.set(conversation.id, clock.now().getTime());
    const shown = fingerprint(activity);
    const copy = await copies.posted(claim, sent.activityId, shown);
    // Whoever moved the request on while the message was on its way saw no copy to update.
    const moved = (await responses.find(request.id))?.version !== request.version;
    if (moved) await copies.notUpdated(copy);
    if (moved || (await copies.updated(copy, shown)))
      await bringUpToDate({ ...copy, settled: true }, conversation);
  }

  async function sendOnce(
    claim: PostClaim,
    reference: StoredReference,
    activity: OutgoingActivity,
  ): ReturnType<Outbox['postOnce']> {
    try {
      return await outbox.postOnce(sdkReference(reference), activity);
    } catch (error) {
      metrics.cards('failed');
      await copies.notPosted(claim, claim.purpose === 'first');
      throw error;
    }
  }

  async function closeOverdue(known: KnownPost): Promise<void> {
    if (await copies.overran(known)) unconfirmed(known);
  }

  function unconfirmed(lost: { readonly requestId: string }): void {
    metrics.cards('unconfirmed');
    log.warn('publish.unconfirmed', { requestId: lost.requestId });
  }

  /**
   * Whoever clicks names the message, and it may be one of another conversation. So it is written over first: what
   * Teams does not know here is not the one that is missing.
   */
  async function seen(requestId: string, conversationId: string, activityId: string): Promise<boolean> {
    // In a channel the thread is part of the conversation's id; what was posted to start it was not in a thread yet.
    const [channel = conversationId] = conversationId.split(';messageid=');
    const post = await copies.missing(requestId, [conversationId, channel], activityId);
    const conversation = post === null ? null : await conversations.find(post.conversationId);
    const reference = parseReference(conversation?.reference ?? '');
    if (post === null || conversation === null || reference === null) return false;
    const wanted = await current(requestId, conversation, reference);
    if (wanted === null) return false;
    const sent = await outbox.update(sdkReference(reference), activityId, wanted);
    const found = sent.kind === 'gone' ? 'other' : await copies.confirm(post, activityId);
    if (found === 'confirmed') {
      metrics.cards('confirmed');
      log.info('publish.confirmed', { requestId });
    }
    return found !== 'other';
  }

  async function bringUpToDate(copy: KnownCopy, near: StoredConversation | null): Promise<void> {
    const { conversationId } = copy;
    const conversation = near?.id === conversationId ? near : await conversations.find(conversationId);
    const reference = parseReference(conversation?.reference ?? '');
    if (conversation === null || reference === null) {
      await copies.remove(copy);
      return;
    }
    const activity = (): Promise<OutgoingActivity | null> => current(copy.requestId, conversation, reference);
    for (let { settled } = copy; ; settled = true) {
      // It is certainly none that was marked when its request changed.
      if (settled && (await isUpToDate(copy, activity))) return;
      await myTurn(copy.conversationId);
      const claim = await copies.claimUpdate(copy);
      if (claim === 'held' || claim === 'gone') return;
      // Made under the claim: the newest state is what is shown, states in between are skipped.
      const done = await update(claim, reference, activity);
      if (done) return;
    }
  }

  /** Only what nobody is at and nobody has to look at can be: of that alone it is worth while to make the card. */
  async function isUpToDate(
    copy: CardCopy,
    activity: () => Promise<OutgoingActivity | null>,
  ): Promise<boolean> {
    const there = await copies.peek(copy);
    if (there === null) return true;
    if (!there.settled) return false;
    const wanted = await activity();
    return wanted === null || there.shown === fingerprint(wanted);
  }

  /** False when something came meanwhile. */
  async function update(
    claim: UpdateClaim,
    reference: StoredReference,
    activity: () => Promise<OutgoingActivity | null>,
  ): Promise<boolean> {
    try {
      const wanted = await activity();
      if (wanted === null) return true;
      const print = fingerprint(wanted);
      if (claim.shown !== print) {
        const sent = await outbox.update(sdkReference(reference), claim.activityId, wanted);
        if (sent.kind === 'gone') {
          await copies.remove(claim);
          return true;
        }
        metrics.cards('updated');
      }
      return !(await copies.updated(claim, print));
    } catch (error) {
      metrics.cards('failed');
      await copies.notUpdated(claim);
      throw error;
    }
  }

  /** Null when there is no such request. */
  async function current(
    requestId: string,
    conversation: StoredConversation,
    reference: StoredReference,
  ): Promise<OutgoingActivity | null> {
    const request = await responses.find(requestId);
    return request === null ? null : activityFor(request, conversation, reference, false);
  }

  async function myTurn(conversationId: string): Promise<void> {
    const now = clock.now().getTime();
    const free = Math.max(now, (updatedAt.get(conversationId) ?? 0) + updateEvery);
    updatedAt.set(conversationId, free);
    if (free > now) await wait(timers, free - now);
  }

  async function activityFor(
    request: ResponseRequest,
    conversation: StoredConversation,
    reference: StoredReference,
    alert: boolean,
  ): Promise<OutgoingActivity> {
    const { user } = reference;
    const person = conversation.personId;
    const reader = person === null ? null : { id: person, name: user?.name ?? '' };
    const message = cards.request(request, {
      // A personal conversation has one reader; elsewhere everybody's client asks for its own view.
      viewer:
        reader === null
          ? null
          : { ...reader, rights: await responses.rightsOf(request.id, reader, deps.newId()) },
      refreshFor: person === null || user === undefined ? null : [user.id],
      timeZone: null,
      now: clock.now(),
    });
    return cardActivity(message, { alert });
  }
}

function fingerprint(activity: OutgoingActivity): string {
  return createHash('sha256').update(JSON.stringify(activity.attachments)).digest('base64');
}
