/**
 * The `Tracer` port on OpenTelemetry, exported by OTLP/HTTP (protobuf). Loaded by tracing.ts, and only with an endpoint.
 *
 * Nothing is registered globally: what other libraries would say of themselves (whole addresses, for instance) stays
 * unsaid, and no trace header goes to Microsoft. Exceptions are not recorded either, because their messages may quote.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span, Tracer as OpenTelemetryTracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { z } from 'zod/v4';
import type { Log, SpanAttributes, SpanStart, Tracer } from './domain/ports/telemetry.ts';
import { DrawbridgeError, faultCode } from './errors.ts';
import type { Tracing } from './tracing.ts';

const NAME = 'drawbridge';
const EXPORT_MS = 5_000;
/** Spans that wait; more are dropped. A question makes about ten. */
const QUEUE = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 2_000 };
const WARN_EVERY_MS = 10 * 60_000;

const KINDS = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** @param exportMs how long one export with its repetitions, and the end, may take */
export function exportTraces(endpoint: string, log: Log, exportMs = EXPORT_MS): Tracing {
  const version = ownVersion();
  const processor = new BatchSpanProcessor({
    ...QUEUE,
    exportTimeoutMillis: exportMs,
    exporter: new TellingExporter(exporterTo(endpoint, exportMs), log),
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': NAME, 'service.version': version }),
    spanProcessors: [processor],
  });
  return {
    tracer: tracerOn(provider.getTracer(NAME, version)),
    close: () => within(exportMs, provider.shutdown()),
  };
}

/** @throws DrawbridgeError unless the receiver takes an export without spans. */
export async function sendNothing(endpoint: string, exportMs = EXPORT_MS): Promise<string> {
  const exporter = exporterTo(endpoint, exportMs);
  const result = await new Promise<ExportResult>((resolve) => {
    exporter.export([], resolve);
  });
  await exporter.shutdown();
  if (result.error === undefined) return `${tracesAddress(endpoint)} takes traces`;
  throw new DrawbridgeError('upstream_unreachable', `${tracesAddress(endpoint)}: ${reasonOf(result.error)}`, {
    advice:
      'Check OTEL_EXPORTER_OTLP_ENDPOINT, and OTEL_EXPORTER_OTLP_HEADERS where the receiver wants a key.',
  });
}

/** The signal's path goes behind the base address, whatever path that has (OTLP specification, "Endpoint URLs"). */
export function tracesAddress(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}

/** Headers, certificates and compression come from the exporter's own `OTEL_EXPORTER_OTLP_*` variables. */
function exporterTo(endpoint: string, timeoutMillis: number): OTLPTraceExporter {
  return new OTLPTraceExporter({ url: tracesAddress(endpoint), timeoutMillis });
}

function tracerOn(tracer: OpenTelemetryTracer): Tracer {
  const active = new AsyncLocalStorage<Span>();
  return {
    async span(start, work) {
      const span = tracer.startSpan(
        start.name,
        { kind: KINDS[start.kind], attributes: { ...start.attributes } },
        parentOf(start, active.getStore()),
      );
      try {
        return await active.run(span, work);
      } catch (error) {
        say(span, { 'error.type': faultCode(error) });
        throw error;
      } finally {
        span.end();
      }
    },
    annotate(attributes, name) {
      const span = active.getStore();
      if (span === undefined) return;
      say(span, attributes);
      if (name !== undefined) span.updateName(name);
    },
  };
}

function parentOf(start: SpanStart, around: Span | undefined): typeof ROOT_CONTEXT {
  const begins = start.kind === 'server' || start.kind === 'consumer';
  return begins || around === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, around);
}

function say(span: Span, attributes: SpanAttributes): void {
  span.setAttributes({ ...attributes });
  if (attributes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Says now and then that exports fail; nothing else comes of it. */
class TellingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Log;
  #toldAt = -WARN_EVERY_MS;
  #lost = 0;

  constructor(exporter: SpanExporter, log: Log) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      if (result.error !== undefined) this.#failed(spans.length, result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #failed(spans: number, error: Error): void {
    this.#lost += spans;
    const now = performance.now();
    if (now - this.#toldAt < WARN_EVERY_MS) return;
    this.#toldAt = now;
    this.#log.warn('traces.notExported', { reason: reasonOf(error), spans: this.#lost });
    this.#lost = 0;
  }
}

/** The status or the system's code: a receiver's own words may quote what was sent to it. */
function reasonOf(error: Error): string {
  if ('code' in error && typeof error.code === 'number') return `status ${error.code}`;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'no answer';
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    // What could not be sent is lost and has been told of.
    await Promise.race([work, late]).catch(() => undefined);
  } finally {
    clearTimeout(timer);
  }
}

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
