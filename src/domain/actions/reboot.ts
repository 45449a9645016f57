/** Restarts a managed device. Reference sheet intune-api, section 5; platforms from Microsoft's page of the action. */
import type { ActionDefinition } from './action.ts';
import {
  androidWarning,
  notReportedWarning,
  platformBlocker,
  platformOf,
  supervisedBlocker,
} from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { sharedWarning } from './who-is-hit.ts';

const NAME = 'rebootNow';
const UNPROVEN = 'no API that Drawbridge reads tells when a device last started';

export const reboot: ActionDefinition = {
  verb: 'reboot',
  title: 'Restart',
  done: 'restarted',
  actsOn: 'managedDevice',
  risk: 'disruptive',
  reversal: { none: 'a restart cannot be taken back' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms:
    'Windows, macOS, supervised iPhones and iPads, company-owned Android, ChromeOS in kiosk mode or as managed guest.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} restarts, on Windows within five minutes of taking the order up. Whoever works on it may not be warned and loses what is not saved.`,
  takes:
    'Within minutes when a push notification reaches the device; otherwise when it is in contact again, in the middle of whatever is done on it then.',
  undoing: 'none: what was not saved is lost.',
  proof: { none: UNPROVEN },
  resend: 'never',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [
        platformBlocker(device, 'A restart', ['Windows', 'iOS', 'macOS', 'Android', 'ChromeOS']),
        supervisedBlocker(device, 'A restart'),
      ],
      warnings: [
        ...notReportedWarning(device),
        ...androidWarning(device, 'a restart', 'company'),
        ...sharedWarning(device),
        ...(platformOf(device.operatingSystem) === 'iOS'
          ? ['Once restarted it finds no Wi-Fi until somebody unlocks it: Intune may not reach it before.']
          : []),
      ],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.rebootNow(order)),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};
