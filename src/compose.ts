/**
 * Joins ports to adapters: the only file that knows them all. `assemble` builds the program around a tenant and a
 * database; `start` sets the workers going and opens the door.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { createBot } from './bot/bot.ts';
import type { Bot } from './bot/bot.ts';
import { startServer } from './bot/server.ts';
import type { RunningServer } from './bot/server.ts';
import { systemTimers } from './bot/timers.ts';
import type { Timers } from './bot/timers.ts';
import { tableCsv } from './cards/csv.ts';
import { handoverCard } from './cards/handover-card.ts';
import { renderReply } from './cards/render-reply.ts';
import { requestCard } from './cards/request-card.ts';
import { requestNote } from './cards/request-note.ts';
import { createInterpret, translationCatalogue } from './commands/interpret.ts';
import type { Interpret } from './commands/interpret.ts';
import { commandFor, commands } from './commands/registry.ts';
import { understand } from './commands/understanding/understand.ts';
import type { Config } from './config.ts';
import type { ResponsePolicy } from './domain/approvals/policy.ts';
import type { ResponseService } from './domain/approvals/service.ts';
import type { Clock } from './domain/ports/tenant.ts';
import { NO_TRACER } from './domain/ports/telemetry.ts';
import type { Log, Metrics, Tracer } from './domain/ports/telemetry.ts';
import type { Translator } from './domain/ports/translator.ts';
import { startBoss } from './jobs/boss.ts';
import type { Boss } from './jobs/boss.ts';
import { createResponseService } from './jobs/response-service.ts';
import { DEFAULT_TIMINGS } from './jobs/timings.ts';
import type { Timings } from './jobs/timings.ts';
import { startSignInReader } from './jobs/sign-in-reader.ts';
import type { SignInReader } from './jobs/sign-in-reader.ts';
import { tracedStore } from './jobs/traced-store.ts';
import { createWakeups } from './jobs/wakeups.ts';
import { startWorkers } from './jobs/workers.ts';
import type { Workers } from './jobs/workers.ts';
import type { ExposedMetrics } from './metrics.ts';
import { createCredential } from './microsoft/credentials.ts';
import { REAL_TIMING } from './microsoft/http/timing.ts';
import type { Timing } from './microsoft/http/timing.ts';
import { createLanguageModel } from './microsoft/openai/language-model.ts';
import { createTenant } from './microsoft/tenant.ts';
import type { MicrosoftTenant } from './microsoft/tenant.ts';
import { createCardCopyStore } from './storage/card-copy-store.ts';
import type { CardPatience } from './storage/card-copy-store.ts';
import { createConversationStore } from './storage/conversation-store.ts';
import type { Database } from './storage/database.ts';
import { createResponseStore } from './storage/response-store.ts';
import type { Schema } from './storage/schema.ts';
import { createSignInLedger } from './storage/sign-in-ledger-store.ts';

export interface AssemblyOptions {
  readonly config: Config;
  /** The tenant whose data is read and whose people are answered. */
  readonly tenantId: string;
  readonly policy: ResponsePolicy;
  readonly database: Database;
  readonly log: Log;
  readonly metrics: ExposedMetrics;
  readonly tracer?: Tracer;
  readonly clock?: Clock;
  /** How patient the workflow is. */
  readonly timings?: Timings;
  /** How long a card stays claimed. */
  readonly cardPatience?: CardPatience;
  /** Between updates of a conversation's cards. */
  readonly updateEveryMs?: number;
  /** Waiting for Microsoft's services. */
  readonly timing?: Timing;
  /** Waiting for oneself: how long an answer to Teams may take. */
  readonly timers?: Timers;
}

export interface Assembly {
  readonly bot: Bot;
  readonly tenant: MicrosoftTenant;
  readonly responses: ResponseService;
  /** Sets the workers going. */
  work(): Promise<void>;
  /** Opens the HTTP door. */
  listen(): Promise<RunningServer>;
  /** Takes no more work, finishes what runs, closes the job queue; the database stays with whoever opened it. */
  stop(): Promise<void>;
}

const SYSTEM_CLOCK: Clock = { now: () => new Date() };

export async function assemble(options: AssemblyOptions): Promise<Assembly> {
  const { config, database, log, policy } = options;
  const { metrics } = options.metrics;
  const clock = options.clock ?? SYSTEM_CLOCK;
  const tracer = options.tracer ?? NO_TRACER;
  const tenant = connectTenant(config, options.tenantId, log, metrics, {
    clock,
    tracer,
    ...(options.timing === undefined ? {} : { timing: options.timing }),
  });
  const boss = await startBoss(database.engine, log);
  const wakeups = createWakeups();
  const timings = options.timings ?? DEFAULT_TIMINGS;
  const storesOn = (db: Kysely<Schema>) => {
    const stored = createResponseStore(db, {
      clock,
      enqueue: (trx, queue, requestId, delayMs) => boss.enqueue(trx, queue, requestId, delayMs),
      committed: (jobs) => {
        wakeups.committed(jobs);
      },
      entered: (action, state) => {
        metrics.request(action, state);
      },
      cardsChanged: (requestIds) => {
        bot.cardsChanged(requestIds);
      },
    });
    const store = tracedStore(stored, tracer);
    return {
      store,
      responses: createResponseService({ store, tenant, policy, clock, randomBytes, log, timings }),
      conversations: createConversationStore(db, clock),
      copies: createCardCopyStore(db, clock, options.cardPatience),
      signInLedger: createSignInLedger(db, clock),
    };
  };
  const { store, responses, ...stores } = storesOn(database.kysely);
  const unhurried = storesOn(database.unhurried);
  options.metrics.watchStop(async () => (await store.stopSwitch()).pulled);
  const bot = createBot({
    config: {
      registration:
        config.bot === null
          ? null
          : {
              appId: config.bot.id,
              password: config.bot.password,
              type: config.bot.type,
              tenantId: config.bot.tenantId,
              government: config.cloud.name === 'gcchigh' || config.cloud.name === 'dod',
            },
      tenantId: options.tenantId,
      approvalsChannel: policy.approvals.channel,
    },
    commands,
    commandFor,
    understand,
    interpret: interpretFor(options),
    tenant,
    responses,
    ...stores,
    unhurried,
    cards: {
      reply: renderReply,
      request: requestCard,
      note: requestNote,
      handover: handoverCard,
      table: tableCsv,
    },
    clock,
    timers: options.timers ?? systemTimers,
    log,
    metrics,
    tracer,
    newId: randomUUID,
    random: Math.random,
    ...(options.updateEveryMs === undefined ? {} : { updateEveryMs: options.updateEveryMs }),
  });
  let workers: Workers | null = null;
  let signInReader: SignInReader | null = null;
  let server: RunningServer | null = null;

  return {
    bot,
    tenant,
    responses,
    async work() {
      workers = await startWorkers({
        boss,
        store: unhurried.store,
        copies: unhurried.copies,
        tenant,
        policy,
        randomBytes,
        clock,
        log,
        metrics,
        tracer,
        publisher: bot.publisher,
        caller: bot.caller,
        wakeups,
        exclusive: database.exclusive,
        timings,
      });
      signInReader = startSignInReader({ ledger: unhurried.signInLedger, tenant, clock, log, metrics });
    },
    async listen() {
      server = await startServer({
        bot,
        port: config.server.port,
        local: config.bot === null,
        readiness: readinessChecks(database, boss, tenant, () => workers !== null),
        metricsText: () => options.metrics.expose(),
        metricsToken: config.server.metricsToken,
        timers: options.timers ?? systemTimers,
        log,
      });
      return server;
    },
    async stop() {
      await server?.close();
      await bot.idle();
      await signInReader?.stop();
      tenant.close();
      await workers?.stop();
      await boss.stop();
    },
  };
}

function interpretFor({ config, log, metrics, timing, tracer }: AssemblyOptions): Interpret | null {
  const { languageModel } = config;
  if (languageModel === null) return null;
  const translator = connectLanguageModel(languageModel, log, metrics.metrics, { timing, tracer });
  return createInterpret(translator, log);
}

/** The language model alone. */
export function connectLanguageModel(
  settings: NonNullable<Config['languageModel']>,
  log: Log,
  metrics: Metrics,
  more: { readonly timing?: Timing | undefined; readonly tracer?: Tracer | undefined } = {},
): Translator {
  return createLanguageModel({
    ...settings,
    catalogue: translationCatalogue(commands),
    timing: more.timing ?? REAL_TIMING,
    tracer: more.tracer ?? NO_TRACER,
    log,
    metrics,
  });
}

/** The tenant behind its ports, with nothing else around it. */
export function connectTenant(
  config: Config,
  tenantId: string,
  log: Log,
  metrics: Metrics,
  more: { readonly clock?: Clock; readonly timing?: Timing; readonly tracer?: Tracer } = {},
): MicrosoftTenant {
  const { endpoints } = config.cloud;
  const clock = more.clock ?? SYSTEM_CLOCK;
  return createTenant({
    ...more,
    tenantId,
    endpoints,
    credential: createCredential(config.credential.kind, endpoints, clock),
    clock,
    log,
    metrics,
    clientId: config.credential.clientId,
  });
}

function readinessChecks(
  database: Database,
  boss: Boss,
  tenant: MicrosoftTenant,
  working: () => boolean,
): Record<string, () => Promise<string | null>> {
  return {
    database: () => saying(database.ping(), 'does not answer'),
    jobs: async () =>
      working() ? saying(boss.pgBoss.getQueues(), 'the queue does not answer') : 'not started yet',
    upstream: () => saying(tenant.probe.token('graph'), 'no token for Microsoft Graph'),
  };
}

async function saying(check: Promise<unknown>, problem: string): Promise<string | null> {
  return check.then(
    () => null,
    () => problem,
  );
}
