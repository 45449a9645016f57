import { param, type Call, type Route } from '../http/route.ts';
import type { Reply } from '../http/exchange.ts';
import { text, type Json, type JsonObject } from '../json.ts';
import { readAccountEnabled } from './account-enabled.ts';
import { collectionReply, countReply, entityReply } from './answer.ts';
import { READ_DEVICES, READ_GROUPS } from './directory-permissions.ts';
import { DEVICES, GROUPS } from './directory-rules.ts';
import { badRequest, notFound } from './graph-errors.ts';
import { ownersOf } from './memberships.ts';
import { projectEntity } from './project.ts';
import { describeRules, type CollectionRules } from './query-rules.ts';
import { checkOptions, viewOf } from './read-options.ts';

function required(call: Call, list: string): JsonObject {
  const id = param(call, 'id');
  const found = call.store.find(list, id.toLowerCase()) ?? call.store.find(list, id);
  if (found === undefined) throw notFound('directory', id);
  return found;
}

function deviceByDeviceId(call: Call): JsonObject {
  const deviceId = param(call, 'deviceId');
  const found = call.store
    .list('devices')
    .find((device) => text(device['deviceId'])?.toLowerCase() === deviceId.toLowerCase());
  if (found === undefined) throw notFound('directory', deviceId);
  return found;
}

/** The expanded owners are printed as the caller sees entities, so the rules are made for the call. */
function deviceListRules(call?: Call): CollectionRules {
  const registeredOwners = (device: JsonObject, nested: string | undefined): Json => {
    if (call === undefined) return [];
    if (nested !== undefined)
      throw badRequest(`Options of an expanded navigation are not imitated: '${nested}'.`);
    return ownersOf(call.store, text(device['id']) ?? '').map((owner) =>
      projectEntity(owner, 'directoryObject', viewOf(call)),
    );
  };
  return { ...DEVICES, expand: { registeredOwners } };
}

function switchDevice(call: Call, device: JsonObject): Reply {
  checkOptions(call, []);
  device['accountEnabled'] = readAccountEnabled(call, 'device', SWITCH.permissions);
  return { status: 204 };
}

function listRoutes(
  list: string,
  rules: CollectionRules,
  permissions: readonly string[],
  listRules: (call?: Call) => CollectionRules,
  note: string,
): Route[] {
  const shared = { service: 'graph', method: 'GET', limit: 'directory', permissions } as const;
  return [
    {
      ...shared,
      path: `/${list}`,
      options: describeRules(listRules()),
      note,
      handle: (call) => collectionReply(call, listRules(call), call.store.list(list)),
    },
    {
      ...shared,
      path: `/${list}/$count`,
      options: '$filter $search, with ConsistencyLevel: eventual',
      handle: (call) => countReply(call, rules, call.store.list(list)),
    },
    {
      ...shared,
      path: `/${list}/{id}`,
      options: '$select',
      handle: (call) => entityReply(call, rules, required(call, list)),
    },
  ];
}

const SWITCH = {
  service: 'graph',
  method: 'PATCH',
  permissions: ['Device.ReadWrite.All', 'Directory.ReadWrite.All'],
  limit: 'directoryWrite',
  note: 'Only `accountEnabled`.',
} as const;

const EXPAND_NOTE = '`$expand` takes no options of its own; other navigations are not imitated.';

export const GROUP_AND_DEVICE_ROUTES: readonly Route[] = [
  ...listRoutes('groups', GROUPS, READ_GROUPS, () => GROUPS, '`$expand` is not imitated.'),
  ...listRoutes('devices', DEVICES, READ_DEVICES, deviceListRules, EXPAND_NOTE),
  {
    service: 'graph',
    method: 'GET',
    path: "/devices(deviceId='{deviceId}')",
    permissions: READ_DEVICES,
    limit: 'directory',
    options: '$select',
    handle: (call) => entityReply(call, DEVICES, deviceByDeviceId(call)),
  },
  { ...SWITCH, path: '/devices/{id}', handle: (call) => switchDevice(call, required(call, 'devices')) },
  {
    ...SWITCH,
    path: "/devices(deviceId='{deviceId}')",
    handle: (call) => switchDevice(call, deviceByDeviceId(call)),
  },
];
