/** Lets a machine run nothing but what Microsoft signed. Reference sheet mde-api, section 5.3. */
import { RESTRICTION, switchState } from '../tenant/machine-switch.ts';
import type { ActionDefinition } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { notKnownWarning, onBlocker, onUnderWay } from './switch-preflight.ts';
import { RESTRICTION_PROOF, verifyRestriction } from './sensor-proof.ts';
import { antivirusWarnings, windowsBlocker, windowsWarnings } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const SINCE = 1709;

export const restrict: ActionDefinition = {
  verb: 'restrict',
  title: 'Restrict code execution on',
  done: 'restricted to code signed by Microsoft',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { verb: 'unrestrict' },
  permissions: ['Machine.RestrictExecution'],
  platforms: `Windows 10 ${SINCE} or newer and Windows 11, with Microsoft Defender Antivirus.`,
  parameters: {},
  effect: ({ target }) =>
    `On ${target.name} only programs signed by Microsoft start. Other vendors' and own programs stop working for whoever uses it; the network stays.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'Lift it with the Undo button here; that is a request with its own approval.',
  proof: RESTRICTION_PROOF,

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const state = switchState(RESTRICTION, actions);
      return {
        blockers: [
          windowsBlocker(machine, 'Restricting code execution', SINCE),
          onBlocker(RESTRICTION, state, now),
        ],
        warnings: [
          ...notKnownWarning(RESTRICTION, state),
          ...windowsWarnings(machine, SINCE),
          ...antivirusWarnings(machine),
        ],
        underWay: onUnderWay(state),
        onServer: 'services that Microsoft did not sign stop working for everybody',
      };
    }),

  ...sendMachineAction('restrict', ON_MACHINE, (endpoints, order) => endpoints.restrict(order)),

  ...followMachineAction('RestrictCodeExecution'),

  verify: (order, upstreamId, since, ports, clock) =>
    verifyRestriction({ machineId: order.target.id, upstreamId, since }, ports, clock),
};
