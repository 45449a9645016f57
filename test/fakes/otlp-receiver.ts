/** A receiver of OTLP/HTTP over real HTTP: takes what the specification says, refuses the rest, and fails on demand. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTraceExport } from './otlp-messages.ts';
import type { ReceivedSpan } from './otlp-messages.ts';

/** A status; nothing at all; or a success whose body never ends. */
type Answer = number | 'never' | 'endless';

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The bodies as they came. */
  readonly bodies: readonly Buffer[];
  readonly requests: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** What was not as it should be. */
  readonly faults: readonly string[];
  /** From now on, and for those that still wait. Only with 200 are the spans kept. */
  answer(answer: Answer): void;
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
  const held: ServerResponse[] = [];
  let answer: Answer = 200;

  const fault = (request: IncomingMessage, body: Buffer): string | null => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    try {
      if (request.method !== 'POST') throw new Error(`method ${request.method ?? ''}`);
      if (request.headers['content-type'] !== 'application/x-protobuf') throw new Error('content type');
      const read = readTraceExport(body);
      bodies.push(body);
      if (answer === 200) spans.push(...read);
      return null;
    } catch (error) {
      return String(error);
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const wrong = fault(request, Buffer.concat(chunks));
      if (wrong !== null) faults.push(wrong);
      if (answer === 'never') held.push(response);
      else finish(response, wrong === null ? answer : 400);
      for (const resolve of waiting.splice(0)) resolve();
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
      answer = given;
      if (given !== 'never') for (const response of held.splice(0)) finish(response, given);
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

function finish(response: ServerResponse, answer: number | 'endless'): void {
  // Not chained: restify, loaded in the same process, replaces `writeHead` by one that returns nothing.
  response.writeHead(answer === 'endless' ? 200 : answer, { 'content-type': 'application/x-protobuf' });
  if (answer !== 'endless') {
    response.end();
    return;
  }
  const drip = setInterval(() => response.write('x'), 5);
  response.on('close', () => {
    clearInterval(drip);
  });
}
