/** Locks the screen of a managed device. Reference sheet intune-api, section 5; platforms from Microsoft's page of it. */
import type { ActionDefinition } from './action.ts';
import { androidWarning, notReportedWarning, platformBlocker, platformOf } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { sharedWarning } from './who-is-hit.ts';

const NAME = 'remoteLock';
const UNPROVEN = 'no API tells whether the screen of a device is locked';

export const lock: ActionDefinition = {
  verb: 'lock',
  title: 'Lock',
  done: 'locked',
  actsOn: 'managedDevice',
  risk: 'disruptive',
  reversal: { none: 'whoever knows the passcode unlocks it on the device' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'iOS, iPadOS, macOS and company-owned Android. Not Windows.',
  parameters: {},
  effect: ({ target }) =>
    `The screen of ${target.name} locks and asks for the passcode that it has. Without one, it goes dark and stays open to everybody.`,
  takes: WHEN_SYNCED,
  undoing: 'none from here: the passcode (on a Mac, the PIN that Intune shows) unlocks it on the device.',
  proof: { none: UNPROVEN },
  // A second lock of a Mac fails until the PIN of the first was used.
  resend: 'never',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [platformBlocker(device, 'A remote lock', ['iOS', 'macOS', 'Android'])],
      warnings: [
        ...notReportedWarning(device),
        ...androidWarning(device, 'a remote lock', 'company'),
        ...sharedWarning(device),
        ...(platformOf(device.operatingSystem) === 'macOS'
          ? [
              'A Mac asks for a six-digit PIN: the Intune admin center shows it for 30 days at most, and only until the next action.',
            ]
          : []),
      ],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.remoteLock(order)),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};
