/**
 * From a typed name to one device in three services. Entra ID, Intune and Defender are asked at once; what they know
 * is joined by Entra's device id. Several really different devices come back as a choice; a name that nobody knows
 * is only called unknown when everybody answered.
 */
import type { Asked, Gap, SourceName } from '../tenant/evidence.ts';
import type { DirectoryDevice, Machine, ManagedDevice } from '../tenant/device.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { IntentName } from '../intents.ts';
import type { Choice, Notice, Offer } from './answer.ts';
import type { DeviceName } from '../tenant/device-name.ts';
import { deviceName } from '../tenant/device-name.ts';
import { userName } from '../tenant/user-name.ts';
import { asked, gapsOf, mapAsked } from './ask.ts';
import type { DeviceRecord } from './device-records.ts';
import {
  hostOf,
  joinRecords,
  judgeRecords,
  lastActive,
  recordDeviceId,
  recordName,
  recordReference,
} from './device-records.ts';
import { devicesOfPerson, personDevice } from './device-of-person.ts';
import { agoText } from './elapsed.ts';
import { carriesRisk, holders, registrationNote } from './other-registrations.ts';

/** One device; each service's record, `null` when that service answered and does not know it. */
export interface ResolvedDevice {
  readonly name: string;
  /** Finds the same device again in every service. */
  readonly reference: string;
  readonly directory: Asked<DirectoryDevice | null>;
  readonly managed: Asked<ManagedDevice | null>;
  readonly machine: Asked<Machine | null>;
  /** What had to be decided on the way: older registrations, a join by name, whose device it is. */
  readonly notes: readonly string[];
  /** Registrations under the same name that were left aside. */
  readonly others: readonly DeviceRecord[];
}

export type DeviceResolution =
  | { readonly kind: 'found'; readonly device: ResolvedDevice }
  | { readonly kind: 'reply'; readonly reply: Choice | Notice };

/** What will be asked once the device is known: the buttons of a choice carry it on. */
export interface DeviceAsking {
  readonly intent: IntentName;
  readonly slots?: Readonly<Record<string, string>>;
}

interface Found {
  readonly directory: Asked<readonly DirectoryDevice[]>;
  readonly managed: Asked<readonly ManagedDevice[]>;
  readonly machines: Asked<readonly Machine[]>;
}

const DEVICE_SUBJECTS = {
  directory: 'registration, owner and access flag',
  managed: 'compliance and last check-in',
  machine: 'risk, exposure and sensor health',
} as const;

export async function resolveDevice(
  ports: TenantPorts,
  clock: Clock,
  typed: string,
  asking: DeviceAsking,
): Promise<DeviceResolution> {
  const name = deviceName(typed);
  const person = personDevice(name.text);
  const personAsked =
    person === null
      ? null
      : devicesOfPerson(ports, clock, person, { intent: asking.intent, slots: asking.slots ?? {} });
  // Asked at the same time, waited for only when no device has that name: then nothing is left to fail unheard.
  personAsked?.catch(() => undefined);
  const found = await findEverywhere(ports, clock, name);
  const records = joinRecords(listOf(found.directory), listOf(found.managed), listOf(found.machines));
  const judgement = judgeRecords(records, name.kind === 'fqdn' ? name.text : null);
  switch (judgement.kind) {
    case 'one':
      return {
        kind: 'found',
        device: await complete(
          ports,
          clock,
          judgement.record,
          found,
          name,
          registrationNotes(clock, judgement.older),
          judgement.older,
        ),
      };
    case 'several':
      return {
        kind: 'reply',
        reply: chooseDevice(clock, name.text, judgement.records, asking, gapsOfFound(found)),
      };
    case 'none':
      break;
  }
  const ofPerson = await personAsked;
  if (ofPerson === null)
    return { kind: 'reply', reply: await noSuchDevice(ports, clock, name, found, asking) };
  if (ofPerson.kind === 'reply') return { kind: 'reply', reply: ofPerson.reply };
  if (ofPerson.kind === 'noPerson') {
    return { kind: 'reply', reply: await noSuchDevice(ports, clock, name, found, asking) };
  }
  const [only, ...more] = ofPerson.records;
  if (only === undefined || more.length > 0) {
    const headline = `${ofPerson.owner} has ${ofPerson.records.length} devices that "${name.text}" could mean`;
    return {
      kind: 'reply',
      reply:
        only === undefined
          ? nothingOfThatKind(ofPerson.owner, ofPerson.kindWord, ofPerson.others, asking, ofPerson.gaps)
          : { ...chooseDevice(clock, name.text, ofPerson.records, asking, ofPerson.gaps), headline },
    };
  }
  // A follow-up ("her laptop") names the person by the id that was remembered: nobody would know it.
  const asTyped =
    userName(person?.person ?? '').kind === 'id'
      ? `The ${ofPerson.kindWord} of ${ofPerson.owner}`
      : `"${name.text}"`;
  const note = `${asTyped} was taken to mean ${recordName(only)}, a device of ${ofPerson.owner}.`;
  return { kind: 'found', device: await complete(ports, clock, only, ofPerson.found, name, [note]) };
}

async function findEverywhere(ports: TenantPorts, clock: Clock, name: DeviceName): Promise<Found> {
  const [directory, managed, machines] = await Promise.all([
    asked(clock, 'Entra ID', DEVICE_SUBJECTS.directory, () => ports.directory.findDevices(name)),
    asked(clock, 'Intune', DEVICE_SUBJECTS.managed, () => ports.managedDevices.find(name)),
    asked(clock, 'Defender for Endpoint', DEVICE_SUBJECTS.machine, () => ports.endpoints.find(name)),
  ]);
  return { directory, managed, machines };
}

/** Fills in what the name did not lead to: by Entra's device id, or by the name that a service holds. */
async function complete(
  ports: TenantPorts,
  clock: Clock,
  record: DeviceRecord,
  found: Found,
  name: DeviceName,
  notes: readonly string[],
  others: readonly DeviceRecord[] = [],
): Promise<ResolvedDevice> {
  const id = recordDeviceId(record);
  const byName =
    id === null && name.kind !== 'hostname' && name.kind !== 'fqdn' ? hostOf(recordName(record)) : null;
  const wanted = byName === null || byName === '' ? null : deviceName(byName);
  const guid: DeviceName | null = id === null ? null : { kind: 'guid', text: id };
  const [directory, managed, machine] = await Promise.all([
    fill(found.directory, record.directory, clock, 'Entra ID', DEVICE_SUBJECTS.directory, async () =>
      guid !== null
        ? first((await ports.directory.findDevices(guid)).filter((d) => same(d.deviceId, id)))
        : wanted !== null
          ? single(await ports.directory.findDevices(wanted))
          : null,
    ),
    fill(found.managed, record.managed, clock, 'Intune', DEVICE_SUBJECTS.managed, async () =>
      id !== null
        ? first(await ports.managedDevices.byAzureADDeviceIds([id]))
        : wanted !== null
          ? single(await ports.managedDevices.find(wanted))
          : null,
    ),
    fill(found.machines, record.machine, clock, 'Defender for Endpoint', DEVICE_SUBJECTS.machine, async () =>
      id !== null
        ? first(await ports.endpoints.byAzureADDeviceIds([id]))
        : wanted !== null
          ? single(await ports.endpoints.find(wanted))
          : null,
    ),
  ]);
  const joined =
    record.joinedByName || (byName !== null && [directory, managed].some((f) => f.known && f.value !== null));
  const whole: DeviceRecord = {
    directory: directory.known ? directory.value : null,
    managed: managed.known ? managed.value : null,
    machine: machine.known ? machine.value : null,
    joinedByName: joined,
  };
  return {
    name: shortName(whole),
    reference: recordReference(whole),
    directory,
    managed,
    machine,
    others,
    notes: [
      ...notes,
      ...(joined
        ? ['One of the services holds no Entra device id for it: the records were matched by name alone.']
        : []),
    ],
  };
}

async function fill<T>(
  answered: Asked<readonly T[]>,
  chosen: T | null,
  clock: Clock,
  source: SourceName,
  subject: string,
  lookUp: () => Promise<T | null>,
): Promise<Asked<T | null>> {
  if (!answered.known) return answered;
  if (chosen !== null) return mapAsked(answered, () => chosen);
  return asked(clock, source, subject, lookUp);
}

async function noSuchDevice(
  ports: TenantPorts,
  clock: Clock,
  name: DeviceName,
  found: Found,
  asking: DeviceAsking,
): Promise<Notice> {
  const gaps = gapsOfFound(found);
  const lists = await Promise.all([
    asked(clock, 'Intune', 'similar names', () => ports.managedDevices.suggest(name)),
    asked(clock, 'Entra ID', 'similar names', () => ports.directory.suggestDevices(name)),
    asked(clock, 'Defender for Endpoint', 'similar names', () => ports.endpoints.suggest(name)),
  ]);
  const nearest = interleave(lists.map((list) => (list.known ? list.value : []))).slice(0, 5);
  const silent = [...new Set(gaps.map((gap) => gap.source))];
  const spoken = (['Entra ID', 'Intune', 'Defender for Endpoint'] as const).filter(
    (s) => !silent.includes(s),
  );
  const lines = nearest.length === 0 ? [] : [`Nearest names: ${nearest.join(', ')}`];
  const offers = nearest.map((text) => offerFor(asking, text, text));
  if (gaps.length === 0) {
    return {
      kind: 'notice',
      tone: 'warning',
      headline: `No device "${name.text}" in Entra ID, Intune or Defender for Endpoint`,
      lines,
      gaps: [],
      offers,
    };
  }
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: `Whether there is a device "${name.text}" is not known: ${silent.join(' and ')} did not give an answer`,
    lines: [...(spoken.length === 0 ? [] : [`${spoken.join(' and ')} know no such device.`]), ...lines],
    gaps,
    offers,
  };
}

function chooseDevice(
  clock: Clock,
  typed: string,
  records: readonly DeviceRecord[],
  asking: DeviceAsking,
  gaps: readonly Gap[],
): Choice {
  return {
    kind: 'choice',
    headline: `${records.length} different devices are called "${typed}": which one?`,
    candidates: records.slice(0, 10).map((record) => ({
      title: record.machine?.computerDnsName ?? recordName(record),
      detail: describe(clock, record),
      offer: offerFor(asking, recordReference(record), 'This one'),
    })),
    gaps,
  };
}

function nothingOfThatKind(
  owner: string,
  kindWord: string,
  others: readonly DeviceRecord[],
  asking: DeviceAsking,
  gaps: readonly Gap[],
): Notice {
  const names = others.slice(0, 5);
  return {
    kind: 'notice',
    tone: gaps.length > 0 ? 'unknown' : 'warning',
    headline:
      gaps.length > 0
        ? `No ${kindWord} of ${owner} was found, but not every service answered`
        : `${owner} has no ${kindWord} in Entra ID or Intune`,
    lines: names.length === 0 ? [] : [`Known devices: ${names.map(recordName).join(', ')}`],
    gaps,
    offers: names.map((record) => offerFor(asking, recordReference(record), recordName(record))),
  };
}

function describe(clock: Clock, record: DeviceRecord): string {
  const owner = record.managed?.userPrincipalName ?? null;
  const os =
    record.managed?.operatingSystem ??
    record.directory?.operatingSystem ??
    record.machine?.osPlatform ??
    null;
  const serial = record.managed?.serialNumber ?? null;
  const at = lastActive(record);
  return [
    ...(owner === null || owner === '' ? [] : [owner]),
    ...(os === null ? [] : [os]),
    ...(serial === null || serial === '' ? [] : [`serial ${serial}`]),
    `known to ${holders(record)}`,
    at === null ? 'never active' : `last active ${agoText(clock.now(), at)}`,
  ].join(' · ');
}

/** Those at risk first; beyond three they are too many to tell apart in sentences. */
function registrationNotes(clock: Clock, older: readonly DeviceRecord[]): readonly string[] {
  return [...older]
    .sort((a, b) => Number(carriesRisk(b)) - Number(carriesRisk(a)))
    .slice(0, 3)
    .map((record) => registrationNote(record, clock.now()));
}

function offerFor(asking: DeviceAsking, device: string, title: string): Offer {
  return { title, intent: asking.intent, slots: { ...asking.slots, device } };
}

/** Names as people say them: without the DNS domain that only Defender writes. */
function shortName(record: DeviceRecord): string {
  const name = recordName(record);
  if (name === '') return recordReference(record);
  return record.managed === null && record.directory === null && !/\s/.test(name)
    ? hostOf(name).toUpperCase()
    : name;
}

function gapsOfFound(found: Found): readonly Gap[] {
  return gapsOf(found.directory, found.managed, found.machines);
}

function listOf<T>(fact: Asked<readonly T[]>): readonly T[] {
  return fact.known ? fact.value : [];
}

function first<T>(list: readonly T[]): T | null {
  return list[0] ?? null;
}

/** A match by name alone counts only when there is no other. */
function single<T>(list: readonly T[]): T | null {
  return list.length === 1 ? first(list) : null;
}

function same(a: string, b: string | null): boolean {
  return b !== null && a.toLowerCase() === b.toLowerCase();
}

/** Nearest of each list first; a name once, however it is written. */
function interleave(lists: readonly (readonly string[])[]): readonly string[] {
  const seen = new Map<string, string>();
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let i = 0; i < longest; i += 1) {
    for (const list of lists) {
      const name = list[i];
      if (name !== undefined && !seen.has(hostOf(name))) seen.set(hostOf(name), name);
    }
  }
  return [...seen.values()];
}
