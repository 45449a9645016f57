/**
 * One round of the soak: three processes on one PostgreSQL, one of them killed every second, ten people who ask for
 * actions and click at the same cards, Microsoft and Teams failing in every way that is known. Then everything is let
 * come to an end, and judged.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { readDemoTenant } from '../../src/cli/tenant-folder.ts';
import { STATES, isFinal } from '../../src/domain/approvals/state-machine.ts';
import type { RequestState } from '../../src/domain/approvals/request.ts';
import type { AuditEntry } from '../../src/domain/ports/stores.ts';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { readAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { drawbridge } from '../scenarios/served-bot.ts';
import { Crowd, ownChat, placeOf } from './crowd.ts';
import { writeFleetTenant } from './fleet-tenant.ts';
import { judgeCards, judgePosts, messageOf, shownCards } from './judge-cards.ts';
import type { KnownCopy, KnownPost, ShownCard } from './judge-cards.ts';
import { isLate, judgeRecord, judgeUpstream, judgeVotes } from './judge-requests.ts';
import type { Exchange, Findings, MachineAction } from './judge-requests.ts';
import type { Plan, PlannedClick, PlannedRequest } from './plan.ts';
import { APPROVERS, BOTH, LATE_APPROVER, PEOPLE, chances, makePlan, pick } from './plan.ts';
import { idOf } from './fleet-tenant.ts';
import { startReplicas } from './replicas.ts';
import type { Replicas } from './replicas.ts';
import { Microsoft, troubleTeams } from './weather.ts';

export interface SoakSize {
  readonly requests: number;
  readonly clicks: number;
  readonly seed: number;
  readonly replicas: number;
  readonly killEveryMs: number;
  /** So that a slow machine does not only start processes; none = no limit. */
  readonly mostKills?: number;
  /** Clicks that are under way at the same time. */
  readonly atOnce: number;
  readonly say?: (what: string) => void;
}

export interface SoakResult {
  readonly findings: Findings;
  readonly states: Readonly<Partial<Record<RequestState, number>>>;
  readonly counts: Readonly<Record<string, number>>;
}

const ASKED_AT_ONCE = 4;
const LOOK_MS = 200;
const TELL_MS = 10_000;
const DRAIN_WITHIN_MS = 240_000;
/** The patience of replica.ts: nobody holds a claim for longer. */
const SETTLED_FOR_MS = 2_000;

export async function soak(databaseUrl: string, size: SoakSize): Promise<SoakResult> {
  const plan = makePlan(size);
  const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-soak-'));
  const cleanUp: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    await writeFleetTenant(folder, plan.requests);
    const tenant = await readDemoTenant(folder);
    const recordFile = path.join(folder, 'exchanges.jsonl');
    const simulator = await startSimulator({ tenantDir: folder, port: 0, recordFile });
    cleanUp.push(() => simulator.close());
    const connector = await startTeamsConnector();
    cleanUp.push(() => connector.close());
    const policy = path.join(folder, 'policy.yaml');
    await writeFile(policy, JSON.stringify(policyFor(tenant.roles)));
    const database = await openDatabase({ databaseUrl });
    cleanUp.push(() => database.close());
    const environment = {
      PORT: '0',
      DRAWBRIDGE_CLOUD: 'custom',
      ...Object.fromEntries(
        ['GRAPH', 'DEFENDER', 'LOGS', 'ARM', 'INGEST'].map((name) => [`${name}_URL`, simulator.url]),
      ),
      DRAWBRIDGE_CREDENTIAL: 'simulated',
      DRAWBRIDGE_INSECURE_LOCAL: '1',
      DATABASE_URL: databaseUrl,
      POLICY_FILE: policy,
    };
    const replicas = await startReplicas(size.replicas, environment);
    cleanUp.push(() => replicas.close());
    await replicas.ready();
    const round = new Round({
      plan,
      size,
      database,
      connector,
      replicas,
      microsoft: new Microsoft(simulator.url),
      tenantId: tenant.tenantId,
    });
    await round.run();
    await replicas.close();
    const verified = await drawbridge(['audit', 'verify'], environment);
    return await round.judge(await exchangesOf(recordFile), verified);
  } finally {
    for (const clean of cleanUp.reverse()) await clean();
  }
}

function policyFor(roles: object): object {
  return {
    version: 1,
    roles,
    actions: { collect: { expiresMinutes: 1 } },
    protected: [{ match: { tags: ['Tier0'] }, approvals: 2 }],
  };
}

async function exchangesOf(file: string): Promise<readonly Exchange[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"method":"POST"'));
  return lines.map((line) => JSON.parse(line) as Exchange);
}

interface RoundParts {
  readonly plan: Plan;
  readonly size: SoakSize;
  readonly database: Database;
  readonly connector: TeamsConnector;
  readonly replicas: Replicas;
  readonly microsoft: Microsoft;
  readonly tenantId: string;
}

class Round {
  readonly #parts: RoundParts;
  readonly #chance: () => number;
  readonly #crowd: Crowd;
  readonly #startedAt = Date.now();
  readonly #counts: Record<string, number> = {};
  readonly #early: string[] = [];
  #calm = false;
  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#chance = chances(parts.size.seed + 1);
    this.#crowd = new Crowd({
      connector: parts.connector,
      tenantId: parts.tenantId,
      url: () => parts.replicas.url(this.#chance),
      delivering: () => (this.#calm ? Promise.resolve() : parts.microsoft.disturb(this.#chance)),
    });
  }

  async run(): Promise<void> {
    const { plan, size, replicas, connector, microsoft } = this.#parts;
    await microsoft.planCalls(plan.requests);
    const teams = troubleTeams(connector, this.#chance);
    const over = new AbortController();
    const living = microsoft.live(over.signal);
    replicas.startKilling(size.killEveryMs, size.mostKills ?? Infinity, this.#chance);
    const telling = setInterval(() => {
      this.#tell(`${this.#crowd.sentences.size} asked for, ${this.#crowd.answers.length} clicks answered`);
    }, TELL_MS);
    try {
      await this.#people();
      this.#tell('asked and clicked');
      await this.#untilDecided();
      this.#tell('decided');
      // Still killing: what is under way is taken over, again and again.
      await pause(5 * size.killEveryMs);
      replicas.stopKilling();
      this.#calm = true;
      teams.clearUp();
      await replicas.ready();
      await this.#untilOver();
      this.#tell('over');
      await this.#judgePosts();
      await this.#openChats();
      await this.#untilOver();
      this.#tell('every chat opened');
    } finally {
      clearInterval(telling);
      over.abort();
      await living;
    }
  }

  /** Every request is clicked at as soon as it is there, by all at once. */
  async #people(): Promise<void> {
    const { plan, size } = this.#parts;
    const clicks: Promise<void>[] = [];
    const asking = limit(ASKED_AT_ONCE);
    const clicking = limit(size.atOnce);
    await Promise.all(
      plan.requests.map((request, index) =>
        asking(async () => {
          if (index === plan.approverArrivesAt) await this.#arrive();
          const requestId = await this.#asked(request);
          if (request.rival) await this.#parts.microsoft.startElsewhere(request);
          const all = request.clicks.map((click) => clicking(() => this.#click(requestId, request, click)));
          clicks.push(...all);
        }),
      ),
    );
    await Promise.all(clicks);
  }

  /** An approver begins to talk to the bot; from now on every request is shown to them too. */
  async #arrive(): Promise<void> {
    const chat = ownChat(LATE_APPROVER);
    while (!(await this.#crowd.say(LATE_APPROVER, 'help', chat))) await pause(LOOK_MS);
  }

  async #asked(request: PlannedRequest): Promise<string> {
    for (;;) {
      await this.#crowd.ask(request);
      // Answered or dead: whoever took the sentence is done with it.
      await pause(LOOK_MS);
      const requestId = await this.#requestFor(request.device);
      if (requestId !== null) return requestId;
    }
  }

  async #requestFor(device: string): Promise<string | null> {
    const row = await this.#parts.database.kysely
      .selectFrom('drawbridge.requests')
      .select('id')
      .where('target_name', '=', device)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  async #click(requestId: string, request: PlannedRequest, click: PlannedClick): Promise<void> {
    const place = click.elsewhere ? ownChat(click.by) : placeOf(request);
    const message = messageOf(this.#parts.connector, requestId, placeOf(request).id);
    await this.#crowd.click(requestId, click.by, click.verb, { place, message, twice: click.twice });
  }

  /** A click whose process died counts for nothing, perhaps: people who see the card still open click again. */
  async #untilDecided(): Promise<void> {
    const { plan, size } = this.#parts;
    const planned = new Map(plan.requests.map((request) => [request.device, request]));
    const turn = limit(size.atOnce);
    for (;;) {
      const open = (await this.#stored(['requested'])).map(({ request }) => request);
      if (open.length === 0) return;
      const due = open.filter((request) => planned.get(request.target.name)?.fate !== 'left');
      await Promise.all(
        due.map((request) =>
          turn(async () => {
            const plan = planned.get(request.target.name);
            if (plan === undefined) return;
            const voted = request.decisions.map(({ actor }) => actor.id);
            const free = [...APPROVERS, ...BOTH].filter(
              (person) => idOf(person) !== request.requester.id && !voted.includes(idOf(person)),
            );
            const verb = plan.fate === 'denied' ? 'deny' : plan.fate === 'cancelled' ? 'cancel' : 'approve';
            const by = verb === 'cancel' ? plan.requester : pick(free, this.#chance);
            await this.#click(request.id, plan, { by, verb, elsewhere: false, twice: false });
          }),
        ),
      );
      // What is left alone expires, after a minute.
      if (due.length === 0) await pause(LOOK_MS);
    }
  }

  /** Nothing is under way any more, and nobody holds a claim. */
  async #untilOver(): Promise<void> {
    const giveUpAt = Date.now() + DRAIN_WITHIN_MS;
    let quietSince = 0;
    while (quietSince === 0 || Date.now() - quietSince < SETTLED_FOR_MS) {
      const busy = await this.#busy();
      if (busy.length === 0) quietSince ||= Date.now();
      else quietSince = 0;
      if (Date.now() > giveUpAt) {
        this.#early.push(`not over after ${DRAIN_WITHIN_MS / 1000} s: ${busy.slice(0, 20).join('; ')}`);
        return;
      }
      await pause(LOOK_MS);
    }
  }

  async #busy(): Promise<readonly string[]> {
    const { kysely } = this.#parts.database;
    const offline = this.#parts.plan.requests
      .filter((request) => request.offline)
      .map(({ device }) => device);
    const live = (await this.#stored(STATES)).filter(({ request }) => {
      if (request.state === 'succeeded')
        return (
          request.verification.verified === 'pending' &&
          request.action !== 'collect' &&
          request.action !== 'scan'
        );
      return (
        !isFinal(request.state) && !(request.state === 'submitted' && offline.includes(request.target.name))
      );
    });
    const cards = await sql<{ what: string }>`
      select request_id || ' post ' || state as what from drawbridge.card_posts where state in ('claimed', 'waiting')
      union all select request_id || ' copy ' || coalesce(claim, 'due') from drawbridge.card_copies
      where claim is not null or look_at is not null
      union all select data->>'requestId' || ' ' || name || ' ' || state from drawbridge_jobs.job
      where name = 'publish' and state in ('created', 'retry', 'active')`.execute(kysely);
    return [
      ...live.map(({ request }) => `${request.id} ${request.state}`),
      ...cards.rows.map(({ what }) => what),
    ];
  }

  /** Before anybody opens a chat: what nobody knows must be on the record, and no message may be there twice. */
  async #judgePosts(): Promise<void> {
    this.#early.push(...(await this.#postFindings()));
    const posts = await this.#posts();
    this.#counts['posts unconfirmed'] = posts.filter((post) => post.state === 'unconfirmed').length;
  }

  /** Teams' clients ask for the card of each message that they show, and by that tell where it is. */
  async #openChats(): Promise<void> {
    const { connector, size } = this.#parts;
    const turn = limit(size.atOnce);
    const kinds = new Map(
      this.#parts.plan.requests.map((request) => [placeOf(request).id, placeOf(request)]),
    );
    await Promise.all(
      shownCards(connector).map((message) =>
        turn(() => {
          const place = kinds.get(message.conversationId) ?? ownChat(LATE_APPROVER);
          const owner = PEOPLE.find((person) => ownChat(person).id === place.id) ?? LATE_APPROVER;
          return this.#crowd.click(message.requestId, owner, 'refresh', {
            place,
            message: message.activityId,
          });
        }),
      ),
    );
  }

  async judge(
    exchanges: readonly Exchange[],
    verified: { readonly code: number | null; readonly output: string },
  ): Promise<SoakResult> {
    const { connector, microsoft, replicas, database, size } = this.#parts;
    const stored = await this.#stored(STATES);
    const requests = stored.map(({ request }) => request);
    const actions = await microsoft.state<readonly MachineAction[]>('machineActions');
    const entries: AuditEntry[] = [];
    for await (const entry of readAudit(database.kysely)) entries.push(entry);
    const { answers } = this.#crowd;
    const copies = await this.#copies();
    const shown = shownCards(connector);
    const unknownCards = shown.filter(
      (card) =>
        !copies.some(
          (copy) => copy.activityId === card.activityId && copy.conversationId === card.conversationId,
        ),
    );
    const findings = [
      ...this.#early,
      ...(verified.code === 0 && verified.output.startsWith('ok:') ? [] : [`the record: ${verified.output}`]),
      ...replicas.deaths.map((death) => `a process ended by itself: ${death}`),
      ...(requests.length < size.requests ? [`${requests.length} requests instead of ${size.requests}`] : []),
      ...stored.flatMap((one) => judgeUpstream(one, actions, exchanges)),
      ...requests.flatMap((request) => judgeVotes(request, answers)),
      ...stored.flatMap((one) =>
        judgeRecord(
          one,
          entries.filter((entry) => entry.requestId === one.request.id),
          answers,
        ),
      ),
      ...judgeCards(requests, shown, copies, new Date()),
      ...(await this.#postFindings()),
      ...unknownCards.map(
        (card) =>
          `${card.requestId}: its message in ${card.conversationId} was shown to somebody and is still nobody's`,
      ),
      ...answers
        .filter(({ kind }) => kind === 'error')
        .map((answer) => `${answer.by} was answered an error: ${answer.text}`),
    ];
    return {
      findings,
      states: statesOf(stored),
      counts: this.#summary(requests.length, entries.length, shown),
    };
  }

  #summary(requests: number, entries: number, shown: readonly ShownCard[]): Record<string, number> {
    const { replicas, connector } = this.#parts;
    const { answers, sentences } = this.#crowd;
    const clicks = answers.filter(({ verb }) => verb !== 'refresh');
    return {
      seconds: Math.round((Date.now() - this.#startedAt) / 1000),
      requests,
      sentences: [...sentences.values()].reduce((sum, times) => sum + times, 0),
      clicks: clicks.length,
      'clicks done': clicks.filter(({ kind }) => kind === 'card').length,
      'clicks refused': clicks.filter((one) => one.kind === 'sentence' && !isLate(one)).length,
      'clicks answered late': clicks.filter(isLate).length,
      'clicks delivered again': clicks.filter(({ deliveries }) => deliveries > 1).length,
      kills: replicas.kills,
      'rows of the record': entries,
      'messages with cards': shown.length,
      'card posts and updates': connector.sent.length,
      ...this.#counts,
      ...Object.fromEntries(
        [...replicas.said].map(([event, times]) => [`log: ${event.slice(0, 120)}`, times]),
      ),
    };
  }

  async #postFindings(): Promise<Findings> {
    const { connector, database } = this.#parts;
    const noted = await database.kysely
      .selectFrom('drawbridge.audit')
      .select(['request_id', sql<string>`details->>'conversationId'`.as('conversation')])
      .where('event', '=', 'card.unconfirmed')
      .execute();
    const stored = await this.#stored(STATES);
    return judgePosts(shownCards(connector), await this.#copies(), await this.#posts(), {
      devices: new Map(stored.map(({ request }) => [request.id, request.target.name])),
      sentences: this.#crowd.sentences,
      noted: new Set(noted.map((row) => `${row.request_id ?? ''} ${row.conversation}`)),
    });
  }

  async #copies(): Promise<readonly KnownCopy[]> {
    const rows = await this.#parts.database.kysely.selectFrom('drawbridge.card_copies').selectAll().execute();
    return rows.map((row) => ({
      requestId: row.request_id,
      conversationId: row.conversation_id,
      activityId: row.activity_id,
      shown: row.shown,
    }));
  }

  async #posts(): Promise<readonly KnownPost[]> {
    const rows = await this.#parts.database.kysely.selectFrom('drawbridge.card_posts').selectAll().execute();
    return rows.map((row) => ({
      requestId: row.request_id,
      conversationId: row.conversation_id,
      purpose: row.purpose,
      state: row.state,
    }));
  }

  #stored(states: readonly RequestState[]): Promise<readonly StoredRequest[]> {
    const clock = { now: () => new Date() };
    const store = createResponseStore(this.#parts.database.kysely, {
      clock,
      enqueue: () => Promise.resolve(),
    });
    return store.inStates(states, 100_000);
  }

  #tell(what: string): void {
    const { size, replicas } = this.#parts;
    size.say?.(`${Math.round((Date.now() - this.#startedAt) / 1000)} s: ${what}, ${replicas.kills} kills`);
  }
}

function statesOf(stored: readonly StoredRequest[]): Partial<Record<RequestState, number>> {
  const states: Partial<Record<RequestState, number>> = {};
  for (const { request } of stored) states[request.state] = (states[request.state] ?? 0) + 1;
  return states;
}

/** Runs at most so many at a time, in the order in which they were handed in. */
function limit(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
