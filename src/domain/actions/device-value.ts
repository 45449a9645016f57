/**
 * Sets what a machine is worth to the organization, which weighs in its exposure and in rules that go by it. Reference
 * sheet mde-api, section 4.7.
 */
import type { ActionDefinition, Order } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { machineRecordChange, recordReached } from './machine-record-change.ts';

const VALUES = ['Low', 'Normal', 'High'] as const;
type DeviceValue = (typeof VALUES)[number];

export const deviceValue: ActionDefinition = {
  verb: 'deviceValue',
  title: 'Set the device value of',
  done: 'given that device value',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: {
    verb: 'deviceValue',
    parameters: (_own, done) => ({ value: done?.facts['Device value'] ?? '' }),
  },
  permissions: ['Machine.ReadWrite.All'],
  platforms: 'Every onboarded device.',
  parameters: { value: { read: readValue } },
  effect: (order) =>
    `${order.target.name} counts as of ${valueOf(order)} value in Defender: its exposure is weighed by it, and rules can go by it.`,
  takes: 'At once; the exposure score takes its time to follow.',
  undoing: 'Undo here sets the value that it had; that is a request with its own approval.',
  proof: 'The machine, read anew, has the value',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine }) => {
      const done = machine.deviceValue === valueOf(order);
      return {
        blockers: [
          done ? { code: 'alreadyDone', message: `Its device value is ${valueOf(order)} already.` } : null,
        ],
        warnings:
          machine.deviceValue === 'High' && !done
            ? ['Rules of the response policy that protect devices of value High no longer hold for it then.']
            : [],
        evidence: [{ label: 'Value now', value: machine.deviceValue }],
        underWay: done ? recordReached(machine, false) : null,
        onServer: null,
        atOnce: true,
      };
    }),

  ...machineRecordChange('setDeviceValue', change, (endpoints, order) => endpoints.setDeviceValue(order), {
    isSo: (machine, order) => machine.deviceValue === valueOf(order),
    says: (machine) => `says ${machine.deviceValue}`,
  }),
};

function change(order: Order): { machineId: string; value: DeviceValue } {
  return { machineId: order.target.id, value: valueOf(order) };
}

function valueOf({ parameters }: Order): DeviceValue {
  return VALUES.find((one) => one === parameters.value) ?? 'Normal';
}

/** Nothing stands in for a value that is missing: Undo may not know what it was. */
function readValue(typed: string): { readonly value: string } | { readonly why: string } {
  const value = VALUES.find((one) => one.toLowerCase() === typed.trim().toLowerCase());
  return value === undefined ? { why: `A device value is one of ${VALUES.join(', ')}.` } : { value };
}
