/** Sending an order to a machine, in such a way that what is approved is what is sent. */
import type { Endpoints } from '../ports/tenant.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { ActionDefinition, Order, Receipt, UpstreamCall } from './action.ts';
import { receipt } from './machine-receipt.ts';

/** The input of an order that needs the machine and nothing else. */
export const ON_MACHINE = ({ target }: Order): { readonly machineId: string } => ({ machineId: target.id });

/** `input` is what the approval covers; `send` gets it together with the comment that names the request. */
export function sendMachineAction<Input extends UpstreamCall['input']>(
  operation: keyof Endpoints,
  input: (order: Order) => Input,
  send: (endpoints: Endpoints, order: Input & { readonly comment: string }) => Promise<MachineAction>,
  read?: (action: MachineAction) => Receipt,
): Pick<ActionDefinition, 'call' | 'start'> {
  return {
    call: (order) => ({ operation: `endpoints.${operation}`, input: input(order) }),
    async start(order, comment, ports) {
      const action = await send(ports.endpoints, { ...input(order), comment });
      if (read !== undefined) return { ...read(action), ours: true };
      return { ...receipt(action, ''), ours: bearsMark(action.requestorComment, comment) };
    },
  };
}

/** Asked for what is under way already, Defender may answer with that action instead of a refusal (section 5.2). */
function bearsMark(told: string | null, comment: string): boolean {
  return told === null || told.startsWith(comment.slice(0, comment.indexOf(' ')));
}
