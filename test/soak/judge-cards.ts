/** Whether every card that people see tells the stored state, and no request was posted twice into one conversation. */
import { createHash } from 'node:crypto';
import { cardText } from '../../src/cards/card-text.ts';
import { stateLook, titleOf } from '../../src/cards/request-state.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { sentenceKey } from './crowd.ts';
import type { Findings } from './judge-requests.ts';

/** What the database says of one message. */
export interface KnownCopy {
  readonly requestId: string;
  readonly conversationId: string;
  readonly activityId: string;
  readonly shown: string | null;
}

export interface KnownPost {
  readonly requestId: string;
  readonly conversationId: string;
  readonly purpose: string;
  readonly state: string;
}

/** A message that shows a request, as Teams has it. */
export interface ShownCard {
  readonly requestId: string;
  readonly conversationId: string;
  readonly activityId: string;
  readonly attachments: unknown;
  readonly card: JsonObject;
}

/** Every message with the card of a request, as it was shown last. */
export function shownCards(connector: TeamsConnector): readonly ShownCard[] {
  const last = new Map<string, ShownCard>();
  for (const { conversationId, activityId, activity } of connector.sent) {
    const card = cardOf(activity);
    const requestId = requestIdOf(card);
    if (requestId === null) continue;
    const { attachments } = activity;
    last.set(`${conversationId} ${activityId}`, { requestId, conversationId, activityId, attachments, card });
  }
  return [...last.values()];
}

/** The message that somebody clicks at; none when Teams has not shown it yet. */
export function messageOf(
  connector: TeamsConnector,
  requestId: string,
  conversationId: string,
): string | undefined {
  return connector.sent.findLast(
    (sent) => sent.conversationId === conversationId && requestIdOf(cardOf(sent.activity)) === requestId,
  )?.activityId;
}

function cardOf(activity: Readonly<Record<string, unknown>>): JsonObject {
  const [attachment] = activity['attachments'] as [{ content: JsonObject }];
  return attachment.content;
}

/** The one that stands first on its card; answers and notices name none there. */
function requestIdOf(card: JsonObject): string | null {
  return /^(R-[0-9A-Z]{5}):/.exec(fallbackOf(card))?.[1] ?? null;
}

function fallbackOf(card: JsonObject): string {
  return typeof card['fallbackText'] === 'string' ? card['fallbackText'] : '';
}

export function judgeCards(
  requests: readonly ResponseRequest[],
  shown: readonly ShownCard[],
  copies: readonly KnownCopy[],
  now: Date,
): Findings {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const known = new Map(copies.map((copy) => [`${copy.conversationId} ${copy.activityId}`, copy]));
  const found: string[] = [];
  for (const message of shown) {
    const copy = known.get(`${message.conversationId} ${message.activityId}`);
    // A post of which nobody knows is judged by `judgePosts`.
    if (copy === undefined) continue;
    const request = byId.get(message.requestId);
    if (request === undefined) found.push(`a card shows ${message.requestId}, which does not exist`);
    else found.push(...judgeCard(request, message, copy, now));
  }
  const there = new Set(shown.map((message) => `${message.conversationId} ${message.activityId}`));
  for (const [key, copy] of known)
    if (!there.has(key)) found.push(`${copy.requestId}: nobody ever posted the copy ${key}`);
  return found;
}

function judgeCard(request: ResponseRequest, message: ShownCard, copy: KnownCopy, now: Date): Findings {
  const text = cardText(message.card);
  const look = stateLook(request, now);
  const where = `the card of ${request.id} (${request.state}) in ${message.conversationId}`;
  const found: string[] = [];
  if (!text.includes(look.word)) found.push(`${where} does not say "${look.word}": ${text.slice(0, 160)}`);
  const said = `${titleOf(request)}: ${look.sentence}`;
  if (!fallbackOf(message.card).includes(said)) found.push(`${where} does not say "${said}"`);
  const buttons = new Set(
    Array.from(JSON.stringify(message.card).matchAll(/"verb":"request\.(\w+)"/g), (match) => match[1]),
  );
  const offered = (verb: string): boolean => buttons.has(verb);
  const personal = message.conversationId.startsWith('a:');
  if (request.state !== 'requested' && (offered('approve') || offered('deny') || offered('cancel')))
    found.push(`${where} still offers a decision`);
  if (request.state === 'requested' && !personal && !offered('approve'))
    found.push(`${where} offers no decision`);
  if (request.state !== 'succeeded' && offered('undo')) found.push(`${where} offers to undo`);
  if (copy.shown !== fingerprint(message.attachments))
    found.push(`${where} is not the one that the database thinks is shown`);
  return found;
}

/** As card-delivery.ts takes it. */
function fingerprint(attachments: unknown): string {
  return createHash('sha256').update(JSON.stringify(attachments)).digest('base64');
}

/** What is promised after a crash between sending and noting it: never twice by itself, and on the record when nobody knows. */
export function judgePosts(
  shown: readonly ShownCard[],
  copies: readonly KnownCopy[],
  posts: readonly KnownPost[],
  about: {
    readonly devices: ReadonlyMap<string, string>;
    readonly sentences: ReadonlyMap<string, number>;
    /** Requests with `card.unconfirmed` on the record, and the conversations. */
    readonly noted: ReadonlySet<string>;
  },
): Findings {
  const known = new Set(copies.map((copy) => `${copy.conversationId} ${copy.activityId}`));
  const found: string[] = [];
  const messages = new Map<string, number>();
  const missing = new Map<string, number>();
  for (const message of shown) {
    const key = `${message.requestId} ${message.conversationId}`;
    messages.set(key, (messages.get(key) ?? 0) + 1);
    if (!known.has(`${message.conversationId} ${message.activityId}`))
      missing.set(key, (missing.get(key) ?? 0) + 1);
  }
  for (const [key, times] of messages) {
    const [requestId = '', conversationId = ''] = key.split(' ');
    // Whoever asks for the same again is shown its card anew: once for each sentence.
    const asked = about.sentences.get(sentenceKey(about.devices.get(requestId) ?? '', conversationId)) ?? 0;
    if (times > Math.max(1, asked))
      found.push(`${requestId} was posted ${times} times in ${conversationId}, asked for ${asked} times`);
  }
  for (const [key, times] of missing) {
    const [requestId = '', conversationId = ''] = key.split(' ');
    const lost = posts.filter(
      (post) =>
        post.requestId === requestId &&
        post.conversationId === conversationId &&
        post.state === 'unconfirmed',
    );
    if (lost.length < times)
      found.push(
        `${requestId}: ${times} messages in ${conversationId} are nobody's, ${lost.length} are unconfirmed`,
      );
  }
  for (const post of posts) {
    if (post.state === 'claimed' || post.state === 'waiting')
      found.push(`${post.requestId}: its post in ${post.conversationId} is still ${post.state}`);
    if (post.state === 'unconfirmed' && !about.noted.has(`${post.requestId} ${post.conversationId}`))
      found.push(
        `${post.requestId}: that its post in ${post.conversationId} is unconfirmed is not on the record`,
      );
  }
  return found;
}
