import type { Reply } from '../../http/exchange.ts';
import type { Call, Route } from '../../http/route.ts';
import { objects, type JsonObject } from '../../json.ts';
import { checkParameters } from '../check-body.ts';
import { requiredDevice } from '../managed-devices.ts';
import { checkOptions } from '../read-options.ts';
import { rememberBody } from './effects.ts';
import { DEVICE_ACTION_KINDS, type DeviceActionKind } from './kinds.ts';
import { canCarryOut } from './platform.ts';

/** 204 means queued: what came of it is in `deviceActionResults`. */
function order(call: Call, kind: DeviceActionKind): Reply {
  checkOptions(call, []);
  const body = call.body ?? {};
  checkParameters(body, kind.parameters ?? {});
  const device = requiredDevice(call);
  const able = canCarryOut(device, kind.reach);
  const result = addResult(call, device, kind, able ? 'pending' : 'notSupported');
  Object.assign(result, kind.result?.(body));
  rememberBody(result, body);
  if (able && kind.pendingState !== undefined) device['managementState'] = kind.pendingState;
  return { status: 204 };
}

/** One result for each action of a device: a new order takes the place of the last (UNCONFIRMED). */
export function addResult(
  call: Call,
  device: JsonObject,
  kind: Pick<DeviceActionKind, 'name' | 'resultType'>,
  actionState: string,
): JsonObject {
  const now = call.clock.stamp();
  const type = kind.resultType === undefined ? {} : { '@odata.type': `#microsoft.graph.${kind.resultType}` };
  const result: JsonObject = {
    ...type,
    actionName: kind.name,
    actionState,
    startDateTime: now,
    lastUpdatedDateTime: now,
  };
  const others = objects(device['deviceActionResults']).filter((one) => one['actionName'] !== kind.name);
  device['deviceActionResults'] = [...others, result];
  return result;
}

export const DEVICE_ACTION_ROUTES: readonly Route[] = DEVICE_ACTION_KINDS.map((kind) => ({
  service: 'graph',
  method: 'POST',
  path: `/deviceManagement/managedDevices/{id}/${kind.name}`,
  ...(kind.versions === undefined ? {} : { versions: kind.versions }),
  permissions: kind.permissions,
  limit: 'intuneDevicesWrite',
  ...(kind.note === undefined ? {} : { note: kind.note }),
  handle: (call) => order(call, kind),
}));
