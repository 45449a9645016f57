/** Stops a file on a machine and puts it into quarantine. Reference sheet mde-api, section 5.3. */
import { agoText } from '../questions/elapsed.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { ActionDefinition, Order } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { notProven } from './not-proven.ts';
import { pendingAction } from './pending-action.ts';
import { antivirusWarnings, windowsBlocker, windowsWarnings } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const TYPE = 'StopAndQuarantineFile';
const SINCE = 1703;
const UNPROVEN = 'no API tells whether the file was found on the device, and where';

export const quarantineFile: ActionDefinition = {
  verb: 'quarantineFile',
  title: 'Quarantine a file on',
  done: 'told to quarantine the file',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { none: 'the API has no way back; a file is restored on the device itself' },
  permissions: ['Machine.StopAndQuarantine'],
  platforms: `Windows 10 ${SINCE} or newer and Windows 11, with Microsoft Defender Antivirus at least passive. Not for files that Microsoft or a trusted vendor signed.`,
  parameters: { sha1: { read: readSha1 } },
  effect: ({ target, parameters }) =>
    `Whatever runs the file with SHA-1 ${parameters.sha1 ?? ''} on ${target.name} is stopped, and the file put into quarantine. Defender refuses this for files signed by Microsoft or a trusted vendor.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'none by Drawbridge: the file is restored on the device itself.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const pending = pendingAction(actions, TYPE, 'quarantine', (action) => isSame(action, order), now);
      const before = actions.find(
        (one) => one.type === TYPE && one.status === 'Succeeded' && isSame(one, order),
      );
      return {
        blockers: [windowsBlocker(machine, 'Quarantining a file', SINCE), pending.blocker],
        warnings: [
          ...(before === undefined
            ? []
            : [`The same file was put into quarantine here ${agoText(now, before.creationDateTimeUtc)}.`]),
          ...windowsWarnings(machine, SINCE),
          ...antivirusWarnings(machine),
        ],
        underWay: pending.underWay,
        onServer: 'a service that uses the file stops for everybody',
      };
    }),

  ...sendMachineAction(
    'quarantineFile',
    (order) => ({ ...ON_MACHINE(order), sha1: order.parameters.sha1 ?? '' }),
    (endpoints, order) => endpoints.quarantineFile(order),
  ),

  ...followMachineAction(TYPE, isSame),

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),
};

function isSame({ relatedFile }: MachineAction, { parameters }: Order): boolean {
  return relatedFile === parameters.sha1;
}

/** Defender takes SHA-1 and nothing else; other hashes are told by their length. */
function readSha1(typed: string): { readonly value: string } | { readonly why: string } {
  const hash = typed.trim().toLowerCase();
  if (/^[0-9a-f]{40}$/.test(hash)) return { value: hash };
  const kind = /^[0-9a-f]+$/.test(hash) ? (OTHER_HASHES[hash.length] ?? null) : null;
  const what = kind === null ? 'This is no SHA-1 hash (40 hexadecimal digits).' : `This is ${kind}.`;
  return {
    why: `${what} Defender quarantines a file by its SHA-1 only: the page of the file in the Defender portal shows it.`,
  };
}

const OTHER_HASHES: Readonly<Record<number, string>> = { 32: 'an MD5 hash', 64: 'a SHA-256 hash' };
