/**
 * The HTTP face (product contract, section 4). Error bodies carry a code, never a stack or the text of an error. Without
 * authentication it listens on this machine only and answers only requests that were addressed to it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import restify from 'restify';
import type { Request, Response, Server } from 'restify';
import { UsageError, faultCode } from '../errors.ts';
import type { Log } from '../domain/ports/telemetry.ts';
import type { Bot } from './bot.ts';
import { readJsonBody } from './json-body.ts';
import { isLoopbackHost } from './service-url.ts';
import { within } from './timers.ts';
import type { Timers } from './timers.ts';

const BODY_LIMIT = 256 * 1024;
const SHUTDOWN_MS = 20_000;

export interface ServerOptions {
  readonly bot: Bot;
  readonly port: number;
  /** No bot registration: listen on loopback only. */
  readonly local: boolean;
  /** Each says null when it is ready, otherwise the reason in a few words without secrets. */
  readonly readiness: Readonly<Record<string, () => Promise<string | null>>>;
  /** Prometheus text. */
  readonly metricsText: () => Promise<string>;
  /** `METRICS_TOKEN`. */
  readonly metricsToken: string | null;
  readonly timers: Timers;
  readonly log: Log;
}

export interface RunningServer {
  readonly port: number;
  /** Takes no more work, finishes what runs (at most 20 s), closes. */
  close(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { bot, local, timers, log } = options;
  const server: Server = restify.createServer({ name: 'drawbridge', handleUncaughtExceptions: false });
  let closing = false;
  const inFlight = new Set<Promise<void>>();

  server.on('restifyError', (_request: Request, response: Response, error: unknown, done: () => void) => {
    const status = statusOf(error);
    if (status >= 500) log.error('http.failed', { status, error: faultCode(error) });
    if (!response.headersSent) problem(response, status);
    done();
  });
  server.pre(async (request, response) => {
    if (local && !isAddressedHere(request)) {
      problem(response, 403);
      return Promise.reject(new Handled());
    }
    return Promise.resolve();
  });

  server.post('/api/messages', async (request: Request, response: Response) => {
    if (closing) {
      problem(response, 503);
      return;
    }
    const work = messages(request, response);
    inFlight.add(work);
    await work.finally(() => inFlight.delete(work));
  });
  server.get('/healthz', async (_request: Request, response: Response) => {
    response.json(200, { status: 'ok' });
    return Promise.resolve();
  });
  server.get('/readyz', async (_request: Request, response: Response) => {
    const problems = await unready();
    if (closing) problems.unshift('shutting down');
    if (problems.length === 0) response.json(200, { status: 'ready' });
    else response.json(503, { status: 'unavailable', problems });
  });
  server.get('/metrics', async (request: Request, response: Response) => {
    const status = metricsStatus(request, options.metricsToken);
    if (status !== 200) {
      problem(response, status);
      return;
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.sendRaw(200, await options.metricsText());
  });

  await listen(server, options.port, local ? '127.0.0.1' : undefined);
  const { port } = server.address();
  return { port, close };

  async function messages(request: Request, response: Response): Promise<void> {
    const read = await readJsonBody(request, BODY_LIMIT);
    if (!read.ok) {
      problem(response, read.status);
      return;
    }
    const { status, body } = await bot.deliver(request.headers.authorization ?? '', read.body);
    if (body !== undefined) response.json(status, body);
    else if (status < 400) response.send(status);
    else problem(response, status);
  }

  async function unready(): Promise<string[]> {
    const problems = await Promise.all(
      Object.entries(options.readiness).map(async ([name, check]) => {
        const reason = await check().catch(() => 'the check failed');
        return reason === null ? [] : [`${name}: ${reason}`];
      }),
    );
    return problems.flat();
  }

  async function close(): Promise<void> {
    closing = true;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const finished = Promise.all([...inFlight]).then(() => bot.idle());
    const { late } = await within(timers, SHUTDOWN_MS, finished);
    if (late) log.warn('http.close.late', { inFlight: inFlight.size });
    // Connections that are kept alive would hold the server open.
    server.server.closeAllConnections();
    await closed;
  }
}

/** Ends restify's chain after the response has been sent. */
class Handled extends Error {}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    // restify hands the error of its inner server on, and an error that nobody listens to ends the process.
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(
        error.code === 'EADDRINUSE'
          ? new UsageError(`port ${port} is taken`, 'stop what listens there or give another port')
          : error,
      );
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  413: 'PayloadTooLarge',
  415: 'UnsupportedMediaType',
  503: 'ServiceUnavailable',
};

function problem(response: Response, status: number): void {
  // What was not read of a refused body must not be taken for the next request.
  if (status === 413) response.setHeader('connection', 'close');
  response.json(status, { error: { code: REASONS[status] ?? 'InternalServerError' } });
}

function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}

/** A web page in a browser on this machine must not be able to speak to an unauthenticated bot. */
function isAddressedHere(request: Request): boolean {
  const host = URL.parse(`http://${request.headers.host ?? ''}`);
  if (host === null || !isLoopbackHost(host.hostname)) return false;
  const { origin } = request.headers;
  if (origin === undefined) return true;
  const from = URL.parse(origin);
  return from !== null && isLoopbackHost(from.hostname);
}

/** Loopback may read (unless a proxy on this machine speaks for somebody else); everybody else needs the token. */
function metricsStatus(request: Request, token: string | null): 200 | 401 | 403 {
  const address = request.socket.remoteAddress ?? '';
  const loopback = address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.');
  const proxied = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => name in request.headers);
  if (loopback && !proxied) return 200;
  if (token === null) return 403;
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token)) ? 200 : 401;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
