/** What the bot sends: a card alone in one activity (text beside a card may be split in two, sheet trap 9). */
import { DrawbridgeError } from '../errors.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';

/** 28 KB with the whole activity (product contract, section 9). */
const MAX_ACTIVITY_BYTES = 28 * 1024;

/** A card as cards/ makes it. */
export interface CardMessage {
  readonly card: JsonObject;
  /** One line for notification feeds and screen readers. */
  readonly summary: string;
}

export interface OutgoingActivity {
  readonly type: 'message';
  readonly summary: string;
  readonly attachments: readonly [
    { readonly contentType: 'application/vnd.microsoft.card.adaptive'; readonly content: JsonObject },
  ];
  readonly channelData?: JsonObject;
}

/** @throws `card_too_large` */
export function cardActivity(message: CardMessage, options: { alert?: boolean } = {}): OutgoingActivity {
  const activity: OutgoingActivity = {
    type: 'message',
    summary: message.summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: message.card }],
    ...(options.alert === true ? { channelData: { notification: { alert: true } } } : {}),
  };
  const bytes = Buffer.byteLength(JSON.stringify(activity));
  if (bytes > MAX_ACTIVITY_BYTES) {
    throw new DrawbridgeError('card_too_large', `the card takes ${bytes} bytes of ${MAX_ACTIVITY_BYTES}`, {
      advice: 'ask for less at once',
    });
  }
  return activity;
}
