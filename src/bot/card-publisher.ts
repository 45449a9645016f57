/**
 * Keeps every copy of a request's card equal to the stored state: where it was asked, in the approvals channel, and with
 * the approvers who talk to the bot. Calls for one request run one after another in a process, a later call covers those
 * that wait; between processes the claims of card-delivery.ts decide.
 */
import { DrawbridgeError } from '../errors.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import type { CardPublisher } from '../domain/ports/card-publisher.ts';
import type { StoredConversation } from '../domain/ports/stores.ts';
import { createCardDelivery } from './card-delivery.ts';
import type { CardDeliveryDeps } from './card-delivery.ts';
import { channelConversation, parseReference } from './conversation-reference.ts';
import { knownApprovers } from './known-approvers.ts';

/** Open requests shown to somebody who has just installed the app. */
const PRESENTED = 5;

export interface CardPublisherDeps extends CardDeliveryDeps {
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
  /**
   * A client showed this message of the conversation as the request's card: a card of which nobody knew whether it
   * arrived is one of its copies from then on.
   */
  seen(requestId: string, conversationId: string, activityId: string): Promise<void>;
}

export function createCardPublisher(deps: CardPublisherDeps): CardCopies {
  const { responses, conversations, copies, log } = deps;
  const delivery = createCardDelivery(deps);
  const running = new Map<string, { again: Promise<void> | null; now: Promise<void> }>();

  return {
    publish,
    present,
    show,
    async seen(requestId, conversationId, activityId) {
      if (await delivery.seen(requestId, conversationId, activityId)) await publish(requestId);
    },
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
    if (request !== null && conversation !== null && !madeNow) {
      await delivery.post(conversation, request, `asked:${deps.newId()}`, false);
    }
    await publish(requestId);
  }

  async function present(conversation: StoredConversation): Promise<void> {
    const id = conversation.personId;
    const open = await responses.open(PRESENTED);
    if (id === null || open.length === 0) return;
    const approver = await responses.roleOf({ id, name: id }, 'approver', deps.newId());
    const isTheirs = async (request: ResponseRequest): Promise<boolean> => {
      if (request.conversationId === conversation.id) return true;
      if (request.requester.id === id) return false;
      return (
        approver.ok ||
        (request.eachOf.length > 0 && responses.mayDecide(request.id, { id, name: id }, deps.newId()))
      );
    };
    const are = await Promise.all(open.map(isTheirs));
    const theirs = open.filter((_, index) => are[index] === true);
    const purpose = `installed:${deps.newId()}`;
    for (const request of theirs) await delivery.post(conversation, request, purpose, false);
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
    const posts = await copies.postsOf(requestId);
    for (const post of posts) if (post.overdue) await delivery.closeOverdue(post);
    const known = await copies.of(requestId);
    // Only what was certainly not posted is posted again.
    const there = new Set([
      ...known.map(placeOf),
      ...posts.filter((post) => post.purpose === 'first' && post.state !== 'waiting').map(placeOf),
    ]);
    const origin = await conversations.find(request.conversationId);
    await allOf([
      ...known.map((copy) => delivery.bringUpToDate(copy, origin)),
      postMissing(request, origin, there),
    ]);
  }

  async function postMissing(
    request: ResponseRequest,
    origin: StoredConversation | null,
    there: ReadonlySet<string>,
  ): Promise<void> {
    if (origin === null) log.warn('publish.no_origin', { requestId: request.id });
    const posts: Promise<void>[] = [];
    if (origin !== null && !there.has(origin.id)) posts.push(delivery.post(origin, request, 'first', false));
    posts.push(tellOthers(request, origin, there));
    await allOf(posts);
  }

  async function tellOthers(
    request: ResponseRequest,
    origin: StoredConversation | null,
    there: ReadonlySet<string>,
  ): Promise<void> {
    // Once it is decided there is nothing more to ask of anybody.
    if (request.state !== 'requested') return;
    const isMissing = ({ id }: StoredConversation): boolean =>
      !there.has(id) && id !== request.conversationId;
    const approvers = await knownApprovers(
      request,
      conversations,
      responses,
      deps.newId(),
      (conversation) => isMissing(conversation) && conversation.personId !== request.requester.id,
    );
    const missing = [...(await approvalsChannel(origin)).filter(isMissing), ...approvers];
    await allOf(missing.map((conversation) => delivery.post(conversation, request, 'first', true)));
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
}

const placeOf = (message: { readonly conversationId: string }): string => message.conversationId;

/** One that fails holds up none of the others. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length === 0) return;
  throw new DrawbridgeError(
    'upstream_failed',
    `${failed.length} of ${results.length} copies were not updated`,
    { cause: failed[0]?.reason },
  );
}
