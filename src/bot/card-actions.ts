/**
 * Card clicks. Every invoke is answered within two seconds whatever the services behind do: what is not done by then
 * goes on, and shows on the card. Identity comes from the activity; the click names a request by its id alone and the
 * store decides the rest.
 */
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import type { Outcome, Refusal, ResponseService } from '../domain/approvals/service.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { CardCopyStore, ConversationStore } from '../domain/ports/stores.ts';
import type { Log, Tracer } from '../domain/ports/telemetry.ts';
import { faultCode } from '../errors.ts';
import { timeZoneOf } from './activity.ts';
import type { IncomingActivity } from './activity.ts';
import type { Background } from './background.ts';
import type { BotCards } from './bot-cards.ts';
import { readInvoke, readSubmit } from './card-click.ts';
import type { CardClick, ReadClick } from './card-click.ts';
import type { CardCopies } from './card-publisher.ts';
import { referenceOf } from './conversation-reference.ts';
import type { Files } from './files.ts';
import { badRequest, invokeError, showCard, showSentence } from './invoke-response.ts';
import type { InvokeAnswer } from './invoke-response.ts';
import type { Messages } from './messages.ts';
import { lateRefusal, refused } from './notices.ts';
import type { Outbox } from './outbox.ts';
import { cardActivity } from './outgoing.ts';
import { within } from './timers.ts';
import type { Timers } from './timers.ts';

/** Leaves half a second of the two for the token check and the network. */
const INVOKE_DEADLINE_MS = 1500;

/** A message would stay in the chat, for everybody in it. */
const NOT_IN_PRIVATE: Refusal = {
  ok: false,
  code: 'unavailable',
  message:
    'This Teams client cannot show the link to you alone. Nothing was handed over: use a newer client.',
  request: null,
};

const NO_VERDICT: Refusal = {
  ok: false,
  code: 'reasonRequired',
  message: 'Say whether you agree or object, then send it again. Nothing was recorded.',
  request: null,
};

/** Refusals that tell of something that the clicked card does not show. */
const OUT_OF_DATE: ReadonlySet<Refusal['code']> = new Set(['alreadyDecided', 'expired', 'notNeeded']);

/** What a person may do is worth this much waiting; after that all is offered, and refused when it is clicked. */
const RIGHTS_DEADLINE_MS = 1000;
const EVERY_RIGHT = { decide: true, undo: true, renew: true, again: { reasonRequired: false } } as const;

export interface CardActionDeps {
  readonly responses: ResponseService;
  readonly publisher: CardCopies;
  readonly messages: Messages;
  readonly files: Files;
  readonly conversations: ConversationStore;
  readonly copies: Pick<CardCopyStore, 'of'>;
  readonly unhurried: { readonly responses: Pick<ResponseService, 'seenBy'> };
  readonly outbox: Outbox;
  readonly cards: BotCards;
  readonly background: Background;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly tracer: Tracer;
}

export interface CardActions {
  invoke(activity: IncomingActivity, actor: Actor | null, correlationId: string): Promise<InvokeAnswer>;
  /** A message without text: the same click from a client that does not know Action.Execute. */
  submit(activity: IncomingActivity, actor: Actor | null, correlationId: string): Promise<void>;
}

type RequestClick = Extract<CardClick, { kind: 'request' }>;

/** One click being handled. */
interface Click {
  readonly activity: IncomingActivity;
  readonly actor: Actor;
  readonly correlationId: string;
  /** Its answer went out without waiting any longer, or cannot show what is for one person alone. */
  late: boolean;
}

export function createCardActions(deps: CardActionDeps): CardActions {
  const { responses, publisher, messages, files, conversations, copies, outbox, cards, background } = deps;
  const { clock, timers, log, tracer, unhurried } = deps;

  return {
    async invoke(activity, actor, correlationId) {
      const read = judge(readInvoke(activity.value), actor, correlationId);
      if ('status' in read) return read;
      const click = { activity, actor: read.actor, correlationId, late: false };
      const work = once(click, read.click);
      const done = await within(timers, INVOKE_DEADLINE_MS, settled(work));
      if (done.late) {
        click.late = true;
        log.warn('invoke.late', { correlationId });
        tracer.annotate({ 'drawbridge.outcome': 'late' });
        background.run('invoke', correlationId, () => finishLate(click, read.click, work));
        return showSentence('Still working on it. The card changes as soon as it is done.');
      }
      if (!done.value.ok) return broke(correlationId, done.value.error);
      return traced(done.value.value).answer;
    },

    async submit(activity, actor, correlationId) {
      const read = judge(readSubmit(activity.value), actor, correlationId);
      if ('status' in read) return;
      if (read.click.kind === 'request' && read.click.verb === 'handover') {
        await tell({ activity, actor: read.actor, correlationId, late: true }, refused(NOT_IN_PRIVATE));
        return;
      }
      const click = { activity, actor: read.actor, correlationId, late: false };
      // This client shows no answer of an invoke: refusals come as a message, changes on the card itself.
      const done = traced(await carryOut(click, read.click));
      if (done.refusal !== null) await tell(click, refused(done.refusal));
    },
  };

  function judge(
    read: ReadClick,
    actor: Actor | null,
    correlationId: string,
  ): InvokeAnswer | { readonly click: CardClick; readonly actor: Actor } {
    if (!read.ok) {
      log.warn('click.malformed', { correlationId });
      return badRequest(read.why);
    }
    if (actor === null) {
      log.warn('click.unidentified', { correlationId });
      return badRequest('Teams did not say who clicked');
    }
    const verb = read.click.kind === 'request' ? read.click.verb : read.click.kind;
    tracer.annotate({ 'drawbridge.verb': verb }, `click ${verb}`);
    return { click: read.click, actor };
  }

  /** The message that bears the card, opened or clicked: one of which we did not know whether it was there. */
  function noticeMessage({ activity, correlationId }: Click, requestId: string): void {
    const { replyToId } = activity;
    if (typeof replyToId !== 'string') return;
    background.run('seen', correlationId, () =>
      publisher.seen(requestId, activity.conversation.id, replyToId),
    );
  }

  function traced(done: Done): Done {
    tracer.annotate({ 'drawbridge.outcome': done.refusal === null ? 'done' : 'refused' });
    return done;
  }

  /** A retried delivery shows the state and does nothing. Refreshing only reads, so it needs no memory. */
  async function once(click: Click, what: CardClick): Promise<Done> {
    if (what.kind === 'request' && what.verb === 'refresh') return carryOut(click, what);
    const first = await conversations.firstDelivery(click.activity.conversation.id, click.activity.id ?? '');
    if (first) return carryOut(click, what);
    log.info('click.repeated', { correlationId: click.correlationId });
    return what.kind === 'request'
      ? carryOut(click, { ...what, verb: 'refresh' })
      : { answer: showSentence('This is being answered.'), refusal: null };
  }

  async function carryOut(click: Click, what: CardClick): Promise<Done> {
    if (what.kind !== 'request') {
      const { activity, actor, correlationId } = click;
      const conversationId = activity.conversation.id;
      const question = { asked: { intent: what.intent }, actor, conversationId, correlationId };
      background.run(what.kind, correlationId, () =>
        what.kind === 'file' ? files.offer(activity, question) : messages.ask(activity, question),
      );
      const comes = what.kind === 'file' ? 'The file' : 'The answer';
      return { answer: showSentence(`${comes} comes as a new message.`), refusal: null };
    }
    if (what.verb === 'refresh') {
      noticeMessage(click, what.requestId);
      return refresh(click, what.requestId);
    }
    const message = await messageOf(click, what.requestId);
    if (message !== 'ours') noticeMessage(click, what.requestId);
    if (message === 'elsewhere') {
      return notChanged(
        click,
        what,
        await responses.refuseForeignCard(what.requestId, click.actor, what.verb),
      );
    }
    if (what.verb === 'handover') return handOver(click, what);
    const outcome = await change(click, what, what.verb);
    return outcome.ok ? changed(click, what, outcome.request) : notChanged(click, what, outcome);
  }

  /**
   * The message that was clicked is a card of ours in another conversation: the click was made up, or the card brought
   * here. Who clicks and what role they hold decide in any case, so a message that we do not know (its post was never
   * confirmed, a record that was restored) refuses nobody.
   */
  async function messageOf(
    { activity }: Click,
    requestId: string,
  ): Promise<'ours' | 'elsewhere' | 'unknown'> {
    const { replyToId } = activity;
    if (typeof replyToId !== 'string') return 'unknown';
    const here = channelOf(activity.conversation.id);
    const same = (await copies.of(requestId)).filter((copy) => copy.activityId === replyToId);
    if (same.length === 0) return 'unknown';
    return same.some((copy) => channelOf(copy.conversationId) === here) ? 'ours' : 'elsewhere';
  }

  function change(
    click: Click,
    what: RequestClick,
    verb: Exclude<RequestClick['verb'], 'handover' | 'refresh'>,
  ): Promise<Outcome> {
    const { actor, correlationId } = click;
    switch (verb) {
      case 'approve':
      case 'deny':
        return responses.decide(what.requestId, actor, verb, what.reason, correlationId);
      case 'cancel':
        return responses.cancel(what.requestId, actor, correlationId);
      case 'renew':
        return responses.renew(what.requestId, actor, correlationId);
      case 'breakGlass':
        return responses.breakGlass(what.requestId, actor, what.reason, correlationId);
      case 'review':
        return what.verdict === null
          ? Promise.resolve(NO_VERDICT)
          : responses.review(what.requestId, actor, what.verdict, what.reason, correlationId);
      case 'again':
        return responses.again(
          what.requestId,
          actor,
          what.reason,
          click.activity.conversation.id,
          correlationId,
        );
      case 'undo':
        return responses.undo(what.requestId, actor, click.activity.conversation.id, correlationId);
    }
  }

  /** The answer of the click is seen by whoever clicked and kept nowhere; a message would stay in the chat. */
  async function handOver(click: Click, what: RequestClick): Promise<Done> {
    const { actor, correlationId } = click;
    const found = await responses.handOver(what.requestId, actor, () => !click.late, correlationId);
    if (!found.ok) return notChanged(click, what, found);
    const { request, what: yields, yielded } = found;
    const { id: requestId, action, target } = request;
    const view = { requestId, action, what: yields, target: target.name, ...yielded };
    return { answer: showCard(cards.handover(view)), refusal: null };
  }

  async function changed(click: Click, what: RequestClick, request: ResponseRequest): Promise<Done> {
    if (request.id !== what.requestId) update(click, request.id);
    if (request.id === what.requestId) {
      return { answer: showCard(await cardFor(click, request)), refusal: null };
    }
    // Undoing and asking again are requests of their own, with cards of their own; the old card now points to it.
    update(click, what.requestId);
    return { answer: showSentence(`Asked for as ${request.id}; its card follows.`), refusal: null };
  }

  function notChanged(click: Click, what: RequestClick, refusal: Refusal): Done {
    log.info('click.refused', { correlationId: click.correlationId, code: refusal.code });
    if (refusal.code === 'notFound') return { answer: badRequest(refusal.message), refusal };
    // The card that was clicked may be out of date.
    if (OUT_OF_DATE.has(refusal.code)) update(click, what.requestId);
    return { answer: showSentence(refusal.message), refusal };
  }

  /** Asked by up to 60 clients at once: reads rows, and asks Entra only where a role decides what is offered. */
  async function refresh(click: Click, requestId: string): Promise<Done> {
    const request = await responses.find(requestId);
    if (request === null) return { answer: badRequest(`there is no request ${requestId}`), refusal: null };
    return { answer: showCard(await cardFor(click, request)), refusal: null };
  }

  async function finishLate(click: Click, what: CardClick, work: Promise<Done>): Promise<void> {
    const { refusal } = await work;
    if (refusal === null || what.kind !== 'request') return;
    await tell(click, lateRefusal(click.actor.name, what.requestId, refusal.message));
  }

  async function tell(click: Click, notice: Parameters<BotCards['reply']>[0]): Promise<void> {
    const view = { timeZone: timeZoneOf(click.activity), now: clock.now() };
    await outbox.post(referenceOf(click.activity), cardActivity(cards.reply(notice, view)));
  }

  function update(click: Click, requestId: string): void {
    background.run('publish', click.correlationId, () => publisher.publish(requestId));
  }

  async function cardFor(
    click: Click,
    request: ResponseRequest,
  ): Promise<ReturnType<BotCards['request']>['card']> {
    const { actor, correlationId } = click;
    const rights = await within(
      timers,
      RIGHTS_DEADLINE_MS,
      responses.rightsOf(request.id, actor, correlationId),
    );
    if (!rights.late && rights.value.decide && request.seen === null) {
      background.run('seenBy', correlationId, () =>
        unhurried.responses.seenBy(request.id, actor, correlationId),
      );
    }
    return cards.request(request, {
      viewer: { ...actor, rights: rights.late ? EVERY_RIGHT : rights.value },
      refreshFor: [click.activity.from.id],
      timeZone: timeZoneOf(click.activity),
      now: clock.now(),
    }).card;
  }

  function broke(correlationId: string, error: unknown): InvokeAnswer {
    const kind = faultCode(error);
    log.error('invoke.failed', { correlationId, error: kind });
    tracer.annotate({ 'error.type': kind });
    return invokeError(500, 'InternalError', `something in Drawbridge broke; reference ${correlationId}`);
  }
}

/** In a channel the thread is part of the conversation's id. */
function channelOf(conversationId: string): string {
  return conversationId.split(';messageid=')[0] ?? conversationId;
}

interface Done {
  readonly answer: InvokeAnswer;
  readonly refusal: Refusal | null;
}

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  return work.then(
    (value) => ({ ok: true as const, value }),
    (error: unknown) => ({ ok: false as const, error }),
  );
}
