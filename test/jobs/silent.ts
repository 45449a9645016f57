/** A log and metrics that say nothing, and nobody who is called. */
import type { PeopleCaller } from '../../src/domain/ports/people-caller.ts';
import type { Log, Metrics } from '../../src/domain/ports/telemetry.ts';

const nothing = (): void => undefined;

export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export const silentMetrics: Metrics = {
  message: nothing,
  replySeconds: nothing,
  upstreamSeconds: nothing,
  request: nothing,
  jobs: nothing,
  cards: nothing,
};

export const nobodyCalled: PeopleCaller = {
  known: () => Promise.resolve([]),
  reachable: () => Promise.resolve([]),
  showCard: () => Promise.resolve(),
  sayNote: () => Promise.resolve(),
};
