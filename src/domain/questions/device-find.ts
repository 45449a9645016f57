/** "Find LT-04": devices whose name is or begins like what was typed, and which services know them. */
import type { Asked, SourceName } from '../tenant/evidence.ts';
import { deviceName } from '../tenant/device-name.ts';
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
  const facts = await Promise.all([
    asked(clock, 'Entra ID', 'device names', () =>
      both(ports.directory.findDevices(name), ports.directory.suggestDevices(name), (d) => d.displayName),
    ),
    asked(clock, 'Intune', 'device names', () =>
      both(ports.managedDevices.find(name), ports.managedDevices.suggest(name), (d) => d.deviceName),
    ),
    asked(clock, 'Defender for Endpoint', 'device names', () =>
      both(ports.endpoints.find(name), ports.endpoints.suggest(name), (m) => m.computerDnsName),
    ),
  ]);
  const gaps = gapsOf(...facts);
  const hits = merge(facts);
  if (hits.length === 0) {
    return {
      kind: 'notice',
      tone: gaps.length > 0 ? 'unknown' : 'warning',
      headline:
        gaps.length > 0
          ? `No device like "${name.text}" was found, but not every service answered`
          : `No device like "${name.text}" in Entra ID, Intune or Defender for Endpoint`,
      lines: [],
      gaps,
      offers: [],
    };
  }
  return {
    kind: 'choice',
    headline: `${hits.length === 1 ? 'One device' : `${hits.length} devices`} like "${name.text}"${gaps.length > 0 ? ', and perhaps more' : ''}`,
    candidates: hits.slice(0, MOST).map((hit) => ({
      title: hit.name,
      detail: `found in ${[...hit.sources].join(', ')}`,
      offer: { title: 'Whole picture', intent: 'device.posture', slots: { device: hit.name } },
    })),
    gaps,
  };
}

/** Exact matches before similar names. */
async function both<T>(
  exact: Promise<readonly T[]>,
  similar: Promise<readonly string[]>,
  nameOf: (record: T) => string | null,
): Promise<readonly string[]> {
  const [records, names] = await Promise.all([exact, similar]);
  return [...records.map(nameOf), ...names].filter((name): name is string => name !== null && name !== '');
}

/** A device once, under its shortest name, with everybody who knows it. */
function merge(facts: readonly Asked<readonly string[]>[]): readonly Hit[] {
  const hits = new Map<string, { name: string; sources: Set<SourceName> }>();
  for (const fact of facts) {
    if (!fact.known) continue;
    for (const name of fact.value) {
      const hit = hits.get(hostOf(name)) ?? { name, sources: new Set() };
      hit.sources.add(fact.source);
      hits.set(hostOf(name), hit);
    }
  }
  return [...hits.values()];
}
