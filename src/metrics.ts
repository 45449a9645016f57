/** The `Metrics` port on prom-client. Names are part of the product contract, section 4. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from './domain/ports/telemetry.ts';

export interface ExposedMetrics {
  /** Asked whenever the metrics are read: the switch may have been thrown in another process. */
  readonly watchStop: (isPulled: () => Promise<boolean>) => void;
  readonly metrics: Metrics;
  /** The Prometheus text. */
  readonly expose: () => Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

export function createMetrics(): ExposedMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const messages = new Counter({
    name: 'drawbridge_messages_total',
    help: 'Messages by intent and outcome',
    labelNames: ['intent', 'outcome'],
    registers,
  });
  const replies = new Histogram({
    name: 'drawbridge_reply_seconds',
    help: 'Time from a message to its answer',
    buckets: SECONDS,
    registers,
  });
  const upstream = new Histogram({
    name: 'drawbridge_upstream_seconds',
    help: 'Time of one attempt at a Microsoft service, by its outcome',
    labelNames: ['service', 'status'],
    buckets: SECONDS,
    registers,
  });
  const requests = new Counter({
    name: 'drawbridge_requests_total',
    help: 'Response requests by action and the state that they entered',
    labelNames: ['action', 'state'],
    registers,
  });
  const jobs = new Gauge({
    name: 'drawbridge_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers,
  });
  const cards = new Counter({
    name: 'drawbridge_cards_total',
    help: "Posts and updates of requests' cards by outcome",
    labelNames: ['outcome'],
    registers,
  });
  let isPulled: (() => Promise<boolean>) | null = null;
  new Gauge({
    name: 'drawbridge_stop_switch',
    help: '1 while the stop switch is pulled, 0 while it is not, NaN when that cannot be read',
    registers,
    async collect() {
      const pulled = isPulled === null ? null : await isPulled().catch(() => null);
      this.set(pulled === null ? Number.NaN : Number(pulled));
    },
  });
  return {
    watchStop: (ask) => {
      isPulled = ask;
    },
    metrics: {
      message: (intent, outcome) => {
        messages.inc({ intent, outcome });
      },
      replySeconds: (seconds) => {
        replies.observe(seconds);
      },
      upstreamSeconds: (service, status, seconds) => {
        upstream.observe({ service, status }, seconds);
      },
      request: (action, state) => {
        requests.inc({ action, state });
      },
      jobs: (queue, state, count) => {
        jobs.set({ queue, state }, count);
      },
      cards: (outcome) => {
        cards.inc({ outcome });
      },
    },
    expose: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
