/** What happens in one round: people ask and click, processes die, services fail; then everything comes to an end. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/storage/database.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { Crowd, ownChat, placeOf } from './crowd.ts';
import { idOf } from './fleet-tenant.ts';
import { messageOf, shownCards } from './judge-cards.ts';
import { Ledger } from './ledger.ts';
import type { Plan, PlannedClick, PlannedRequest } from './plan.ts';
import { APPROVERS, BOTH, LATE_APPROVER, PEOPLE, chances, pick } from './plan.ts';
import type { Replicas } from './replicas.ts';
import { postFindings } from './verdict.ts';
import type { Microsoft } from './weather.ts';
import { troubleTeams } from './weather.ts';

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

const ASKED_AT_ONCE = 4;
const LOOK_MS = 200;
const TELL_MS = 10_000;
const DRAIN_WITHIN_MS = 240_000;
/** The patience of replica.ts: nobody holds a claim for longer. */
const SETTLED_FOR_MS = 2_000;

export interface RoundParts {
  readonly plan: Plan;
  readonly size: SoakSize;
  readonly database: Database;
  readonly connector: TeamsConnector;
  readonly replicas: Replicas;
  readonly microsoft: Microsoft;
  readonly tenantId: string;
}

export class Round {
  readonly #parts: RoundParts;
  readonly #chance: () => number;
  readonly crowd: Crowd;
  readonly ledger: Ledger;
  /** What was found on the way. */
  readonly early: string[] = [];
  /** Posts of which nobody knew whether they arrived, before anybody opened a chat. */
  unconfirmed = 0;
  readonly #startedAt = Date.now();
  #calm = false;
  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#chance = chances(parts.size.seed + 1);
    this.ledger = new Ledger(parts.database);
    this.crowd = new Crowd({
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
      this.#tell(`${this.crowd.sentences.size} asked for, ${this.crowd.answers.length} clicks answered`);
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
    while (!(await this.crowd.say(LATE_APPROVER, 'help', chat))) await pause(LOOK_MS);
  }

  async #asked(request: PlannedRequest): Promise<string> {
    for (;;) {
      await this.crowd.ask(request);
      // Answered or dead: whoever took the sentence is done with it.
      await pause(LOOK_MS);
      const requestId = await this.ledger.requestFor(request.device);
      if (requestId !== null) return requestId;
    }
  }

  async #click(requestId: string, request: PlannedRequest, click: PlannedClick): Promise<void> {
    const place = click.elsewhere ? ownChat(click.by) : placeOf(request);
    const message = messageOf(this.#parts.connector, requestId, placeOf(request).id);
    await this.crowd.click(requestId, click.by, click.verb, { place, message, twice: click.twice });
  }

  /** A click whose process died counts for nothing, perhaps: people who see the card still open click again. */
  async #untilDecided(): Promise<void> {
    const { plan, size } = this.#parts;
    const planned = new Map(plan.requests.map((request) => [request.device, request]));
    const turn = limit(size.atOnce);
    for (;;) {
      const open = (await this.ledger.stored(['requested'])).map(({ request }) => request);
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
      const busy = await this.ledger.busy(this.#switchedOff());
      if (busy.length === 0) quietSince ||= Date.now();
      else quietSince = 0;
      if (Date.now() > giveUpAt) {
        this.early.push(`not over after ${DRAIN_WITHIN_MS / 1000} s: ${busy.slice(0, 20).join('; ')}`);
        return;
      }
      await pause(LOOK_MS);
    }
  }

  /** Before anybody opens a chat: what nobody knows must be on the record, and no message may be there twice. */
  async #judgePosts(): Promise<void> {
    this.early.push(...(await postFindings(this.#parts.connector, this)));
    const posts = await this.ledger.posts();
    this.unconfirmed = posts.filter((post) => post.state === 'unconfirmed').length;
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
          return this.crowd.click(message.requestId, owner, 'refresh', {
            place,
            message: message.activityId,
          });
        }),
      ),
    );
  }

  #switchedOff(): readonly string[] {
    return this.#parts.plan.requests.filter(({ offline }) => offline).map(({ device }) => device);
  }

  get seconds(): number {
    return Math.round((Date.now() - this.#startedAt) / 1000);
  }

  #tell(what: string): void {
    const { size, replicas } = this.#parts;
    size.say?.(`${this.seconds} s: ${what}, ${replicas.kills} kills`);
  }
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
