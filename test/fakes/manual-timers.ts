/** Timers and a clock that stand still until a test moves them. */
import type { Timers } from '../../src/bot/timers.ts';
import type { Clock } from '../../src/domain/ports/tenant.ts';

export class ManualTimers implements Timers, Clock {
  #now = Date.parse('2026-11-20T09:00:00Z');
  #due: { at: number; call: () => void }[] = [];

  now(): Date {
    return new Date(this.#now);
  }

  /** How many calls are waiting. */
  get waiting(): number {
    return this.#due.length;
  }

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((e) => e.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = until;
  }
}
