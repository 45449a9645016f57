/** A receiver of OTLP/HTTP over real HTTP: takes what the specification says, refuses the rest, and fails on demand. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTraceExport } from './otlp-messages.ts';
import type { ReceivedSpan } from './otlp-messages.ts';

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The bodies as they came. */
  readonly bodies: readonly Buffer[];
  readonly requests: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** What was not as it should be. */
  readonly faults: readonly string[];
  /** From now on: answers with this status, or never. */
  answer(status: number | 'never'): void;
  /** Resolves at the next request. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const faults: string[] = [];
  const waiting: (() => void)[] = [];
  let status: number | 'never' = 200;

  const take = (request: IncomingMessage, body: Buffer): number => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    try {
      if (request.method !== 'POST') throw new Error(`method ${request.method ?? ''}`);
      if (request.headers['content-type'] !== 'application/x-protobuf') throw new Error('content type');
      const read = readTraceExport(body);
      bodies.push(body);
      if (status === 200) spans.push(...read);
      return 200;
    } catch (error) {
      faults.push(String(error));
      return 400;
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const judged = take(request, Buffer.concat(chunks));
      for (const resolve of waiting.splice(0)) resolve();
      if (status === 'never') return;
      // Not chained: restify, loaded in the same process, replaces `writeHead` by one that returns nothing.
      response.writeHead(judged === 200 ? status : judged, { 'content-type': 'application/x-protobuf' });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    requests,
    faults,
    answer(given) {
      status = given;
    },
    asked: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
