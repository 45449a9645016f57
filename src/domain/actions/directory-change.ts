/**
 * A change of state in Entra ID, in such a way that what is approved is what is sent. No comment goes with it and it
 * leaves no action behind: it is found again by the state. Who set a state cannot be read.
 */
import type { Directory, DirectoryOrders } from '../ports/tenant.ts';
import type { ActionDefinition, Order, Receipt, UpstreamCall } from './action.ts';

/** The input of an order that needs the person and nothing else. */
export const ON_PERSON = ({ target }: Order): { readonly userId: string } => ({ userId: target.id });

/** The state is as it was ordered. */
export function stateReached({ target }: Order, ours: boolean): Receipt {
  return { upstreamId: target.id, status: 'Succeeded', note: null, ours };
}

/** `input` is what the approval covers. */
export function directoryChange<Input extends UpstreamCall['input']>(
  operation: keyof DirectoryOrders,
  input: (order: Order) => Input,
  send: (directory: Directory, order: Input) => Promise<void>,
): Pick<ActionDefinition, 'byState' | 'call' | 'start' | 'findOwn' | 'findLive' | 'poll'> {
  return {
    byState: true,
    call: (order) => ({ operation: `directory.${operation}`, input: input(order) }),
    async start(order, _comment, ports) {
      await send(ports.directory, input(order));
      return stateReached(order, true);
    },
    findOwn: () => Promise.resolve(null),
    findLive: () => Promise.resolve(null),
    // Entra's answer was the end of it.
    poll: (_upstreamId, order) => Promise.resolve(stateReached(order, true)),
  };
}
