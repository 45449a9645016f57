/**
 * The list behind an answer as a file. Teams lets a bot send files in a personal chat only: it asks for consent, and
 * once that is given the list is made anew from the question and put into the person's OneDrive. Nothing is kept
 * meanwhile, and whoever has lost the role by then gets nothing. Facts: Microsoft's "Send and receive files using
 * bot"; government clouds and China do not have it.
 */
import type { Actor } from '../domain/approvals/request.ts';
import type { ConversationStore } from '../domain/ports/stores.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { Intent } from '../domain/intents.ts';
import type { Notice, Reply, Table } from '../domain/questions/answer.ts';
import { plural } from '../domain/questions/plural.ts';
import { DrawbridgeError } from '../errors.ts';
import { isPersonal, timeZoneOf } from './activity.ts';
import type { IncomingActivity } from './activity.ts';
import type { Background } from './background.ts';
import type { BotCards } from './bot-cards.ts';
import type { Conversation, Question } from './conversation.ts';
import { referenceOf } from './conversation-reference.ts';
import { readFileConsent } from './file-consent.ts';
import type { UploadPlace } from './file-consent.ts';
import { uploadFile } from './file-upload.ts';
import { badRequest } from './invoke-response.ts';
import { fileNotSent, fileOnlyInPersonalChat, filesNotInThisCloud, nothingToSend } from './notices.ts';
import type { Outbox } from './outbox.ts';
import { cardActivity, fileConsentActivity, fileInfoActivity } from './outgoing.ts';

export interface FileDeps {
  readonly conversation: Conversation;
  readonly conversations: ConversationStore;
  readonly outbox: Outbox;
  readonly cards: BotCards;
  readonly background: Background;
  readonly clock: Clock;
  readonly log: Log;
  /** Loopback addresses are believed. */
  readonly local: boolean;
  /** Teams in this cloud has no files for bots. */
  readonly noFiles: boolean;
}

export interface Files {
  /** Asks for consent to send the list of this question. */
  offer(activity: IncomingActivity, question: Question): Promise<void>;
  /** `fileConsent/invoke`; what it leads to goes on after the answer. */
  consent(
    activity: IncomingActivity,
    actor: Actor | null,
    correlationId: string,
  ): Promise<{ readonly status: number; readonly body?: unknown }>;
}

export function createFiles(deps: FileDeps): Files {
  const { conversation, outbox, cards, background, clock, log } = deps;

  return {
    async offer(activity, question) {
      if (deps.noFiles) return tell(activity, filesNotInThisCloud());
      if (!isPersonal(activity)) return tell(activity, fileOnlyInPersonalChat());
      const { reply } = await conversation.say(question);
      const table = tableOf(reply);
      if (table === null || !('intent' in question.asked)) return tell(activity, refusalOf(reply));
      const { intent, slots } = question.asked.intent;
      await outbox.post(
        referenceOf(activity),
        fileConsentActivity({
          name: `${table.name}.csv`,
          description: `${plural(table.rows.length, 'line')}, as a spreadsheet reads them`,
          sizeInBytes: Buffer.byteLength(cards.table(table)),
          context: { intent, slots: { ...slots } },
        }),
      );
    },

    async consent(activity, actor, correlationId) {
      const read = readFileConsent(activity.value);
      if (read === null || actor === null || !isPersonal(activity)) {
        log.warn('file.malformed', { correlationId });
        return badRequest('the consent to a file could not be read');
      }
      if (read.kind === 'declined') return { status: 200 };
      const { id } = activity.conversation;
      if (await deps.conversations.firstDelivery(id, activity.id ?? '')) {
        const question = { actor, conversationId: id, correlationId };
        background.run('file', correlationId, () => send(activity, read.intent, read.place, question));
      }
      return { status: 200 };
    },
  };

  async function send(
    activity: IncomingActivity,
    intent: Intent,
    place: UploadPlace,
    question: Omit<Question, 'asked'>,
  ): Promise<void> {
    const { reply } = await conversation.say({ ...question, asked: { intent } });
    const table = tableOf(reply);
    if (table === null) return tell(activity, refusalOf(reply));
    try {
      await uploadFile(place.uploadUrl, cards.table(table), deps.local);
    } catch (error) {
      if (!(error instanceof DrawbridgeError)) throw error;
      log.error('file.not_sent', { correlationId: question.correlationId, error: error.message });
      return tell(activity, fileNotSent(question.correlationId));
    }
    await outbox.post(referenceOf(activity), fileInfoActivity(place));
  }

  async function tell(
    activity: IncomingActivity,
    notice: Exclude<Reply, { kind: 'request' }>,
  ): Promise<void> {
    const view = { timeZone: timeZoneOf(activity), now: clock.now() };
    await outbox.post(referenceOf(activity), cardActivity(cards.reply(notice, view)));
  }
}

function tableOf(reply: Reply): Table | null {
  return reply.kind === 'answer' ? (reply.table ?? null) : null;
}

/** A refusal, a fault, or an answer that has no list any more. */
function refusalOf(reply: Reply): Notice {
  return reply.kind === 'notice' ? reply : nothingToSend();
}
