/** A sentence in, a card out. What a card click does is in card-actions.ts. */
import { DrawbridgeError } from '../errors.ts';
import type { Actor } from '../domain/approvals/request.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { Reply } from '../domain/questions/answer.ts';
import { sentenceOf, timeZoneOf } from './activity.ts';
import type { IncomingActivity } from './activity.ts';
import type { Background } from './background.ts';
import type { BotCards } from './bot-cards.ts';
import type { CardCopies } from './card-publisher.ts';
import type { Conversation, Question } from './conversation.ts';
import { referenceOf } from './conversation-reference.ts';
import { tooLarge, unidentified } from './notices.ts';
import type { Outbox } from './outbox.ts';
import { cardActivity } from './outgoing.ts';
import type { CardMessage } from './outgoing.ts';
import { startTyping } from './typing.ts';
import type { Timers } from './timers.ts';

export interface MessageDeps {
  readonly conversation: Conversation;
  readonly outbox: Outbox;
  readonly publisher: CardCopies;
  readonly cards: BotCards;
  readonly background: Background;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface Messages {
  /** A typed sentence. */
  typed(activity: IncomingActivity, actor: Actor | null, correlationId: string): Promise<void>;
  /** A question that a button asks. */
  ask(activity: IncomingActivity, question: Question): Promise<void>;
}

export function createMessages(deps: MessageDeps): Messages {
  return {
    async typed(activity, actor, correlationId) {
      if (actor === null) {
        await send(activity, reply(activity, unidentified()));
        return;
      }
      const text = sentenceOf(activity);
      await answer(activity, {
        asked: text === '' ? { intent: { intent: 'help', slots: {}, confidence: 1 } } : { text },
        actor,
        conversationId: activity.conversation.id,
        correlationId,
      });
    },
    ask: answer,
  };

  async function answer(activity: IncomingActivity, question: Question): Promise<void> {
    const askedAt = deps.clock.now();
    const stopTyping = startTyping(deps.timers, () => deps.outbox.typing(referenceOf(activity)));
    const said = await deps.conversation.say(question).finally(stopTyping);
    if (said.reply.kind === 'request') {
      const { requestId } = said.reply;
      // Approvers are looked up and told too: that need not hold up the answer to Teams.
      deps.background.run('publish', question.correlationId, () =>
        deps.publisher.show(requestId, question.conversationId, askedAt),
      );
      return;
    }
    await send(activity, reply(activity, said.reply));
  }

  function reply(activity: IncomingActivity, said: Exclude<Reply, { kind: 'request' }>): CardMessage {
    return deps.cards.reply(said, { timeZone: timeZoneOf(activity), now: deps.clock.now() });
  }

  async function send(activity: IncomingActivity, message: CardMessage): Promise<void> {
    const reference = referenceOf(activity);
    try {
      await deps.outbox.post(reference, cardActivity(message));
    } catch (error) {
      if (!(error instanceof DrawbridgeError && error.code === 'card_too_large')) throw error;
      deps.log.error('message.too_large', { error: error.code });
      await deps.outbox.post(reference, cardActivity(reply(activity, tooLarge())));
    }
  }
}
