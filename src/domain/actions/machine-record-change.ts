/**
 * A change of what Defender's record of a machine says, in such a way that what is approved is what is sent. No machine
 * action comes of it and no comment goes with it: it is found again by the record itself. Reference sheet mde-api, 4.7.
 */
import type { Endpoints } from '../ports/tenant.ts';
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Order, Receipt, UpstreamCall } from './action.ts';
import { stateProof } from './state-proof.ts';

interface RecordState {
  /** The record says what was ordered. */
  readonly isSo: (machine: Machine, order: Order) => boolean;
  /** `says High`. */
  readonly says: (machine: Machine) => string;
}

/** The record is as it was ordered. */
export function recordReached({ id }: Machine, ours: boolean): Receipt {
  return { upstreamId: id, status: 'Succeeded', note: null, ours };
}

/** `input` is what the approval covers. */
export function machineRecordChange<Input extends UpstreamCall['input']>(
  operation: keyof Endpoints,
  input: (order: Order) => Input,
  send: (endpoints: Endpoints, order: Input) => Promise<Machine>,
  { isSo, says }: RecordState,
): Pick<ActionDefinition, 'byState' | 'call' | 'start' | 'findOwn' | 'findLive' | 'poll' | 'verify'> {
  return {
    byState: true,
    call: (order) => ({ operation: `endpoints.${operation}`, input: input(order) }),
    async start(order, _comment, ports) {
      return recordReached(await send(ports.endpoints, input(order)), true);
    },
    findOwn: () => Promise.resolve(null),
    findLive: () => Promise.resolve(null),
    // Defender's answer was the end of it.
    async poll(upstreamId, _order, ports) {
      const machine = await ports.endpoints.machine(upstreamId);
      return machine === null ? null : recordReached(machine, true);
    },
    async verify(order, upstreamId, since, ports, clock) {
      const machine = await ports.endpoints.machine(upstreamId);
      const told = `Defender's record of the device, read anew, ${machine === null ? 'is gone' : says(machine)}`;
      return stateProof({ holds: machine !== null && isSo(machine, order), says: told }, since, clock.now());
    },
  };
}
