/**
 * The innermost step: one attempt over the wire. It reads the answer to the end within the time limit, follows no
 * redirect (the token would go along), and tells apart what certainly never arrived from what may have.
 */
import { UpstreamError } from '../../errors.ts';
import type { Log, Metrics } from '../../domain/ports/telemetry.ts';
import { operationOf } from './call.ts';
import type { Call, Handler } from './call.ts';
import { outOfTime } from './timing.ts';
import type { Timing } from './timing.ts';

export interface SendingOptions {
  readonly timing: Timing;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly attemptMs: number;
  readonly fetch: typeof fetch;
  /** Longer answers are not read. */
  readonly maxBodyBytes?: number;
}

/** Larger answers are not read: no page that we ask for comes near. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Faults that happen before a single byte of the request is sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export function sending(options: SendingOptions): Handler {
  return async (call) => {
    const { timing } = options;
    const question = call.context.signal;
    if (question?.aborted === true) throw outOfTime(call, false);
    const started = timing.now();
    const limit = timing.timeLimit(options.attemptMs);
    const signal = question === undefined ? limit.signal : AbortSignal.any([limit.signal, question]);
    const report = (status: string) => {
      observe(options, call, status, timing.now() - started);
    };
    try {
      const response = await exchange(options, call, signal);
      report(String(response.status));
      return response;
    } catch (error) {
      const failure = failureOf(call, error, limit.signal.aborted, options.attemptMs);
      report(failure.code.replace('upstream_', ''));
      throw failure;
    } finally {
      limit.cancel();
    }
  };
}

async function exchange(options: SendingOptions, call: Call, signal: AbortSignal): Promise<Response> {
  const response = await options.fetch(call.url, {
    method: call.method,
    headers: { ...call.headers },
    ...(call.body === undefined ? {} : { body: call.body }),
    redirect: 'manual',
    signal,
  });
  const body = await readBody(call, response, options.maxBodyBytes ?? MAX_BODY_BYTES);
  const { status, headers } = response;
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
}

async function readBody(call: Call, response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const stream: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of stream ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(call);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(call: Call): UpstreamError {
  return new UpstreamError('upstream_malformed', `${operationOf(call)} answered with too much data`, {
    service: call.service,
    operation: operationOf(call),
    mayHaveArrived: true,
  });
}

function failureOf(call: Call, error: unknown, overLimit: boolean, attemptMs: number): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const operation = operationOf(call);
  const details = { service: call.service, operation };
  if (overLimit) {
    const message = `${operation} did not answer within ${attemptMs / 1000} s`;
    return new UpstreamError('upstream_timeout', message, { ...details, mayHaveArrived: true });
  }
  if (call.context.signal?.aborted === true) return outOfTime(call, true);
  const code = faultCode(error);
  return new UpstreamError('upstream_unreachable', `${operation} got no answer (${code})`, {
    ...details,
    mayHaveArrived: !NEVER_SENT.has(code),
  });
}

/** The system's name for what went wrong; never its message, which may hold addresses or header values. */
function faultCode(error: unknown): string {
  for (let one = error, depth = 0; one instanceof Error && depth < 4; one = one.cause, depth += 1) {
    if ('code' in one && typeof one.code === 'string' && one.code !== '') return one.code;
  }
  return 'connection failed';
}

function observe(options: SendingOptions, call: Call, status: string, ms: number): void {
  options.metrics.upstreamSeconds(call.service, status, ms / 1000);
  options.log.debug('upstream', {
    correlationId: call.context.correlationId,
    service: call.service,
    operation: operationOf(call),
    status,
    ms: Math.round(ms),
  });
}
