/** What the bot sends: one card or file in one activity (text beside a card may be split in two, sheet trap 9). */
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

type Attachment =
  | { readonly contentType: 'application/vnd.microsoft.card.adaptive'; readonly content: JsonObject }
  | {
      readonly contentType: 'application/vnd.microsoft.teams.card.file.consent';
      readonly name: string;
      readonly content: JsonObject;
    }
  | {
      readonly contentType: 'application/vnd.microsoft.teams.card.file.info';
      readonly contentUrl: string;
      readonly name: string;
      readonly content: JsonObject;
    };

export interface OutgoingActivity {
  readonly type: 'message';
  readonly summary: string;
  readonly attachments: readonly [Attachment];
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

/** Asks whether a file may be put into the person's OneDrive; `context` comes back with the consent. */
export function fileConsentActivity(file: {
  readonly name: string;
  readonly description: string;
  readonly sizeInBytes: number;
  readonly context: JsonObject;
}): OutgoingActivity {
  const { name, description, sizeInBytes, context } = file;
  return {
    type: 'message',
    summary: `${name}: ${description}`,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name,
        content: { description, sizeInBytes, acceptContext: context, declineContext: {} },
      },
    ],
  };
}

/** The file that was put there. */
export function fileInfoActivity(place: {
  readonly contentUrl: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly fileType: string;
}): OutgoingActivity {
  const { contentUrl, name, uniqueId, fileType } = place;
  return {
    type: 'message',
    summary: name,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.info',
        contentUrl,
        name,
        content: { uniqueId, fileType },
      },
    ],
  };
}
