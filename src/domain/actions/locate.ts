/** Asks a device where it is. What it answers is personal data. Reference sheet intune-api, section 5. */
import { utcText } from '../questions/elapsed.ts';
import type { DeviceLocation } from '../tenant/device-action.ts';
import type { ActionDefinition } from './action.ts';
import {
  androidWarning,
  notReportedWarning,
  platformBlocker,
  platformOf,
  supervisedBlocker,
} from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, deviceOf, followManagedDeviceAction } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';
import { ownershipWarning } from './who-is-hit.ts';

const NAME = 'locateDevice';
const UNPROVEN = 'only the location, once it is handed over, shows that the device answered';

export const locate: ActionDefinition = {
  verb: 'locate',
  title: 'Locate',
  done: 'located',
  actsOn: 'managedDevice',
  // Nothing changes on the device; but it tells where a person is.
  risk: 'disruptive',
  reversal: { none: 'what was learned stays learned; Intune deletes the location after a day' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'Windows, supervised iPhones and iPads in lost mode, company-owned Android.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} reports where it is, and with it where its user is: personal data. The person who asks is shown the place, once. Its user may be told.`,
  takes: WHEN_SYNCED,
  undoing: 'none: what was learned stays learned. Nothing on the device changes.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, (device) => {
      const platform = platformOf(device.operatingSystem);
      return {
        blockers: [
          platformBlocker(device, 'Locating', ['Windows', 'iOS', 'Android']),
          supervisedBlocker(device, 'Locating'),
        ],
        warnings: [
          ...ownershipWarning(device, 'its place is where a private person is'),
          ...(platform === 'iOS' ? ['It has to be in lost mode: Drawbridge cannot see whether it is.'] : []),
          ...(platform === 'iOS'
            ? []
            : [
                'Location services have to be allowed on it, by policy: Drawbridge cannot see whether they are.',
              ]),
          ...notReportedWarning(device),
          ...androidWarning(device, 'locating', 'company'),
        ],
      };
    }),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) => intune.locateDevice(order)),

  ...followManagedDeviceAction(NAME),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),

  disclosure: {
    button: 'Show where it is',
    what: 'location',
    async tell(upstreamId, ports) {
      const found = await ports.managedDevices.actionYield(deviceOf(upstreamId), NAME);
      return found === null || found.location === null ? null : placeText(found.location);
    },
  },
};

function placeText(place: DeviceLocation): readonly string[] {
  const { latitude, longitude, horizontalAccuracy, lastCollectedDateTime } = place;
  return [
    `Latitude ${latitude.toFixed(5)}, longitude ${longitude.toFixed(5)}`,
    horizontalAccuracy === null
      ? 'How exact that is, the device does not say.'
      : `Exact to ${Math.round(horizontalAccuracy)} m.`,
    lastCollectedDateTime === null
      ? 'When that was, Intune does not say.'
      : `That was at ${utcText(lastCollectedDateTime)}.`,
  ];
}
