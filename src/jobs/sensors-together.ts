/**
 * What proofs ask the sensors of devices, for several devices by one hunting query: a tenant may ask some forty-five a minute.
 * Source: reference sheet defender-xdr-graph, section 5.
 */
import type { Hunting, Tenant } from '../domain/ports/tenant.ts';
import { IDS_LISTED } from '../domain/ports/tenant.ts';
import type { IsoTime } from '../domain/tenant/evidence.ts';
import type { NetworkConnection } from '../domain/tenant/sensor-report.ts';
import type { Told } from './gathered.ts';
import { Gathered } from './gathered.ts';

/** Of one machine; null = nothing of the kind since then. */
interface Newest<T> {
  readonly reported: T | null;
}

/** Several machines since the earliest of their times: each wants the newest, so a later time of its own is looked at here. */
type Ask<T> = (hunting: Hunting, ids: readonly string[], since: IsoTime) => Promise<ReadonlyMap<string, T>>;

export class SensorsTogether {
  readonly #tenant: Tenant;
  readonly #newRunId: () => string;
  /** By the programs that are left out: of those there are as many lists as there are kinds of isolation. */
  readonly #connections = new Map<string, Gathered<Newest<NetworkConnection>>>();
  readonly #reports: Gathered<Newest<IsoTime>>;

  constructor({ tenant, newRunId }: { readonly tenant: Tenant; readonly newRunId: () => string }) {
    this.#tenant = tenant;
    this.#newRunId = newRunId;
    this.#reports = this.#gathered(
      (hunting, ids, since) => hunting.reports(ids, since),
      (at) => at,
    );
  }

  /** The same port, asked together with other runs. */
  join(hunting: Hunting): Hunting {
    return {
      ...hunting,
      connections: (ids, since, except) =>
        each(ids, since, this.#connectionsBut(except), (id) => hunting.connections([id], since, except)),
      reports: (ids, since) => each(ids, since, this.#reports, (id) => hunting.reports([id], since)),
    };
  }

  #connectionsBut(except: readonly string[]): Gathered<Newest<NetworkConnection>> {
    const key = except.join('\n');
    const known =
      this.#connections.get(key) ??
      this.#gathered(
        (hunting, ids, since) => hunting.connections(ids, since, except),
        ({ at }) => at,
      );
    this.#connections.set(key, known);
    return known;
  }

  #gathered<T>(ask: Ask<T>, timeOf: (found: T) => IsoTime): Gathered<Newest<T>> {
    return new Gathered<Newest<T>>(IDS_LISTED, async (keys): Promise<Told<Newest<T>>> => {
      const asked = keys.map((key) => ({ key, ...questionOf(key) }));
      const earliest = asked.map(({ since }) => since).reduce((a, b) => (a < b ? a : b));
      const { hunting } = this.#tenant.open({ correlationId: this.#newRunId() });
      const found = await ask(hunting, [...new Set(asked.map(({ id }) => id))], earliest);
      return new Map(
        asked.map(({ key, id, since }) => {
          const newest = found.get(id);
          return [key, { reported: newest === undefined || timeOf(newest) <= since ? null : newest }];
        }),
      );
    });
  }
}

const SEPARATOR = ' ';

function questionOf(key: string): { readonly id: string; readonly since: IsoTime } {
  const [id = '', since = ''] = key.split(SEPARATOR);
  return { id, since };
}

async function each<T>(
  ids: readonly string[],
  since: IsoTime,
  together: Gathered<Newest<T>>,
  alone: (id: string) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  const answers = await Promise.all(
    ids.map(async (id): Promise<readonly [string, T][]> => {
      const { reported } = await together.ask(`${id}${SEPARATOR}${since}`, async () => ({
        reported: (await alone(id)).get(id) ?? null,
      }));
      return reported === null ? [] : [[id, reported]];
    }),
  );
  return new Map(answers.flat());
}
