/** A Teams of one: delivers sentences to the bot and takes its replies over HTTP, as the Bot Connector would. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DemoTenant } from '../src/cli/tenant-folder.ts';

export interface Answered {
  /** From the delivery of the sentence to the arrival of the card. */
  readonly ms: number;
  /** When the sentence was delivered, on the wall clock. */
  readonly at: number;
  readonly card: string;
}

export interface Chat {
  ask(text: string): Promise<Answered>;
  close(): Promise<void>;
}

const ANSWER_WITHIN_MS = 30_000;

export async function openChat(botUrl: string, tenant: DemoTenant): Promise<Chat> {
  const waiting = new Map<string, (card: string) => void>();
  const server = createServer((request, response) => {
    const arrived: Buffer[] = [];
    request.on('data', (chunk: Buffer) => arrived.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(arrived).toString('utf8');
      const conversation = decodeURIComponent(request.url?.split('/')[3] ?? '');
      if (!text.includes('"type":"typing"')) waiting.get(conversation)?.(text);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: randomUUID() }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const person = tenant.people.responder;

  return {
    async ask(text) {
      // A conversation of its own for each question: nothing is taken from an earlier one.
      const conversation = `a:${randomUUID()}`;
      const answered = new Promise<string>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`no answer to "${text}"`));
        }, ANSWER_WITHIN_MS);
        waiting.set(conversation, (card) => {
          clearTimeout(timer);
          resolve(card);
        });
      });
      const at = Date.now();
      const started = performance.now();
      const delivered = fetch(`${botUrl}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'message',
          id: randomUUID(),
          timestamp: new Date().toISOString(),
          channelId: 'msteams',
          serviceUrl,
          from: { id: `29:${person.id}`, name: person.displayName, aadObjectId: person.id },
          recipient: { id: '28:drawbridge', name: 'Drawbridge' },
          conversation: { id: conversation, conversationType: 'personal', tenantId: tenant.tenantId },
          channelData: { tenant: { id: tenant.tenantId } },
          text,
          textFormat: 'plain',
          locale: 'en-US',
        }),
      });
      const card = await answered;
      const ms = performance.now() - started;
      waiting.delete(conversation);
      const response = await delivered;
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`"${text}" was refused: ${response.status}`);
      return { ms, at, card };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
