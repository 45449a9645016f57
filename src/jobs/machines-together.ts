/**
 * What orders ask about their machines before they are sent and for their proof, for several machines by one call. Source:
 * reference sheet mde-api, sections 3 to 5.
 *
 * That a machine has no action is believed only where the list shows that it was asked about: `or` is in wide use but
 * not in Microsoft's reference (UNCONFIRMED). So every list also asks about two machines that are known to have
 * actions, one at each end of the question. Where they are missing, or the list is cut short, it proves nothing, and
 * each machine is asked about by itself.
 */
import type { Clock, Endpoints, Tenant, TenantPorts } from '../domain/ports/tenant.ts';
import { ACTIONS_LISTED, IDS_LISTED } from '../domain/ports/tenant.ts';
import type { Machine, MachineAction } from '../domain/tenant/device.ts';
import { newestFirst } from '../domain/tenant/machine-switch.ts';
import { UpstreamError } from '../errors.ts';
import type { Told } from './gathered.ts';
import { Gathered } from './gathered.ts';
import { SensorsTogether } from './sensors-together.ts';

const HOUR_MS = 60 * 60_000;
/** Far more than so many machines have; what is longer is cut short. */
const MOST_LISTED = 2_000;
/** Where two machines with actions are looked for. */
const LOOK_BACK_MS = 30 * 24 * HOUR_MS;
const LOOK_AT_MOST = 200;

export interface TogetherOptions {
  readonly tenant: Tenant;
  readonly clock: Clock;
  readonly newRunId: () => string;
}

export class MachinesTogether {
  readonly #options: TogetherOptions;
  readonly #machines: Gathered<Machine | null>;
  readonly #actions: Gathered<readonly MachineAction[]>;
  readonly #sensors: SensorsTogether;
  #controls: { readonly ends: readonly [string, string]; readonly until: number } | null = null;
  #aloneUntil = 0;

  constructor(options: TogetherOptions) {
    this.#options = options;
    this.#sensors = new SensorsTogether(options);
    this.#machines = new Gathered(IDS_LISTED, (ids) => this.#list((endpoints) => machinesOf(ids, endpoints)));
    this.#actions = new Gathered(IDS_LISTED - 2, (ids) =>
      this.#list((endpoints) => this.#actionsOf(ids, endpoints)),
    );
  }

  /** False while Defender does not take such questions: then each order costs calls of its own. */
  get isServed(): boolean {
    return this.#options.clock.now().getTime() >= this.#aloneUntil;
  }

  /** For one run: the same ports, asked together with other runs. Each thing is read once, and after it was asked for. */
  join(ports: TenantPorts): TenantPorts {
    const { endpoints } = ports;
    const machines = new Map<string, Promise<Machine | null>>();
    const actions = new Map<string, Promise<readonly MachineAction[]>>();
    return {
      ...ports,
      hunting: this.#sensors.join(ports.hunting),
      endpoints: {
        ...endpoints,
        machine: (id) => once(machines, id, () => this.#machines.ask(id, () => endpoints.machine(id))),
        machineActions: (id) =>
          once(actions, id, () => this.#actions.ask(id, () => endpoints.machineActions(id))),
      },
    };
  }

  /** A service that does not answer would not answer each of them either; one that refuses the question may. */
  async #list<T>(ask: (endpoints: Endpoints) => Promise<Told<T>>): Promise<Told<T>> {
    if (!this.isServed) return new Map();
    try {
      return await ask(this.#options.tenant.open({ correlationId: this.#options.newRunId() }).endpoints);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (error.code === 'upstream_rejected') this.#doWithout();
      else if (error.code !== 'upstream_malformed') throw error;
      return new Map();
    }
  }

  async #actionsOf(ids: readonly string[], endpoints: Endpoints): Promise<Told<readonly MachineAction[]>> {
    const ends = await this.#ends(endpoints);
    if (ends === null) return new Map();
    const [first, last] = ends;
    const asked = [first, ...ids.filter((id) => !ends.includes(id)), last];
    const { list, complete } = await endpoints.machineActionsOf(asked, MOST_LISTED);
    const shown = Map.groupBy(list, ({ machineId }) => machineId);
    const isForeign = [...shown.keys()].some((id) => !asked.includes(id));
    if (isForeign || (complete && !ends.every((id) => shown.has(id)))) this.#doWithout();
    if (!this.isServed || !complete) return new Map();
    return new Map(ids.map((id) => [id, newestFirst(shown.get(id) ?? []).slice(0, ACTIONS_LISTED)]));
  }

  /** Two machines that have actions; null = there are none yet. */
  async #ends(endpoints: Endpoints): Promise<readonly [string, string] | null> {
    const now = this.#options.clock.now().getTime();
    if (this.#controls !== null && now < this.#controls.until) return this.#controls.ends;
    const since = new Date(now - LOOK_BACK_MS).toISOString();
    const { list } = await endpoints.machineActionsSince(since, LOOK_AT_MOST);
    const [first, last] = new Set(list.map(({ machineId }) => machineId));
    if (first === undefined || last === undefined) return null;
    this.#controls = { ends: [first, last], until: now + HOUR_MS };
    return this.#controls.ends;
  }

  /** For an hour each asks for itself; then it is tried again. */
  #doWithout(): void {
    this.#aloneUntil = this.#options.clock.now().getTime() + HOUR_MS;
    this.#controls = null;
  }
}

async function machinesOf(ids: readonly string[], endpoints: Endpoints): Promise<Told<Machine | null>> {
  const machines = await endpoints.machinesById(ids);
  return new Map(machines.map((machine) => [machine.id, machine]));
}

function once<T>(known: Map<string, Promise<T>>, id: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(id) ?? ask();
  known.set(id, answer);
  return answer;
}
