/**
 * What every Defender machine action must know of its machine first, and the lines of it that an approver sees.
 * Source: reference sheet mde-api, sections 4.1, 4.2 and 5.
 */
import { UpstreamError } from '../../errors.ts';
import type { EvidenceLine } from '../approvals/request.ts';
import type { TenantPorts } from '../ports/tenant.ts';
import type { InstalledSoftware, LogonUser, Machine, MachineAction } from '../tenant/device.ts';
import type { Blocker, Facts, Preflight } from './action.ts';
import { agoText } from '../questions/elapsed.ts';

export interface MachineFacts {
  readonly machine: Machine;
  /** Newest first. */
  readonly actions: readonly MachineAction[];
  /** null = could not be read; who is logged on is worth knowing but stops nothing. */
  readonly logons: readonly LogonUser[] | null;
  /** null = could not be read, or Entra does not know the device. */
  readonly owners: readonly string[] | null;
  /** null = could not be read, or nobody asked for it. */
  readonly software: readonly InstalledSoftware[] | null;
}

/** Reads the machine live. Null when Defender does not know it. */
export async function machineFacts(
  machineId: string,
  aadDeviceId: string | null,
  ports: TenantPorts,
  withSoftware = false,
): Promise<MachineFacts | null> {
  const [machine, actions, logons, owners, software] = await Promise.all([
    ports.endpoints.machine(machineId),
    ports.endpoints.machineActions(machineId),
    orNull(() => ports.endpoints.logonUsers(machineId)),
    orNull(() => ownersOf(aadDeviceId, ports)),
    withSoftware ? orNull(() => ports.endpoints.software(machineId)) : null,
  ]);
  return machine === null ? null : { machine, actions, logons, owners, software };
}

/** As people read them; null when Entra does not know the device. */
export async function ownersOf(
  aadDeviceId: string | null,
  ports: TenantPorts,
): Promise<readonly string[] | null> {
  if (aadDeviceId === null) return null;
  const [device] = await ports.directory.findDevices({ kind: 'guid', text: aadDeviceId });
  if (device === undefined) return null;
  return (await ports.directory.ownersOf(device.id)).map(
    (owner) => `${owner.displayName} (${owner.userPrincipalName})`,
  );
}

/** For facts that help but must not stop anything: a source that is silent leaves null. */
export async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}

export const NOT_FOUND: Blocker = {
  code: 'notFound',
  message: 'Defender for Endpoint does not know this device, so it cannot act on it.',
};

/** The preflight of a machine that cannot be looked at. */
export function nothingKnown(blocker: Blocker): Preflight {
  return {
    blockers: [blocker],
    warnings: [],
    evidence: [],
    protection: { tags: [], deviceValue: null },
    facts: {},
    underWay: null,
  };
}

/** What the guard rules of the policy look at in a machine. */
export function protectionOf(machine: Machine): Preflight['protection'] {
  return {
    tags: machine.machineTags,
    deviceValue: machine.deviceValue === 'unknown' ? null : machine.deviceValue,
  };
}

/** What an approval of an action on the machine rests on. Who happens to be logged on is shown, but changes too often. */
export function factsOf({ machine, owners }: MachineFacts): Facts {
  return {
    'Risk score': machine.riskScore,
    'Device value': machine.deviceValue,
    Tags: machine.machineTags.length === 0 ? 'none' : [...machine.machineTags].sort().join(', '),
    'Entra device id': machine.aadDeviceId ?? 'none',
    Owner: owners === null ? null : owners.length === 0 ? 'nobody' : [...owners].sort().join(', '),
  };
}

export function onboardingBlocker(machine: Machine): Blocker | null {
  if (machine.onboardingStatus.toLowerCase() === 'onboarded') return null;
  const words: Readonly<Record<string, string>> = {
    canbeonboarded: 'it could be: onboard it first',
    unsupported: 'its system is not supported',
    insufficientinfo: 'Defender has too little information about it',
  };
  const status = machine.onboardingStatus.toLowerCase();
  const why =
    (Object.hasOwn(words, status) ? words[status] : undefined) ?? `it says ${machine.onboardingStatus}`;
  return {
    code: 'notOnboarded',
    message: `The device is not onboarded to Defender for Endpoint (${why}).`,
  };
}

function isServer(machine: Machine): boolean {
  return /server/i.test(machine.osPlatform ?? '');
}

/** Why more people may be hit than the one who uses the device, or why it may take long. */
/** What decides about the general warnings: see `Findings` in machine-preflight.ts. */
interface Effect {
  readonly onServer: string | null;
  readonly atOnce?: true;
}

function machineWarnings(facts: MachineFacts, { onServer, atOnce }: Effect, now: Date): readonly string[] {
  const { machine } = facts;
  const tier0 = machine.machineTags.find((tag) => tag.toLowerCase() === 'tier0');
  return [
    ...(tier0 === undefined ? [] : ['Tagged Tier0: sign-ins of the whole organization may depend on it.']),
    ...(isServer(machine) && onServer !== null ? [`It is a server: ${onServer}.`] : []),
    ...(machine.deviceValue === 'High' ? ['Device value High.'] : []),
    // Without a sensor nothing is waited for: what can be done to it others do.
    ...(machine.healthStatus === 'Active' || onboardingBlocker(machine) !== null || atOnce === true
      ? []
      : [
          `Sensor ${machine.healthStatus}, last full report ${agoText(now, machine.lastSeen)}: the action stays Pending until the device checks in.`,
        ]),
  ];
}

export function machineEvidence(facts: MachineFacts, effect: Effect, now: Date): readonly EvidenceLine[] {
  const { machine, logons, owners } = facts;
  return [
    {
      label: 'Operating system',
      value: [machine.osPlatform, machine.osVersion].filter(Boolean).join(' ') || 'not reported',
    },
    { label: 'Owner', value: listText(owners, 'not registered to anybody', 'not known') },
    {
      label: 'Logged on',
      value: listText(
        logons === null ? null : recentLogons(logons, now),
        'nobody in the last days',
        'could not be read',
      ),
    },
    { label: 'Risk / exposure', value: `${machine.riskScore} / ${machine.exposureLevel}` },
    { label: 'Sensor', value: `${machine.healthStatus}, last full report ${agoText(now, machine.lastSeen)}` },
    ...(machine.machineTags.length > 0
      ? [{ label: 'Tags', value: machine.machineTags.slice(0, 8).join(', ') }]
      : []),
    ...(machine.deviceValue === 'unknown' || machine.deviceValue === 'Normal'
      ? []
      : [{ label: 'Device value', value: machine.deviceValue }]),
    ...machineWarnings(facts, effect, now).map((value) => ({ label: 'Warning', value })),
  ];
}

function recentLogons(logons: readonly LogonUser[], now: Date): readonly string[] {
  return [...logons]
    .sort((a, b) => (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''))
    .map((logon) => {
      const account =
        logon.accountDomain === null ? logon.accountName : `${logon.accountDomain}\\${logon.accountName}`;
      const admin = logon.isDomainAdmin === true ? ', domain admin' : '';
      return `${account} (${agoText(now, logon.lastSeen)}${admin})`;
    });
}

function listText(items: readonly string[] | null, empty: string, unknown: string): string {
  if (items === null) return unknown;
  if (items.length === 0) return empty;
  const more = items.length - 3;
  return items.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
