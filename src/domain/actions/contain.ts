/**
 * Contains a machine that is not onboarded: the onboarded machines around it break off contact with it. It is an isolation
 * of the type UnManagedDevice. How it is lifted by the API is UNCONFIRMED, so it is not offered. Reference sheet mde-api, 5.3.
 */
import { agoText } from '../questions/elapsed.ts';
import type { Machine, MachineAction } from '../tenant/device.ts';
import { isContainment } from '../tenant/machine-switch.ts';
import type { ActionDefinition, Blocker } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { followMachineAction } from './machine-receipt.ts';
import { notProven } from './not-proven.ts';
import { pendingAction } from './pending-action.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const TYPE = 'Isolate';
const UNPROVEN = 'no API tells which devices have broken off contact with it';

export const contain: ActionDefinition = {
  verb: 'contain',
  title: 'Contain',
  done: 'contained',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: {
    none: 'Microsoft does not document how the API lifts it: stop the containment in the Defender portal',
  },
  permissions: ['Machine.Isolate'],
  platforms:
    'Devices that Defender has discovered and that are not onboarded, whatever they run; the onboarded Windows devices around it carry it out.',
  parameters: {},
  effect: ({ target }) =>
    `The onboarded devices of the organization break off contact with ${target.name}. It itself is not changed, and still reaches whatever is not onboarded.`,
  takes: 'The other devices take it up one by one, when they are next in contact with Defender.',
  undoing: 'none by Drawbridge: stop the containment on the page of the device in the Defender portal.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const containments = actions.filter(isContainment);
      const pending = pendingAction(containments, TYPE, 'containment', () => true, now);
      return {
        sensorless: true,
        blockers: [managedBlocker(machine), pending.blocker],
        warnings: [...earlier(containments, now), ...addressWarnings(machine)],
        evidence: [{ label: 'Address', value: machine.lastIpAddress ?? 'not known' }],
        underWay: pending.underWay,
        onServer: 'nobody on an onboarded device reaches it any more',
      };
    }),

  ...sendMachineAction('contain', ON_MACHINE, (endpoints, order) => endpoints.contain(order)),

  ...followMachineAction(TYPE, isContainment),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};

function managedBlocker({ onboardingStatus }: Machine): Blocker | null {
  return onboardingStatus.toLowerCase() === 'onboarded'
    ? {
        code: 'notSupported',
        message: 'The device is onboarded: containing is for those that are not. Isolate it instead.',
      }
    : null;
}

function earlier(containments: readonly MachineAction[], now: Date): readonly string[] {
  const before = containments.find(({ status }) => status === 'Succeeded');
  return before === undefined
    ? []
    : [
        `It was contained ${agoText(now, before.creationDateTimeUtc)}. Whether it still is cannot be read from the API.`,
      ];
}

function addressWarnings({ lastIpAddress }: Machine): readonly string[] {
  return [
    ...(lastIpAddress === null
      ? ['Defender knows no address of it: the devices around it may not recognize it.']
      : []),
    'A device that is contained wrongly (a router, a printer, a server) is missed by everybody: look at what it is first.',
  ];
}
