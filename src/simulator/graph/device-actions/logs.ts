/** Diagnostics that a Windows device collects and uploads. */
import { randomUUID } from 'node:crypto';
import type { Reply } from '../../http/exchange.ts';
import { param, type Call, type Route } from '../../http/route.ts';
import { isObject, objects, text, type JsonObject } from '../../json.ts';
import { application } from '../../store/tenant-store.ts';
import { collectionReply, entityReply, valueReply } from '../answer.ts';
import { badRequest, notFound, refusedByIntune } from '../graph-errors.ts';
import { requiredDevice } from '../managed-devices.ts';
import { describeRules, type CollectionRules } from '../query-rules.ts';
import { checkOptions } from '../read-options.ts';
import { canCarryOut } from './platform.ts';
import { addResult } from './routes.ts';

const LOGS: CollectionRules = {
  type: 'deviceLogCollectionResponse',
  context: 'deviceManagement/managedDevices/logCollectionRequests',
  dialect: 'intune',
  select: true,
  top: { page: 1000, max: 1000 },
};

const WINDOWS = { platforms: ['windows'] } as const;

/** `{"templateType":{"templateType":"predefined"}}`; the inner type is beta's alone. */
function checkTemplate(body: JsonObject): void {
  const template = body['templateType'];
  if (Object.keys(body).some((name) => name !== 'templateType') || !isObject(template)) {
    throw badRequest("The parameter 'templateType' is required and no other.");
  }
  const { '@odata.type': type, id, templateType, ...others } = template;
  const right =
    Object.keys(others).length === 0 &&
    templateType === 'predefined' &&
    (id === undefined || typeof id === 'string') &&
    (type === undefined || /^#?microsoft\.graph\.deviceLogCollectionRequest$/.test(text(type) ?? ''));
  if (!right) throw badRequest("Cannot convert the value at 'templateType'.");
}

function collect(call: Call): Reply {
  checkOptions(call, []);
  checkTemplate(call.body ?? {});
  const device = requiredDevice(call);
  if (!canCarryOut(device, WINDOWS)) throw refusedByIntune('The action is not supported on this device.');
  const log: JsonObject = {
    id: randomUUID(),
    status: 'pending',
    managedDeviceId: device['id'] ?? null,
    requestedDateTimeUTC: call.clock.stamp(),
    receivedDateTimeUTC: null,
    initiatedByUserPrincipalName: application(call.store).displayName,
    expirationDateTimeUTC: null,
    sizeInKB: 0,
    enrolledByUser: device['userPrincipalName'] ?? null,
  };
  device['logCollectionRequests'] = [...objects(device['logCollectionRequests']), log];
  addResult(call, device, { name: 'createDeviceLogCollectionRequest' }, 'pending');
  return entityReply(call, LOGS, log);
}

function logsOf(call: Call): JsonObject[] {
  return objects(requiredDevice(call)['logCollectionRequests']);
}

function requiredLog(call: Call): JsonObject {
  const id = param(call, 'requestId');
  const found = logsOf(call).find((log) => log['id'] === id);
  if (found === undefined) throw notFound('intune', id);
  return found;
}

function downloadUrl(call: Call): Reply {
  checkOptions(call, []);
  if (Object.keys(call.body ?? {}).length > 0) throw badRequest('The action takes no parameters.');
  const log = requiredLog(call);
  if (log['status'] !== 'completed') throw refusedByIntune('The logs have not been uploaded.');
  const link = `https://logs.simulated.invalid/${text(log['id']) ?? ''}.zip?sig=${randomUUID()}`;
  return valueReply(call, 'Edm.String', link);
}

const DEVICE = '/deviceManagement/managedDevices/{id}';
const READ = ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'];
const read = { service: 'graph', method: 'GET', limit: 'intuneDevices', permissions: READ } as const;
const write = { service: 'graph', method: 'POST', limit: 'intuneDevicesWrite' } as const;

export const LOG_COLLECTION_ROUTES: readonly Route[] = [
  {
    ...write,
    path: `${DEVICE}/createDeviceLogCollectionRequest`,
    versions: ['beta'],
    permissions: [
      'DeviceManagementManagedDevices.ReadWrite.All',
      'DeviceManagementConfiguration.ReadWrite.All',
    ],
    note:
      'Answers 200 with the request itself (an older page shows it inside `value`). Body and actionName UNCONFIRMED; ' +
      '400 on other platforms than Windows (UNCONFIRMED).',
    handle: collect,
  },
  {
    ...read,
    path: `${DEVICE}/logCollectionRequests`,
    options: describeRules(LOGS),
    handle: (call) => collectionReply(call, LOGS, logsOf(call)),
  },
  {
    ...read,
    path: `${DEVICE}/logCollectionRequests/{requestId}`,
    options: '$select',
    handle: (call) => entityReply(call, LOGS, requiredLog(call)),
  },
  {
    ...write,
    path: `${DEVICE}/logCollectionRequests/{requestId}/createDownloadUrl`,
    permissions: READ,
    note: '400 until the logs are there (UNCONFIRMED); the link leads nowhere.',
    handle: downloadUrl,
  },
];
