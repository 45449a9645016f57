import { param, type Call, type Route } from '../http/route.ts';
import { text, type JsonObject } from '../json.ts';
import { collectionReply, countReply, entityReply } from './answer.ts';
import { READ_DEVICES, READ_GROUPS } from './directory-permissions.ts';
import { DEVICES, GROUPS } from './directory-rules.ts';
import { notFound } from './graph-errors.ts';
import { describeRules, type CollectionRules } from './query-rules.ts';

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

function listRoutes(list: string, rules: CollectionRules, permissions: readonly string[]): Route[] {
  const shared = { service: 'graph', method: 'GET', limit: 'directory', permissions } as const;
  return [
    {
      ...shared,
      path: `/${list}`,
      options: describeRules(rules),
      note: '`$expand` is not imitated.',
      handle: (call) => collectionReply(call, rules, call.store.list(list)),
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

export const GROUP_AND_DEVICE_ROUTES: readonly Route[] = [
  ...listRoutes('groups', GROUPS, READ_GROUPS),
  ...listRoutes('devices', DEVICES, READ_DEVICES),
  {
    service: 'graph',
    method: 'GET',
    path: "/devices(deviceId='{deviceId}')",
    permissions: READ_DEVICES,
    limit: 'directory',
    options: '$select',
    handle: (call) => entityReply(call, DEVICES, deviceByDeviceId(call)),
  },
];
