/** Takes a machine out of Defender for Endpoint. There is no way back from here. Reference sheet mde-api, section 5.3. */
import { ISOLATION, switchState } from '../tenant/machine-switch.ts';
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { notProven } from './not-proven.ts';
import { pendingAction } from './pending-action.ts';
import { windowsBlocker } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const TYPE = 'Offboard';
const SINCE = 1703;
const UNPROVEN = 'Defender shows an offboarded device as Inactive only after seven days of silence';

export const offboard: ActionDefinition = {
  verb: 'offboard',
  title: 'Offboard',
  done: 'offboarded',
  actsOn: 'machine',
  risk: 'destructive',
  reversal: { none: 'it comes back only by onboarding it again, on the device itself' },
  permissions: ['Machine.Offboard'],
  platforms: `Windows 10 ${SINCE} or newer, Windows 11, Windows Server 2019 or newer, Windows Server 2012 R2 and 2016 with the unified agent.`,
  parameters: {},
  effect: ({ target }) =>
    `${target.name} stops reporting to Defender: nothing is detected on it any more, and it can be neither isolated nor investigated from here.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'none by Drawbridge: it has to be onboarded again, on the device itself.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const pending = pendingAction(actions, TYPE, 'offboarding', () => true, now);
      const isolation = switchState(ISOLATION, actions).state;
      return {
        blockers: [windowsBlocker(machine, 'Offboarding from here', SINCE), pending.blocker],
        warnings: [
          ...(isolation === 'off'
            ? []
            : ['It is isolated, or may be: what becomes of that without Defender is not known.']),
          ...agentWarnings(machine),
        ],
        underWay: pending.underWay,
        onServer: 'nothing watches its services any more',
      };
    }),

  ...sendMachineAction('offboard', ON_MACHINE, (endpoints, order) => endpoints.offboard(order)),

  ...followMachineAction(TYPE),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};

function agentWarnings({ osPlatform, version }: Machine): readonly string[] {
  const platform = osPlatform ?? '';
  if (platform === '') return ['Its system is not reported: Microsoft may refuse it.'];
  if (platform === 'Windows10' && version === null) {
    return [`Its release of Windows 10 is not reported; ${SINCE} or newer is needed.`];
  }
  return /server(2008|2012|2016)/i.test(platform)
    ? [`On ${platform} it works with the unified agent only; which agent it has is not known.`]
    : [];
}
