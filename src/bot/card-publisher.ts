/**
 * Keeps every copy of a request's card equal to the stored state: where it was asked, in the approvals channel, and with
 * the approvers who talk to the bot. Calls for one request run one after another, a later call covers those that wait.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { DrawbridgeError } from '../errors.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import type { ResponseService } from '../domain/approvals/service.ts';
import type { CardPublisher } from '../domain/ports/card-publisher.ts';
import type {
  CardCopy,
  CardCopyStore,
  ConversationStore,
  StoredConversation,
} from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { BotCards } from './bot-cards.ts';
import { channelConversation, parseReference, sdkReference } from './conversation-reference.ts';
import type { StoredReference } from './conversation-reference.ts';
import { knownApprovers } from './known-approvers.ts';
import type { Outbox } from './outbox.ts';
import { cardActivity } from './outgoing.ts';
import type { OutgoingActivity } from './outgoing.ts';
import { wait } from './timers.ts';
import type { Timers } from './timers.ts';

/** Teams counts updates as sends; one per two seconds and conversation stays well below its limits. */
const UPDATE_EVERY_MS = 2000;
/** Conversations and copies whose last update is remembered; forgetting costs one unneeded update. */
const REMEMBERED = 5000;
/** Open requests shown to somebody who has just installed the app. */
const PRESENTED = 5;

export interface CardPublisherDeps {
  readonly responses: ResponseService;
  readonly conversations: ConversationStore;
  readonly copies: CardCopyStore;
  readonly cards: BotCards;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly newId: () => string;
  /** `approvals.channel` of the policy: a channel's conversation id. */
  readonly approvalsChannel: string | null;
}

export interface CardCopies extends CardPublisher {
  /**
   * The app was installed in a personal conversation (again): what was said before may not be seen there, so requests
   * that wait for this person, or were asked here, are shown once more.
   */
  present(conversation: StoredConversation): Promise<void>;
  /**
   * The request's card as the answer to a sentence in this conversation. A request made since `askedAt` is posted where
   * it is missing; one that was there before is shown anew, as an older copy may be far up or in another conversation.
   */
  show(requestId: string, conversationId: string, askedAt: Date): Promise<void>;
}

export function createCardPublisher(deps: CardPublisherDeps): CardCopies {
  const { responses, conversations, copies, cards, outbox, clock, timers, log } = deps;
  const running = new Map<string, { again: Promise<void> | null; now: Promise<void> }>();
  const shown = new LRUCache<string, string>({ max: REMEMBERED });
  const updatedAt = new LRUCache<string, number>({ max: REMEMBERED });

  return {
    publish,
    present,
    show,
  };

  function publish(requestId: string): Promise<void> {
    const current = running.get(requestId);
    if (current === undefined) return start(requestId);
    current.again ??= current.now.catch(() => undefined).then(() => start(requestId));
    return current.again;
  }

  async function show(requestId: string, conversationId: string, askedAt: Date): Promise<void> {
    const request = await responses.find(requestId);
    const conversation = await conversations.find(conversationId);
    const madeNow =
      request?.conversationId === conversationId && Date.parse(request.createdAt) >= askedAt.getTime();
    if (request !== null && conversation !== null && !madeNow) await postInto(conversation, request, false);
    await publish(requestId);
  }

  async function present(conversation: StoredConversation): Promise<void> {
    const id = conversation.personId;
    const open = await responses.open(PRESENTED);
    if (id === null || open.length === 0) return;
    const approver = await responses.roleOf({ id, name: id }, 'approver', deps.newId());
    const theirs = open.filter(
      (request) => request.conversationId === conversation.id || (approver.ok && request.requester.id !== id),
    );
    for (const request of theirs) await postInto(conversation, request, false);
  }

  function start(requestId: string): Promise<void> {
    const entry = { again: null as Promise<void> | null, now: Promise.resolve() };
    running.set(requestId, entry);
    entry.now = publishNow(requestId).finally(() => {
      if (entry.again === null) running.delete(requestId);
    });
    return entry.now;
  }

  async function publishNow(requestId: string): Promise<void> {
    const request = await responses.find(requestId);
    if (request === null) {
      log.warn('publish.unknown', { requestId });
      return;
    }
    const known = await copies.of(requestId);
    const results = await Promise.allSettled([
      ...known.map((copy) => bringUpToDate(copy)),
      postMissing(request, new Set(known.map((copy) => copy.conversationId))),
    ]);
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length === 0) return;
    throw new DrawbridgeError(
      'upstream_failed',
      `${failed.length} of ${results.length} copies were not updated`,
      {
        cause: failed[0]?.reason,
      },
    );
  }

  async function postMissing(request: ResponseRequest, there: ReadonlySet<string>): Promise<void> {
    const origin = await conversations.find(request.conversationId);
    if (origin === null) log.warn('publish.no_origin', { requestId: request.id });
    if (origin !== null && !there.has(origin.id)) await postInto(origin, request, false);
    // Once it is decided there is nothing more to ask of anybody.
    if (request.state !== 'requested') return;
    const others = [...(await approvalsChannel(origin)), ...(await approvers(request))];
    const missing = others.filter((c) => !there.has(c.id) && c.id !== request.conversationId);
    await Promise.all(missing.map((conversation) => postInto(conversation, request, true)));
  }

  async function approvalsChannel(origin: StoredConversation | null): Promise<readonly StoredConversation[]> {
    const id = deps.approvalsChannel;
    if (id === null) return [];
    const stored = await conversations.find(id);
    if (stored !== null) return [stored];
    const near = parseReference((origin ?? (await conversations.personal(1))[0])?.reference ?? '');
    if (near !== null) {
      const channel = channelConversation(id, near);
      await conversations.save(channel);
      return [channel];
    }
    log.warn('publish.no_channel', {});
    return [];
  }

  async function approvers(request: ResponseRequest): Promise<readonly StoredConversation[]> {
    const known = await knownApprovers(conversations, responses, deps.newId());
    return known.filter((conversation) => conversation.personId !== request.requester.id);
  }

  async function postInto(
    conversation: StoredConversation,
    request: ResponseRequest,
    alert: boolean,
  ): Promise<void> {
    const reference = parseReference(conversation.reference);
    if (reference === null) return;
    const activity = await activityFor(request, conversation, reference, alert);
    const sent = await outbox.post(sdkReference(reference), activity);
    if (sent.kind === 'gone') {
      log.info('publish.gone', { requestId: request.id });
      await conversations.forget(conversation.id);
      return;
    }
    const copy = { requestId: request.id, conversationId: conversation.id, activityId: sent.activityId };
    await copies.add(copy);
    shown.set(keyOf(copy), fingerprint(activity));
    updatedAt.set(conversation.id, clock.now().getTime());
  }

  async function bringUpToDate(copy: CardCopy): Promise<void> {
    const conversation = await conversations.find(copy.conversationId);
    const reference = parseReference(conversation?.reference ?? '');
    if (conversation === null || reference === null) {
      await copies.remove(copy);
      return;
    }
    if ((await changed(copy, conversation, reference)) === null) return;
    await myTurn(copy.conversationId);
    // Looked at again after waiting: the newest state is what is shown, states in between are skipped.
    const activity = await changed(copy, conversation, reference);
    if (activity === null) return;
    const sent = await outbox.update(sdkReference(reference), copy.activityId, activity);
    if (sent.kind === 'gone') await copies.remove(copy);
    else shown.set(keyOf(copy), fingerprint(activity));
  }

  /** @returns null when the copy already shows the stored state */
  async function changed(
    copy: CardCopy,
    conversation: StoredConversation,
    reference: StoredReference,
  ): Promise<OutgoingActivity | null> {
    const request = await responses.find(copy.requestId);
    if (request === null) return null;
    const activity = await activityFor(request, conversation, reference, false);
    return shown.get(keyOf(copy)) === fingerprint(activity) ? null : activity;
  }

  async function myTurn(conversationId: string): Promise<void> {
    const now = clock.now().getTime();
    const free = Math.max(now, (updatedAt.get(conversationId) ?? 0) + UPDATE_EVERY_MS);
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

function keyOf(copy: CardCopy): string {
  return `${copy.conversationId} ${copy.activityId}`;
}

function fingerprint(activity: OutgoingActivity): string {
  return createHash('sha256').update(JSON.stringify(activity.attachments)).digest('base64');
}
