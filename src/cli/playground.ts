/**
 * A window of Microsoft 365 Agents Playground for one person of a tenant. The Playground plays Teams: it calls the bot
 * over the real Bot Framework protocol and takes its answers on its own connector address. Each window is a Teams of its
 * own, with a personal chat, a group chat and a team; two windows share no conversation, only the bot and its requests.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.ts';
import type { Environment } from '../setting-reader.ts';
import type { DemoPerson } from './tenant-folder.ts';

export interface PlaygroundOptions extends PlaygroundPeople {
  /** The bot's message endpoint: `http://127.0.0.1:3978/api/messages`. */
  readonly botUrl: string;
  readonly port: number;
  /** Of which only the search path and the home folder are handed on. */
  readonly environment: Environment;
}

export interface PlaygroundPeople {
  readonly tenantId: string;
  /** Whose window it is. */
  readonly person: DemoPerson;
  /** Others to be seen in its group chat and team; the first five are taken. */
  readonly others: readonly DemoPerson[];
}

export interface Playground {
  /** To be opened in a browser. */
  readonly url: string;
  close(): Promise<void>;
}

/** The Playground's configuration asks for exactly so many people besides the one whose window it is. */
const OTHERS = 5;
const START_MS = 30_000;
const STOP_MS = 5_000;

/** @throws UsageError when the Playground is not installed or the port is taken */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const script = playgroundScript();
  const dir = await mkdtemp(path.join(tmpdir(), 'drawbridge-playground-'));
  const config = path.join(dir, '.m365agentsplayground.yml');
  // JSON is YAML.
  await writeFile(config, JSON.stringify(playgroundConfiguration(options), null, 2));
  const child = spawn(
    process.execPath,
    [
      script,
      'start',
      '-e',
      options.botUrl,
      '-c',
      'msteams',
      '-p',
      String(options.port),
      '--disable-telemetry',
    ],
    {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: options.environment['PATH'],
        HOME: options.environment['HOME'],
        TEAMSAPPTESTER_BROWSER: 'none',
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: config,
        M365_AGENTS_PLAYGROUND_LOGFILE: path.join(dir, 'playground.log'),
      },
    },
  );
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const port = await listeningPort(child);
    // It takes another port rather than fail; then nobody would find the window.
    if (port !== options.port) throw portTaken(options.port);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://localhost:${options.port}`, close };
}

/** What the Playground is told about people and places; people keep their object ids, so roles work as in Teams. */
export function playgroundConfiguration(people: PlaygroundPeople): object {
  const { person } = people;
  const others = people.others.filter((other) => other.id !== person.id).slice(0, OTHERS);
  const seats = Array.from({ length: OTHERS - others.length }, (_, i) => emptySeat(i + 1));
  return {
    version: '0.1.1',
    tenantId: people.tenantId,
    bot: { id: '28:drawbridge', name: 'Drawbridge' },
    currentUser: account(person),
    users: [...others, ...seats].map(account),
    // Ids differ between windows: the bot keeps one address for each conversation.
    personalChat: { id: `a:${person.id}` },
    groupChat: { id: `19:${person.id}-group@thread.v2`, name: 'On-call' },
    team: {
      id: `19:${person.id}-team@thread.tacv2`,
      name: 'Security Operations',
      aadGroupId: person.id,
      channels: [{ id: `19:${person.id}-response@thread.tacv2`, name: 'Response' }],
    },
  };
}

/** A tenant may have fewer people than the Playground wants to see. */
function emptySeat(number: number): DemoPerson {
  return {
    id: `00000000-0000-0000-0000-00000000000${number}`,
    displayName: `Empty seat ${number}`,
    userPrincipalName: `empty${number}@invalid.example`,
  };
}

function account(person: DemoPerson): object {
  const [first = person.displayName, ...rest] = person.displayName.split(' ');
  return {
    id: `29:${person.id}`,
    name: person.displayName.slice(0, 256),
    // The Playground's own spelling.
    userPrincipleName: person.userPrincipalName,
    aadObjectId: person.id,
    givenName: first.slice(0, 256),
    surname: rest.join(' ').slice(0, 256),
    email: person.userPrincipalName,
  };
}

function playgroundScript(): string {
  try {
    return fileURLToPath(import.meta.resolve('@microsoft/m365agentsplayground/cli.js'));
  } catch {
    throw new UsageError(
      'Microsoft 365 Agents Playground is not installed',
      'run `npm ci` with development dependencies, or add --no-playground',
    );
  }
}

function portTaken(port: number): UsageError {
  return new UsageError(`port ${port} is taken`, 'stop what uses it, or add --no-playground');
}

/** The Playground prints `Listening on 56150` once it does. */
async function listeningPort(child: ChildProcess): Promise<number> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, START_MS);
  const output = child.stdout;
  if (output === null) throw new UsageError('the Playground could not be started');
  try {
    for await (const line of createInterface({ input: output, signal: late.signal })) {
      const port = /^Listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) return Number(port);
    }
  } finally {
    clearTimeout(timer);
    output.resume();
  }
  throw new UsageError(
    'Microsoft 365 Agents Playground did not start',
    'add --no-playground to do without it',
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
