/** Sending an order to a managed device, in such a way that what is approved is what is sent. */
import type { ManagedDeviceOrders } from '../ports/tenant.ts';
import type { DeviceActionName } from '../tenant/device-action.ts';
import type { ActionDefinition, Order, UpstreamCall } from './action.ts';
import { sentReceipt } from './managed-device-receipt.ts';

/** The input of an order that needs the device and nothing else. */
export const ON_MANAGED_DEVICE = ({ target }: Order): { readonly managedDeviceId: string } => ({
  managedDeviceId: target.id,
});

export function sendManagedDeviceAction<Input extends UpstreamCall['input']>(
  name: DeviceActionName,
  input: (order: Order) => Input,
  send: (managedDevices: ManagedDeviceOrders, order: Input) => Promise<void>,
): Pick<ActionDefinition, 'call' | 'start'> {
  return {
    call: (order) => ({ operation: `managedDevices.${name}`, input: input(order) }),
    async start(order, _comment, ports) {
      await send(ports.managedDevices, input(order));
      return sentReceipt(order, name);
    },
  };
}
