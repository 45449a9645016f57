/**
 * Starts an automated investigation on a machine. It can be told nothing afterwards: the API has no way to ask about an
 * investigation, and none to find one by its comment. Reference sheet mde-api, sections 3, 5.3 and 10.
 */
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Blocker, Order, Receipt } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT } from './machine-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MACHINE } from './send-machine-action.ts';

const UNPROVEN =
  'no API tells what becomes of an investigation; the Action center of the Defender portal shows it';

export const investigate: ActionDefinition = {
  verb: 'investigate',
  title: 'Start an automated investigation on',
  done: 'investigated automatically',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: {
    none: 'an investigation is cancelled in the Defender portal, and what it remediated is undone there',
  },
  permissions: ['Alert.ReadWrite.All'],
  platforms: 'Windows 10, Windows 11, Windows Server 2019 or newer.',
  parameters: {},
  effect: ({ target }) =>
    `Defender examines ${target.name} by itself. Whether it also stops processes and quarantines files without asking depends on the automation level of the device's group.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'none by Drawbridge: cancel the investigation in the Action center of the Defender portal.',
  proof: { none: UNPROVEN },
  record: 'Investigation',
  // No sign of a first one shows: a second would come beside it.
  resend: 'never',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine }) => ({
      blockers: [platformBlocker(machine)],
      warnings: [
        ...(machine.osPlatform === null ? ['Its system is not reported: Microsoft may refuse it.'] : []),
        'One that is under way already cannot be seen from here.',
      ],
      evidence: [{ label: 'Device group', value: machine.rbacGroupName ?? 'none' }],
      underWay: null,
      onServer: 'what it remediates there is gone for everybody',
    })),

  call: (order) => ({ operation: 'endpoints.investigate', input: ON_MACHINE(order) }),
  async start(order: Order, comment, ports) {
    const { id } = await ports.endpoints.investigate({ ...ON_MACHINE(order), comment });
    return started(id);
  },

  findOwn: () => Promise.resolve(null),
  findLive: () => Promise.resolve(null),
  // Its start was all that was asked for.
  poll: (upstreamId) => Promise.resolve(started(upstreamId)),
  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};

function started(upstreamId: string): Receipt {
  return { upstreamId, status: 'Succeeded', note: null, ours: true };
}

function platformBlocker({ osPlatform }: Machine): Blocker | null {
  const platform = osPlatform ?? '';
  const fits = platform === '' || (/^windows/i.test(platform) && !/server(2008|2012|2016)/i.test(platform));
  return fits
    ? null
    : {
        code: 'notSupported',
        message: `Automated investigations run on Windows and on Windows Server 2019 or newer; this device runs ${platform}.`,
      };
}
