/** Resets a device to its factory settings. Reference sheet intune-api, section 5; effects from Microsoft's page of it. */
import type { ActionDefinition, Order } from './action.ts';
import { androidWarning, notReportedWarning, platformBlocker, platformOf } from './device-platform.ts';
import { LEAVING_PROOF, verifyLeaving } from './leaving-proof.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction } from './managed-device-receipt.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { ownershipWarning, sharedWarning } from './who-is-hit.ts';

const NAME = 'wipe';

export const wipe: ActionDefinition = {
  verb: 'wipe',
  title: 'Wipe',
  done: 'wiped',
  actsOn: 'managedDevice',
  risk: 'destructive',
  reversal: { none: 'what was erased is gone' },
  // The one that opens the other orders, too.
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'Windows, iOS, iPadOS, macOS, company-owned Android, ChromeOS.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} is reset to factory settings: everything on it is erased, personal data included, and it leaves Intune. Sent with keepEnrollmentData false and keepUserData false.`,
  takes: WHEN_SYNCED,
  undoing:
    'none: what was erased is gone. Before the device takes it up, it can be cancelled in the Intune admin center.',
  proof: LEAVING_PROOF,
  resend: 'never',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => {
      const platform = platformOf(device.operatingSystem);
      return {
        blockers: [platformBlocker(device, 'A wipe', ['Windows', 'iOS', 'macOS', 'Android', 'ChromeOS'])],
        warnings: [
          ...ownershipWarning(
            device,
            "a wipe erases its owner's private data as well. Retiring takes company data only",
          ),
          ...(platform === 'Windows'
            ? [
                'A wipe that is interrupted may leave a Windows device that does not start. It erases evidence: collect it first.',
              ]
            : []),
          ...(platform === 'macOS'
            ? [
                'No recovery PIN is sent with it: a Mac without a T2 chip (2018 or older) may need one to start again.',
              ]
            : []),
          ...(device.isEncrypted === false
            ? ['It is not encrypted: what is erased in this way may be recovered by whoever has its disk.']
            : []),
          ...notReportedWarning(device),
          ...androidWarning(device, 'a wipe', 'company'),
          ...sharedWarning(device),
        ],
      };
    }),

  ...sendManagedDeviceAction(
    NAME,
    (order: Order) => ({ ...ON_MANAGED_DEVICE(order), keepEnrollmentData: false, keepUserData: false }),
    (intune, order) => intune.wipe(order),
  ),

  ...followManagedDeviceAction(NAME, 'done'),

  verify: (order, _upstreamId, since, ports, clock) => verifyLeaving(order, since, ports, clock),
};
