/**
 * The whole program as people meet it: the real server, bot, workflow and adapters, on the demo tenant served by the
 * simulator over HTTP, with a strict Teams connector on the other side.
 */
import { sql } from 'kysely';
import { cardText } from '../../src/cards/card-text.ts';
import { systemTimers } from '../../src/bot/timers.ts';
import type { Timers } from '../../src/bot/timers.ts';
import { readDemoTenant } from '../../src/cli/tenant-folder.ts';
import type { Assembly } from '../../src/compose.ts';
import { assemble } from '../../src/compose.ts';
import { loadConfig, withSimulator } from '../../src/config.ts';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { Tracer } from '../../src/domain/ports/telemetry.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Timing } from '../../src/microsoft/http/timing.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import type { Database } from '../../src/storage/database.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import { fakeTiming } from '../microsoft/fake-timing.ts';
import type { FakeTiming } from '../microsoft/fake-timing.ts';
import { testDatabase } from '../storage/test-database.ts';
import { Chat, DEMO_DIR, control } from './chat.ts';
import type { Exchange, Place } from './chat.ts';

export interface Fault {
  readonly match: { service?: string; method?: string; path?: string };
  readonly times?: number;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly delayMs?: number;
  readonly drop?: boolean | 'after';
}

interface SimulatedMachine {
  readonly id: string;
  readonly computerDnsName: string | null;
  readonly machineTags: readonly string[];
}

interface Parts {
  readonly simulator: Simulator;
  readonly timing: FakeTiming;
  readonly database: Database;
  readonly assembly: Assembly;
}

export class World extends Chat {
  readonly simulator: Simulator;
  readonly assembly: Assembly;
  readonly #database: Database;
  readonly #timing: FakeTiming;

  private constructor(chat: ConstructorParameters<typeof Chat>[0], parts: Parts) {
    super(chat);
    this.simulator = parts.simulator;
    this.assembly = parts.assembly;
    this.#database = parts.database;
    this.#timing = parts.timing;
  }

  /**
   * Nobody waits in it. Where the bot would wait for the services, time passes on both sides and at once; cards are
   * updated as fast as they change.
   */
  static async start(
    options: {
      record?: false;
      tracer?: Tracer;
      trackEvery?: number;
      policy?: Partial<ResponsePolicy>;
      /** Takes every line of the log, from the finest on. */
      logTo?: { write(line: string): void };
    } = {},
  ): Promise<World> {
    const tenant = await readDemoTenant(DEMO_DIR);
    const [simulator, connector, database] = await Promise.all([
      startSimulator({ tenantDir: DEMO_DIR, port: 0, ...(options.record === false ? {} : recording()) }),
      startTeamsConnector(),
      testDatabase(),
    ]);
    const { own, timing } = sharedTime(simulator.url);
    const assembly = await assemble({
      config: withSimulator(loadConfig({ PORT: '0' }, { mode: 'demo' }), simulator.url, tenant.tenantId),
      tenantId: tenant.tenantId,
      policy: { ...defaultPolicy(tenant.roles, 'demo'), ...options.policy },
      database,
      log:
        options.logTo === undefined
          ? createLog(process.env['LOG_LEVEL'] ?? 'silent')
          : createLog('debug', options.logTo),
      metrics: createMetrics(),
      ...(options.tracer === undefined ? {} : { tracer: options.tracer }),
      timing,
      timers: PATIENT,
      updateEveryMs: 0,
      timings: {
        ...DEFAULT_TIMINGS,
        settle: 30,
        retry: 30,
        // Looking more often, a busy machine would use up the hundred calls of a minute before a test is over.
        track: () => options.trackEvery ?? 200,
        missingGrace: 200,
        // What is not proven yet is looked at again and again; Microsoft's limits hold for that too.
        verifyRetry: 700,
      },
    });
    await assembly.work();
    const { port } = await assembly.listen();
    const url = `http://127.0.0.1:${port}`;
    return new World({ tenant, connector, url: () => url }, { simulator, timing: own, database, assembly });
  }

  async stop(): Promise<void> {
    await this.assembly.stop();
    await Promise.all([this.#database.close(), this.simulator.close(), this.connector.close()]);
  }

  /** What the person sees in answer to a message: the card as text. What is told of other requests meanwhile alerts. */
  async say(upn: string, text: string, place: Place = this.personal(upn)): Promise<string> {
    const before = this.connector.sent.length;
    await this.send(upn, text, place);
    await this.assembly.bot.idle();
    const reply = this.connector.sent
      .slice(before)
      .findLast(
        (sent) => sent.conversationId === place.id && sent.method === 'POST' && !alerts(sent.activity),
      );
    return reply === undefined ? '' : cardText(cardOf(reply.activity));
  }

  /** Every row of every table, those of the job queue included. */
  async stored(): Promise<string> {
    const { kysely } = this.#database;
    const tables = await sql<{ name: string }>`
      select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_schema like 'drawbridge%'`.execute(kysely);
    const all = tables.rows.map(({ name }) => sql.raw(`select * from ${name}`).execute(kysely));
    return JSON.stringify((await Promise.all(all)).map(({ rows }) => rows));
  }

  fault(fault: Fault): Promise<void> {
    return control(this.simulator.url, 'faults', fault);
  }

  calm(): Promise<void> {
    return control(this.simulator.url, 'faults', undefined, 'DELETE');
  }

  advance(seconds: number): Promise<void> {
    return control(this.simulator.url, 'advance', { seconds });
  }

  /** A minute and a moment later on both sides: the calls that the services allow in one are there again. */
  async minute(): Promise<void> {
    this.#timing.advance(61_000);
    await this.advance(61);
  }

  /** The machines as they stand now. */
  async machines(): Promise<readonly SimulatedMachine[]> {
    const response = await fetch(`${this.simulator.url}/_sim/state/machines`);
    return (await response.json()) as SimulatedMachine[];
  }

  /** One of the simulator's collections as it stands now. */
  async state(name: string): Promise<readonly { readonly id: string; readonly displayName: string }[]> {
    const response = await fetch(`${this.simulator.url}/_sim/state/${name}`);
    return (await response.json()) as { id: string; displayName: string }[];
  }

  /** The machine actions as they stand now. */
  async actions(): Promise<readonly { readonly id: string; readonly requestorComment: string | null }[]> {
    const response = await fetch(`${this.simulator.url}/_sim/state/machineActions`);
    return (await response.json()) as { id: string; requestorComment: string | null }[];
  }

  /** What was said to the services since it was last forgotten. */
  heard(): Promise<readonly Exchange[]> {
    return this.exchanges(this.simulator.url);
  }

  forgetExchanges(): Promise<void> {
    return control(this.simulator.url, 'exchanges', undefined, 'DELETE');
  }
}

/** `EXCHANGES_FILE`: every exchange of the scenarios is appended there, for the contract checks of CI. */
function recording(): { recordFile?: string } {
  const file = process.env['EXCHANGES_FILE'];
  return file === undefined ? {} : { recordFile: file };
}

/** However busy this machine is, an answer to Teams comes when it is done, not when its time is up. */
const PATIENT: Timers = { after: (ms, call) => systemTimers.after(60 * ms, call) };

/** Beside the time of this machine, all passes at once that the bot waits for the services, and for them too. */
function sharedTime(simulator: string): { own: FakeTiming; timing: Timing } {
  const own = fakeTiming();
  const sleep: Timing['sleep'] = async (ms, signal) => {
    await control(simulator, 'advance', { seconds: ms / 1000 });
    await own.sleep(ms, signal);
  };
  return { own, timing: { ...own, now: () => performance.now() + own.now(), sleep } };
}

function alerts({ channelData }: Readonly<Record<string, unknown>>): boolean {
  return (channelData as { notification?: { alert?: boolean } } | undefined)?.notification?.alert === true;
}

function cardOf(activity: Readonly<Record<string, unknown>>): JsonObject {
  const [attachment] = activity['attachments'] as [{ content: JsonObject }];
  return attachment.content;
}
