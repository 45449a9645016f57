/** What turning a device off and on in Entra ID have in common. Reference sheet entra-api, sections 2 and 3. */
import type { ActionDefinition } from './action.ts';
import { directoryChange } from './directory-change.ts';
import { directoryDevice, directoryDevicePreflight } from './directory-device-preflight.ts';
import { stateProof } from './state-proof.ts';

export function deviceSwitch(
  enabled: boolean,
): Pick<
  ActionDefinition,
  'preflight' | 'byState' | 'call' | 'start' | 'findOwn' | 'findLive' | 'poll' | 'verify'
> {
  return {
    preflight: (order, ports, clock) => directoryDevicePreflight(enabled, order, ports, clock),

    ...directoryChange(
      'setDeviceEnabled',
      ({ target }) => ({ deviceObjectId: target.id, enabled }),
      (directory, order) => directory.setDeviceEnabled(order),
    ),

    async verify(order, _upstreamId, since, ports, clock) {
      const device = await directoryDevice(order, ports);
      const state =
        device === null
          ? 'does not know the device any more'
          : device.accountEnabled === null
            ? 'does not say whether the device is enabled'
            : `says that the device is ${device.accountEnabled ? 'enabled' : 'disabled'}`;
      const holds = device?.accountEnabled === enabled;
      return stateProof({ holds, says: `Entra ID, read anew, ${state}` }, since, clock.now());
    },
  };
}
