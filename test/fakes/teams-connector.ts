/**
 * A strict Bot Connector over real HTTP: records what is posted and updated, refuses what Teams would refuse, and fails
 * on demand. Shapes: reference sheet teams-bot, section 3.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface SentActivity {
  readonly method: 'POST' | 'PUT';
  readonly conversationId: string;
  /** Its own id; for a PUT that of the activity it replaces. */
  readonly activityId: string;
  readonly activity: Readonly<Record<string, unknown>>;
}

/** What happens to one request instead of a plain answer. */
export interface Trouble {
  /** It is looked at only when this has resolved: meanwhile others overtake it. */
  readonly held?: Promise<void>;
  /** Refused with this status, nothing done. */
  readonly refused?: { readonly status: number; readonly headers?: Record<string, string> };
  /** The socket breaks, nothing done. */
  readonly dropped?: true;
  /** Done, but the answer is this status, or none as the socket breaks. */
  readonly lost?: number | 'socket';
}

export interface TeamsConnector {
  readonly serviceUrl: string;
  /** Cards that arrived, in order; typing indicators are not among them. */
  readonly sent: readonly SentActivity[];
  readonly typing: readonly string[];
  /** Every request, refused ones included. */
  readonly requests: readonly string[];
  /** The next requests that match get this answer instead. */
  fail(times: number, status: number, headers?: Record<string, string>, only?: RegExp): void;
  /** Asked about every request, by its method and path; undefined = no trouble. */
  trouble: (line: string) => Trouble | undefined;
  /** Resolves when that many cards have arrived. */
  arrived(count: number): Promise<readonly SentActivity[]>;
  cardsIn(conversationId: string): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

const LIMIT = 28 * 1024;

export async function startTeamsConnector(): Promise<TeamsConnector> {
  const sent: SentActivity[] = [];
  const typing: string[] = [];
  const requests: string[] = [];
  const faults: { times: number; status: number; headers: Record<string, string>; only: RegExp }[] = [];
  const waiting: { count: number; resolve: (all: readonly SentActivity[]) => void }[] = [];
  let lastId = 1_760_000_000_000;

  const server = createServer((request, response) => {
    void handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const line = `${request.method ?? ''} ${request.url ?? ''}`;
    requests.push(line);
    const fault = faults.find((f) => f.times > 0 && f.only.test(line));
    if (fault !== undefined) {
      fault.times -= 1;
      answer(response, fault.status, { error: { code: 'Fault', message: 'as told' } }, fault.headers);
      return;
    }
    const trouble = connector.trouble(line);
    await trouble?.held;
    if (trouble?.dropped === true) {
      response.destroy();
      return;
    }
    if (trouble?.refused !== undefined) {
      const { status, headers } = trouble.refused;
      answer(response, status, { error: { code: 'Fault', message: 'as told' } }, headers);
      return;
    }
    const path = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(request.url ?? '');
    if (path === null) {
      answer(response, 404, { error: { code: 'NotFound', message: line } });
      return;
    }
    const conversationId = decodeURIComponent(path[1]!);
    const activity = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    if (activity['type'] === 'typing') {
      typing.push(conversationId);
      answer(response, 201, { id: String(++lastId) });
      return;
    }
    const refusal = judge(request.method ?? '', body, activity);
    if (refusal !== null) {
      answer(response, ...refusal);
      return;
    }
    accept(request.method ?? '', conversationId, path[2], activity, response, trouble?.lost);
  }

  function accept(
    method: string,
    conversationId: string,
    activityId: string | undefined,
    activity: Record<string, unknown>,
    response: ServerResponse,
    lost: Trouble['lost'],
  ): void {
    const id = activityId === undefined ? String(++lastId) : decodeURIComponent(activityId);
    if (method === 'PUT' && !sent.some((s) => s.conversationId === conversationId && s.activityId === id)) {
      answer(response, 404, { error: { code: 'ActivityNotFound', message: id } });
      return;
    }
    sent.push({ method: method as 'POST' | 'PUT', conversationId, activityId: id, activity });
    if (lost === 'socket') response.destroy();
    else if (lost !== undefined) answer(response, lost, { error: { code: 'Fault', message: 'after all' } });
    else answer(response, method === 'PUT' ? 200 : 201, { id });
    for (const waiter of waiting) if (sent.length >= waiter.count) waiter.resolve(sent);
  }

  const connector: TeamsConnector = {
    serviceUrl: `http://127.0.0.1:${port}`,
    sent,
    typing,
    requests,
    trouble: () => undefined,
    fail(times, status, headers = {}, only = /.*/) {
      faults.push({ times, status, headers, only });
    },
    arrived(count) {
      if (sent.length >= count) return Promise.resolve(sent);
      return new Promise((resolve) => {
        waiting.push({ count, resolve });
      });
    },
    cardsIn: (conversationId) =>
      sent.filter((s) => s.conversationId === conversationId).map((s) => cardOf(s.activity)!),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return connector;
}

type Answer = [status: number, body: unknown];

function judge(method: string, body: Buffer, activity: Record<string, unknown>): Answer | null {
  const bad = (message: string): Answer => [400, { error: { code: 'BadSyntax', message } }];
  if (method !== 'POST' && method !== 'PUT')
    return [405, { error: { code: 'MethodNotAllowed', message: method } }];
  if (body.length > LIMIT) return [413, { error: { code: 'MessageSizeTooBig', message: 'too big' } }];
  if (activity['type'] !== 'message') return bad('type');
  if (activity['text'] !== undefined) return bad('text beside a card may be split');
  if (isFileCard(activity)) return null;
  const card = cardOf(activity);
  if (card === null) return bad('one adaptive card');
  if (card['type'] !== 'AdaptiveCard' || card['version'] !== '1.5') return bad('card version');
  return null;
}

/** A file's consent or the file itself: Microsoft's "Send and receive files using bot". */
function isFileCard(activity: Readonly<Record<string, unknown>>): boolean {
  const [attachment] = Array.isArray(activity['attachments']) ? (activity['attachments'] as unknown[]) : [];
  if (typeof attachment !== 'object' || attachment === null || !('contentType' in attachment)) return false;
  const { contentType, name, content } = attachment as Record<string, unknown>;
  if (typeof name !== 'string' || typeof content !== 'object' || content === null) return false;
  if (contentType === 'application/vnd.microsoft.teams.card.file.info') {
    return 'contentUrl' in attachment && 'uniqueId' in content && 'fileType' in content;
  }
  return (
    contentType === 'application/vnd.microsoft.teams.card.file.consent' &&
    'sizeInBytes' in content &&
    'acceptContext' in content
  );
}

function cardOf(activity: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const attachments = activity['attachments'];
  if (!Array.isArray(attachments) || attachments.length !== 1) return null;
  const [attachment] = attachments as [{ contentType?: unknown; content?: unknown }];
  if (attachment.contentType !== 'application/vnd.microsoft.card.adaptive') return null;
  return typeof attachment.content === 'object' ? (attachment.content as Record<string, unknown>) : null;
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
