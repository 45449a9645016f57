/**
 * What arrives at /api/messages, read strictly: an activity is hostile until the connector's token, the tenant and its
 * shape have been checked. Only what is listed here is ever used. Reference sheet teams-bot, sections 1 and 2.
 */
import { z } from 'zod/v4';
import type { Actor } from '../domain/approvals/request.ts';

const ID = z.string().min(1).max(1024);
const account = z.looseObject({
  id: ID,
  name: z.string().max(1024).nullish(),
  aadObjectId: z.string().max(128).nullish(),
});

const activitySchema = z.looseObject({
  type: z.string().min(1).max(64),
  id: ID.nullish(),
  name: z.string().max(256).nullish(),
  channelId: z.string().min(1).max(64),
  serviceUrl: z.string().min(1).max(2048),
  from: account,
  recipient: account,
  conversation: z.looseObject({
    id: ID,
    conversationType: z.string().max(64).nullish(),
    tenantId: z.string().max(128).nullish(),
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string().max(128) }).nullish() }).nullish(),
  text: z.string().nullish(),
  value: z.unknown(),
  action: z.string().max(64).nullish(),
  membersAdded: z.array(account).nullish(),
  replyToId: ID.nullish(),
  localTimezone: z.string().max(128).nullish(),
  entities: z.array(z.looseObject({ type: z.string() })).nullish(),
});

export type IncomingActivity = z.infer<typeof activitySchema>;

/** null = malformed: 400. */
export function readActivity(body: unknown): IncomingActivity | null {
  const read = activitySchema.safeParse(body);
  if (!read.success) return null;
  const activity = read.data;
  // A click or a sentence without an id could not be told from its own retry.
  const needsId = activity.type === 'message' || activity.type === 'invoke';
  return needsId && (activity.id ?? '') === '' ? null : activity;
}

/** The SDK checks issuer, audience and signature of the token, not the tenant (sheet, trap 2). */
export function isFromTenant(activity: IncomingActivity, tenantId: string): boolean {
  const named = [activity.conversation.tenantId, activity.channelData?.tenant?.id].filter(
    (id): id is string => typeof id === 'string',
  );
  return named.length > 0 && named.every((id) => id.toLowerCase() === tenantId.toLowerCase());
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who sent it: the Entra object id that the channel vouches for, nothing that a card or a text says. */
export function senderOf(activity: IncomingActivity): Actor | null {
  const id = activity.from.aadObjectId;
  if (typeof id !== 'string' || !GUID.test(id)) return null;
  const name = activity.from.name?.trim() ?? '';
  return { id: id.toLowerCase(), name: name === '' ? id.toLowerCase() : name };
}

export function isPersonal(activity: IncomingActivity): boolean {
  return activity.conversation.conversationType === 'personal';
}

/** IANA zone of the reader, where the client says it. */
export function timeZoneOf(activity: IncomingActivity): string | null {
  const client = activity.entities?.find((e) => e.type === 'clientInfo')?.['timezone'];
  const zone = typeof client === 'string' ? client : activity.localTimezone;
  if (typeof zone !== 'string') return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

const mention = z.looseObject({
  type: z.literal('mention'),
  text: z.string().min(1),
  mentioned: z.looseObject({ id: z.string() }),
});

/**
 * The sentence without the bot's own mention. Mentions of other people stay as they were typed; HTML that Teams puts
 * around them goes.
 */
export function sentenceOf(activity: IncomingActivity): string {
  let text = activity.text ?? '';
  for (const entity of activity.entities ?? []) {
    const read = mention.safeParse(entity);
    if (read.success && read.data.mentioned.id === activity.recipient.id) {
      text = text.replaceAll(read.data.text, ' ');
    }
  }
  return text
    .replace(/<at(?:\s[^<>]*)?>([^<>]*)<\/at>/gi, '$1')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .trim();
}
