/**
 * A chat model on Azure OpenAI that translates one sentence into a question of the catalogue. One call without a
 * conversation, tools or data of the tenant; never repeated.
 *
 * Wire facts: Azure/azure-rest-api-specs, cognitiveservices/data-plane/AzureOpenAI/inference/stable/2024-10-21 (path,
 * `api-version`, `api-key`, body), and Microsoft's page "Structured outputs" (available in that version). UNCONFIRMED
 * against the live service: bodies of errors beyond `error.code`, which is all that is read of them.
 */
import { UpstreamError } from '../../errors.ts';
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { Log, Metrics, Tracer } from '../../domain/ports/telemetry.ts';
import type { CatalogueEntry, Translator } from '../../domain/ports/translator.ts';
import { answering } from '../http/answering.ts';
import { operationOf, stack } from '../http/call.ts';
import type { Call } from '../http/call.ts';
import { sending } from '../http/sending.ts';
import type { Timing } from '../http/timing.ts';
import { tracing } from '../http/tracing.ts';
import { readJson } from '../http/wire.ts';
import { completionRequest, readCompletion } from './completion.ts';

/** The latest dated version that is no preview. */
const API_VERSION = '2024-10-21';
/** The reading comes after it, and Teams gives up after some 15 s. */
const ATTEMPT_MS = 4_000;
/** A translation takes some hundred bytes; most of an answer are filter results. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_IN_FLIGHT = 4;
/** Nobody asks before the pause is over that a 429 asks for. */
const PAUSE_MS = { usual: 5_000, longest: 60_000 };

export interface LanguageModelOptions {
  /** Origin of the Azure OpenAI resource. */
  readonly endpoint: string;
  readonly deployment: string;
  readonly key: string;
  readonly catalogue: readonly CatalogueEntry[];
  readonly timing: Timing;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly tracer: Tracer;
}

export function createLanguageModel(options: LanguageModelOptions): Translator {
  const { timing, metrics, log, catalogue } = options;
  const handler = stack(
    [answering, tracing(options.tracer, { origin: options.endpoint })],
    sending({ timing, metrics, log, fetch, attemptMs: ATTEMPT_MS, maxBodyBytes: MAX_BODY_BYTES }),
  );
  const url = `${options.endpoint}/openai/deployments/${encodeURIComponent(options.deployment)}/chat/completions?api-version=${API_VERSION}`;
  let inFlight = 0;
  let pausedUntil = -Infinity;

  return {
    async translate(sentence, context) {
      const call = callFor(sentence, context);
      if (timing.now() < pausedUntil) throw notSent(call, 'the service asked for a pause');
      if (inFlight >= MAX_IN_FLIGHT) throw notSent(call, 'too many sentences are being translated');
      inFlight += 1;
      try {
        return readCompletion(await readJson(await handler(call), call), catalogue, call);
      } catch (error) {
        if (error instanceof UpstreamError && error.code === 'upstream_throttled') pause(error);
        throw error;
      } finally {
        inFlight -= 1;
      }
    },
  };

  function callFor(sentence: string, context: CallContext): Call {
    return {
      service: 'openai',
      method: 'POST',
      url,
      template: '/openai/deployments/{deployment}/chat/completions',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'api-key': options.key,
      },
      body: JSON.stringify(completionRequest(sentence, catalogue)),
      repeatable: false,
      permissions: [],
      limits: [],
      context,
    };
  }

  function pause(error: UpstreamError): void {
    const { retryAfterSeconds } = error.details;
    const ms = retryAfterSeconds === undefined ? PAUSE_MS.usual : retryAfterSeconds * 1000;
    pausedUntil = timing.now() + Math.min(ms, PAUSE_MS.longest);
  }
}

function notSent(call: Call, why: string): UpstreamError {
  const operation = operationOf(call);
  return new UpstreamError('upstream_throttled', `${operation} was not sent: ${why}`, {
    service: call.service,
    operation,
    mayHaveArrived: false,
  });
}
