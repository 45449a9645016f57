/**
 * New messages to people, once a purpose: the card of a request, or a line about it. Claims are those of the cards
 * (card-delivery.ts): a message whose fate is not known is not repeated, and that is on the record.
 */
import { DrawbridgeError } from '../errors.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { PeopleCaller } from '../domain/ports/people-caller.ts';
import type { StoredConversation } from '../domain/ports/stores.ts';
import { createCardDelivery } from './card-delivery.ts';
import type { CardDeliveryDeps } from './card-delivery.ts';
import { parseReference, sdkReference } from './conversation-reference.ts';
import { cardActivity } from './outgoing.ts';

export interface CallPeopleDeps extends CardDeliveryDeps {
  /** `approvals.channel` of the policy: a channel's conversation id. */
  readonly approvalsChannel: string | null;
}

interface Place {
  readonly conversation: StoredConversation;
  /** Others are there too. */
  readonly shared: boolean;
}

export function createPeopleCaller(deps: CallPeopleDeps): PeopleCaller {
  const { responses, conversations, copies, cards, outbox, clock, log } = deps;
  const delivery = createCardDelivery(deps);

  return {
    async known(limit) {
      const stored = await conversations.personal(limit);
      return stored.flatMap(({ personId: id, reference }) =>
        id === null ? [] : [{ id, name: parseReference(reference)?.user?.name ?? id }],
      );
    },

    async reachable(personIds) {
      const there = await conversations.ofPeople(personIds);
      return personIds.filter((id) =>
        there.some(({ personId }) => personId !== null && sameId(personId, id)),
      );
    },

    async showCard(requestId, to, purpose) {
      const request = await responses.find(requestId);
      if (request === null) return;
      const channel = to.channel ? await channelConversation() : null;
      const places = [...(await newestOf(to.people)), ...(channel === null ? [] : [channel])];
      await all(places.map((conversation) => delivery.post(conversation, request, purpose, true)));
    },

    async sayNote(requestId, to, note, purpose) {
      const request = await responses.find(requestId);
      if (request === null) return;
      const tried = new Set<string>();
      for (;;) {
        const place = to === 'channel' ? await channelPlace() : await placeOf(request);
        if (place === null || tried.has(place.conversation.id)) return;
        tried.add(place.conversation.id);
        if (await post(request, place, note, purpose)) return;
      }
    },
  };

  /** False when the app is gone from there. */
  async function post(
    request: ResponseRequest,
    { conversation, shared }: Place,
    note: Parameters<PeopleCaller['sayNote']>[2],
    purpose: string,
  ): Promise<boolean> {
    const reference = parseReference(conversation.reference);
    if (reference === null) return true;
    const { requester } = request;
    const card = cards.note(request, note, { now: clock.now(), mention: shared ? requester : null });
    const claim = await copies.claimPost({
      requestId: request.id,
      conversationId: conversation.id,
      purpose: `note:${purpose}`,
    });
    if (claim === null) return true;
    try {
      const sent = await outbox.postOnce(sdkReference(reference), cardActivity(card, { alert: true }));
      if (sent.kind === 'sent') await copies.noted(claim);
      if (sent.kind === 'unknown') await copies.unconfirmed(claim);
      if (sent.kind !== 'gone') return true;
    } catch (error) {
      await copies.notPosted(claim, false);
      throw error;
    }
    log.info('note.gone', { requestId: request.id });
    await copies.notPosted(claim, false);
    await conversations.forget(conversation.id);
    return false;
  }

  /** Their own conversation, or where they asked. */
  async function placeOf(request: ResponseRequest): Promise<Place | null> {
    const [own] = await newestOf([request.requester.id]);
    if (own !== undefined) return { conversation: own, shared: false };
    const origin = await conversations.find(request.conversationId);
    return origin === null ? null : { conversation: origin, shared: true };
  }

  async function channelPlace(): Promise<Place | null> {
    const channel = await channelConversation();
    return channel === null ? null : { conversation: channel, shared: true };
  }

  /** Known since the request's own card was posted there. */
  async function channelConversation(): Promise<StoredConversation | null> {
    return deps.approvalsChannel === null ? null : conversations.find(deps.approvalsChannel);
  }

  /** One conversation a person, the newest. */
  async function newestOf(personIds: readonly string[]): Promise<readonly StoredConversation[]> {
    const found = new Map<string, StoredConversation>();
    for (const conversation of await conversations.ofPeople(personIds)) {
      const id = conversation.personId?.toLowerCase() ?? '';
      if (!found.has(id)) found.set(id, conversation);
    }
    return [...found.values()];
  }
}

async function all(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).filter((result) => result.status === 'rejected');
  if (failed.length === 0) return;
  throw new DrawbridgeError('upstream_failed', `${failed.length} of ${work.length} people were not called`, {
    cause: failed[0]?.reason,
  });
}
