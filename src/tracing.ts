/**
 * Whether traces are exported. Without an endpoint nothing of OpenTelemetry's SDK is loaded: it costs memory and time
 * at the start, and most installations do without.
 */
import { NO_TRACER } from './domain/ports/telemetry.ts';
import type { Log, Tracer } from './domain/ports/telemetry.ts';

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what waits, within seconds; never fails. */
  close(): Promise<void>;
}

/** @param endpoint base address of an OTLP/HTTP receiver; null = nothing is exported */
export async function startTracing(endpoint: string | null, log: Log): Promise<Tracing> {
  if (endpoint === null) return { tracer: NO_TRACER, close: () => Promise.resolve() };
  const { exportTraces } = await import('./open-telemetry.ts');
  return exportTraces(endpoint, log);
}

/** Sends an export without spans; resolves with a line for `doctor`. @throws DrawbridgeError when it is not taken. */
export async function tryExport(endpoint: string): Promise<string> {
  const { sendNothing } = await import('./open-telemetry.ts');
  return sendNothing(endpoint);
}
