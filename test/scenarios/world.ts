/**
 * The whole program as people meet it: the real server, bot, workflow and adapters, on the demo tenant served by the
 * simulator over HTTP, with a strict Teams connector on the other side.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { cardText } from '../../src/cards/card-text.ts';
import type { DemoPerson, DemoTenant } from '../../src/cli/tenant-folder.ts';
import { findPerson, readDemoTenant } from '../../src/cli/tenant-folder.ts';
import type { Assembly } from '../../src/compose.ts';
import { assemble } from '../../src/compose.ts';
import { loadConfig, withSimulator } from '../../src/config.ts';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import { DEFAULT_TIMINGS } from '../../src/jobs/timings.ts';
import type { Timing } from '../../src/microsoft/http/timing.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import type { Database } from '../../src/storage/database.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase } from '../storage/test-database.ts';

const DEMO_DIR = path.join(import.meta.dirname, '..', '..', 'tenants', 'demo');

export interface Fault {
  readonly match: { service?: string; method?: string; path?: string };
  readonly times?: number;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly delayMs?: number;
  readonly drop?: boolean;
}

export interface Place {
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly id: string;
}

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly requestBody: unknown;
}

export class World {
  readonly tenant: DemoTenant;
  readonly simulator: Simulator;
  readonly connector: TeamsConnector;
  readonly database: Database;
  readonly assembly: Assembly;
  readonly url: string;

  private constructor(parts: {
    tenant: DemoTenant;
    simulator: Simulator;
    connector: TeamsConnector;
    database: Database;
    assembly: Assembly;
    url: string;
  }) {
    this.tenant = parts.tenant;
    this.simulator = parts.simulator;
    this.connector = parts.connector;
    this.database = parts.database;
    this.assembly = parts.assembly;
    this.url = parts.url;
  }

  static async start(options: { policy?: Partial<ResponsePolicy>; timing?: Timing } = {}): Promise<World> {
    const tenant = await readDemoTenant(DEMO_DIR);
    const [simulator, connector, database] = await Promise.all([
      startSimulator({ tenantDir: DEMO_DIR, port: 0, ...recording() }),
      startTeamsConnector(),
      testDatabase(),
    ]);
    const plain = loadConfig({ PORT: '0' }, { mode: 'demo' });
    const assembly = await assemble({
      config: withSimulator(plain, simulator.url, tenant.tenantId),
      tenantId: tenant.tenantId,
      policy: { ...defaultPolicy(tenant.roles, 'demo'), ...options.policy },
      database,
      log: createLog(process.env['LOG_LEVEL'] ?? 'silent'),
      metrics: createMetrics(),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      timings: {
        ...DEFAULT_TIMINGS,
        settle: 30,
        retry: 30,
        track: () => 20,
        missingGrace: 200,
        verifyRetry: 30,
      },
    });
    await assembly.work();
    const server = await assembly.listen();
    return new World({
      tenant,
      simulator,
      connector,
      database,
      assembly,
      url: `http://127.0.0.1:${server.port}`,
    });
  }

  async stop(): Promise<void> {
    await this.assembly.stop();
    await Promise.all([this.database.close(), this.simulator.close(), this.connector.close()]);
  }

  person(upn: string): DemoPerson {
    return findPerson(this.tenant.members, upn.includes('@') ? upn : `${upn}@contoso.example`);
  }

  /** What the person sees in answer to a message: the card as text. */
  async say(upn: string, text: string, place?: Place): Promise<string> {
    const before = this.connector.sent.length;
    const where = place ?? personal(this.person(upn));
    await this.deliver({ ...this.#activity(upn, where), type: 'message', text, textFormat: 'plain' });
    await this.assembly.bot.idle();
    const reply = this.connector.sent
      .slice(before)
      .findLast((sent) => sent.conversationId === where.id && sent.method === 'POST');
    return reply === undefined ? '' : cardText(cardOf(reply.activity));
  }

  /** The invoke response of a click, and what the clicker then sees. */
  async click(
    upn: string,
    verb: string,
    data: Record<string, unknown>,
    at: { place?: Place; activityId?: string; trigger?: 'manual' | 'automatic' } = {},
  ): Promise<{ status: number; type: string; text: string }> {
    const where = at.place ?? personal(this.person(upn));
    const copy =
      at.activityId ?? this.connector.sent.findLast((sent) => sent.conversationId === where.id)?.activityId;
    const response = await this.deliver({
      ...this.#activity(upn, where),
      type: 'invoke',
      name: 'adaptiveCard/action',
      ...(copy === undefined ? {} : { replyToId: copy }),
      value: { action: { type: 'Action.Execute', verb, data }, trigger: at.trigger ?? 'manual' },
    });
    const body = (await response.json()) as { statusCode?: number; type?: string; value?: unknown };
    const value = body.value;
    return {
      status: response.status,
      type: body.type ?? '',
      text:
        typeof value === 'string'
          ? value
          : body.type === 'application/vnd.microsoft.card.adaptive'
            ? cardText(value as JsonObject)
            : JSON.stringify(value),
    };
  }

  deliver(activity: Record<string, unknown>): Promise<Response> {
    return fetch(`${this.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
  }

  /** The card as it now stands in a place, once it says what is wanted. The test's time limit is the only one. */
  async untilCard(place: Place | string, wanted: RegExp): Promise<string> {
    const id = typeof place === 'string' ? personal(this.person(place)).id : place.id;
    for (;;) {
      const last = this.connector.cardsIn(id).at(-1);
      const text = last === undefined ? '' : cardText(last as JsonObject);
      if (wanted.test(text)) return text;
      await this.connector.arrived(this.connector.sent.length + 1);
    }
  }

  async fault(fault: Fault): Promise<void> {
    await this.#control('POST', 'faults', fault);
  }

  async calm(): Promise<void> {
    await this.#control('DELETE', 'faults');
  }

  async advance(seconds: number): Promise<void> {
    await this.#control('POST', 'advance', { seconds });
  }

  async exchanges(): Promise<readonly Exchange[]> {
    const response = await fetch(`${this.simulator.url}/_sim/exchanges`);
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Exchange);
  }

  async forgetExchanges(): Promise<void> {
    await this.#control('DELETE', 'exchanges');
  }

  async #control(method: string, what: string, body?: unknown): Promise<void> {
    const response = await fetch(`${this.simulator.url}/_sim/${what}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`_sim/${what}: ${response.status} ${await response.text()}`);
  }

  #activity(upn: string, place: Place): Record<string, unknown> {
    const person = this.person(upn);
    return {
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl: this.connector.serviceUrl,
      from: { id: `29:${person.id}`, name: person.displayName, aadObjectId: person.id },
      recipient: { id: '28:drawbridge', name: 'Drawbridge' },
      conversation: {
        id: place.id,
        conversationType: place.kind,
        tenantId: this.tenant.tenantId,
        ...(place.kind === 'personal' ? {} : { isGroup: true }),
      },
      channelData: { tenant: { id: this.tenant.tenantId } },
      locale: 'en-US',
    };
  }
}

/** `EXCHANGES_FILE`: every exchange of the scenarios is appended there, for the contract checks of CI. */
function recording(): { recordFile?: string } {
  const file = process.env['EXCHANGES_FILE'];
  return file === undefined ? {} : { recordFile: file };
}

function personal(person: DemoPerson): Place {
  return { kind: 'personal', id: `a:${person.id}` };
}

function cardOf(activity: Readonly<Record<string, unknown>>): JsonObject {
  const [attachment] = activity['attachments'] as [{ content: JsonObject }];
  return attachment.content;
}
