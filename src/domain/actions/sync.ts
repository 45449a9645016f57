/** Has a managed device check in with Intune. Reference sheet intune-api, sections 5 and 10. */
import { utcText } from '../questions/elapsed.ts';
import type { ActionDefinition } from './action.ts';
import { notReportedWarning, platformBlocker } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction, orderedAt } from './managed-device-receipt.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';

const NAME = 'syncDevice';

export const sync: ActionDefinition = {
  verb: 'sync',
  title: 'Sync',
  done: 'synchronised',
  actsOn: 'managedDevice',
  risk: 'harmless',
  reversal: { none: 'a sync changes nothing that was not to change anyway' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'Windows, iOS, iPadOS, macOS and Android devices that are enrolled.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} checks in with Intune, takes up what is waiting for it, policies and other actions included, and reports its state.`,
  takes: WHEN_SYNCED,
  undoing: 'none: the device only does what it would do at its next check-in.',
  proof: 'The time of the last sync, read anew, is later than the order',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [platformBlocker(device, 'A sync', ['Windows', 'iOS', 'macOS', 'Android'])],
      warnings: notReportedWarning(device),
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.syncDevice(order)),

  ...followManagedDeviceAction(NAME),

  async verify(order, _upstreamId, _since, ports, clock) {
    const device = await ports.managedDevices.device(order.target.id);
    const last = device?.lastSyncDateTime ?? null;
    // Both by Intune's clock.
    const ordered = orderedAt(device, NAME, order);
    const at = clock.now().toISOString();
    if (last !== null && ordered !== null && Date.parse(last) > Date.parse(ordered)) {
      return {
        verified: 'yes',
        evidence: `Intune heard from the device at ${utcText(last)}, after the order of ${utcText(ordered)}.`,
        at,
      };
    }
    const says = last === null ? 'names no sync of the device' : `still names the sync of ${utcText(last)}`;
    return { verified: 'pending', evidence: `Accepted, not proven: Intune ${says}.`, at };
  },
};
