/** The preflight of an action on a managed device: what is common to all, around what the action itself finds. */
import type { EvidenceLine } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Machine } from '../tenant/device.ts';
import type { ActionableDevice, DeviceActionName } from '../tenant/device-action.ts';
import type { Blocker, Order, Preflight } from './action.ts';
import { nothingKnown } from './machine-facts.ts';
import {
  NOT_IN_INTUNE,
  factsOfManaged,
  managedDeviceEvidence,
  managedDeviceFacts,
  protectionOfManaged,
} from './managed-device-facts.ts';
import { liveReceipt, sameKindBlocker } from './managed-device-receipt.ts';

/** What an action finds in its device. */
export interface ManagedFindings {
  readonly blockers: readonly (Blocker | null)[];
  /** What may go wrong, or what people lose; shown before what is generally known of the device. */
  readonly warnings: readonly string[];
  readonly evidence?: readonly EvidenceLine[];
  /** Where Intune's own results do not tell. */
  readonly underWay?: Preflight['underWay'];
}

export async function managedDevicePreflight(
  order: Order,
  ports: TenantPorts,
  clock: Clock,
  /** Null = Intune keeps no result of this one. */
  name: DeviceActionName | null,
  judge: (
    device: ActionableDevice,
    now: Date,
    /** Defender's record of it, if there is one. */
    machine: Machine | null,
  ) => ManagedFindings | Promise<ManagedFindings>,
): Promise<Preflight> {
  const facts = await managedDeviceFacts(order.target.id, ports);
  if (facts === null) return nothingKnown(NOT_IN_INTUNE);
  const now = clock.now();
  const { device, machine } = facts;
  const found = await judge(device, now, machine);
  return {
    blockers: [...found.blockers, name === null ? null : sameKindBlocker(device, name, order, now)].filter(
      (one) => one !== null,
    ),
    warnings: found.warnings,
    evidence: [
      ...found.warnings.map((value): EvidenceLine => ({ label: 'Warning', value })),
      ...(found.evidence ?? []),
      ...managedDeviceEvidence(facts, now),
    ],
    protection: protectionOfManaged(facts),
    facts: factsOfManaged(facts),
    underWay: found.underWay ?? (name === null ? null : liveReceipt(device, name, order)),
  };
}
