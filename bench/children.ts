/** The programs that are measured, each in a process of its own: the simulated services, and `drawbridge serve`. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = path.join(import.meta.dirname, '..');
export const TENANT = path.join(ROOT, 'tenants', 'demo');
const COMPILED = path.join(ROOT, 'node_modules', '.cache', 'drawbridge', 'compiled');
const START_WITHIN_MS = 60_000;

export interface Program {
  readonly url: string;
  /** From the start of the process to the first good answer. */
  readonly readyMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startServices(latencyMs: number, tenantDir = TENANT): Promise<Program> {
  const port = await freePort();
  const args = [
    'bin/drawbridge.js',
    'simulate',
    '--tenant',
    tenantDir,
    '--port',
    `${port}`,
    '--latency',
    `${latencyMs}`,
  ];
  return start(args, {}, port, '/_sim/state/clock');
}

export interface BotOptions {
  readonly servicesUrl: string;
  readonly dataDir: string;
  readonly policyFile: string;
  /** Lets the windows of the rate limits pass faster: see served.ts. */
  readonly quickLimits: boolean;
  /** More of them than the data folder and the policy. */
  readonly settings?: Readonly<Record<string, string>>;
}

const TIDY_MALLOC = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '131072',
};

export async function startBot(options: BotOptions): Promise<Program> {
  const port = await freePort();
  const origins = ['GRAPH_URL', 'DEFENDER_URL', 'LOGS_URL', 'ARM_URL', 'INGEST_URL'];
  const args = options.quickLimits
    ? ['--min-semi-space-size=4', 'bench/served.ts']
    : ['bin/drawbridge.js', 'serve'];
  return start(
    args,
    {
      PORT: `${port}`,
      DRAWBRIDGE_CLOUD: 'custom',
      DRAWBRIDGE_CREDENTIAL: 'simulated',
      DRAWBRIDGE_INSECURE_LOCAL: '1',
      DATA_DIR: options.dataDir,
      POLICY_FILE: options.policyFile,
      LOG_LEVEL: 'warn',
      // As bin/drawbridge.js does for the program itself.
      ...(options.quickLimits ? { NODE_COMPILE_CACHE: COMPILED, ...TIDY_MALLOC } : {}),
      ...Object.fromEntries(origins.map((name) => [name, options.servicesUrl])),
      ...options.settings,
    },
    port,
    '/readyz',
  );
}

/** Megabytes of a living process: `VmRSS` now, or `VmHWM`, the most it ever had. Linux only; null elsewhere. */
export function residentMb(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number | null {
  try {
    const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / 1024;
  } catch {
    return null;
  }
}

async function start(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  port: number,
  sign: string,
): Promise<Program> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...plainEnvironment(), ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilGood(child, `${url}${sign}`);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { url, readyMs: performance.now() - startedAt, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** What a shell has: no setting of the product may come from it. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'TEMP', 'TMP'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.includes(name)));
}

async function untilGood(child: ChildProcess, address: string): Promise<void> {
  const giveUpAt = performance.now() + START_WITHIN_MS;
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`);
    const good = await fetch(address).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (good) return;
    await pause(10);
  }
  throw new Error(`${address} did not become ready`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
