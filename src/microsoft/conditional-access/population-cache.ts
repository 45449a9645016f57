/**
 * The population, read once for everybody and renewed in the background: it is big and changes slowly, and no question
 * waits for it. A reading with gaps is tried again soon, and never takes the place of a whole one that is still good.
 */
import { UpstreamError } from '../../errors.ts';
import type { Clock, Populations } from '../../domain/ports/tenant.ts';
import type { Log } from '../../domain/ports/telemetry.ts';
import type { Population } from '../../domain/tenant/population.ts';

export interface PopulationCacheOptions {
  readonly read: () => Promise<Population>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Older than this, it is renewed in the background. */
  readonly freshMs: number;
  /** Older than this, it is no longer served. */
  readonly usableMs: number;
  /** After a failure, or with gaps, nothing new is begun before this. */
  readonly retryMs: number;
}

export const DEFAULT_POPULATION_AGES = {
  freshMs: 15 * 60_000,
  usableMs: 6 * 60 * 60_000,
  retryMs: 2 * 60_000,
};

export class PopulationCache implements Populations {
  readonly #options: PopulationCacheOptions;
  #held: Population | undefined;
  #reading: Promise<Population> | undefined;
  /** When the last reading was begun. */
  #begun = Number.NEGATIVE_INFINITY;

  constructor(options: PopulationCacheOptions) {
    this.#options = options;
  }

  async read(): Promise<Population> {
    return this.held() ?? (await this.#renew());
  }

  held(): Population | null {
    const usable = this.#usable();
    const now = this.#now();
    const since = now - this.#begun;
    const due = usable === null || usable.gaps.length > 0 ? this.#options.retryMs : this.#options.freshMs;
    if (since > due) {
      this.#renew().catch((error: unknown) => {
        const code = error instanceof UpstreamError ? error.code : 'internal';
        this.#options.log.warn('the population could not be read', { error: code });
      });
    }
    return usable;
  }

  #usable(): Population | null {
    const held = this.#held;
    if (held === undefined) return null;
    return this.#now() - Date.parse(held.takenAt) > this.#options.usableMs ? null : held;
  }

  /** Whoever asks meanwhile waits for the same reading. */
  #renew(): Promise<Population> {
    this.#reading ??= this.#readAnew().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAnew(): Promise<Population> {
    this.#begun = this.#now();
    const read = await this.#options.read();
    const usable = this.#usable();
    const worse = read.gaps.length > 0 && usable !== null && usable.gaps.length === 0;
    if (worse) {
      this.#options.log.warn('the population could not be read whole', { gaps: read.gaps.length });
      return usable;
    }
    this.#held = read;
    return read;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
