import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { simulatedClock } from './clock.ts';
import { answerControl } from './control.ts';
import { dispatch, type Outcome, type Tenancy } from './dispatch.ts';
import { exchangeLog, type ExchangeLog } from './exchanges.ts';
import { faultBoard } from './faults.ts';
import { readRequest } from './http/read-request.ts';
import type { Reply, SimRequest } from './http/exchange.ts';
import type { Json } from './json.ts';
import { readTenantFolder } from './store/read-tenant-folder.ts';
import { tenantStore } from './store/tenant-store.ts';
import { throttle } from './throttle.ts';

export interface SimulatorOptions {
  /** Folder of JSON files in Microsoft's wire shapes. */
  readonly tenantDir: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Delays every answer of the services. */
  readonly latencyMs?: number;
  /** Exchanges are appended here as JSON lines. */
  readonly recordFile?: string;
  /** The wall clock; for tests. */
  readonly now?: () => Date;
}

export interface Simulator {
  /** `http://127.0.0.1:3980` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 120_000;

/**
 * Serves a tenant folder as Microsoft's services on one loopback origin. Rejects with a TenantFileError that names
 * every fault of the folder, or with the system's error when the port or the record file cannot be had.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const contents = await readTenantFolder(options.tenantDir);
  const clock = simulatedClock(options.now);
  const tenancy: Tenancy = {
    store: tenantStore(contents, clock),
    clock,
    throttle: throttle(clock),
    faults: faultBoard(),
  };
  const exchanges = await exchangeLog(options.recordFile);
  const closing = new AbortController();
  const handler = { tenancy, exchanges, latencyMs: options.latencyMs ?? 0, closing: closing.signal };
  const server = createServer((request, response) => {
    answer(handler, request, response).catch((error: unknown) => {
      fail(response, error);
    });
  });
  // Longer than a busy client takes to send its next call on a connection that it believes to be open.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await exchanges.close();
    },
  };
}

/** A fault of the simulator itself; a broken connection would hide it. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const message = `the simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  send(response, { status: 500, json: { error: { code: 'InternalServerError', message } } });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

interface Handler {
  readonly tenancy: Tenancy;
  readonly exchanges: ExchangeLog;
  readonly latencyMs: number;
  readonly closing: AbortSignal;
}

async function answer(handler: Handler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { tenancy, exchanges } = handler;
  const started = performance.now();
  const request = await readRequest(message);
  if (request === 'too large') {
    send(response, {
      status: 413,
      json: { error: { code: 'RequestEntityTooLarge', message: 'Body too large.' } },
    });
    return;
  }
  if (request.path.startsWith('/_sim/')) {
    send(response, answerControl(tenancy, exchanges, request));
    return;
  }
  const outcome = dispatch(tenancy, request);
  const waitMs = handler.latencyMs + outcome.delayMs;
  if (waitMs > 0) {
    const interrupted = await delay(waitMs, false, { signal: handler.closing }).catch(() => true);
    if (interrupted) return;
  }
  exchanges.add({
    at: tenancy.clock.stamp(),
    ms: Math.round(performance.now() - started),
    ...record(request, outcome),
  });
  if (outcome.drop) response.destroy();
  else send(response, outcome.reply);
}

function record(request: SimRequest, { reply, drop }: Outcome) {
  return {
    method: request.method,
    url: request.url,
    requestBody: request.body === '' ? null : jsonOrText(request.body),
    status: drop ? null : reply.status,
    responseBody: drop ? null : (reply.json ?? reply.text ?? null),
  };
}

function jsonOrText(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}

const JSON_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

function send(response: ServerResponse, reply: Reply): void {
  const body = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
  const type = reply.json === undefined ? 'text/plain; charset=utf-8' : JSON_TYPE;
  const bodiless = reply.status === 204 || reply.status === 304;
  response.writeHead(reply.status, { ...(bodiless ? {} : { 'Content-Type': type }), ...reply.headers });
  response.end(bodiless ? undefined : body);
}
