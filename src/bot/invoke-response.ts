/** Answers to `adaptiveCard/action` (reference sheet teams-bot, section 2). The HTTP status equals `statusCode`. */
import type { JsonObject } from '../domain/tenant/access-policies.ts';

export interface InvokeAnswer {
  readonly status: number;
  readonly body: {
    readonly statusCode: number;
    readonly type: string;
    readonly value: JsonObject | string | { readonly code: string; readonly message: string };
  };
}

/** Replaces the card for the person who clicked, on this client. */
export function showCard(card: JsonObject): InvokeAnswer {
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card },
  };
}

/** A sentence on the card, which stays as it is. */
export function showSentence(sentence: string): InvokeAnswer {
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: sentence },
  };
}

export function invokeError(status: 400 | 500 | 501, code: string, message: string): InvokeAnswer {
  return {
    status,
    body: { statusCode: status, type: 'application/vnd.microsoft.error', value: { code, message } },
  };
}

export function badRequest(message: string): InvokeAnswer {
  return invokeError(400, 'BadRequest', message);
}
