/** Gives an isolated machine its network back. Reference sheet mde-api, section 5. */
import { ISOLATION, switchState } from '../tenant/machine-switch.ts';
import type { ActionDefinition } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { commentsOnIt, notKnownWarning, offBlocker, offUnderWay, onSince } from './switch-preflight.ts';
import { RELEASE_PROOF, verifyRelease } from './sensor-proof.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

export const release: ActionDefinition = {
  verb: 'release',
  title: 'Release',
  done: 'released from isolation',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: { verb: 'isolate' },
  permissions: ['Machine.Isolate'],
  platforms: 'Whatever can be isolated.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} gets its whole network back. Whatever made it dangerous can spread again.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'Isolate it again with the Undo button here; that is a request with its own approval.',
  proof: RELEASE_PROOF,

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ actions }, now) => {
      const state = switchState(ISOLATION, actions);
      return {
        blockers: [offBlocker(ISOLATION, state, now)],
        warnings: [...notKnownWarning(ISOLATION, state), ...commentsOnIt(ISOLATION, actions, now)],
        evidence: onSince(ISOLATION, state, now),
        underWay: offUnderWay(state),
        onServer: null,
      };
    }),

  ...sendMachineAction('release', ON_MACHINE, (endpoints, order) => endpoints.release(order)),

  ...followMachineAction('Unisolate'),

  verify: (order, upstreamId, since, ports, clock) =>
    verifyRelease({ machineId: order.target.id, upstreamId, since }, ports, clock),
};
