/** Switches an Apple device off. Reference sheet intune-api, section 5; platforms from Microsoft's page of the action. */
import type { ActionDefinition } from './action.ts';
import { notReportedWarning, platformBlocker, supervisedBlocker } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { sharedWarning } from './who-is-hit.ts';

const NAME = 'shutDown';
const UNPROVEN = 'a device that is off and one that is out of reach look the same';

export const shutdown: ActionDefinition = {
  verb: 'shutdown',
  title: 'Shut down',
  done: 'shut down',
  actsOn: 'managedDevice',
  risk: 'disruptive',
  reversal: { none: 'only somebody at the device can switch it on again' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'macOS, and supervised iPhones and iPads. Not Windows, not Android.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} switches off without a warning. What is not saved is lost, and nothing reaches it until somebody switches it on.`,
  takes: WHEN_SYNCED,
  undoing: 'none from here: somebody has to switch it on by hand.',
  proof: { none: UNPROVEN },
  resend: 'never',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [
        platformBlocker(device, 'Shutting down from here', ['iOS', 'macOS']),
        supervisedBlocker(device, 'Shutting down from here'),
      ],
      warnings: [...notReportedWarning(device), ...sharedWarning(device)],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.shutDown(order)),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};
