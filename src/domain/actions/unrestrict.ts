/** Lets a restricted machine run everything again. Reference sheet mde-api, section 5.3. */
import { RESTRICTION, switchState } from '../tenant/machine-switch.ts';
import type { ActionDefinition } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { commentsOnIt, notKnownWarning, offBlocker, offUnderWay, onSince } from './switch-preflight.ts';
import { notProven } from './not-proven.ts';
import { readSwitch } from './switch-proof.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

export const unrestrict: ActionDefinition = {
  verb: 'unrestrict',
  title: 'Lift the code restriction on',
  done: 'freed from the code restriction',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: { verb: 'restrict' },
  permissions: ['Machine.RestrictExecution'],
  platforms: 'Whatever can be restricted.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} runs every program again. Whatever made it dangerous can run again too.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'Restrict it again with the Undo button here; that is a request with its own approval.',
  proof: { none: 'no API tells that a device runs every program again' },

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ actions }, now) => {
      const state = switchState(RESTRICTION, actions);
      return {
        blockers: [offBlocker(RESTRICTION, state, now)],
        warnings: [...notKnownWarning(RESTRICTION, state), ...commentsOnIt(RESTRICTION, actions, now)],
        evidence: onSince(RESTRICTION, state, now),
        underWay: offUnderWay(state),
        onServer: null,
      };
    }),

  ...sendMachineAction('unrestrict', ON_MACHINE, (endpoints, order) => endpoints.unrestrict(order)),

  ...followMachineAction('UnrestrictCodeExecution'),

  async verify(order, upstreamId, _since, ports, clock) {
    const claim = { machineId: order.target.id, upstreamId, pair: RESTRICTION, on: false };
    const listed = await readSwitch(claim, ports, clock);
    return listed.holds
      ? notProven(`${listed.says}, but no API tells that it runs every program again`, clock)
      : listed.verification;
  },
};
