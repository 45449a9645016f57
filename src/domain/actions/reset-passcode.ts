/**
 * Gives an Android device a new passcode, takes an iPhone's away. Reference sheet intune-api, section 5; what happens on
 * which platform from Microsoft's pages "reset passcode" and "remove passcode".
 */
import type { ActionDefinition } from './action.ts';
import { notReportedWarning, platformBlocker, platformOf } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, deviceOf, followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { ownershipWarning, sharedWarning } from './who-is-hit.ts';

const NAME = 'resetPasscode';
const UNPROVEN = 'only a new passcode, once it is handed over, shows that it was made; an iPhone gets none';

export const resetPasscode: ActionDefinition = {
  verb: 'resetPasscode',
  title: 'Reset the passcode of',
  done: 'given a new passcode',
  actsOn: 'managedDevice',
  risk: 'disruptive',
  reversal: { none: 'the old passcode does not come back; its user can set it again' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms:
    'Android Enterprise (a new passcode, for the work profile or the device) and iOS, iPadOS (the passcode is removed).',
  parameters: {},
  effect: ({ target }) =>
    `The passcode of ${target.name} no longer works. An Android device gets a new one, which the person who asks is shown once; an iPhone or iPad has none until its user sets one.`,
  takes: WHEN_SYNCED,
  undoing: 'none from here: the user of the device sets a passcode of their own.',
  proof: { none: UNPROVEN },
  resend: 'never',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => ({
      blockers: [platformBlocker(device, 'Resetting a passcode', ['Android', 'iOS'])],
      warnings: [
        ...(platformOf(device.operatingSystem) === 'iOS'
          ? [
              'Until its user sets a new passcode, whoever holds it can open it. If the removal fails, only a wipe opens it again.',
            ]
          : [
              'It fails unless a policy asks for a passcode; on most kinds of enrolment the work profile alone is meant.',
            ]),
        ...ownershipWarning(device, 'the passcode may guard private data as well'),
        ...notReportedWarning(device),
        ...sharedWarning(device),
      ],
    })),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.resetPasscode(order)),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),

  disclosure: {
    button: 'Show the passcode',
    what: 'new passcode',
    offered: (evidence) =>
      evidence.some(({ label, value }) => label === 'Operating system' && platformOf(value) === 'Android'),
    async tell(upstreamId, ports) {
      const found = await ports.managedDevices.actionYield(deviceOf(upstreamId), NAME);
      return found === null || found.passcode === null
        ? null
        : [
            found.passcode,
            'It has to be typed in on the device; the Intune admin center shows it for seven days.',
          ];
    },
  },
};
