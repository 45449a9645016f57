/** What goes wrong around the bot: Microsoft's services by faults of the simulator, Teams by troubles of the connector. */
import { setTimeout as pause } from 'node:timers/promises';
import type { TeamsConnector, Trouble } from '../fakes/teams-connector.ts';
import type { CallTrouble, PlannedRequest } from './plan.ts';
import { pick } from './plan.ts';
import { machineIdOf } from './fleet-tenant.ts';

type Fault = Readonly<Record<string, unknown>>;

/** Simulated seconds that go by in a real one: Microsoft's limits allow little in a minute, and actions have to end. */
const SECONDS_A_SECOND = 60;
const TICK_MS = 500;
/** Of the requests to Teams. */
const TEAMS_TROUBLE = 0.1;
const LONGEST_DELAY_MS = 250;

/** For each sentence or click. */
const READ_TROUBLE = 0.15;

/** Calls that only read. */
const READ_FAULTS: readonly Fault[] = [
  { match: { service: 'graph', method: 'GET' }, status: 429, headers: { 'Retry-After': '1' }, times: 2 },
  { match: { service: 'graph', method: 'GET' }, status: 503, times: 2 },
  { match: { service: 'graph', method: 'POST' }, status: 500, times: 1 },
  { match: { service: 'graph' }, drop: true, times: 2 },
  { match: { service: 'graph' }, drop: 'after', times: 1 },
  { match: { service: 'defender', method: 'GET' }, status: 429, headers: { 'Retry-After': '2' }, times: 2 },
  { match: { service: 'defender', method: 'GET' }, status: 500, times: 2 },
  { match: { service: 'defender', method: 'GET' }, drop: true, times: 2 },
  { match: { service: 'defender', method: 'GET' }, drop: 'after', times: 2 },
  { match: { service: 'defender', method: 'GET', path: 'machineactions' }, delayMs: 400, times: 3 },
];

const CALL_FAULTS: Readonly<Record<CallTrouble, Fault>> = {
  throttled: { status: 429, headers: { 'Retry-After': '1' } },
  broken: { status: 500 },
  lostBefore: { drop: true },
  lostAfter: { drop: 'after' },
  exists: {
    status: 400,
    body: { error: { code: 'ActiveRequestAlreadyExists', message: 'Action is already in progress' } },
  },
};

const CALL_PATH: Readonly<Record<PlannedRequest['action'], string>> = {
  isolate: 'isolate',
  restrict: 'restrictCodeExecution',
  scan: 'runAntiVirusScan',
  collect: 'collectInvestigationPackage',
};

export class Microsoft {
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
  }

  /** The first calls that would carry the request out, and those alone. */
  async planCalls(requests: readonly PlannedRequest[]): Promise<void> {
    for (const { device, action, trouble } of requests) {
      for (const kind of trouble) {
        const match = {
          service: 'defender',
          method: 'POST',
          path: `${machineIdOf(device)}/${CALL_PATH[action]}$`,
        };
        await this.#control('faults', { match, times: 1, ...CALL_FAULTS[kind] });
      }
    }
  }

  /** Until it is told to stop: time goes by. */
  async live(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#control('advance', { seconds: (SECONDS_A_SECOND * TICK_MS) / 1000 });
      await pause(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Asked before each sentence and click: some of the calls that read go wrong. */
  async disturb(chance: () => number): Promise<void> {
    if (chance() < READ_TROUBLE) await this.#control('faults', pick(READ_FAULTS, chance));
  }

  /** Somebody starts the same action in the portal. */
  async startElsewhere({ device, action }: PlannedRequest): Promise<void> {
    const path = `/api/machines/${machineIdOf(device)}/${CALL_PATH[action]}`;
    const kind = action === 'isolate' ? { IsolationType: 'Full' } : {};
    // The faults that are planned for the bot's calls hit this one as well.
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const response = await fetch(`${this.#url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer portal' },
        body: JSON.stringify({ Comment: 'Started in the portal', ...kind }),
      }).catch(() => null);
      if (response?.status === 201) return;
    }
  }

  async state<T>(name: string): Promise<T> {
    const response = await fetch(`${this.#url}/_sim/state/${name}`);
    return (await response.json()) as T;
  }

  async #control(what: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.#url}/_sim/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`_sim/${what}: ${response.status} ${await response.text()}`);
  }
}

/** Refused, lost before and after it was posted, late; as long as it is not told to clear up. */
export function troubleTeams(connector: TeamsConnector, chance: () => number): { clearUp(): void } {
  const held = (): Promise<void> => pause(chance() * LONGEST_DELAY_MS);
  const kinds: readonly (() => Trouble)[] = [
    () => ({ refused: { status: 429, headers: { 'retry-after': '1' } } }),
    () => ({ refused: { status: 502 } }),
    () => ({ dropped: true }),
    () => ({ lost: 502 }),
    () => ({ lost: 'socket' }),
    () => ({ held: held() }),
    () => ({ held: held(), lost: 'socket' }),
  ];
  connector.trouble = () => (chance() < TEAMS_TROUBLE ? pick(kinds, chance)() : undefined);
  return {
    clearUp() {
      connector.trouble = () => undefined;
    },
  };
}
