/** "Find LT-04": devices whose name is or begins like what was typed, and which services know them. */
import type { Asked, SourceName } from '../tenant/evidence.ts';
import { deviceName } from '../tenant/device-name.ts';
import { NAMES_LISTED } from '../ports/tenant.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Reply } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import { hostOf } from './device-records.ts';

const MOST = 10;

interface Hit {
  readonly name: string;
  readonly sources: ReadonlySet<SourceName>;
}

export async function deviceFind(ports: TenantPorts, clock: Clock, query: string): Promise<Reply> {
  const name = deviceName(query);
  const start = name.kind === 'fqdn' ? name.host : name.text;
  const facts = await Promise.all([
    asked(clock, 'Entra ID', 'device names', () =>
      all(
        ports.directory.findDevices(name),
        [ports.directory.deviceNamesFrom(start), ports.directory.suggestDevices(name)],
        (d) => d.displayName,
      ),
    ),
    asked(clock, 'Intune', 'device names', () =>
      all(
        ports.managedDevices.find(name),
        [ports.managedDevices.namesFrom(start), ports.managedDevices.suggest(name)],
        (d) => d.deviceName,
      ),
    ),
    asked(clock, 'Defender for Endpoint', 'device names', () =>
      all(
        ports.endpoints.find(name),
        [ports.endpoints.namesFrom(start), ports.endpoints.suggest(name)],
        (m) => m.computerDnsName,
      ),
    ),
  ]);
  const gaps = gapsOf(...facts);
  const fitting = merge(facts, 'fitting');
  const hits = fitting.length > 0 ? fitting : merge(facts, 'similar');
  if (hits.length === 0) {
    return {
      kind: 'notice',
      tone: gaps.length > 0 ? 'unknown' : 'warning',
      headline:
        gaps.length > 0
          ? `No device like "${name.text}" was found, but not every service answered`
          : `No device like "${name.text}" in Entra ID, Intune or Defender for Endpoint`,
      lines: ['Names were looked for, and what they begin with; not addresses, owners or groups.'],
      gaps,
      offers: [],
    };
  }
  const cut = facts.some((fact) => fact.known && fact.value.cut);
  const beyond =
    gaps.length > 0 ? ', and perhaps more' : hits.length > MOST ? `; the first ${MOST} are shown` : '';
  return {
    kind: 'choice',
    headline: `${countWords(hits.length, cut)} ${fitting.length > 0 ? 'with a name that begins with' : 'with a name like'} "${name.text}"${beyond}`,
    candidates: hits.slice(0, MOST).map((hit) => ({
      title: hit.name,
      detail: `found in ${[...hit.sources].join(', ')}`,
      offer: { title: 'Whole picture', intent: 'device.posture', slots: { device: hit.name } },
    })),
    gaps,
  };
}

function countWords(count: number, cut: boolean): string {
  return `${cut ? 'At least ' : ''}${count === 1 ? 'one device' : `${count} devices`}`.replace(/^o/, 'O');
}

interface Names {
  /** Exact matches, then names that begin so. */
  readonly fitting: readonly string[];
  readonly similar: readonly string[];
  /** The service had more that begin so than it lists. */
  readonly cut: boolean;
}

async function all<T>(
  exact: Promise<readonly T[]>,
  names: readonly [beginning: Promise<readonly string[]>, similar: Promise<readonly string[]>],
  nameOf: (record: T) => string | null,
): Promise<Names> {
  const [records, beginning, similar] = await Promise.all([exact, ...names]);
  const given = (list: readonly (string | null)[]): readonly string[] =>
    list.filter((name): name is string => name !== null && name !== '');
  return {
    fitting: given([...records.map(nameOf), ...beginning]),
    similar: given(similar),
    cut: beginning.length >= NAMES_LISTED,
  };
}

/** A device once, under its shortest name, with everybody who knows it. */
function merge(facts: readonly Asked<Names>[], which: 'fitting' | 'similar'): readonly Hit[] {
  const hits = new Map<string, { name: string; sources: Set<SourceName> }>();
  for (const fact of facts) {
    if (!fact.known) continue;
    for (const name of fact.value[which]) {
      const hit = hits.get(hostOf(name)) ?? { name, sources: new Set() };
      hit.sources.add(fact.source);
      hits.set(hostOf(name), hit);
    }
  }
  return [...hits.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
