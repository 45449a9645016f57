/** Puts a tag on a machine, or takes it off again. Reference sheet mde-api, section 4.7. */
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Order } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { machineRecordChange, recordReached } from './machine-record-change.ts';

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
        underWay: done ? recordReached(machine, false) : null,
        onServer: null,
        atOnce: true,
      };
    }),

  ...machineRecordChange('setTag', change, (endpoints, order) => endpoints.setTag(order), {
    isSo: isDone,
    says: listed,
  }),
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

function listed({ machineTags }: Machine): string {
  return machineTags.length === 0 ? 'lists no tag' : `lists the tags ${machineTags.slice(0, 8).join(', ')}`;
}

function readTag(typed: string): { readonly value: string } | { readonly why: string } {
  const value = typed.trim();
  return value === '' || value.length > LONGEST || /\p{Cc}/u.test(value)
    ? { why: `A tag has 1 to ${LONGEST} characters on one line.` }
    : { value };
}
