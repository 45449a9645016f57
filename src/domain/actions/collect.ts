/** Gathers an investigation package on a machine. Its link is handed over once. Reference sheet mde-api, section 5.3. */
import type { ActionDefinition } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { notProven } from './not-proven.ts';
import { pendingAction } from './pending-action.ts';
import { phoneBlocker } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const TYPE = 'CollectInvestigationPackage';
const UNPROVEN = 'only its link, once it is handed over, shows that the package is there';

export const collect: ActionDefinition = {
  verb: 'collect',
  title: 'Collect evidence from',
  done: 'searched for evidence',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: { none: 'what was read stays read; the package lies in Defender' },
  permissions: ['Machine.CollectForensics'],
  platforms: 'Microsoft names none for it. Phones are refused; other systems than Windows with a warning.',
  parameters: {},
  effect: ({ target }) =>
    `Defender gathers an investigation package on ${target.name} and keeps it. It tells what ran there and who used it: personal data. The person who asks gets its link, once.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'none: what was read stays read. Nothing on the device changes.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const pending = pendingAction(actions, TYPE, 'collection', () => true, now);
      const platform = machine.osPlatform ?? 'an unknown system';
      return {
        blockers: [phoneBlocker(machine, 'collect evidence from'), pending.blocker],
        warnings: /^windows/i.test(platform)
          ? []
          : [`Microsoft does not say whether this works on ${platform}: it may be refused.`],
        underWay: pending.underWay,
        onServer: null,
      };
    }),

  ...sendMachineAction('collect', ON_MACHINE, (endpoints, order) => endpoints.collect(order)),

  ...followMachineAction(TYPE),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),

  handover: {
    button: 'Get the package',
    what: 'investigation package',
    link: (upstreamId, ports) => ports.endpoints.packageLink(upstreamId),
  },
};
