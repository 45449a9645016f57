/** `drawbridge demo` (and `npm start`): a simulated tenant, the bot, and two Playground windows, until it is stopped. */
import { assemble } from '../compose.ts';
import { loadConfig, processEnvironment, withSimulator } from '../config.ts';
import { DrawbridgeError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { startTracing } from '../tracing.ts';
import { DEMO_TENANT_DIR } from './demo-tenant-dir.ts';
import { startPlayground } from './playground.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { simulatedServices } from './simulated-services.ts';
import { databaseFor, policyFor } from './surroundings.ts';
import { readDemoTenant } from './tenant-folder.ts';
import type { DemoTenant } from './tenant-folder.ts';
import { untilStopped } from './until-stopped.ts';

export interface DemoOptions {
  readonly tenantDir?: string;
  /** The bot's port; 0 = any free one. */
  readonly port: number;
  readonly playground: boolean;
  readonly latencyMs: number;
}

const SIMULATOR_PORT = 3980;
const RESPONDER_PORT = 56_150;
const APPROVER_PORT = 56_151;

const SENTENCES = [
  'is FIN-LT-042 compliant and risky',
  'why can adele reach email',
  "why can't diego get into teams",
  'isolate FIN-LT-042 because of the credential theft alert',
  'approvals',
];

export async function demo(options: DemoOptions): Promise<number> {
  const stopped = untilStopped(processEnvironment());
  const tenantDir = options.tenantDir ?? DEMO_TENANT_DIR;
  const plain = loadConfig(processEnvironment(), { mode: 'demo' });
  // What was opened is closed in the reverse order, also when a later step fails.
  const closing: (() => Promise<void>)[] = [];
  try {
    const opening = [startServices(tenantDir, options.latencyMs), databaseFor(plain)] as const;
    for (const one of opening) {
      one.then(
        (opened: { close(): Promise<void> }) => closing.push(() => opened.close()),
        () => undefined,
      );
    }
    await Promise.allSettled(opening);
    const [simulator, database] = await Promise.all(opening);
    const tenant = await readDemoTenant(tenantDir);
    const config = withSimulator(
      { ...plain, server: { ...plain.server, port: options.port } },
      simulator.url,
      tenant.tenantId,
    );
    const log = createLog(config.telemetry.logLevel);
    const tracing = await startTracing(config.telemetry.otlpEndpoint, log);
    closing.push(() => tracing.close());
    const assembly = await assemble({
      config,
      tenantId: tenant.tenantId,
      policy: await policyFor(config, tenant.roles),
      database,
      log,
      metrics: createMetrics(),
      tracer: tracing.tracer,
    });
    closing.push(() => assembly.stop());
    const server = await assembly.listen();
    const bot = `http://127.0.0.1:${server.port}`;
    const windows = options.playground ? await openWindows(tenant, `${bot}/api/messages`, closing) : null;
    await assembly.work();
    keepHeapSmall();
    announce({ tenant, bot, simulator: simulator.url, windows });
    assembly.tenant.warmUp().catch(() => undefined);
    await stopped;
    return 0;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** On its usual port where that is free: people look for its controls there. */
async function startServices(tenantDir: string, latencyMs: number): Promise<Simulator> {
  try {
    return await simulatedServices({ tenantDir, port: SIMULATOR_PORT, latencyMs });
  } catch (error) {
    if (!(error instanceof DrawbridgeError) || error.code !== 'usage') throw error;
    return simulatedServices({ tenantDir, port: 0, latencyMs });
  }
}

interface Windows {
  readonly responder: string;
  readonly approver: string;
}

async function openWindows(
  tenant: DemoTenant,
  botUrl: string,
  closing: (() => Promise<void>)[],
): Promise<Windows> {
  const { responder, approver } = tenant.people;
  const open = (person: typeof responder, port: number): ReturnType<typeof startPlayground> =>
    startPlayground({
      botUrl,
      port,
      person,
      others: [responder, approver, ...tenant.members],
      tenantId: tenant.tenantId,
      environment: processEnvironment(),
    });
  const [first, second] = await Promise.allSettled([
    open(responder, RESPONDER_PORT),
    open(approver, APPROVER_PORT),
  ]);
  for (const one of [first, second]) if (one.status === 'fulfilled') closing.push(() => one.value.close());
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return { responder: first.value.url, approver: second.value.url };
}

function announce(about: {
  readonly tenant: DemoTenant;
  readonly bot: string;
  readonly simulator: string;
  readonly windows: Windows | null;
}): void {
  const { tenant, bot, simulator, windows } = about;
  const { responder, approver } = tenant.people;
  const chat =
    windows === null
      ? []
      : [
          `  ${windows.responder}   chat as ${responder.displayName}, who may ask and request`,
          `  ${windows.approver}   chat as ${approver.displayName}, who may approve`,
        ];
  process.stdout.write(
    [
      '',
      `Drawbridge demo: ${tenant.displayName}, a simulated tenant`,
      '',
      ...chat,
      `  ${bot}    the bot (/readyz, /metrics)`,
      `  ${simulator}    the simulated Microsoft services (/_sim/)`,
      '',
      'Five sentences to try:',
      ...SENTENCES.map((sentence) => `  ${sentence}`),
      '',
      'Ctrl+C stops everything.',
      '',
    ].join('\n'),
  );
}
