/**
 * How long a click on a card takes to be answered: fifty a second for half a minute, each a vote on an open request by
 * somebody whose role is read live, on one process. Requests are put into the database before; everything else is the
 * real program with its real limits.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readDemoTenant } from '../src/cli/tenant-folder.ts';
import { isolate } from '../src/domain/actions/isolate.ts';
import { defaultPolicy } from '../src/domain/approvals/policy.ts';
import { bind, insertRequest } from '../src/jobs/insert-request.ts';
import { openDatabase } from '../src/storage/database.ts';
import type { DatabaseOptions } from '../src/storage/database.ts';
import { createResponseStore } from '../src/storage/response-store.ts';
import { startOtlpReceiver } from '../test/fakes/otlp-receiver.ts';
import { idOf, machineIdOf, writeFleetTenant } from '../test/soak/fleet-tenant.ts';
import { APPROVERS, ASKERS } from '../test/soak/plan.ts';
import { startPostgres } from '../test/storage/postgres-server.ts';
import { startBot, startServices } from './children.ts';
import { atMost, info, percentile } from './measure.ts';
import type { Line } from './measure.ts';

const A_SECOND = 50;
const SECONDS = 30;
const WARM_UP_SECONDS = 10;
/** A shorter run that is traced, for the shares: tracing itself takes time. */
const TRACED_SECONDS = 6;
const CLICKS = A_SECOND * (SECONDS + WARM_UP_SECONDS);
/**
 * One request in ten gets both of the two votes that it needs, and is carried out: that alone is more than Microsoft's
 * limits allow. The others are denied, or get one vote and stay open.
 */
const KINDS = [
  'denied',
  'open',
  'denied',
  'open',
  'denied',
  'open',
  'denied',
  'open',
  'denied',
  'approved',
] as const;
const CARDS_A_CONVERSATION = 4;
const LATE = 'Still working on it';
const [ASKER] = ASKERS;
const [FIRST, SECOND] = APPROVERS;

interface Click {
  readonly requestId: string;
  readonly conversationId: string;
  readonly by: string;
  readonly verb: 'approve' | 'deny';
}

interface Place {
  readonly folder: string;
  readonly tenantId: string;
  readonly policyFile: string;
  readonly servicesUrl: string;
  readonly teamsUrl: string;
}

export async function measureClicks(): Promise<readonly Line[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-clicks-'));
  const teams = await startTeams();
  const tenantDir = path.join(folder, 'tenant');
  await mkdir(tenantDir);
  await writeFleetTenant(tenantDir, devices(CLICKS));
  const tenant = await readDemoTenant(tenantDir);
  const policyFile = path.join(folder, 'policy.yaml');
  await writeFile(policyFile, JSON.stringify({ version: 1, roles: tenant.roles }));
  const services = await startServices(0, tenantDir);
  const server = await startPostgres();
  try {
    const place: Place = {
      folder,
      tenantId: tenant.tenantId,
      policyFile,
      servicesUrl: services.url,
      teamsUrl: teams.url,
    };
    const lines = [...(await onDatabase('PGlite', 100, place, () => Promise.resolve(null)))];
    if ('missing' in server)
      return [...lines, info('clicks on PostgreSQL', `not measured: ${server.missing}`)];
    return [...lines, ...(await onDatabase('PostgreSQL', 150, place, () => server.newDatabase()))];
  } finally {
    await services.stop();
    await teams.close();
    if (!('missing' in server)) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function onDatabase(
  name: string,
  limitMs: number,
  place: Place,
  newDatabase: () => Promise<string | null>,
): Promise<readonly Line[]> {
  const steady = await run(place, await newDatabase(), WARM_UP_SECONDS + SECONDS);
  const times = steady.times.slice(WARM_UP_SECONDS * A_SECOND);
  const traced = await run(place, await newDatabase(), TRACED_SECONDS, true);
  const whole = mean(traced.times);
  const share = (ms: number): string => `${ms.toFixed(1)} ms of ${whole.toFixed(1)} ms (traced)`;
  return [
    atMost(`click answered at ${A_SECOND} a second, ${name}, p99`, percentile(times, 0.99), limitMs, ' ms'),
    info(
      `click answered, ${name} (${times.length} clicks)`,
      `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, most ${Math.max(...times).toFixed(0)} ms`,
    ),
    info(`of a click, ${name}: role asked of Entra ID, mean`, share(traced.roleMs)),
    info(`of a click, ${name}: transactions, mean`, share(traced.transactionMs)),
  ];
}

interface Run {
  readonly times: readonly number[];
  readonly roleMs: number;
  readonly transactionMs: number;
}

async function run(place: Place, databaseUrl: string | null, seconds: number, traced = false): Promise<Run> {
  const dataDir = await mkdtemp(path.join(place.folder, 'data-'));
  const clicks = await openRequests(
    databaseUrl === null ? { dataDir } : { databaseUrl },
    seconds * A_SECOND,
    place,
  );
  const receiver = traced ? await startOtlpReceiver() : null;
  const bot = await startBot({
    servicesUrl: place.servicesUrl,
    dataDir,
    policyFile: place.policyFile,
    quickLimits: false,
    settings: {
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      ...(receiver === null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }),
    },
  });
  try {
    const times: number[] = [];
    const started = performance.now();
    await Promise.all(
      clicks.map(async (click, index) => {
        // Whether or not those before were answered: people do not wait for one another.
        await pause(Math.max(0, (index * 1000) / A_SECOND - (performance.now() - started)));
        times[index] = await answered(bot.url, click, place);
      }),
    );
    await bot.stop();
    const spans = receiver?.spans ?? [];
    const roots = new Set(spans.filter((span) => /^click /.test(span.name)).map((span) => span.traceId));
    const total = (which: RegExp): number =>
      spans
        .filter((span) => roots.has(span.traceId) && which.test(span.name))
        .reduce((sum, span) => sum + Number(span.lasted) / 1e6, 0) / Math.max(1, clicks.length);
    return { times, roleMs: total(/checkMemberGroups/i), transactionMs: total(/^transaction /) };
  } finally {
    await bot.stop();
    await receiver?.close();
  }
}

async function answered(botUrl: string, click: Click, place: Place): Promise<number> {
  const id = idOf(click.by);
  const body = JSON.stringify({
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: place.teamsUrl,
    from: { id: `29:${id}`, name: click.by, aadObjectId: id },
    recipient: { id: '28:drawbridge', name: 'Drawbridge' },
    conversation: {
      id: click.conversationId,
      conversationType: 'groupChat',
      isGroup: true,
      tenantId: place.tenantId,
    },
    channelData: { tenant: { id: place.tenantId } },
    replyToId: `m:${click.requestId}`,
    value: {
      action: { type: 'Action.Execute', verb: `request.${click.verb}`, data: { requestId: click.requestId } },
      trigger: 'manual',
    },
  });
  const started = performance.now();
  const text = await fetch(`${botUrl}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  }).then(
    (response) => response.text(),
    // So many are waiting that not even the connection is taken: as slow as can be.
    () => LATE,
  );
  const ms = performance.now() - started;
  // Answered after a second and a half that it is not done yet: slow, and counted as such.
  if (!text.includes('application/vnd.microsoft.card.adaptive') && !text.includes(LATE))
    throw new Error(`a click was not accepted: ${text}`);
  return ms;
}

/** As many open requests as the clicks need, each with its card in a group chat. */
async function openRequests(
  options: DatabaseOptions,
  count: number,
  place: Place,
): Promise<readonly Click[]> {
  const database = await openDatabase(options);
  const clock = { now: () => new Date() };
  const store = createResponseStore(database.kysely, { clock, enqueue: () => Promise.resolve() });
  const clicks: Click[] = [];
  for (const [index, { device }] of devices(count).entries()) {
    const conversationId = `19:room-${Math.floor(index / CARDS_A_CONVERSATION)}@thread.v2`;
    const kind = KINDS[index % KINDS.length];
    const target = { kind: 'device', id: machineIdOf(device), name: device, aadDeviceId: null } as const;
    const parameters = { kind: 'full' };
    const evidence = [{ label: 'Risk / exposure', value: 'High / High' }];
    const now = clock.now();
    const requestId = await store.transaction(async (tx) => {
      const inserted = await insertRequest(
        tx,
        {
          action: 'isolate',
          target,
          parameters,
          reason: 'credential theft alert',
          requester: { id: idOf(ASKER), name: ASKER },
          conversationId,
          approvalsNeeded: kind === 'denied' ? 1 : 2,
          eachOf: [],
          evidence,
          createdAt: now.toISOString(),
          expiresAt: new Date(now.getTime() + 1_800_000).toISOString(),
        },
        {
          correlationId: randomUUID(),
          protection: { tags: [], deviceValue: null, groups: [] },
          binding: bind(isolate.call({ target, parameters }), {}, { evidence, hold: null, first: null }),
        },
        { randomBytes, policy: defaultPolicy() },
      );
      if (inserted.kind !== 'inserted') throw new Error(`no request was made: ${inserted.kind}`);
      return inserted.stored.request.id;
    });
    await database.kysely
      .insertInto('drawbridge.conversations')
      .values({
        id: conversationId,
        tenant_id: place.tenantId,
        reference: reference(conversationId, place),
        person_id: null,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await database.kysely
      .insertInto('drawbridge.card_copies')
      .values({
        request_id: requestId,
        conversation_id: conversationId,
        activity_id: `m:${requestId}`,
        shown: null,
        claim: null,
        look_at: null,
        meanwhile: null,
      })
      .execute();
    const votes: readonly [by: string, verb: Click['verb']][] =
      kind === 'denied'
        ? [[FIRST, 'deny']]
        : kind === 'open'
          ? [[FIRST, 'approve']]
          : [
              [FIRST, 'approve'],
              [SECOND, 'approve'],
            ];
    for (const [by, verb] of votes) clicks.push({ requestId, conversationId, by, verb });
  }
  await database.close();
  return clicks.slice(0, count);
}

function reference(conversationId: string, place: Place): string {
  return JSON.stringify({
    channelId: 'msteams',
    serviceUrl: place.teamsUrl,
    bot: { id: '28:drawbridge', name: 'Drawbridge' },
    conversation: {
      id: conversationId,
      conversationType: 'groupChat',
      isGroup: true,
      tenantId: place.tenantId,
      name: '',
    },
  });
}

function devices(clicks: number): readonly { device: string; quorum: 1; offline: false }[] {
  return Array.from({ length: clicks }, (_, index) => ({
    device: `WS-${String(index + 1).padStart(4, '0')}`,
    quorum: 1,
    offline: false,
  }));
}

/** A connector that takes everything. */
async function startTeams(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: randomUUID() }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
