/** A whole bot behind its real server, speaking to the fake connector; everything behind the bot is hand-written. */
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/bot.ts';
import type { BotCards } from '../../src/bot/bot-cards.ts';
import { startServer } from '../../src/bot/server.ts';
import type { RunningServer } from '../../src/bot/server.ts';
import type { StopSwitch } from '../../src/domain/approvals/guardrails.ts';
import type { Actor, ResponseRequest } from '../../src/domain/approvals/request.ts';
import { newRequest } from '../../src/domain/approvals/request.ts';
import type {
  Handover,
  OnCall,
  Outcome,
  Refusal,
  ResponseService,
  Rights,
  Role,
  SwitchOutcome,
} from '../../src/domain/approvals/service.ts';
import type { Interpret } from '../../src/commands/interpret.ts';
import type { Command, CommandContext } from '../../src/domain/commands.ts';
import type { ConversationContext, Intent } from '../../src/domain/intents.ts';
import type { ConversationStore, StoredConversation } from '../../src/domain/ports/stores.ts';
import type { Tenant, TenantPorts } from '../../src/domain/ports/tenant.ts';
import { NO_TRACER } from '../../src/domain/ports/telemetry.ts';
import type { Log } from '../../src/domain/ports/telemetry.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import { FakeCopies } from '../fakes/card-copies.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { ManualTimers } from '../fakes/manual-timers.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';

export const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
export const IRIS: Actor = { id: '11111111-1111-4111-8111-111111111111', name: 'Iris Ek' };
export const TOMAS: Actor = { id: '22222222-2222-4222-8222-222222222222', name: 'Tomas Ng' };
export const NOBODY: Actor = { id: '33333333-3333-4333-8333-333333333333', name: 'No Body' };
const BOT = { id: '28:drawbridge', name: 'Drawbridge' };

class FakeConversations implements ConversationStore {
  readonly stored = new Map<string, StoredConversation>();
  readonly contexts = new Map<string, ConversationContext>();
  readonly seen = new Set<string>();
  save(conversation: StoredConversation): Promise<void> {
    this.stored.delete(conversation.id);
    this.stored.set(conversation.id, conversation);
    return Promise.resolve();
  }
  find(id: string): Promise<StoredConversation | null> {
    return Promise.resolve(this.stored.get(id) ?? null);
  }
  personal(limit: number): Promise<readonly StoredConversation[]> {
    const personal = [...this.stored.values()].filter((c) => c.personId !== null).reverse();
    return Promise.resolve(personal.slice(0, limit));
  }
  ofPeople(ids: readonly string[]): Promise<readonly StoredConversation[]> {
    const theirs = [...this.stored.values()].filter((c) => c.personId !== null && ids.includes(c.personId));
    return Promise.resolve(theirs.reverse());
  }
  forget(id: string): Promise<void> {
    this.stored.delete(id);
    return Promise.resolve();
  }
  context(conversationId: string, userId: string): Promise<ConversationContext> {
    return Promise.resolve(this.contexts.get(`${conversationId} ${userId}`) ?? {});
  }
  remember(conversationId: string, userId: string, context: ConversationContext): Promise<void> {
    this.contexts.set(`${conversationId} ${userId}`, context);
    return Promise.resolve();
  }
  firstDelivery(conversationId: string, activityId: string): Promise<boolean> {
    const key = `${conversationId} ${activityId}`;
    const first = !this.seen.has(key);
    this.seen.add(key);
    return Promise.resolve(first);
  }
}

/** One vote decides; the requester may not vote; roles are two lists. */
export class FakeResponses implements ResponseService {
  readonly requests = new Map<string, ResponseRequest>();
  readonly calls: string[] = [];
  roles: Record<Role, readonly string[]> = {
    reader: [IRIS.id, TOMAS.id],
    responder: [IRIS.id, TOMAS.id],
    approver: [TOMAS.id],
  };
  /** Of the groups that a request needs. */
  members: readonly string[] = [];
  /** What `rightsOf` says instead of what the lists say. */
  rights: Promise<Rights> | null = null;
  /** Told of what changed, as the store does after its transaction. */
  changed: (requestIds: readonly string[]) => void = () => undefined;
  /** Every call waits for it. */
  gate: Promise<void> = Promise.resolve();

  async roleOf(actor: Actor, role: Role): Promise<{ ok: true } | Refusal> {
    await this.gate;
    if (this.roles[role].includes(actor.id)) return { ok: true };
    return this.#refusal('notInRole', `only members of On-call ${role}s may do this`);
  }
  rightsOf(id: string, actor: Actor): Promise<Rights> {
    const open = this.requests.get(id)?.state === 'requested';
    return (
      this.rights ?? Promise.resolve({ decide: open && this.roles.approver.includes(actor.id), undo: false })
    );
  }
  mayDecide(_id: string, actor: Actor): Promise<boolean> {
    return Promise.resolve(this.members.includes(actor.id));
  }
  request(): Promise<Outcome> {
    throw new TypeError('not used');
  }
  dryRun(): Promise<never> {
    throw new TypeError('not used');
  }
  seenBy(): Promise<void> {
    return Promise.resolve();
  }
  drills(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }
  stopSwitch(): Promise<StopSwitch> {
    return Promise.resolve({ pulled: false, by: null, reason: null, at: null });
  }
  pullStop(): Promise<SwitchOutcome> {
    throw new TypeError('not used');
  }
  releaseStop(): Promise<SwitchOutcome> {
    throw new TypeError('not used');
  }
  async decide(
    id: string,
    actor: Actor,
    verdict: 'approve' | 'deny',
    reason: string | null,
  ): Promise<Outcome> {
    await this.gate;
    this.calls.push(`${verdict} ${id} ${actor.id} ${reason ?? '-'}`);
    const request = this.requests.get(id);
    if (request === undefined) return this.#refusal('notFound', `there is no request ${id}`);
    if (actor.id === request.requester.id)
      return this.#refusal('ownRequest', 'you asked for this yourself', request);
    if (request.state !== 'requested')
      return this.#refusal('alreadyDecided', 'this was decided before', request);
    const decisions = [{ actor, verdict, reason, at: '2026-11-20T09:00:01Z' }];
    return this.#move({ ...request, state: verdict === 'approve' ? 'approved' : 'denied', decisions });
  }
  cancel(id: string, actor: Actor): Promise<Outcome> {
    this.calls.push(`cancel ${id} ${actor.id}`);
    const request = this.requests.get(id);
    if (request === undefined) return Promise.resolve(this.#refusal('notFound', `there is no request ${id}`));
    return Promise.resolve(this.#move({ ...request, state: 'cancelled' }));
  }
  undo(id: string, actor: Actor): Promise<Outcome> {
    this.calls.push(`undo ${id} ${actor.id}`);
    const request = this.requests.get(id)!;
    return Promise.resolve(
      this.#move({ ...request, id: 'R-9ZZZ9', action: 'release', undoes: id, state: 'requested' }),
    );
  }
  again(id: string, actor: Actor, reason: string | null): Promise<Outcome> {
    this.calls.push(`again ${id} ${actor.id} ${reason ?? ''}`);
    const request = this.requests.get(id)!;
    return Promise.resolve(this.#move({ ...request, id: 'R-9AAA9', supersedes: id, state: 'requested' }));
  }
  renew(id: string, actor: Actor): Promise<Outcome> {
    this.calls.push(`renew ${id} ${actor.id}`);
    return Promise.resolve({ ok: true, request: this.requests.get(id)! });
  }
  handOver(id: string, actor: Actor, isWanted: () => boolean): Promise<Handover> {
    this.calls.push(`handOver ${id} ${actor.id}`);
    return this.gate.then(() => {
      const request = this.requests.get(id)!;
      return isWanted()
        ? {
            ok: true,
            yielded: { link: 'https://packages.example/1.zip?sig=secret' },
            what: 'package',
            request,
          }
        : this.#refusal('unavailable', 'too late', request);
    });
  }
  breakGlass(id: string, actor: Actor, reason: string | null): Promise<Outcome> {
    this.calls.push(`breakGlass ${id} ${actor.id} ${reason ?? '-'}`);
    const request = this.requests.get(id)!;
    if (reason === null) return Promise.resolve(this.#refusal('reasonRequired', 'say why', request));
    const breakGlass = { actor, reason, at: '2026-11-20T09:00:01Z', review: null };
    return Promise.resolve(this.#move({ ...request, state: 'approved', breakGlass }));
  }
  review(id: string, actor: Actor, verdict: 'agreed' | 'objected', note: string | null): Promise<Outcome> {
    this.calls.push(`review ${id} ${actor.id} ${verdict} ${note ?? '-'}`);
    return Promise.resolve(this.#move(this.requests.get(id)!));
  }
  refuseForeignCard(id: string, actor: Actor, verb: string): Promise<Refusal> {
    this.calls.push(`foreign ${id} ${actor.id} ${verb}`);
    return Promise.resolve(this.#refusal('blocked', 'a card of another conversation', this.requests.get(id)));
  }
  noteRefusedAsk(actor: Actor, ask: object): Promise<void> {
    this.calls.push(`refused ask ${actor.id} ${JSON.stringify(ask)}`);
    return Promise.resolve();
  }
  onCall(): OnCall {
    return { rota: [], shifts: null, source: 'policy.yaml' };
  }
  unreviewed(): Promise<readonly ResponseRequest[]> {
    return Promise.resolve([]);
  }
  find(id: string): Promise<ResponseRequest | null> {
    return Promise.resolve(this.requests.get(id) ?? null);
  }
  open(): Promise<readonly ResponseRequest[]> {
    return Promise.resolve([...this.requests.values()].filter((r) => r.state === 'requested'));
  }
  audit(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }
  #move(request: ResponseRequest): Outcome {
    const moved = { ...request, version: request.version + 1 };
    this.requests.set(moved.id, moved);
    this.changed([moved.id]);
    return { ok: true, request: moved };
  }
  #refusal(code: Refusal['code'], message: string, request: ResponseRequest | null = null): Refusal {
    return { ok: false, code, message, request };
  }
}

export function responseRequest(
  conversationId: string,
  changes: Partial<ResponseRequest> = {},
): ResponseRequest {
  const request = newRequest({
    id: 'R-7F3K2',
    action: 'isolate',
    target: { kind: 'device', id: 'm1', name: 'FIN-LT-042', aadDeviceId: null },
    parameters: { kind: 'full' },
    reason: null,
    requester: IRIS,
    conversationId,
    approvalsNeeded: 1,
    eachOf: [],
    evidence: [],
    createdAt: '2026-11-20T09:00:00Z',
    expiresAt: '2026-11-20T09:30:00Z',
  });
  return { ...request, ...changes };
}

function card(text: string, extra: Record<string, string | null> = {}): ReturnType<BotCards['reply']> {
  return {
    card: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }], ...extra },
    summary: text,
  };
}

export const requestCards: BotCards = {
  note: (request, note, view) =>
    card(`${note} ${request.id} ${request.state}`, { mention: view.mention?.name ?? null }),
  reply: (reply, view) =>
    card(reply.kind === 'answer' ? reply.headline : `${reply.kind}: ${reply.headline}`, {
      zone: view.timeZone,
      ...(reply.readAs === undefined ? {} : { readAs: reply.readAs }),
    }),
  request: (request, view) =>
    card(`${request.id} ${request.state}`, {
      viewer: view.viewer?.name ?? null,
      decide: view.viewer === null ? null : String(view.viewer.rights.decide),
    }),
  handover: (view) => card('link' in view ? `link ${view.link}` : view.lines.join('; ')).card,
  table: ({ rows }) => rows.map((cells) => cells.join(',')).join('\n'),
};

interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Harness {
  readonly bot: Bot;
  readonly server: RunningServer;
  readonly teams: TeamsConnector;
  readonly responses: FakeResponses;
  readonly conversations: FakeConversations;
  readonly copies: FakeCopies;
  readonly timers: ManualTimers;
  readonly logged: readonly LogLine[];
  readonly ran: readonly CommandContext[];
  /** What the one command answers. */
  reply: (context: CommandContext) => Promise<Reply>;
  /** How sentences are understood. */
  understand: (text: string, context: ConversationContext) => Intent;
  /** What is made of a sentence that was not understood. */
  interpret: Interpret;
  post(
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown; text: string }>;
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; text: string }>;
  /** Runs what outlives its turn to its end, moving time where it waits. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly approvalsChannel?: string | null;
  readonly metricsToken?: string | null;
  readonly readiness?: Readonly<Record<string, () => Promise<string | null>>>;
  readonly registered?: boolean;
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const teams = await startTeamsConnector();
  const responses = new FakeResponses();
  const conversations = new FakeConversations();
  const timers = new ManualTimers();
  const copies = new FakeCopies(timers);
  const logged: LogLine[] = [];
  const ran: CommandContext[] = [];
  const to =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      logged.push({ level, event, fields });
    };
  const log: Log = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
  const tenant: Tenant = { tenantId: TENANT, open: () => ({}) as TenantPorts };
  let ids = 0;
  const commandFor = (intent: Command['intent']): Command => ({
    intent,
    examples: ['is FIN-LT-042 risky'],
    summary: 'device',
    role: intent.startsWith('action.') ? 'responder' : 'reader',
    run(context) {
      ran.push(context);
      return harness.reply(context);
    },
  });
  const bot = createBot({
    config: {
      registration:
        options.registered === true
          ? {
              appId: '99999999-aaaa-4bbb-8ccc-000000000001',
              password: 'not a real one',
              type: 'SingleTenant',
              tenantId: TENANT,
              government: false,
            }
          : null,
      tenantId: TENANT,
      approvalsChannel: options.approvalsChannel ?? null,
    },
    commands: [commandFor('device.posture')],
    commandFor,
    understand: (text, context) => harness.understand(text, context),
    interpret: (text, context) => harness.interpret(text, context),
    tenant,
    responses,
    conversations,
    signInLedger: fakeLedger(),
    copies,
    unhurried: { responses, conversations, copies },
    cards: requestCards,
    clock: timers,
    timers,
    log,
    tracer: NO_TRACER,
    metrics: {
      message: () => undefined,
      replySeconds: () => undefined,
      upstreamSeconds: () => undefined,
      request: () => undefined,
      jobs: () => undefined,
      cards: () => undefined,
    },
    newId: () => `c-${++ids}`,
    random: () => 0.5,
  });
  responses.changed = (requestIds) => {
    bot.cardsChanged(requestIds);
  };
  const server = await startServer({
    bot,
    port: 0,
    local: options.registered !== true,
    readiness: options.readiness ?? {},
    metricsText: () => Promise.resolve('drawbridge_up 1\n'),
    metricsToken: options.metricsToken ?? null,
    timers,
    log,
  });
  const url = `http://127.0.0.1:${server.port}`;

  const harness: Harness = {
    bot,
    server,
    teams,
    responses,
    conversations,
    copies,
    timers,
    logged,
    ran,
    reply: () => Promise.resolve(answer('High risk and compliant')),
    interpret: () => Promise.resolve(null),
    understand: (text) => ({ intent: 'device.posture', slots: { device: text }, confidence: 1 }),
    async post(body, headers = {}) {
      const response = await fetch(`${url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        text,
        body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
      };
    },
    async get(path, headers = {}) {
      const response = await fetch(`${url}${path}`, { headers });
      return { status: response.status, text: await response.text() };
    },
    async settle() {
      await advanceUntil(timers, bot.idle());
    },
    async close() {
      await harness.settle();
      await server.close();
      await teams.close();
    },
  };
  return harness;
}

/** Moves time on until the work has come to its end. */
export async function advanceUntil(timers: ManualTimers, work: Promise<unknown>): Promise<void> {
  const state = { running: true };
  const stop = (): void => {
    state.running = false;
  };
  work.then(stop, stop);
  while (state.running) {
    await new Promise((resolve) => setImmediate(resolve));
    timers.advance(500);
  }
  await work;
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

export function answer(headline: string): Reply {
  return {
    kind: 'answer',
    intent: 'device.posture',
    subject: { kind: 'device', name: 'FIN-LT-042', reference: 'fin-lt-042' },
    tone: 'bad',
    headline,
    reasons: [],
    sections: [],
    gaps: [],
    offers: [],
  };
}

let activities = 0;

/** A message as Teams sends it in a personal chat. */
export function message(
  h: Harness,
  text: string,
  changes: Record<string, unknown> = {},
  from: Actor = IRIS,
): Record<string, unknown> {
  return {
    type: 'message',
    id: String(1_760_000_000_000 + ++activities),
    timestamp: '2026-11-20T09:00:00.100Z',
    channelId: 'msteams',
    serviceUrl: h.teams.serviceUrl,
    from: { id: `29:${from.name}`, name: from.name, aadObjectId: from.id },
    recipient: BOT,
    conversation: { id: `a:${from.name}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    textFormat: 'plain',
    text,
    entities: [
      {
        type: 'clientInfo',
        locale: 'en-US',
        country: 'US',
        platform: 'Windows',
        timezone: 'Europe/Stockholm',
      },
    ],
    ...changes,
  };
}

/** A click as Teams sends it. */
export function click(
  h: Harness,
  verb: string,
  data: unknown,
  from: Actor = TOMAS,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const base = message(h, '', { text: undefined }, from);
  return {
    ...base,
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:${++activities}`,
    replyToId: '1760000000500',
    value: { action: { type: 'Action.Execute', id: 'b', verb, data }, trigger: 'manual' },
    ...changes,
  };
}

export function installed(h: Harness, from: Actor): Record<string, unknown> {
  const base = message(h, '', { text: undefined }, from);
  return { ...base, type: 'installationUpdate', action: 'add' };
}

/** The text of a card. */
export function textOf(sent: { readonly activity: Readonly<Record<string, unknown>> }): string {
  const [attachment] = sent.activity['attachments'] as [{ content: { body: [{ text: string }] } }];
  return attachment.content.body[0].text;
}
