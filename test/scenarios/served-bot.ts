/** The bot as its own process (`drawbridge serve`), to be killed and started again on the same data folder. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const CLI = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

export interface ServedBot {
  readonly url: string;
  /** SIGKILL: nothing in the process gets a chance. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
}

export async function serveBot(environment: Record<string, string>): Promise<ServedBot> {
  const child = run(['serve'], environment);
  const port = await portOf(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** Another command of the same program; its exit code and what it printed. */
export async function drawbridge(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = run(words, environment);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

function run(words: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [CLI, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'info', ...environment },
  });
}

/** It says `serve.ready` with its port once it takes work. */
async function portOf(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  if (child.stderr === null) throw new Error('no standard error');
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (!line.includes('serve.ready')) continue;
    child.stderr.resume();
    return (JSON.parse(line) as { port: number }).port;
  }
  throw new Error(`the bot did not start: ${said.join('\n')}`);
}
