/** Takes company data and management off a device. Reference sheet intune-api, section 5; effects from Microsoft's page. */
import type { ActionDefinition } from './action.ts';
import { androidWarning, notReportedWarning, platformBlocker, platformOf } from './device-platform.ts';
import { LEAVING_PROOF, verifyLeaving } from './leaving-proof.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction } from './managed-device-receipt.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { sharedWarning } from './who-is-hit.ts';

const NAME = 'retire';

export const retire: ActionDefinition = {
  verb: 'retire',
  title: 'Retire',
  done: 'retired',
  actsOn: 'managedDevice',
  risk: 'destructive',
  reversal: { none: 'it comes back only by enrolling it again, on the device itself' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms:
    'Windows, iOS, iPadOS, macOS, and Android that is personally owned or has a device administrator.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} leaves Intune: company apps, mail profiles, certificates, Wi-Fi and VPN settings go, policies hold no longer. Personal data stays.`,
  takes: WHEN_SYNCED,
  undoing: 'none by Drawbridge: the device has to be enrolled again, on the device itself.',
  proof: LEAVING_PROOF,
  resend: 'never',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [platformBlocker(device, 'Retiring', ['Windows', 'iOS', 'macOS', 'Android'])],
      warnings: [
        ...(platformOf(device.operatingSystem) === 'Windows'
          ? [
              'A Windows device that is joined to Entra ID is unjoined: nobody signs in to it with a work account any more, only with a local administrator. Keep that password and the BitLocker recovery key at hand first; BitLocker is suspended.',
            ]
          : []),
        ...notReportedWarning(device),
        ...androidWarning(device, 'retiring', 'personal'),
        ...sharedWarning(device),
      ],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.retire(order)),

  ...followManagedDeviceAction(NAME, 'done'),

  verify: (order, _upstreamId, since, ports, clock) => verifyLeaving(order, since, ports, clock),
};
