/**
 * The bot: activities in, cards out. `deliver` is one HTTP request of the channel, from token check to status code.
 *
 * Routing is teams-ai's `Application`. Three of its conveniences are switched off because they are unsafe here: its typing
 * timer is one per application (typing.ts), its mention stripping also touches other people's mentions, and its
 * `actionExecute` answer turns into "replace for everybody" for good once a card carries `refresh`; so handlers set their
 * own invoke response, which the library respects.
 */
import { ActivityTypes } from 'botbuilder';
import type { Activity, TurnContext } from 'botbuilder';
import type { Command } from '../domain/commands.ts';
import type { CardPublisher } from '../domain/ports/card-publisher.ts';
import type { PeopleCaller } from '../domain/ports/people-caller.ts';
import type { CardCopyStore } from '../domain/ports/stores.ts';
import { faultCode } from '../errors.ts';
import { isFromTenant, readActivity, senderOf, timeZoneOf } from './activity.ts';
import type { IncomingActivity } from './activity.ts';
import { createAdapter } from './adapter.ts';
import type { BotRegistration } from './adapter.ts';
import { createBackground } from './background.ts';
import type { BotCards } from './bot-cards.ts';
import { createPeopleCaller } from './call-people.ts';
import { createCardActions } from './card-actions.ts';
import { createCardPublisher } from './card-publisher.ts';
import { createConversation } from './conversation.ts';
import type { Conversation, ConversationDeps } from './conversation.ts';
import { conversationToStore, referenceOf } from './conversation-reference.ts';
import { createFiles } from './files.ts';
import { badRequest, invokeError } from './invoke-response.ts';
import type { InvokeAnswer } from './invoke-response.ts';
import { createMessages } from './messages.ts';
import { broken, welcome } from './notices.ts';
import { createOutbox } from './outbox.ts';
import { cardActivity } from './outgoing.ts';
import { isAllowedServiceUrl } from './service-url.ts';
import { turnSpan } from './turn-span.ts';
import { Application } from './teams-ai-application.ts';

interface BotConfig {
  /** null = not authenticated: demo or insecure local mode, loopback only. */
  readonly registration: BotRegistration | null;
  /** The only tenant whose activities count. */
  readonly tenantId: string;
  /** `approvals.channel` of the policy. */
  readonly approvalsChannel: string | null;
}

export interface BotDeps extends ConversationDeps {
  readonly config: BotConfig;
  readonly commands: readonly Command[];
  readonly copies: CardCopyStore;
  /** The same for what nobody waits for: cards that follow, calls to people. However much it is, it holds up no click. */
  readonly unhurried: Pick<BotDeps, 'responses' | 'conversations' | 'copies'>;
  readonly cards: BotCards;
  /** Between updates of a conversation's cards; without it what Teams' limits ask for. */
  readonly updateEveryMs?: number;
  /** Correlation ids; they are shown to people as references. */
  readonly newId: () => string;
  /** 0 to 1. */
  readonly random: () => number;
}

interface Delivered {
  readonly status: number;
  readonly body?: unknown;
}

export interface Bot {
  /** One activity with its `Authorization` header; never rejects. */
  deliver(authorization: string, body: unknown): Promise<Delivered>;
  readonly publisher: CardPublisher;
  /** Requests that were changed by a transaction that has just ended: their cards follow, after what waits to be answered. */
  cardsChanged(requestIds: readonly string[]): void;
  readonly caller: PeopleCaller;
  readonly conversation: Conversation;
  /** Resolves when no work is left that outlived its turn. */
  idle(): Promise<void>;
}

export function createBot(deps: BotDeps): Bot {
  const { config, log, tracer, conversations, timers, clock, cards, newId } = deps;
  const local = config.registration === null;
  const adapter = createAdapter(config.registration);
  const background = createBackground(log, tracer);
  const outbox = createOutbox({
    adapter,
    appId: config.registration?.appId ?? '',
    local,
    timers,
    log,
    tracer,
    random: deps.random,
  });
  const conversation = createConversation(deps);
  const following = { ...deps, ...deps.unhurried, outbox, approvalsChannel: config.approvalsChannel };
  const publisher = createCardPublisher(following);
  const caller = createPeopleCaller(following);
  const messages = createMessages({ ...deps, conversation, outbox, publisher, background });
  const files = createFiles({
    ...deps,
    conversation,
    outbox,
    background,
    local,
    noFiles: config.registration?.government === true,
  });
  const actions = createCardActions({ ...deps, outbox, publisher, messages, files, background });
  const app = routes();

  return { deliver, publisher, cardsChanged, caller, conversation, idle: () => background.idle() };

  function cardsChanged(requestIds: readonly string[]): void {
    for (const requestId of requestIds) {
      background.run('publish', newId(), () => publisher.publish(requestId));
    }
  }

  async function deliver(authorization: string, body: unknown): Promise<Delivered> {
    const activity = readActivity(body);
    if (activity === null) return refuse('activity.malformed', 400);
    if (!isAllowedServiceUrl(activity.serviceUrl, local)) return refuse('activity.service_url', 403);
    const turn: Turn = { activity, correlationId: newId(), foreign: false, invoke: null };
    try {
      // readActivity has checked what the SDK's type promises of the members that the SDK reads.
      await adapter.deliver(authorization, activity as unknown as Activity, (context) => run(context, turn));
    } catch (error) {
      // The SDK throws for a missing, expired or forged token, before any turn.
      log.warn('activity.unauthenticated', { error: faultCode(error) });
      return { status: 401 };
    }
    if (turn.foreign) return { status: 403 };
    if (activity.type !== 'invoke') return { status: 200 };
    return turn.invoke ?? invokeError(501, 'NotImplemented', 'this kind of invoke is not supported');
  }

  function refuse(event: string, status: number): Delivered {
    log.warn(event, {});
    return { status };
  }

  /** After the token check. Nothing may escape: the SDK would answer with the error's text. */
  async function run(context: TurnContext, turn: Turn): Promise<void> {
    const { activity, correlationId } = turn;
    if (!isFromTenant(activity, config.tenantId)) {
      log.warn('activity.foreign_tenant', { correlationId });
      turn.foreign = true;
      return;
    }
    turns.set(context, turn);
    await tracer.span(turnSpan(activity, correlationId), () => route(context, turn));
  }

  async function route(context: TurnContext, turn: Turn): Promise<void> {
    const { activity, correlationId } = turn;
    try {
      await app.run(context);
    } catch (error) {
      const kind = faultCode(error);
      log.error('turn.failed', { correlationId, error: kind });
      tracer.annotate({ 'error.type': kind });
      if (activity.type === 'invoke') {
        turn.invoke = invokeError(
          500,
          'InternalError',
          `something in Drawbridge broke; reference ${correlationId}`,
        );
      } else if (activity.type === 'message') {
        background.run('apologise', correlationId, () => say(activity, broken(correlationId)));
      }
    }
  }

  function routes(): InstanceType<typeof Application> {
    const application = new Application({ startTypingTimer: false, removeRecipientMention: false });
    application.activity(ActivityTypes.Message, (context) => onMessage(turnOf(context)));
    application.adaptiveCards.actionExecute(isCardAction, async (context) => {
      const turn = turnOf(context);
      turn.invoke = await onClick(turn);
      // teams-ai sends a response of its own unless there is one.
      await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: turn.invoke });
      return '';
    });
    application.activity(ActivityTypes.Invoke, async (context) => {
      const turn = turnOf(context);
      if (turn.activity.name === 'fileConsent/invoke') {
        turn.invoke = await files.consent(turn.activity, senderOf(turn.activity), turn.correlationId);
      }
      if (turn.activity.name === 'adaptiveCard/action') {
        turn.invoke = badRequest('the action of the card could not be read');
      }
    });
    application.activity(ActivityTypes.ConversationUpdate, (context) =>
      onConversationUpdate(turnOf(context)),
    );
    application.activity(ActivityTypes.InstallationUpdate, (context) =>
      onInstallationUpdate(turnOf(context)),
    );
    return application;
  }

  async function onMessage({ activity, correlationId }: Turn): Promise<void> {
    if (!(await conversations.firstDelivery(activity.conversation.id, activity.id ?? ''))) {
      log.info('message.repeated', { correlationId });
      return;
    }
    await conversations.save(conversationToStore(activity));
    const isClick =
      (activity.text ?? '') === '' && typeof activity.value === 'object' && activity.value !== null;
    if (isClick) await actions.submit(activity, senderOf(activity), correlationId);
    else await messages.typed(activity, senderOf(activity), correlationId);
  }

  function onClick({ activity, correlationId }: Turn): Promise<InvokeAnswer> {
    return actions.invoke(activity, senderOf(activity), correlationId);
  }

  async function onConversationUpdate({ activity }: Turn): Promise<void> {
    await conversations.save(conversationToStore(activity));
    const added = activity.membersAdded ?? [];
    if (added.some((member) => member.id === activity.recipient.id))
      await say(activity, welcome(deps.commands));
  }

  async function onInstallationUpdate({ activity, correlationId }: Turn): Promise<void> {
    if (activity.action?.startsWith('remove') === true) {
      await conversations.forget(activity.conversation.id);
      return;
    }
    const conversation = conversationToStore(activity);
    await conversations.save(conversation);
    if (activity.action !== 'add' || conversation.personId === null) return;
    // Delivered again, perhaps to another process, it would show everything twice.
    const { id } = activity;
    if (typeof id !== 'string' || (await conversations.firstDelivery(conversation.id, id))) {
      background.run('present', correlationId, () => publisher.present(conversation));
    }
  }

  async function say(activity: IncomingActivity, notice: Parameters<BotCards['reply']>[0]): Promise<void> {
    const view = { timeZone: timeZoneOf(activity), now: clock.now() };
    await outbox.post(referenceOf(activity), cardActivity(cards.reply(notice, view)));
  }
}

/** One activity on its way; what it comes to is left here. */
interface Turn {
  readonly activity: IncomingActivity;
  readonly correlationId: string;
  foreign: boolean;
  invoke: Delivered | null;
}

const turns = new WeakMap<TurnContext, Turn>();

function turnOf(context: TurnContext): Turn {
  const turn = turns.get(context);
  if (turn === undefined) throw new TypeError('a turn that was not begun');
  return turn;
}

function isCardAction(context: TurnContext): Promise<boolean> {
  const { type, name, value } = context.activity as { type: string; name?: string; value?: unknown };
  const action: unknown =
    typeof value === 'object' && value !== null && 'action' in value ? value.action : null;
  const isExecute =
    typeof action === 'object' && action !== null && 'type' in action && action.type === 'Action.Execute';
  return Promise.resolve(type === 'invoke' && name === 'adaptiveCard/action' && isExecute);
}
