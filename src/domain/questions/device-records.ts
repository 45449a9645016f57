/**
 * Joining what three services call by the same name. Records belong together by Entra's device id; only a record
 * without one is joined by its name. What remains is told apart: the same computer registered again, or really
 * different devices, which is never decided for the person who asks.
 */
import type { IsoTime } from '../tenant/evidence.ts';
import type { DirectoryDevice, Machine, ManagedDevice } from '../tenant/device.ts';
import { DAY_MS, earliest, latest } from './elapsed.ts';

/** One device as far as the name led to it. */
export interface DeviceRecord {
  readonly directory: DirectoryDevice | null;
  readonly managed: ManagedDevice | null;
  readonly machine: Machine | null;
  /** True when a record without an Entra device id was joined by its name alone. */
  readonly joinedByName: boolean;
}

export type Judgement =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly record: DeviceRecord; readonly older: readonly DeviceRecord[] }
  | { readonly kind: 'several'; readonly records: readonly DeviceRecord[] };

interface Draft {
  directory: DirectoryDevice | null;
  managed: ManagedDevice | null;
  machine: Machine | null;
  joinedByName: boolean;
}

type Slot = 'directory' | 'managed' | 'machine';

/** Groups the records that speak of one device. Lists are newest first. */
export function joinRecords(
  directory: readonly DirectoryDevice[],
  managed: readonly ManagedDevice[],
  machines: readonly Machine[],
): readonly DeviceRecord[] {
  const byId = new Map<string, Draft>();
  const drafts: Draft[] = [];
  const orphans: Partial<Draft>[] = [];
  const add = (id: string | null, part: Partial<Draft>, slot: Slot): void => {
    if (id === null || id === '') {
      orphans.push(part);
      return;
    }
    const key = id.toLowerCase();
    const draft = byId.get(key);
    if (draft === undefined) {
      const made = { directory: null, managed: null, machine: null, joinedByName: false, ...part };
      byId.set(key, made);
      drafts.push(made);
    } else if (draft[slot] === null) {
      Object.assign(draft, part);
    } else {
      // The same registration twice in one service: a record of its own, so that it is mentioned.
      drafts.push({ directory: null, managed: null, machine: null, joinedByName: false, ...part });
    }
  };
  for (const device of directory) add(device.deviceId, { directory: device }, 'directory');
  for (const device of managed) add(device.azureADDeviceId, { managed: device }, 'managed');
  for (const machine of machines) add(machine.aadDeviceId, { machine }, 'machine');
  for (const orphan of orphans) joinByName(drafts, orphan);
  return drafts;
}

function joinByName(drafts: Draft[], orphan: Partial<Draft>): void {
  const slot: Slot = orphan.managed ? 'managed' : 'machine';
  const lone: Draft = { directory: null, managed: null, machine: null, joinedByName: false, ...orphan };
  const name = hostOf(recordName(lone));
  const matches = drafts.filter((draft) => draft[slot] === null && hostOf(recordName(draft)) === name);
  const [only] = matches;
  if (matches.length === 1 && only !== undefined) Object.assign(only, orphan, { joinedByName: true });
  else drafts.push(lone);
}

/** Chooses the device, or says that a person must. `host` is the full DNS name when one was typed. */
export function judgeRecords(records: readonly DeviceRecord[], fqdn: string | null): Judgement {
  const ranked = [...records].sort(
    (a, b) => time(lastActive(b)) - time(lastActive(a)) || weight(b) - weight(a),
  );
  const named =
    fqdn === null
      ? []
      : ranked.filter((r) => r.machine?.computerDnsName?.toLowerCase() === fqdn.toLowerCase());
  const pool = named.length > 0 ? [...named, ...ranked.filter((r) => !named.includes(r))] : ranked;
  const [first, ...rest] = pool;
  if (first === undefined) return { kind: 'none' };
  const main = named.length > 0 ? first : (pool.find((record) => weight(record) > 1) ?? first);
  const others = [main === first ? rest : [first, ...rest.filter((r) => r !== main)]].flat();
  const rivals = others.filter(
    (record) => !(named.length > 0 && !named.includes(record)) && !isOlderSelf(record, main),
  );
  if (rivals.length === 0) return { kind: 'one', record: main, older: others };
  return { kind: 'several', records: pool };
}

/** True when `other` is an earlier or lesser registration of the same computer as `main`. */
function isOlderSelf(other: DeviceRecord, main: DeviceRecord): boolean {
  const domains = [domainOf(other), domainOf(main)];
  if (domains[0] !== null && domains[1] !== null && domains[0] !== domains[1]) return false;
  const silence = time(lastActive(main)) - time(lastActive(other));
  const serials = [other.managed?.serialNumber ?? null, main.managed?.serialNumber ?? null];
  if (serials[0] !== null && serials[1] !== null && serials[0] !== '' && serials[1] !== '') {
    // The same hardware enrolled again; other hardware only counts as replaced after a month of silence.
    return serials[0] === serials[1] ? silence >= 0 : silence > 30 * DAY_MS;
  }
  // A registration that only Entra holds, beside a device that is managed or monitored.
  if (other.managed === null && other.machine === null) return main.managed !== null || main.machine !== null;
  if (other.machine?.healthStatus === 'Inactive' && main.machine?.healthStatus === 'Active') return true;
  const ended = lastActive(other);
  const begun = firstKnown(main);
  if (ended !== null && begun !== null && time(ended) <= time(begun) + DAY_MS) return true;
  return silence > 30 * DAY_MS;
}

/** When any service last heard of it. */
export function lastActive(record: DeviceRecord): IsoTime | null {
  return latest(
    record.machine?.lastSeen,
    record.managed?.lastSyncDateTime,
    record.directory?.approximateLastSignInDateTime,
  );
}

function firstKnown(record: DeviceRecord): IsoTime | null {
  return earliest(
    record.machine?.firstSeen,
    record.managed?.enrolledDateTime,
    record.directory?.registrationDateTime,
  );
}

/** The name as people know it: Entra's or Intune's spelling before Defender's. */
export function recordName(record: DeviceRecord): string {
  return record.managed?.deviceName ?? record.directory?.displayName ?? record.machine?.computerDnsName ?? '';
}

/** An id by which every service finds it again; a name only when there is no id. */
export function recordReference(record: DeviceRecord): string {
  return (
    record.directory?.deviceId ??
    record.managed?.azureADDeviceId ??
    record.machine?.aadDeviceId ??
    record.machine?.id ??
    record.managed?.id ??
    recordName(record)
  );
}

/** Entra's device id, whoever knows it. */
export function recordDeviceId(record: DeviceRecord): string | null {
  return record.directory?.deviceId ?? record.managed?.azureADDeviceId ?? record.machine?.aadDeviceId ?? null;
}

function domainOf(record: DeviceRecord): string | null {
  const name = record.machine?.computerDnsName?.toLowerCase() ?? '';
  const dot = name.indexOf('.');
  return dot > 0 && !/\s/.test(name) ? name.slice(dot + 1) : null;
}

/** The host part of a DNS name; a name with spaces is no DNS name. */
export function hostOf(name: string): string {
  const lower = name.trim().toLowerCase();
  return /\s/.test(lower) ? lower : (lower.split('.')[0] ?? lower);
}

function weight(record: DeviceRecord): number {
  return [record.directory, record.managed, record.machine].filter((part) => part !== null).length;
}

function time(iso: IsoTime | null): number {
  return iso === null ? 0 : Date.parse(iso);
}
