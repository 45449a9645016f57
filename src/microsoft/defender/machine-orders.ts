/** Orders to machines: each goes out at most once. Reference sheet mde-api, sections 4.7, 5.3 and 5.4. */
import type { z } from 'zod/v4';
import type { MachineOrders } from '../../domain/ports/tenant.ts';
import type { MachineAction } from '../../domain/tenant/device.ts';
import type { DefenderWrite } from '../http/defender-client.ts';
import { route } from '../http/odata.ts';
import { readAs } from '../http/wire.ts';
import * as may from './defender-permissions.ts';
import type { EndpointsOptions } from './endpoints.ts';
import { investigation, machine, machineAction } from './wire-defender.ts';

export function createMachineOrders({ defender, context, once }: EndpointsOptions): MachineOrders {
  const changed = async <T>(schema: z.ZodType<T>, order: DefenderWrite): Promise<T> => {
    once.forget();
    return readAs(schema, await defender.post(context, order), defender.writeCall(context, order));
  };
  const write = (order: DefenderWrite): Promise<MachineAction> => changed(machineAction, order);
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
    setTag: ({ machineId, tag, change }) =>
      changed(machine, {
        route: route`/api/machines/${machineId}/tags`,
        body: { Value: tag, Action: change },
        permissions: may.CHANGE_MACHINE,
      }),
    setDeviceValue: ({ machineId, value }) =>
      changed(machine, {
        route: route`/api/machines/${machineId}/setDeviceValue`,
        body: { DeviceValue: value },
        permissions: may.CHANGE_MACHINE,
      }),
    contain: ({ machineId, comment }) =>
      write({
        route: route`/api/machines/${machineId}/isolate`,
        body: { Comment: comment, IsolationType: 'UnManagedDevice' },
        permissions: may.ISOLATE,
      }),
    runScript: ({ machineId, comment, script }) =>
      write(session(machineId, comment, 'RunScript', 'ScriptName', script)),
    getFile: ({ machineId, comment, path }) => write(session(machineId, comment, 'GetFile', 'Path', path)),
    putFile: ({ machineId, comment, file }) =>
      write(session(machineId, comment, 'PutFile', 'FileName', file)),
    investigate: ({ machineId, comment }) =>
      changed(investigation, {
        route: route`/api/machines/${machineId}/startInvestigation`,
        body: { Comment: comment },
        permissions: may.INVESTIGATE,
        limits: ['defenderInvestigation'],
      }),
  };
}

/** A live response session of one command (section 5.4). */
function session(
  machineId: string,
  comment: string,
  type: string,
  key: string,
  value: string,
): DefenderWrite {
  return {
    route: route`/api/machines/${machineId}/runliveresponse`,
    body: { Comment: comment, Commands: [{ type, params: [{ key, value }] }] },
    permissions: may.LIVE_RESPONSE,
    limits: ['defenderLiveResponse'],
  };
}
