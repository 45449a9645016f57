/** The tenant's time: the wall clock plus what `POST /_sim/advance` added. */
export interface SimulatedClock {
  now(): Date;
  /** The time as Microsoft prints it, ISO 8601 in UTC. */
  stamp(): string;
  /** Milliseconds that never run backwards, advances included: what rate limits count by. */
  elapsed(): number;
  advance(seconds: number): void;
  reset(): void;
}

export function simulatedClock(wall: () => Date = () => new Date()): SimulatedClock {
  let added = 0;
  return {
    now: () => new Date(wall().getTime() + added),
    stamp: () => new Date(wall().getTime() + added).toISOString(),
    elapsed: () => performance.now() + added,
    advance(seconds) {
      added += seconds * 1000;
    },
    reset() {
      added = 0;
    },
  };
}
