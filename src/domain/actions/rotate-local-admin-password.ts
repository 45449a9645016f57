/**
 * Renews the password of the local administrator that Windows LAPS manages. Beta only; not in the reference sheet:
 * learn.microsoft.com, intune-devices-manageddevice-rotatelocaladminpassword. That page names read permissions, which
 * cannot be all (UNCONFIRMED): the permission of the other remote actions is asked for.
 */
import type { ActionDefinition } from './action.ts';
import { notReportedWarning, platformBlocker } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';

const NAME = 'rotateLocalAdminPassword';
const UNPROVEN =
  'only the stored password would show it, and Drawbridge does not ask for a permission that opens passwords';

export const rotateLocalAdminPassword: ActionDefinition = {
  verb: 'rotateLocalAdminPassword',
  title: 'Rotate the local administrator password of',
  done: 'given a new local administrator password',
  actsOn: 'managedDevice',
  risk: 'harmless',
  reversal: { none: 'the old password does not come back, and nobody needs it: the new one is backed up' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'Windows devices whose local administrator password Windows LAPS manages.',
  parameters: {},
  effect: ({ target }) =>
    `The local administrator that Windows LAPS manages on ${target.name} gets a new password, backed up where the policy says. Whoever was given the old one cannot use it any more.`,
  takes: WHEN_SYNCED,
  undoing: 'none: the old password is worthless from then on.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [platformBlocker(device, 'Windows LAPS', ['Windows'])],
      warnings: [
        ...notReportedWarning(device),
        'It works only where a Windows LAPS policy manages the password: Drawbridge cannot see whether one does.',
      ],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) =>
    intune.rotateLocalAdminPassword(order),
  ),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};
