/** Three whole programs on one database, one of which is killed again and again, and started anew at once. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pick } from './plan.ts';

const PROGRAM = path.join(import.meta.dirname, 'replica.ts');
const COMPILED = path.join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '.cache',
  'drawbridge',
  'compiled',
);

interface Replica {
  readonly child: ChildProcess;
  /** Null until it takes work. */
  url: string | null;
}

export interface Replicas {
  /** One of those that take work; null when none does for the moment. */
  url(chance: () => number): string | null;
  /** Every second `kill -9` of one of those that take work, as long as another one does. */
  startKilling(everyMs: number, most: number, chance: () => number): void;
  stopKilling(): void;
  readonly kills: number;
  /** Resolves when all of them take work. */
  ready(): Promise<void>;
  /** Ends that nobody had ordered: what they said last. */
  readonly deaths: readonly string[];
  /** Warnings and errors in their logs, by what they say. */
  readonly said: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startReplicas(
  count: number,
  environment: Readonly<Record<string, string>>,
): Promise<Replicas> {
  await compileOnce(environment);
  const replicas: Replica[] = [];
  const deaths: string[] = [];
  const said = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let kills = 0;
  let closing = false;
  let killer: NodeJS.Timeout | null = null;

  function start(index: number): void {
    const child = run(environment);
    const replica: Replica = { child, url: null };
    replicas[index] = replica;
    const last: string[] = [];
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        last.push(line);
        if (last.length > 20) last.shift();
        const { level, event, port, error } = read(line);
        if (event === 'serve.ready') {
          replica.url = `http://127.0.0.1:${String(port)}`;
          if (allReady()) for (const tell of waiting.splice(0)) tell();
        }
        const what = error === undefined ? event : `${event} (${error})`;
        if (level !== 'info') said.set(what, (said.get(what) ?? 0) + 1);
      });
    }
    child.once('exit', (code, signal) => {
      replica.url = null;
      if (closing) return;
      if (signal !== 'SIGKILL') deaths.push(`${String(code ?? signal)}: ${last.join('\n')}`);
      start(index);
    });
  }

  function ready(): readonly Replica[] {
    return replicas.filter((replica) => replica.url !== null);
  }

  function allReady(): boolean {
    return ready().length === count;
  }

  for (let index = 0; index < count; index += 1) start(index);
  return {
    url(chance) {
      const serving = ready();
      return serving.length === 0 ? null : pick(serving, chance).url;
    },
    startKilling(everyMs, most, chance) {
      killer = setInterval(() => {
        const serving = ready();
        // With nobody left there would be nobody to take anything over.
        if (serving.length < 2 || kills >= most) return;
        const victim = pick(serving, chance);
        victim.url = null;
        victim.child.kill('SIGKILL');
        kills += 1;
      }, everyMs);
    },
    stopKilling() {
      if (killer !== null) clearInterval(killer);
    },
    get kills() {
      return kills;
    },
    ready: () => (allReady() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    deaths,
    said,
    async close() {
      closing = true;
      if (killer !== null) clearInterval(killer);
      await Promise.all(
        replicas.map(async ({ child }) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        }),
      );
    },
  };
}

function run(environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, ['--min-semi-space-size=4', PROGRAM], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LOG_LEVEL: 'info',
      NODE_COMPILE_CACHE: COMPILED,
      ...environment,
    },
  });
}

/** Who is killed leaves nothing in Node's compile cache, and would compile everything again at each start. */
async function compileOnce(environment: Readonly<Record<string, string>>): Promise<void> {
  const child = run(environment);
  if (child.stderr === null) throw new Error('no standard error');
  const gone = once(child, 'exit');
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (read(line).event === 'serve.ready') child.kill('SIGTERM');
  });
  await gone;
}

/** What is no line of the log is a failure that nobody caught. */
function read(line: string): { level?: string; event: string; port?: number; error?: string } {
  try {
    return JSON.parse(line) as { level: string; event: string; port?: number; error?: string };
  } catch {
    return { event: line };
  }
}
