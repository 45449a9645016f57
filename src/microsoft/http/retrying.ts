/**
 * Sends a call again when that can do no harm and is likely to help. Only calls that read are repeated; the server's
 * `Retry-After` decides when, otherwise a jittered, doubling pause; nobody waits past the question's time.
 */
import { UpstreamError } from '../../errors.ts';
import type { Call, Layer } from './call.ts';
import { retryAfterSeconds } from './limiters.ts';
import { outOfTime } from './timing.ts';
import type { Timing } from './timing.ts';

export interface RetryOptions {
  readonly timing: Timing;
  /** All attempts together; 1 = never again. */
  readonly attempts: number;
  /** No attempt starts later than this after the first. */
  readonly totalMs: number;
}

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);
/** Microsoft's advice for a 429 without `Retry-After`; faults of other kinds pass sooner. */
const THROTTLED_PAUSE_MS = 1_000;
const FAULT_PAUSE_MS = 250;

export function retrying(options: RetryOptions): Layer {
  return (next) => async (call) => {
    if (!call.repeatable) return await next(call);
    const { timing } = options;
    const lastStart = timing.now() + options.totalMs;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(() => next(call));
      const pause = attempt < options.attempts ? pauseAfter(outcome, attempt, timing) : undefined;
      if (pause === undefined || timing.now() + pause > lastStart || isOver(call)) return settle(outcome);
      await rest(timing, pause, call);
    }
  };
}

type Outcome = { readonly response: Response } | { readonly error: unknown };

async function attemptOnce(send: () => Promise<Response>): Promise<Outcome> {
  try {
    return { response: await send() };
  } catch (error) {
    return { error };
  }
}

function settle(outcome: Outcome): Response {
  if ('response' in outcome) return outcome.response;
  throw outcome.error;
}

/** Milliseconds to wait before the next attempt; undefined = another attempt is no use. */
function pauseAfter(outcome: Outcome, attempt: number, timing: Timing): number | undefined {
  if ('response' in outcome) {
    const { status, headers } = outcome.response;
    if (!TRANSIENT.has(status)) return undefined;
    const asked = retryAfterSeconds(headers);
    if (asked !== undefined) return asked * 1000;
    return jittered(status === 429 ? THROTTLED_PAUSE_MS : FAULT_PAUSE_MS, attempt, timing);
  }
  const { error } = outcome;
  const passing =
    error instanceof UpstreamError &&
    (error.code === 'upstream_unreachable' || error.code === 'upstream_timeout');
  return passing ? jittered(FAULT_PAUSE_MS, attempt, timing) : undefined;
}

/** Doubles with every attempt; between the base and twice the base, so that callers do not march in step. */
function jittered(base: number, attempt: number, timing: Timing): number {
  return base * 2 ** (attempt - 1) * (1 + timing.random());
}

function isOver(call: Call): boolean {
  return call.context.signal?.aborted === true;
}

async function rest(timing: Timing, ms: number, call: Call): Promise<void> {
  try {
    await timing.sleep(ms, call.context.signal);
  } catch (error) {
    throw outOfTime(call, false, error);
  }
}
