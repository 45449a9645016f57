/** A managed device as the actions of Intune see it, and the order of one. */
import type { Order } from '../../../src/domain/actions/action.ts';
import type { ActionableDevice, DeviceActionResult } from '../../../src/domain/tenant/device-action.ts';
import { DEVICE_ID, MANAGED_ID, ago, machine, managedDevice, user } from '../../fakes/sample-device.ts';
import type { FakePorts, Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { fakePorts } from '../../fakes/tenant-ports.ts';

export function actionable(part: Partial<ActionableDevice> = {}): ActionableDevice {
  return { ...managedDevice(), isSupervised: false, deviceActionResults: [], ...part };
}

export function result(part: Partial<DeviceActionResult> = {}): DeviceActionResult {
  const at = ago({ minutes: 10 });
  return {
    actionName: 'syncDevice',
    actionState: 'done',
    startDateTime: at,
    lastUpdatedDateTime: at,
    errorCode: null,
    scanKind: null,
    ...part,
  };
}

export const ORDER = {
  target: { kind: 'device', id: MANAGED_ID, name: 'FIN-LT-042', aadDeviceId: DEVICE_ID },
  parameters: {},
} as const satisfies Order;

/** Intune holds this device, Defender and Entra know it. */
export function tenantWith(
  part: Partial<ActionableDevice>,
  data: TenantData = {},
  overrides: Overrides = {},
): FakePorts {
  const devices: readonly ActionableDevice[] = [actionable(part)];
  return fakePorts({ managedDevices: devices, machines: [machine()], users: [user()], ...data }, overrides);
}
