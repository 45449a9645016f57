/** A log and metrics that say nothing. */
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
