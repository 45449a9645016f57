/** A small HTTP server that answers as a test tells it and remembers what it was asked. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UpstreamError } from '../../src/errors.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
}

/** `drop` cuts the connection, `hang` never answers. */
export type Answerer = (request: SeenRequest, count: number) => Reply | 'drop' | 'hang';

export interface FakeService {
  readonly origin: string;
  readonly seen: SeenRequest[];
  answer: Answerer;
  /** Resolves when a request has come in. */
  arrived(): Promise<void>;
  close(): Promise<void>;
}

export async function startService(answer: Answerer): Promise<FakeService> {
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const url = new URL(request.url ?? '/', 'http://localhost');
      const seen: SeenRequest = {
        method: request.method ?? '',
        url: request.url ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
      service.seen.push(seen);
      for (const resolve of waiting.splice(0)) resolve();
      send(response, service.answer(seen, service.seen.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const service: FakeService = {
    origin: `http://127.0.0.1:${port}`,
    seen: [],
    answer,
    arrived: () =>
      service.seen.length > 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

function send(response: ServerResponse, reply: Reply | 'drop' | 'hang'): void {
  if (reply === 'hang') return;
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.status === 204 ? undefined : text);
}

/** Microsoft's error form. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: { error: { code, message: 'free text that may change' } } };
}

/** The failure that an adapter makes of what a service answered. */
export async function upstreamFailure(work: Promise<unknown>): Promise<UpstreamError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  return assert.fail('it did not fail');
}
