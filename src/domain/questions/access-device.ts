/** Which of a person's devices an access answer is about, and why that one. Pure. */
import { platformOfSystem } from '../conditional-access/platform-of-system.ts';
import type { Asked } from '../tenant/evidence.ts';
import type { DirectoryDevice, ManagedDevice } from '../tenant/device.ts';
import type { SignIn } from '../tenant/user.ts';
import { accessApp, isSignInTo } from './access-app.ts';
import type { AccessAsking, OwnDevices } from './access-facts.ts';
import { mapAsked } from './ask.ts';
import { joinRecords, lastActive, recordDeviceId, recordName, recordReference } from './device-records.ts';
import { agoText, utcText } from './elapsed.ts';
import type { ResolvedDevice } from './resolve-device.ts';

export interface AccessDevice {
  /** Null = no device is at hand: none is known of, or it is not known. */
  readonly name: string | null;
  readonly reference: string | null;
  readonly deviceId: string | null;
  readonly directory: Asked<DirectoryDevice | null>;
  readonly managed: Asked<ManagedDevice | null>;
  /** How it came to be this one: `FIN-LT-042 is the device of the newest sign-in (2 h ago)`. */
  readonly choice: string;
  readonly notes: readonly string[];
}

export interface DeviceChoice {
  readonly own: OwnDevices;
  readonly signIns: Asked<readonly SignIn[]>;
  readonly asking: AccessAsking;
  readonly now: Date;
}

/** That of the newest sign-in (to the app, if there is one); else the person's device that was active last. */
export function chooseDevice({ own, signIns, asking, now }: DeviceChoice): AccessDevice {
  const { platform } = asking.slots;
  const newest =
    platform === undefined && signIns.known ? newestWithDevice(signIns.value, asking) : undefined;
  const deviceId = newest === undefined ? null : idOf(newest);
  if (newest !== undefined && deviceId !== null) {
    const name = newest.device?.displayName ?? null;
    const when = `${agoText(now, newest.createdDateTime)}, ${utcText(newest.createdDateTime)}`;
    return fromOwn(own, deviceId, name, (shown) => `${shown} is the device of the newest sign-in (${when}).`);
  }
  const records = joinRecords(listOf(own.directory), listOf(own.managed), [])
    .filter((record) => recordDeviceId(record) !== null)
    .filter((record) => platform === undefined || platformOfSystem(systemOf(record)) === platform)
    .sort((a, b) => (lastActive(b) ?? '').localeCompare(lastActive(a) ?? ''));
  const [latest, ...others] = records.some((r) => r.managed !== null)
    ? records.filter((r) => r.managed !== null)
    : records;
  const id = latest === undefined ? null : recordDeviceId(latest);
  if (latest === undefined || id === null) return noDevice(own, platform);
  const count = others.length + 1;
  return {
    ...fromOwn(own, id, recordName(latest), (name) =>
      count === 1
        ? `${name} is the only device that is known of them.`
        : `${name} is the one of their ${count} devices that was active last.`,
    ),
    reference: recordReference(latest),
  };
}

function newestWithDevice(signIns: readonly SignIn[], asking: AccessAsking): SignIn | undefined {
  const app = accessApp(asking.slots['app']);
  const withDevice = signIns.filter((signIn) => idOf(signIn) !== null);
  return withDevice.find((signIn) => app !== null && isSignInTo(signIn, app)) ?? withDevice[0];
}

export function namedDevice(named: ResolvedDevice): AccessDevice {
  const { directory, managed } = named;
  const fromDirectory = directory.known ? (directory.value?.deviceId ?? null) : null;
  const fromIntune = managed.known ? (managed.value?.azureADDeviceId ?? null) : null;
  return {
    name: named.name,
    reference: named.reference,
    deviceId: fromDirectory ?? fromIntune,
    directory,
    managed,
    choice: `${named.name} is the device that was asked about.`,
    notes: named.notes,
  };
}

function fromOwn(
  own: OwnDevices,
  deviceId: string,
  typedName: string | null,
  choice: (name: string) => string,
): AccessDevice {
  const same = (id: string | null): boolean => id?.toLowerCase() === deviceId.toLowerCase();
  const directory = mapAsked(own.directory, (list) => list.find((one) => same(one.deviceId)) ?? null);
  const managed = mapAsked(own.managed, (list) => list.find((one) => same(one.azureADDeviceId)) ?? null);
  const shown =
    (directory.known ? directory.value?.displayName : null) ??
    (managed.known ? managed.value?.deviceName : null) ??
    typedName ??
    deviceId;
  return { name: shown, reference: deviceId, deviceId, directory, managed, choice: choice(shown), notes: [] };
}

function noDevice(own: OwnDevices, platform: string | undefined): AccessDevice {
  const directory: Asked<DirectoryDevice | null> = mapAsked(own.directory, () => null);
  const managed: Asked<ManagedDevice | null> = mapAsked(own.managed, () => null);
  const known = directory.known && managed.known;
  const kind = platform === undefined ? '' : ` on ${platform}`;
  return {
    ...NOBODYS,
    directory,
    managed,
    choice: known
      ? `No registered device${kind} is known of them: looked at as a sign-in from a device that is not registered.`
      : 'Which devices they have is not known.',
  };
}

const NOBODYS = { name: null, reference: null, deviceId: null, choice: '', notes: [] };

function idOf(signIn: SignIn): string | null {
  const id = signIn.device?.deviceId ?? '';
  return id === '' ? null : id;
}

function systemOf(record: ReturnType<typeof joinRecords>[number]): string | null {
  return record.directory?.operatingSystem ?? record.managed?.operatingSystem ?? null;
}

function listOf<T>(fact: Asked<readonly T[]>): readonly T[] {
  return fact.known ? fact.value : [];
}
