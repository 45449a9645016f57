/** What is known of a device in Entra ID before it is turned off or on there. Reference sheet entra-api, section 3. */
import type { EvidenceLine } from '../approvals/request.ts';
import { UpstreamError } from '../../errors.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { agoText } from '../questions/elapsed.ts';
import type { DirectoryDevice, Machine } from '../tenant/device.ts';
import type { User } from '../tenant/user.ts';
import type { Blocker, Order, Preflight } from './action.ts';
import { stateReached } from './directory-change.ts';
import { nothingKnown, protectionOf } from './machine-facts.ts';

export async function directoryDevicePreflight(
  enabled: boolean,
  order: Order,
  ports: TenantPorts,
  clock: Clock,
): Promise<Preflight> {
  const device = await directoryDevice(order, ports);
  if (device === null) {
    return nothingKnown({ code: 'notFound', message: 'Entra ID does not know this device (any more).' });
  }
  const [owners, machine] = await Promise.all([
    ports.directory.ownersOf(device.id),
    machineOf(device, ports),
  ]);
  const done = device.accountEnabled === enabled;
  const warnings = warningsOf(device, machine, enabled);
  const owner = owners.map(personText).sort().join(', ') || 'nobody';
  return {
    blockers: done ? [alreadyBlocker(enabled)] : [],
    warnings,
    evidence: [
      ...warnings.map((value): EvidenceLine => ({ label: 'Warning', value })),
      { label: 'Operating system', value: systemText(device) },
      { label: 'Join type', value: device.trustType },
      { label: 'Owner', value: owner },
      {
        label: 'Last sign-in (about)',
        value: agoText(clock.now(), device.approximateLastSignInDateTime),
      },
    ],
    protection: machine === null ? { tags: [], deviceValue: null } : protectionOf(machine),
    facts: {
      Owner: owner,
      'Entra device id': device.deviceId,
      'Join type': device.trustType,
      Tags:
        machine === null || machine.machineTags.length === 0
          ? 'none'
          : [...machine.machineTags].sort().join(', '),
    },
    underWay: done ? stateReached(order, false) : null,
  };
}

/** By the directory object's id. */
export async function directoryDevice(
  { target }: Order,
  ports: TenantPorts,
): Promise<DirectoryDevice | null> {
  const found = await ports.directory.findDevices({ kind: 'guid', text: target.id });
  return found.find((one) => one.id.toLowerCase() === target.id.toLowerCase()) ?? null;
}

/** Its tags say whether it is protected: without an answer nobody can tell. Null = Defender does not know it. */
async function machineOf(device: DirectoryDevice, ports: TenantPorts): Promise<Machine | null> {
  try {
    const [machine] = await ports.endpoints.byAzureADDeviceIds([device.deviceId]);
    return machine ?? null;
  } catch (error) {
    if (error instanceof UpstreamError && error.code === 'upstream_not_configured') return null;
    throw error;
  }
}

function alreadyBlocker(enabled: boolean): Blocker {
  return {
    code: 'alreadyDone',
    message: `The device is ${enabled ? 'enabled' : 'disabled'} in Entra ID already.`,
  };
}

function warningsOf(device: DirectoryDevice, machine: Machine | null, enabled: boolean): readonly string[] {
  const tier0 = machine?.machineTags.find((tag) => tag.toLowerCase() === 'tier0');
  const verb = enabled ? 'enable' : 'disable';
  return [
    ...(tier0 === undefined ? [] : ['Tagged Tier0: sign-ins of the whole organization may depend on it.']),
    ...(machine?.deviceValue === 'High' ? ['Device value High.'] : []),
    // UNCONFIRMED: the sheet does not say how Entra ID treats synchronized devices.
    ...(device.trustType === 'ServerAd'
      ? [
          `It is hybrid joined: ${verb} it in Active Directory too, or the next synchronization may undo this.`,
        ]
      : []),
  ];
}

function systemText({ operatingSystem, operatingSystemVersion }: DirectoryDevice): string {
  const text = [operatingSystem, operatingSystemVersion].filter((part) => part !== null).join(' ');
  return text === '' ? 'not reported' : text;
}

function personText({ displayName, userPrincipalName }: User): string {
  return `${displayName} (${userPrincipalName})`;
}
