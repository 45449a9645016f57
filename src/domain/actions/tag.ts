/**
 * Puts a tag on a machine, or takes it off again. No machine action comes of it and no comment goes with it: what was
 * sent is found again by the tag itself. Reference sheet mde-api, section 4.7.
 */
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Order, Receipt } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';

/** How long the machine may go on showing the old tags: UNCONFIRMED. */
const SHOWN_AFTER_MS = 15 * 60_000;
const LONGEST = 200;

export const tag: ActionDefinition = {
  verb: 'tag',
  title: 'Tag',
  done: 'tagged as asked',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: {
    verb: 'tag',
    parameters: (own) => ({ ...own, change: own.change === 'remove' ? 'add' : 'remove' }),
  },
  permissions: ['Machine.ReadWrite.All'],
  platforms: 'Every onboarded device.',
  // Only Undo asks for a removal.
  parameters: { tag: { read: readTag }, change: ['add', 'remove'] },
  effect: (order) =>
    `${order.target.name} ${isRemoval(order) ? 'loses' : 'gets'} the Defender tag “${tagOf(order)}”. Device groups, rules and the response policy can go by tags.`,
  takes: 'At once; a device group takes its time to follow.',
  undoing: 'Undo here changes it back; that is a request with its own approval.',
  proof: 'The machine, read anew, has the tag (or no longer has it)',
  byState: true,

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine }) => {
      const done = isDone(machine, order);
      const like = machine.machineTags.find((one) => one.toLowerCase() === tagOf(order).toLowerCase());
      const has = isRemoval(order) ? 'has no tag' : 'has the tag';
      return {
        blockers: [done ? { code: 'alreadyDone', message: `It ${has} “${tagOf(order)}” already.` } : null],
        warnings:
          !done && !isRemoval(order) && like !== undefined
            ? [`It has the tag “${like}”: whether Defender tells the two apart is not known.`]
            : [],
        underWay: done ? receiptOf(machine, false) : null,
        onServer: null,
        atOnce: true,
      };
    }),

  call: (order) => ({ operation: 'endpoints.setTag', input: change(order) }),
  async start(order, _comment, ports) {
    return receiptOf(await ports.endpoints.setTag(change(order)), true);
  },

  findOwn: () => Promise.resolve(null),
  findLive: () => Promise.resolve(null),
  // Defender's answer was the end of it.
  async poll(upstreamId, _order, ports) {
    const machine = await ports.endpoints.machine(upstreamId);
    return machine === null ? null : receiptOf(machine, true);
  },

  async verify(order, upstreamId, since, ports, clock) {
    const now = clock.now();
    const machine = await ports.endpoints.machine(upstreamId);
    const says = `Defender's record of the device, read anew, ${listed(machine)}`;
    const at = now.toISOString();
    if (machine !== null && isDone(machine, order)) return { verified: 'yes', evidence: `${says}.`, at };
    return now.getTime() - Date.parse(since) < SHOWN_AFTER_MS
      ? { verified: 'pending', evidence: `Accepted, not proven: ${says} so far.`, at }
      : { verified: 'no', evidence: `${says}.`, at };
  },
};

function change(order: Order): { machineId: string; tag: string; change: 'Add' | 'Remove' } {
  return {
    machineId: order.target.id,
    tag: tagOf(order),
    change: isRemoval(order) ? 'Remove' : 'Add',
  };
}

function isRemoval({ parameters }: Order): boolean {
  return parameters.change === 'remove';
}

function tagOf({ parameters }: Order): string {
  return parameters.tag ?? '';
}

function isDone(machine: Machine, order: Order): boolean {
  return machine.machineTags.includes(tagOf(order)) !== isRemoval(order);
}

function listed(machine: Machine | null): string {
  if (machine === null) return 'is gone';
  return machine.machineTags.length === 0
    ? 'lists no tag'
    : `lists the tags ${machine.machineTags.slice(0, 8).join(', ')}`;
}

function receiptOf(machine: Machine, ours: boolean): Receipt {
  return { upstreamId: machine.id, status: 'Succeeded', note: null, ours };
}

function readTag(typed: string): { readonly value: string } | { readonly why: string } {
  const value = typed.trim();
  return value === '' || value.length > LONGEST || /\p{Cc}/u.test(value)
    ? { why: `A tag has 1 to ${LONGEST} characters on one line.` }
    : { value };
}
