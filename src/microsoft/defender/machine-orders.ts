/** Orders to machines: each goes out at most once. Reference sheet mde-api, section 5.3. */
import type { MachineOrders } from '../../domain/ports/tenant.ts';
import type { MachineAction } from '../../domain/tenant/device.ts';
import type { DefenderWrite } from '../http/defender-client.ts';
import { route } from '../http/odata.ts';
import { readAs } from '../http/wire.ts';
import * as may from './defender-permissions.ts';
import type { EndpointsOptions } from './endpoints.ts';
import { machine, machineAction } from './wire-defender.ts';

export function createMachineOrders({ defender, context, once }: EndpointsOptions): MachineOrders {
  const write = async (order: DefenderWrite): Promise<MachineAction> => {
    once.forget();
    return readAs(machineAction, await defender.post(context, order), defender.writeCall(context, order));
  };
  return {
    isolate: ({ machineId, comment, isolationType }) =>
      write({
        route: route`/api/machines/${machineId}/isolate`,
        body: { Comment: comment, IsolationType: isolationType },
        permissions: may.ISOLATE,
      }),
    release: ({ machineId, comment }) =>
      write({
        route: route`/api/machines/${machineId}/unisolate`,
        body: { Comment: comment },
        permissions: may.ISOLATE,
      }),
    restrict: ({ machineId, comment }) =>
      write({
        route: route`/api/machines/${machineId}/restrictCodeExecution`,
        body: { Comment: comment },
        permissions: may.RESTRICT,
      }),
    unrestrict: ({ machineId, comment }) =>
      write({
        route: route`/api/machines/${machineId}/unrestrictCodeExecution`,
        body: { Comment: comment },
        permissions: may.RESTRICT,
      }),
    scan: ({ machineId, comment, scanType }) =>
      write({
        route: route`/api/machines/${machineId}/runAntiVirusScan`,
        body: { Comment: comment, ScanType: scanType },
        permissions: may.SCAN,
      }),
    collect: ({ machineId, comment }) =>
      write({
        route: route`/api/machines/${machineId}/collectInvestigationPackage`,
        body: { Comment: comment },
        permissions: may.COLLECT,
      }),
    quarantineFile: ({ machineId, comment, sha1 }) =>
      write({
        route: route`/api/machines/${machineId}/StopAndQuarantineFile`,
        body: { Comment: comment, Sha1: sha1 },
        permissions: may.QUARANTINE,
      }),
    offboard: ({ machineId, comment }) =>
      write({
        route: route`/api/machines/${machineId}/offboard`,
        body: { Comment: comment },
        permissions: may.OFFBOARD,
      }),
    cancelAction: ({ actionId, comment }) =>
      write({
        route: route`/api/machineactions/${actionId}/cancel`,
        body: { Comment: comment },
        permissions: may.CANCEL,
      }),
    async setTag({ machineId, tag, change }) {
      const order: DefenderWrite = {
        route: route`/api/machines/${machineId}/tags`,
        body: { Value: tag, Action: change },
        permissions: may.TAG,
      };
      once.forget();
      return readAs(machine, await defender.post(context, order), defender.writeCall(context, order));
    },
  };
}
