/** What became of orders to managed devices, read from Intune. Reference sheet intune-api, sections 2 and 5. */
import { z } from 'zod/v4';
import type { ManagedDevices } from '../../domain/ports/tenant.ts';
import type { GraphRead } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { readList, readMany, readOrNull } from '../http/read-many.ts';
import { readAs } from '../http/wire.ts';
import { READ_MANAGED_DEVICES } from './intune-permissions.ts';
import type { ManagedDevicesOptions } from './managed-devices.ts';
import {
  ACTIONABLE_DEVICE_SELECT,
  actionableDevice,
  deviceActionYields,
  logCollection,
} from './wire-device-action.ts';

type DeviceActionReads = Pick<
  ManagedDevices,
  'device' | 'devices' | 'actionYield' | 'logCollections' | 'logCollection' | 'logCollectionLink'
>;

const link = z.object({ value: z.url({ protocol: /^https$/ }) });

export function createDeviceActionReads({ graph, context, once }: ManagedDevicesOptions): DeviceActionReads {
  const collection = (deviceId: string, id: string): GraphRead => ({
    route: route`/deviceManagement/managedDevices/${deviceId}/logCollectionRequests/${id}`,
    permissions: READ_MANAGED_DEVICES,
  });
  const one = (deviceId: string, id: string) =>
    once.ask(['managed.logCollection', deviceId, id], () =>
      readOrNull(graph, context, logCollection, collection(deviceId, id)),
    );
  return {
    device: (id) =>
      once.ask(['managed.device', id], () =>
        readOrNull(graph, context, actionableDevice, oneDevice(id, ACTIONABLE_DEVICE_SELECT)),
      ),
    devices: (ids) =>
      readMany(
        graph,
        context,
        actionableDevice,
        ids.map((id) => oneDevice(id, ACTIONABLE_DEVICE_SELECT)),
      ),
    async actionYield(id, name) {
      const found = await readOrNull(
        graph,
        context,
        deviceActionYields,
        oneDevice(id, 'id,deviceActionResults'),
      );
      return found?.find(({ actionName }) => actionName === name) ?? null;
    },
    logCollections: (id) =>
      once.ask(['managed.logCollections', id], async () => {
        const found = await readList(graph, context, logCollection, {
          route: route`/deviceManagement/managedDevices/${id}/logCollectionRequests`,
          permissions: READ_MANAGED_DEVICES,
          list: true,
        });
        return found.toSorted((a, b) =>
          (b.requestedDateTimeUTC ?? '').localeCompare(a.requestedDateTimeUTC ?? ''),
        );
      }),
    logCollection: one,
    async logCollectionLink(deviceId, id) {
      if ((await one(deviceId, id))?.status !== 'completed') return null;
      const order = {
        method: 'POST',
        route: route`/deviceManagement/managedDevices/${deviceId}/logCollectionRequests/${id}/createDownloadUrl`,
        permissions: READ_MANAGED_DEVICES,
      } as const;
      const answer = await graph.send(context, order);
      return readAs(link, answer, graph.writeCall(context, order)).value;
    },
  };
}

function oneDevice(id: string, $select: string): GraphRead {
  return {
    route: route`/deviceManagement/managedDevices/${id}`,
    query: { $select },
    permissions: READ_MANAGED_DEVICES,
  };
}
