/**
 * What the gap detector rests on: devices that are noncompliant or at high risk (both services filter for us), what the
 * sign-in ledger holds of them, the policies, and who is in which group. Its cost follows the number of bad devices,
 * never the size of the tenant.
 */
import type { SignInLedger } from '../ports/sign-in-ledger.ts';
import type { Clock, Listed, NoncompliantDevice, TenantPorts } from '../ports/tenant.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type { Machine } from '../tenant/device.ts';
import type { Asked } from '../tenant/evidence.ts';
import type { Population } from '../tenant/population.ts';
import type { LedgerCoverage, LedgerEntry } from '../tenant/sign-in-ledger.ts';
import type { Memberships, User } from '../tenant/user.ts';
import { asked } from './ask.ts';
import { DAY_MS } from './elapsed.ts';
import { readSignIns } from './sign-in-reading.ts';

/** Of either kind; a tenant with more has another problem first. */
const MOST_DEVICES = 10_000;
const MOST_ENTRIES = 50_000;
/** Pages of the log that a question reads itself while nothing was read yet. */
const FIRST_PAGES = 5;
/** People whose groups a question asks for itself while no population is held. */
const MOST_PEOPLE = 20;

export interface BadDevice {
  /** As sign-ins name it, in lower case. */
  readonly deviceId: string;
  readonly name: string;
  readonly noncompliant: boolean;
  readonly highRisk: boolean;
}

/** Somebody's groups, asked for one by one. */
export interface KnownPerson {
  readonly user: User | null;
  readonly memberships: Memberships;
}

export interface GapFacts {
  readonly days: number;
  readonly since: Date;
  readonly snapshot: Asked<AccessPolicySnapshot>;
  readonly noncompliant: Asked<Listed<NoncompliantDevice>>;
  readonly highRisk: Asked<Listed<Machine>>;
  readonly devices: ReadonlyMap<string, BadDevice>;
  /** Bad devices without a device id in Entra: no sign-in can be theirs. */
  readonly unregistered: number;
  readonly coverage: LedgerCoverage | null;
  /** A reading that this question had to do itself; null = there was something to go by. */
  readonly firstReading: Asked<unknown> | null;
  readonly entries: readonly LedgerEntry[];
  readonly entriesComplete: boolean;
  readonly withoutDevice: number;
  readonly population: Population | null;
  /** By user id in lower case; empty while a population is held. */
  readonly people: ReadonlyMap<string, Asked<KnownPerson>>;
}

export interface GapSources {
  readonly ports: TenantPorts;
  readonly ledger: SignInLedger;
  readonly clock: Clock;
  readonly correlationId: string;
}

export async function gatherGaps(sources: GapSources, days: number): Promise<GapFacts> {
  const { ports, ledger, clock } = sources;
  const since = new Date(clock.now().getTime() - days * DAY_MS);
  const [snapshot, noncompliant, highRisk, firstReading] = await Promise.all([
    asked(clock, 'Conditional Access', 'policies', () => ports.accessPolicies.snapshot()),
    asked(clock, 'Intune', 'noncompliant devices', () => ports.managedDevices.noncompliant(MOST_DEVICES)),
    asked(clock, 'Defender for Endpoint', 'machines at high risk', () =>
      ports.endpoints.highRisk(MOST_DEVICES),
    ),
    firstRead(sources),
  ]);
  const devices = badDevices(noncompliant, highRisk);
  const [coverage, { entries, complete }, withoutDevice] = await Promise.all([
    ledger.coverage(),
    ledger.entriesOf([...devices.keys()], since, MOST_ENTRIES),
    ledger.withoutDevice(since),
  ]);
  const population = ports.populations.held();
  return {
    days,
    since,
    snapshot,
    noncompliant,
    highRisk,
    devices,
    unregistered: unregisteredOf(noncompliant, highRisk),
    coverage,
    firstReading,
    entries,
    entriesComplete: complete,
    withoutDevice,
    population,
    people: population === null ? await peopleOf(sources, entries) : new Map(),
  };
}

/** A ledger that nobody has read into yet is begun here, newest first, as far as a question has time. */
async function firstRead(sources: GapSources): Promise<Asked<unknown> | null> {
  const { ports, ledger, clock, correlationId } = sources;
  if ((await ledger.coverage()) !== null) return null;
  const reading = {
    ledger,
    directory: ports.directory,
    clock,
    owner: `question ${correlationId}`,
    background: false,
  };
  return asked(clock, 'Entra sign-in log', 'sign-ins of the last days', () =>
    readSignIns(reading, FIRST_PAGES),
  );
}

function badDevices(
  noncompliant: GapFacts['noncompliant'],
  highRisk: GapFacts['highRisk'],
): ReadonlyMap<string, BadDevice> {
  const devices = new Map<string, BadDevice>();
  for (const { azureADDeviceId, deviceName } of noncompliant.known ? noncompliant.value.list : []) {
    if (azureADDeviceId === null) continue;
    const deviceId = azureADDeviceId.toLowerCase();
    devices.set(deviceId, { deviceId, name: deviceName, noncompliant: true, highRisk: false });
  }
  for (const { aadDeviceId, computerDnsName } of highRisk.known ? highRisk.value.list : []) {
    if (aadDeviceId === null) continue;
    const deviceId = aadDeviceId.toLowerCase();
    const known = devices.get(deviceId);
    devices.set(
      deviceId,
      known === undefined
        ? { deviceId, name: computerDnsName ?? deviceId, noncompliant: false, highRisk: true }
        : { ...known, highRisk: true },
    );
  }
  return devices;
}

function unregisteredOf(noncompliant: GapFacts['noncompliant'], highRisk: GapFacts['highRisk']): number {
  const managed = noncompliant.known ? noncompliant.value.list : [];
  const machines = highRisk.known ? highRisk.value.list : [];
  return (
    managed.filter(({ azureADDeviceId }) => azureADDeviceId === null).length +
    machines.filter(({ aadDeviceId }) => aadDeviceId === null).length
  );
}

async function peopleOf(
  { ports, clock }: GapSources,
  entries: readonly LedgerEntry[],
): Promise<GapFacts['people']> {
  const ids = [...new Set(entries.map(({ userId }) => userId))].slice(0, MOST_PEOPLE);
  const people = await Promise.all(
    ids.map((id) =>
      asked(clock, 'Entra ID', 'groups and roles of some people', async () => {
        const [user, memberships] = await Promise.all([
          ports.directory.user(id),
          ports.directory.memberships(id),
        ]);
        return { user, memberships };
      }),
    ),
  );
  return new Map(ids.map((id, index) => [id, people[index] as Asked<KnownPerson>]));
}
