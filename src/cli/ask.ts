/**
 * `drawbridge ask`: one message from the terminal. It goes the way of a Teams message: an activity is delivered to the
 * bot, and the bot posts its reply to the channel, here a loopback address.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cardText } from '../cards/card-text.ts';
import { tableCsv } from '../cards/csv.ts';
import { renderReply } from '../cards/render-reply.ts';
import { assemble } from '../compose.ts';
import type { Assembly } from '../compose.ts';
import { loadConfig, processEnvironment, withSimulator } from '../config.ts';
import type { Config } from '../config.ts';
import { plural } from '../domain/questions/plural.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import { DrawbridgeError, UsageError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { openDatabase } from '../storage/database.ts';
import type { Database } from '../storage/database.ts';
import { startTracing } from '../tracing.ts';
import { DEMO_TENANT_DIR } from './demo-tenant-dir.ts';
import { simulatedServices } from './simulated-services.ts';
import { databaseFor, policyFor, tenantIdOf } from './surroundings.ts';
import { findPerson, readDemoTenant } from './tenant-folder.ts';
import type { DemoTenant } from './tenant-folder.ts';
import { openTerminalChannel } from './terminal-channel.ts';
import type { SentActivity, TerminalChannel } from './terminal-channel.ts';

export interface AskOptions {
  readonly text: string;
  /** Print the reply activity instead of the card as text. */
  readonly json: boolean;
  /** Where the whole list goes, if the answer has one. */
  readonly csvFile?: string;
  /** UPN of who asks. */
  readonly as?: string;
  /** A tenant folder to simulate; without it the environment's tenant, else the demo tenant. */
  readonly tenantDir?: string;
}

interface Person {
  readonly id: string;
  readonly displayName: string;
}

/** Where a question is asked: the program around a tenant, and who asks. */
interface Desk {
  readonly assembly: Assembly;
  readonly tenantId: string;
  readonly person: Person;
}

/** What was opened, closed in the reverse order however the question ends: what stays open keeps the process alive. */
type Closing = (() => Promise<void>)[];

export async function ask(options: AskOptions): Promise<number> {
  if (options.text.trim() === '')
    throw new UsageError('there is nothing to ask', 'give a sentence in quotes');
  const config = loadConfig(processEnvironment(), { mode: 'tool' });
  const real = options.tenantDir === undefined && config.namesTenant;
  const closing: Closing = [];
  try {
    const desk = real
      ? await realDesk(config, options, closing)
      : await simulatedDesk(config, options, closing);
    if (options.csvFile !== undefined) return await writeTable(desk, options.text, options.csvFile);
    const channel = await openTerminalChannel();
    closing.push(() => channel.close());
    const reply = await deliver(desk, channel, options.text);
    process.stdout.write(options.json ? `${JSON.stringify(reply)}\n` : `${asText(reply)}\n`);
    return 0;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** The answer itself instead of its card: a card holds a page of it, and the file all of it. */
async function writeTable(desk: Desk, text: string, file: string): Promise<number> {
  const { person, assembly } = desk;
  const { reply } = await assembly.bot.conversation.say({
    asked: { text },
    actor: { id: person.id, name: person.displayName },
    conversationId: `terminal:${person.id}`,
    correlationId: randomUUID(),
  });
  if (reply.kind !== 'request') {
    const { card } = renderReply(reply, { now: new Date() });
    process.stdout.write(`${cardText(card)}\n`);
  }
  if (reply.kind !== 'answer' || reply.table === undefined) {
    throw new UsageError('this answer has no list to write', 'leave --csv out');
  }
  try {
    await writeFile(file, tableCsv(reply.table), 'utf8');
  } catch {
    throw new UsageError(
      `\`${path.normalize(file)}\` cannot be written`,
      'give a file in a folder that is there',
    );
  }
  process.stdout.write(`\n${plural(reply.table.rows.length, 'line')} written to ${path.normalize(file)}\n`);
  return 0;
}

async function deliver(desk: Desk, channel: TerminalChannel, text: string): Promise<SentActivity> {
  const { person, tenantId, assembly } = desk;
  const conversationId = `terminal:${person.id}`;
  const { status } = await assembly.bot.deliver('', {
    type: 'message',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: channel.serviceUrl,
    from: { id: `29:${person.id}`, name: person.displayName, aadObjectId: person.id },
    recipient: { id: '28:drawbridge', name: 'Drawbridge' },
    conversation: { id: conversationId, conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    text,
    textFormat: 'plain',
    locale: 'en-US',
  });
  await assembly.bot.idle();
  const reply = channel.messages().at(-1);
  if (reply === undefined) {
    throw new DrawbridgeError('internal', `the bot did not reply (status ${status})`, {
      advice: 'run it again with LOG_LEVEL=debug',
    });
  }
  return reply;
}

function asText(reply: SentActivity): string {
  const card = reply.attachments?.[0]?.content;
  return card === undefined ? (reply.text ?? '') : cardText(card as JsonObject);
}

async function simulatedDesk(config: Config, options: AskOptions, closing: Closing): Promise<Desk> {
  const tenantDir = tenantFolder(options.tenantDir);
  // First, because it names every fault of the folder with its line.
  const simulator = await simulatedServices({ tenantDir, port: 0 });
  closing.push(() => simulator.close());
  const { demo, person } = await whoAsks(tenantDir, options.as);
  // The simulated tenant is gone at the end; what is stored about it is too.
  const database = await openDatabase();
  closing.push(() => database.close());
  const { tenantId } = demo;
  const simulated = withSimulator(config, simulator.url, tenantId);
  const assembly = await assembleQuietly(simulated, tenantId, database, closing, demo.roles);
  await assembly.work();
  return { assembly, tenantId, person };
}

async function whoAsks(tenantDir: string, upn?: string): Promise<{ demo: DemoTenant; person: Person }> {
  const demo = await readDemoTenant(tenantDir);
  return { demo, person: upn === undefined ? demo.people.responder : findPerson(demo.members, upn) };
}

/** The real tenant; the request and its jobs stay in the database for the bot that serves it. */
async function realDesk(config: Config, options: AskOptions, closing: Closing): Promise<Desk> {
  if (options.as === undefined) {
    throw new UsageError('who asks is not known', 'give your own UPN: --as name@your.domain');
  }
  const database = await databaseFor(config);
  closing.push(() => database.close());
  const tenantId = await tenantIdOf(config, createLog('error'), createMetrics().metrics);
  const assembly = await assembleQuietly({ ...config, bot: null }, tenantId, database, closing);
  const person = await assembly.tenant.open({ correlationId: randomUUID() }).directory.user(options.as);
  if (person === null) {
    throw new UsageError(`nobody in the tenant signs in as \`${options.as}\``, 'check the UPN');
  }
  return { assembly, tenantId, person };
}

async function assembleQuietly(
  config: Config,
  tenantId: string,
  database: Database,
  closing: Closing,
  demoRoles?: Parameters<typeof policyFor>[1],
): Promise<Assembly> {
  const level = processEnvironment()['LOG_LEVEL'] === undefined ? 'error' : config.telemetry.logLevel;
  const log = createLog(level);
  const tracing = await startTracing(config.telemetry.otlpEndpoint, log);
  closing.push(() => tracing.close());
  const assembly = await assemble({
    config,
    tenantId,
    database,
    policy: await policyFor(config, demoRoles),
    log,
    metrics: createMetrics(),
    tracer: tracing.tracer,
  });
  closing.push(() => assembly.stop());
  return assembly;
}

function tenantFolder(given: string | undefined): string {
  if (given === undefined) return DEMO_TENANT_DIR;
  if (!existsSync(given)) throw new UsageError(`there is no folder \`${path.normalize(given)}\``);
  return given;
}
