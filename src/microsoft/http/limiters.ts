/**
 * Limits that all questions of one tenant share, kept on our side so that Microsoft's are not hit. Sources: reference
 * sheet field (section 3.1), entra-api (section 0.4), mde-api (section 3).
 */
import { UpstreamError } from '../../errors.ts';
import { operationOf } from './call.ts';
import type { Call, Layer } from './call.ts';
import { outOfTime } from './timing.ts';
import type { Timing } from './timing.ts';

export type LimitName =
  | 'identityProtection'
  | 'signIns'
  | 'signInLedger'
  /** Of one endpoint, by its template: each has windows of its own. */
  | `defender ${string}`
  | 'defenderVulnerabilities'
  | 'defenderPackageLink'
  | 'defenderLiveResponse'
  | 'defenderInvestigation'
  | 'hunting';

interface Window {
  readonly calls: number;
  readonly ms: number;
}

const LIMITS = {
  // Conditional Access, named locations, risky users: one a second for all applications together, and the refusal
  // carries no Retry-After. A call that is faster on its way than the one before must not arrive too early.
  identityProtection: [{ calls: 1, ms: 1_050 }],
  signIns: [{ calls: 5, ms: 10_000 }],
  // What reads the log in the background leaves three fifths of it to people who ask.
  signInLedger: [{ calls: 2, ms: 10_000 }],
  defenderVulnerabilities: [{ calls: 50, ms: 60_000 }],
  defenderPackageLink: [
    { calls: 2, ms: 60_000 },
    { calls: 120, ms: 3_600_000 },
  ],
  defenderLiveResponse: [{ calls: 10, ms: 60_000 }],
  defenderInvestigation: [{ calls: 50, ms: 3_600_000 }],
  // At least so many (defender-xdr-graph, section 5); a third is left to whoever hunts by hand.
  hunting: [{ calls: 30, ms: 60_000 }],
} as const satisfies Partial<Record<LimitName, readonly Window[]>>;

const DEFENDER_ENDPOINT: readonly Window[] = [
  { calls: 100, ms: 60_000 },
  { calls: 1_500, ms: 3_600_000 },
];

function windowsOf(name: LimitName): readonly Window[] {
  return Object.hasOwn(LIMITS, name) ? LIMITS[name as keyof typeof LIMITS] : DEFENDER_ENDPOINT;
}

/** Longest wait for a turn. Whoever would wait longer is told at once. */
const MAX_WAIT_MS = 10_000;

/** One limit: calls are given the earliest moment at which no window is overfull. */
export class Limiter {
  readonly #windows: readonly Window[];
  readonly #timing: Timing;
  readonly #turns: number[] = [];
  #pausedUntil = -Infinity;

  constructor(windows: readonly Window[], timing: Timing) {
    this.#windows = windows;
    this.#timing = timing;
  }

  /** Milliseconds that a call made now would wait. */
  waitMs(): number {
    return Math.max(0, this.#earliest() - this.#timing.now());
  }

  /** Books a turn and returns when it is. */
  book(): number {
    const turn = this.#earliest();
    this.#turns.push(turn);
    const longest = Math.max(...this.#windows.map((window) => window.ms));
    const before = this.#timing.now() - longest;
    while (this.#turns[0] !== undefined && this.#turns[0] < before) this.#turns.shift();
    return turn;
  }

  /** Gives back a turn that will not be used. */
  release(turn: number): void {
    const index = this.#turns.lastIndexOf(turn);
    if (index >= 0) this.#turns.splice(index, 1);
  }

  /** The service asked for a pause: nothing goes out before it is over. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#timing.now() + ms);
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  #earliest(): number {
    const full = this.#windows.map((window) => {
      const turn = this.#turns.at(-window.calls);
      return turn === undefined ? -Infinity : turn + window.ms;
    });
    return Math.max(this.#timing.now(), this.#pausedUntil, ...full);
  }
}

/** The limiters of one tenant. */
export class Limiters {
  readonly #timing: Timing;
  readonly #limiters = new Map<LimitName, Limiter>();

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  limiter(name: LimitName): Limiter {
    const known = this.#limiters.get(name);
    if (known !== undefined) return known;
    const fresh = new Limiter(windowsOf(name), this.#timing);
    this.#limiters.set(name, fresh);
    return fresh;
  }

  /** Waits for a turn in every limit that the call draws on. Throws `upstream_throttled` if that would take too long. */
  async enter(call: Call): Promise<void> {
    const limiters = call.limits.map((name) => this.limiter(name));
    const wait = Math.max(0, ...limiters.map((limiter) => limiter.waitMs()));
    if (wait > MAX_WAIT_MS) throw tooMany(call, wait);
    const turns = limiters.map((limiter) => limiter.book());
    const due = () => Math.max(...turns, ...limiters.map((limiter) => limiter.pausedUntil));
    try {
      // A pause may be asked for while we wait for our turn.
      for (let left = due() - this.#timing.now(); left > 0; left = due() - this.#timing.now()) {
        await this.#timing.sleep(left, call.context.signal);
      }
    } catch (error) {
      limiters.forEach((limiter, index) => {
        limiter.release(turns[index] ?? Number.NaN);
      });
      throw outOfTime(call, false, error);
    }
  }

  pause(names: readonly LimitName[], ms: number): void {
    for (const name of names) this.limiter(name).pause(ms);
  }
}

function tooMany(call: Call, waitMs: number): UpstreamError {
  return new UpstreamError(
    'upstream_throttled',
    `${operationOf(call)} was not sent: too many calls are waiting for their turn`,
    {
      service: call.service,
      operation: operationOf(call),
      retryAfterSeconds: Math.ceil(waitMs / 1000),
      mayHaveArrived: false,
    },
  );
}

/** Waits for a turn, and passes a requested pause on to everybody who shares the limit. */
export function limiting(limiters: Limiters): Layer {
  return (next) => async (call) => {
    if (call.limits.length > 0) await limiters.enter(call);
    const response = await next(call);
    const pause = response.status === 429 ? retryAfterSeconds(response.headers) : undefined;
    if (pause !== undefined) limiters.pause(call.limits, pause * 1000);
    return response;
  };
}

/** `Retry-After` in seconds: a number, or a date compared with the answer's own `Date`. */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,6}$/.test(value)) return Number(value);
  const ms = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms / 1000));
}
