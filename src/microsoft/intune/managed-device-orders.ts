/** Orders to managed devices: each goes out at most once. Reference sheet intune-api, section 5. */
import type { ManagedDeviceOrder, ManagedDeviceOrders } from '../../domain/ports/tenant.ts';
import type { DeviceActionName } from '../../domain/tenant/device-action.ts';
import type { GraphWrite } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { readAs } from '../http/wire.ts';
import * as may from './intune-permissions.ts';
import type { ManagedDevicesOptions } from './managed-devices.ts';
import { logCollection } from './wire-device-action.ts';

export function createManagedDeviceOrders({
  graph,
  context,
  once,
}: ManagedDevicesOptions): ManagedDeviceOrders {
  const send = async (write: GraphWrite): Promise<unknown> => {
    once.forget();
    return await graph.send(context, write);
  };
  // 204 means that the order is queued; what comes of it stands in `deviceActionResults`. No body, not even an empty one.
  const plain =
    (name: DeviceActionName, extra: Partial<GraphWrite> = {}) =>
    async ({ managedDeviceId }: ManagedDeviceOrder): Promise<void> => {
      const device = route`/deviceManagement/managedDevices/${managedDeviceId}`;
      await send({
        method: 'POST',
        route: { path: `${device.path}/${name}`, template: `${device.template}/${name}` },
        permissions: may.ORDER_MANAGED_DEVICES,
        ...extra,
      });
    };
  return {
    syncDevice: plain('syncDevice'),
    rebootNow: plain('rebootNow'),
    shutDown: plain('shutDown'),
    remoteLock: plain('remoteLock'),
    locateDevice: plain('locateDevice'),
    resetPasscode: plain('resetPasscode'),
    retire: plain('retire'),
    windowsDefenderScan: (order) =>
      plain('windowsDefenderScan', { body: { quickScan: order.quickScan } })(order),
    windowsDefenderUpdateSignatures: plain('windowsDefenderUpdateSignatures'),
    rotateBitLockerKeys: plain('rotateBitLockerKeys', {
      beta: true,
      permissions: may.WRITE_MANAGED_DEVICES,
    }),
    rotateLocalAdminPassword: plain('rotateLocalAdminPassword', { beta: true }),
    wipe: (order) =>
      plain('wipe', {
        body: { keepEnrollmentData: order.keepEnrollmentData, keepUserData: order.keepUserData },
        permissions: may.WIPE_MANAGED_DEVICES,
      })(order),
    async collectDiagnostics({ managedDeviceId }) {
      const order: GraphWrite = {
        method: 'POST',
        route: route`/deviceManagement/managedDevices/${managedDeviceId}/createDeviceLogCollectionRequest`,
        // The form is UNCONFIRMED.
        body: { templateType: { templateType: 'predefined' } },
        permissions: may.WRITE_MANAGED_DEVICES,
        beta: true,
      };
      return readAs(logCollection, await send(order), graph.writeCall(context, order));
    },
  };
}
