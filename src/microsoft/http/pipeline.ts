/** What all clients of one tenant share: time, tokens, limits and the policy for every call. */
import type { Log, Metrics, Tracer } from '../../domain/ports/telemetry.ts';
import type { ServiceEndpoint } from '../clouds.ts';
import type { TokenSource } from '../credentials.ts';
import { answering } from './answering.ts';
import type { Handler, Layer } from './call.ts';
import { limiting } from './limiters.ts';
import type { Limiters } from './limiters.ts';
import { retrying } from './retrying.ts';
import { sending } from './sending.ts';
import { correlating, signing } from './signing.ts';
import type { Timing } from './timing.ts';
import { tracing } from './tracing.ts';

export interface Wire {
  readonly tokens: TokenSource;
  readonly limiters: Limiters;
  readonly timing: Timing;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly fetch: typeof fetch;
  readonly policy: CallPolicy;
}

export interface CallPolicy {
  /** One attempt may take this long. */
  readonly attemptMs: number;
  /** Attempts of a call that only reads. */
  readonly attempts: number;
  /** No attempt starts later than this after the first. */
  readonly totalMs: number;
}

export const DEFAULT_POLICY: CallPolicy = { attemptMs: 8_000, attempts: 3, totalMs: 10_000 };

/** Outermost first: errors, correlation, retries, token, shared limits, a span; then the wire. */
export function layersFor(wire: Wire, endpoint: ServiceEndpoint): readonly Layer[] {
  return [
    answering,
    correlating,
    retrying({ timing: wire.timing, ...wire.policy }),
    signing(wire.tokens, endpoint),
    limiting(wire.limiters),
    tracing(wire.tracer, endpoint),
  ];
}

export function senderFor(wire: Wire): Handler {
  return sending({ ...wire, attemptMs: wire.policy.attemptMs });
}
