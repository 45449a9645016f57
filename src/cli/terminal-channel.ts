/**
 * The terminal as a Bot Framework channel: the bot posts its replies to this loopback address over HTTP, exactly as it
 * posts them to Teams (`/v3/conversations/{id}/activities[/{activityId}]`), and they are kept in order.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentActivity {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[];
}

export interface TerminalChannel {
  readonly serviceUrl: string;
  /** Messages as they stand now: an update replaces what it updates. Typing is left out. */
  messages(): readonly SentActivity[];
  close(): Promise<void>;
}

export async function openTerminalChannel(): Promise<TerminalChannel> {
  const messages = new Map<string, SentActivity>();
  const server = createServer((request, response) => {
    void readActivity(request).then((activity) => {
      const updated = request.method === 'PUT' ? request.url?.split('/').at(-1) : undefined;
      const id = updated ?? `terminal-${messages.size + 1}`;
      if (activity.type === 'message') messages.set(id, { ...activity, id });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    serviceUrl: `http://127.0.0.1:${port}`,
    messages: () => [...messages.values()],
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readActivity(request: IncomingMessage): Promise<SentActivity> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as SentActivity;
}
