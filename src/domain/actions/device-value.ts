/**
 * Sets what a machine is worth to the organization, which weighs in its exposure and in rules that go by it. No machine
 * action comes of it and no comment goes with it: what was sent is found again by the value. Reference sheet mde-api, 4.7.
 */
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Order, Receipt } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';

/** How long the machine may go on showing the old value: UNCONFIRMED. */
const SHOWN_AFTER_MS = 15 * 60_000;
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
  byState: true,

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
        underWay: done ? receiptOf(machine, false) : null,
        onServer: null,
        atOnce: true,
      };
    }),

  call: (order) => ({ operation: 'endpoints.setDeviceValue', input: change(order) }),
  async start(order, _comment, ports) {
    return receiptOf(await ports.endpoints.setDeviceValue(change(order)), true);
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
    const says = `Defender's record of the device, read anew, ${machine === null ? 'is gone' : `says ${machine.deviceValue}`}`;
    const at = now.toISOString();
    if (machine?.deviceValue === valueOf(order)) return { verified: 'yes', evidence: `${says}.`, at };
    return now.getTime() - Date.parse(since) < SHOWN_AFTER_MS
      ? { verified: 'pending', evidence: `Accepted, not proven: ${says} so far.`, at }
      : { verified: 'no', evidence: `${says}.`, at };
  },
};

function change(order: Order): { machineId: string; value: DeviceValue } {
  return { machineId: order.target.id, value: valueOf(order) };
}

function valueOf({ parameters }: Order): DeviceValue {
  return VALUES.find((one) => one === parameters.value) ?? 'Normal';
}

function receiptOf(machine: Machine, ours: boolean): Receipt {
  return { upstreamId: machine.id, status: 'Succeeded', note: null, ours };
}

/** Nothing stands in for a value that is missing: Undo may not know what it was. */
function readValue(typed: string): { readonly value: string } | { readonly why: string } {
  const value = VALUES.find((one) => one.toLowerCase() === typed.trim().toLowerCase());
  return value === undefined ? { why: `A device value is one of ${VALUES.join(', ')}.` } : { value };
}
