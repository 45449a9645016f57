/** What must be kept of an activity to write into its conversation later (reference sheet teams-bot, section 3). */
import type { ConversationReference } from 'botbuilder';
import { z } from 'zod/v4';
import type { StoredConversation } from '../domain/ports/stores.ts';
import { isPersonal, senderOf } from './activity.ts';
import type { IncomingActivity } from './activity.ts';

const schema = z.object({
  channelId: z.string(),
  serviceUrl: z.string(),
  bot: z.object({ id: z.string(), name: z.string() }),
  /** The person of a personal conversation. */
  user: z.object({ id: z.string(), name: z.string() }).optional(),
  conversation: z.object({
    id: z.string(),
    conversationType: z.string(),
    isGroup: z.boolean(),
    tenantId: z.string(),
    name: z.string(),
  }),
});

export type StoredReference = z.infer<typeof schema>;

/** `;messageid=` stays in the conversation id: it is what keeps an answer in its thread. */
export function referenceOf(activity: IncomingActivity): Partial<ConversationReference> {
  return sdkReference(storedReferenceOf(activity));
}

function storedReferenceOf(activity: IncomingActivity): StoredReference {
  const type = activity.conversation.conversationType ?? '';
  return {
    channelId: activity.channelId,
    serviceUrl: activity.serviceUrl,
    bot: { id: activity.recipient.id, name: activity.recipient.name ?? '' },
    ...(isPersonal(activity) ? { user: { id: activity.from.id, name: activity.from.name ?? '' } } : {}),
    conversation: {
      id: activity.conversation.id,
      conversationType: type,
      isGroup: type !== 'personal',
      tenantId: activity.conversation.tenantId ?? activity.channelData?.tenant?.id ?? '',
      name: '',
    },
  };
}

/** @returns null for an invalid stored value */
export function parseReference(reference: string): StoredReference | null {
  try {
    const read = schema.safeParse(JSON.parse(reference));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export function sdkReference(reference: StoredReference): Partial<ConversationReference> {
  const { user, ...rest } = reference;
  return user === undefined ? rest : { ...rest, user };
}

export function conversationToStore(activity: IncomingActivity): StoredConversation {
  const reference = storedReferenceOf(activity);
  return {
    id: reference.conversation.id,
    tenantId: reference.conversation.tenantId,
    reference: JSON.stringify(reference),
    personId: isPersonal(activity) ? (senderOf(activity)?.id ?? null) : null,
  };
}

/** Another channel of the same team region and bot: posting there starts a thread. */
export function channelConversation(channelId: string, near: StoredReference): StoredConversation {
  const reference: StoredReference = {
    channelId: near.channelId,
    serviceUrl: near.serviceUrl,
    bot: near.bot,
    conversation: { ...near.conversation, id: channelId, conversationType: 'channel', isGroup: true },
  };
  return {
    id: channelId,
    tenantId: near.conversation.tenantId,
    reference: JSON.stringify(reference),
    personId: null,
  };
}
