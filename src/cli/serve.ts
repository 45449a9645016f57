/** `drawbridge serve`: the bot for a real tenant, until it is stopped. */
import path from 'node:path';
import { assemble } from '../compose.ts';
import { loadConfig, processEnvironment, readEnvFiles } from '../config.ts';
import type { Config } from '../config.ts';
import { DrawbridgeError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import type { Timings } from '../jobs/timings.ts';
import type { Timing } from '../microsoft/http/timing.ts';
import type { CardPatience } from '../storage/card-copy-store.ts';
import { startTracing } from '../tracing.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { databaseFor, policyFor, tenantIdOf } from './surroundings.ts';
import { untilStopped } from './until-stopped.ts';

export interface ServeOptions {
  /** Reads `env/.env.<env>` and its `.user` twin; the process environment wins. */
  readonly env?: string;
  /** How Microsoft's services are waited for; benchmarks let the windows of the rate limits pass faster. */
  readonly timing?: Timing;
  /** How patient the workflow is, and how long a card stays claimed; tests with processes that die wait less. */
  readonly timings?: Timings;
  readonly cardPatience?: CardPatience;
}

export async function serve(options: ServeOptions): Promise<number> {
  const stopped = untilStopped(processEnvironment());
  const config = readConfig(options);
  const log = createLog(config.telemetry.logLevel);
  const metrics = createMetrics();
  const policy = await policyFor(config);
  const tenantId = await tenantIdOf(config, log, metrics.metrics);
  const database = await databaseFor(config);
  const closing: (() => Promise<void>)[] = [() => database.close()];
  try {
    const tracing = await startTracing(config.telemetry.otlpEndpoint, log);
    closing.push(() => tracing.close());
    const assembly = await assemble({
      config,
      tenantId,
      policy,
      database,
      log,
      metrics,
      tracer: tracing.tracer,
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      ...(options.timings === undefined ? {} : { timings: options.timings }),
      ...(options.cardPatience === undefined ? {} : { cardPatience: options.cardPatience }),
    });
    closing.push(() => assembly.stop());
    const server = await assembly.listen();
    await assembly.work();
    keepHeapSmall();
    log.info('serve.ready', { port: server.port, policy: policy.source });
    if (policy.source === 'defaults')
      log.warn('serve.noRoles', { fix: 'set POLICY_FILE: nobody has a role' });
    // The first question about access should not wait for the whole configuration to be read.
    assembly.tenant.warmUp().catch((error: unknown) => {
      log.warn('serve.warmUp', { error: error instanceof DrawbridgeError ? error.code : 'internal' });
    });
    log.info('serve.stopping', { signal: await stopped });
    return 0;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

export function readConfig(options: ServeOptions, mode: 'serve' | 'tool' = 'serve'): Config {
  const environment = processEnvironment();
  if (options.env === undefined) return loadConfig(environment, { mode });
  const dir = path.join(import.meta.dirname, '..', '..', 'env');
  return loadConfig(readEnvFiles(dir, options.env, environment, { required: true }), { mode });
}
