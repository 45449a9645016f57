/**
 * What every action of Intune must know of its device first, and the lines of it that an approver sees. Source:
 * reference sheet intune-api, section 2.
 */
import { UpstreamError } from '../../errors.ts';
import type { EvidenceLine } from '../approvals/request.ts';
import type { TenantPorts } from '../ports/tenant.ts';
import { agoText, ageMs, DAY_MS } from '../questions/elapsed.ts';
import type { ActionableDevice } from '../tenant/device-action.ts';
import type { Machine, ManagedDevice } from '../tenant/device.ts';
import { ISOLATION, switchState } from '../tenant/machine-switch.ts';
import type { Blocker, Facts, Preflight } from './action.ts';
import { onboardingBlocker, orNull, ownersOf, protectionOf } from './machine-facts.ts';

export interface ManagedDeviceFacts {
  readonly device: ActionableDevice;
  /** Defender's record of the same device; null = it knows none, or could not be asked. */
  readonly machine: Machine | null;
  /** What is said of Defender when there is no record. */
  readonly withoutMachine: string;
  /** Defender has cut it off the network, or is about to; null = could not be read. */
  readonly isolated: boolean | null;
  /** null = could not be read, or Entra does not know the device. */
  readonly owners: readonly string[] | null;
  /** Other records that Intune holds of the same Entra device; null = could not be read. */
  readonly others: readonly ManagedDevice[] | null;
}

/** Reads the device live; null when Intune does not know it. What guard rules look at (Defender's tags) must be readable. */
export async function managedDeviceFacts(
  managedDeviceId: string,
  ports: TenantPorts,
): Promise<ManagedDeviceFacts | null> {
  const device = await ports.managedDevices.device(managedDeviceId);
  if (device === null) return null;
  const { azureADDeviceId } = device;
  if (azureADDeviceId === null) {
    const withoutMachine = 'not known: the device has no Entra device id to ask with';
    return { device, machine: null, withoutMachine, isolated: false, owners: null, others: [] };
  }
  const [{ machine, withoutMachine }, owners, others] = await Promise.all([
    machineOf(azureADDeviceId, ports),
    orNull(() => ownersOf(azureADDeviceId, ports)),
    orNull(() => ports.managedDevices.byAzureADDeviceIds([azureADDeviceId])),
  ]);
  const isolated = machine === null ? false : await orNull(() => isIsolated(machine.id, ports));
  return {
    device,
    machine,
    withoutMachine,
    isolated,
    owners,
    others: others?.filter(({ id }) => id !== device.id) ?? null,
  };
}

async function isIsolated(machineId: string, ports: TenantPorts): Promise<boolean> {
  const { state } = switchState(ISOLATION, await ports.endpoints.machineActions(machineId));
  return state === 'on' || state === 'turningOn';
}

/** An installation without Defender has no tags that could protect anything. */
async function machineOf(
  aadDeviceId: string,
  ports: TenantPorts,
): Promise<Pick<ManagedDeviceFacts, 'machine' | 'withoutMachine'>> {
  try {
    const [machine = null] = await ports.endpoints.byAzureADDeviceIds([aadDeviceId]);
    return { machine, withoutMachine: 'does not know the device' };
  } catch (error) {
    if (error instanceof UpstreamError && error.code === 'upstream_not_configured') {
      return { machine: null, withoutMachine: 'is not part of this installation' };
    }
    throw error;
  }
}

export const NOT_IN_INTUNE: Blocker = {
  code: 'notFound',
  message: 'Intune does not know this device, so it cannot act on it.',
};

export function protectionOfManaged({ machine }: ManagedDeviceFacts): Preflight['protection'] {
  return machine === null ? { tags: [], deviceValue: null } : protectionOf(machine);
}

/** What an approval of an action on the device rests on. When it last synchronised is shown, but changes all the time. */
export function factsOfManaged(facts: ManagedDeviceFacts): Facts {
  const { device, machine, owners } = facts;
  const { tags } = protectionOfManaged(facts);
  return {
    'Compliance state': device.complianceState,
    'Primary user': device.userPrincipalName ?? 'nobody',
    Ownership: device.managedDeviceOwnerType,
    'Entra device id': device.azureADDeviceId ?? 'none',
    'Risk score': machine?.riskScore ?? 'not in Defender',
    'Device value': machine?.deviceValue ?? 'not in Defender',
    Tags: tags.length === 0 ? 'none' : [...tags].sort().join(', '),
    Owner: owners === null ? null : owners.length === 0 ? 'nobody' : [...owners].sort().join(', '),
  };
}

/** Intune answers for a device that is in contact within the day. */
const SILENT_MS = DAY_MS;
/** Ways of management that carry out no remote action, or not every one (sheet, section 2). */
const NOT_MDM: Readonly<Record<string, string>> = {
  eas: 'Exchange ActiveSync alone',
  configurationManagerClient: 'Configuration Manager alone',
};

/** Who may be hit beside the person it was asked for, and why it may take long or be refused. */
function warningsOf(facts: ManagedDeviceFacts, now: Date): readonly string[] {
  const { device, machine, isolated, others } = facts;
  const silent = ageMs(now, device.lastSyncDateTime);
  const tier0 = machine?.machineTags.some((tag) => tag.toLowerCase() === 'tier0') === true;
  const agent = NOT_MDM[device.managementAgent];
  const running = device.deviceActionResults.filter(
    (one) => one.actionState === 'pending' || one.actionState === 'active',
  );
  return [
    ...(tier0 ? ['Tagged Tier0: sign-ins of the whole organization may depend on it.'] : []),
    ...(machine?.deviceValue === 'High' ? ['Device value High.'] : []),
    ...(device.managementState === 'managed' || device.managementState === ''
      ? []
      : [`Intune says ${device.managementState} of it.`]),
    ...running.map(
      (one) =>
        `${one.actionName} is ${one.actionState} on it since ${agoText(now, one.startDateTime)}: the two may meet.`,
    ),
    ...(silent === null || silent > SILENT_MS
      ? [
          `Last in contact with Intune ${agoText(now, device.lastSyncDateTime)}: the order stays pending until the device checks in.`,
        ]
      : []),
    ...(isolated === true
      ? ['Defender isolates it: Intune may not reach it until it is released.']
      : isolated === null
        ? ['Whether Defender isolates it could not be read; if so, Intune may not reach it.']
        : []),
    ...(agent === undefined ? [] : [`It is managed by ${agent}: Intune may refuse remote actions.`]),
    ...(others === null || others.length === 0 ? [] : [otherRecords(device, others, now)]),
    ...(device.azureADDeviceId === null
      ? ['It has no Entra device id: which tags it has in Defender is not known.']
      : []),
  ];
}

function otherRecords(device: ActionableDevice, others: readonly ManagedDevice[], now: Date): string {
  const told = others
    .slice(0, 3)
    .map(
      ({ id, lastSyncDateTime }) => `${id.slice(0, 8)}… (last in contact ${agoText(now, lastSyncDateTime)})`,
    );
  return `Intune holds ${others.length + 1} records of this device: this is ${device.id.slice(0, 8)}…, and there is ${told.join(', ')}.`;
}

export function managedDeviceEvidence(facts: ManagedDeviceFacts, now: Date): readonly EvidenceLine[] {
  const { device, owners } = facts;
  const encrypted = device.isEncrypted === null ? 'not reported' : device.isEncrypted ? 'yes' : 'no';
  return [
    {
      label: 'Operating system',
      value: [device.operatingSystem, device.osVersion].filter(Boolean).join(' ') || 'not reported',
    },
    { label: 'Primary user', value: device.userPrincipalName ?? 'nobody: a shared device, or none was set' },
    { label: 'Ownership', value: device.managedDeviceOwnerType },
    {
      label: 'Owner',
      value:
        owners === null
          ? 'not known'
          : owners.length === 0
            ? 'not registered to anybody'
            : owners.slice(0, 3).join(', '),
    },
    { label: 'Compliance', value: device.complianceState },
    { label: 'Last sync', value: agoText(now, device.lastSyncDateTime) },
    { label: 'Encrypted', value: encrypted },
    { label: 'Defender', value: defenderText(facts) },
    ...warningsOf(facts, now).map((value) => ({ label: 'Warning', value })),
  ];
}

function defenderText({ machine, withoutMachine }: ManagedDeviceFacts): string {
  if (machine === null) return withoutMachine;
  return [
    `risk ${machine.riskScore}`,
    `exposure ${machine.exposureLevel}`,
    ...(onboardingBlocker(machine) === null ? [] : [`not onboarded (${machine.onboardingStatus})`]),
    ...(machine.machineTags.length === 0 ? [] : [`tags ${machine.machineTags.slice(0, 8).join(', ')}`]),
  ].join(', ');
}
