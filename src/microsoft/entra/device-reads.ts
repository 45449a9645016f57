/** The reads of Entra's `device`. Reference sheet entra-api, sections 2 and 3. */
import { NAMES_LISTED } from '../../domain/ports/tenant.ts';
import type { DeviceName } from '../../domain/tenant/device-name.ts';
import type { GraphRead } from '../http/graph-client.ts';
import { anyOf, odata, route } from '../http/odata.ts';
import { READ_DEVICE_OWNERS, READ_DEVICES } from './entra-permissions.ts';
import { DEVICE_SELECT, USER_SELECT } from './wire-entra.ts';

const SIMILAR = NAMES_LISTED;

export function findDevicesReads(name: DeviceName): readonly GraphRead[] {
  const permissions = READ_DEVICES;
  const $select = DEVICE_SELECT;
  const matching = ($filter: string): GraphRead => ({
    route: route`/devices`,
    query: { $filter, $select },
    permissions,
    list: true,
  });
  switch (name.kind) {
    // Entra does not know Defender's ids: the caller comes back with the machine's `aadDeviceId`.
    case 'machineId':
      return [];
    case 'guid':
      return [
        matching(odata`deviceId eq ${name.text}`),
        { route: route`/devices/${name.text}`, query: { $select }, permissions },
      ];
    case 'fqdn':
      return [matching(anyOf([odata`displayName eq ${name.host}`, odata`displayName eq ${name.text}`]))];
    case 'hostname':
      return [matching(odata`displayName eq ${name.text}`)];
  }
}

export function similarDevicesRead(start: string): GraphRead {
  return {
    route: route`/devices`,
    query: { $filter: odata`startswith(displayName,${start})`, $select: 'id,displayName', $top: SIMILAR },
    permissions: READ_DEVICES,
    list: true,
    enough: SIMILAR,
  };
}

export function ownDevicesReads(userId: string): readonly GraphRead[] {
  return [route`/users/${userId}/ownedDevices`, route`/users/${userId}/registeredDevices`].map((to) => ({
    route: to,
    query: { $select: DEVICE_SELECT },
    permissions: READ_DEVICE_OWNERS,
    list: true,
  }));
}

export function ownersRead(deviceObjectId: string): GraphRead {
  return {
    route: route`/devices/${deviceObjectId}/registeredOwners`,
    query: { $select: USER_SELECT },
    permissions: READ_DEVICE_OWNERS,
    list: true,
  };
}
