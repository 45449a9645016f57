/** Renews the BitLocker recovery key of a device. Beta only. Reference sheet intune-api, sections 0.2 and 5. */
import type { ActionDefinition } from './action.ts';
import { notReportedWarning, platformBlocker } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';

const NAME = 'rotateBitLockerKeys';
const UNPROVEN =
  'only the list of recovery keys would show it, and Drawbridge does not ask for a permission that opens keys';

export const rotateBitlocker: ActionDefinition = {
  verb: 'rotateBitlocker',
  title: 'Rotate the BitLocker key of',
  done: 'given a new BitLocker key',
  actsOn: 'managedDevice',
  risk: 'harmless',
  reversal: { none: 'the old key does not come back, and nobody needs it: the new one stands in Entra ID' },
  permissions: ['DeviceManagementManagedDevices.ReadWrite.All'],
  platforms: 'Windows devices whose system drive BitLocker encrypts.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} gets a new BitLocker recovery key and stores it in Entra ID. Whoever noted the old one cannot use it any more.`,
  takes: WHEN_SYNCED,
  undoing: 'none: the old key is worthless from then on.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [
        platformBlocker(device, 'BitLocker', ['Windows']),
        device.isEncrypted === false
          ? {
              code: 'notSupported',
              message: 'Intune says that the device is not encrypted: there is no key to renew.',
            }
          : null,
      ],
      warnings: [
        ...notReportedWarning(device),
        'The policy of the device must allow rotation: Drawbridge cannot see whether it does.',
      ],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.rotateBitLockerKeys(order)),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};
