import { ok } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { isObject, objects, text, type JsonObject } from '../json.ts';
import { collectionReply, entityReply } from './answer.ts';
import { settleManagedDevice, settleManagedDevices } from './device-actions/life.ts';
import { notFound } from './graph-errors.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';
import { projectEntity } from './project.ts';
import { checkOptions, viewOf } from './read-options.ts';
import { requiredUser } from './users.ts';

const MANAGED_DEVICES: CollectionRules = {
  type: 'managedDevice',
  context: 'deviceManagement/managedDevices',
  dialect: 'intune',
  select: true,
  count: true,
  top: { page: 1000, max: 1000 },
  orderby: { deviceName: 'plain', lastSyncDateTime: 'plain' },
  filter: graphFilter('managedDevice', {
    complianceState: 'eq',
    managementAgent: 'eq',
    jailBroken: 'eq',
    deviceCategoryDisplayName: 'eq',
    enrolledDateTime: 'lt gt le ge',
    lastSyncDateTime: 'lt gt le ge',
    id: 'eq',
    deviceName: 'eq startswith contains',
    azureADDeviceId: 'eq',
    serialNumber: 'eq',
    userId: 'eq',
    userPrincipalName: 'eq',
    operatingSystem: 'eq',
  }),
};
const OF_USER: CollectionRules = { ...MANAGED_DEVICES, context: 'users/managedDevices' };
const POLICY_STATES: CollectionRules = {
  type: 'deviceCompliancePolicyState',
  context: 'deviceManagement/managedDevices/deviceCompliancePolicyStates',
  dialect: 'intune',
  select: true,
  top: { page: 1000, max: 1000 },
};

/** Documented: filled in only when one device is read and the property is selected. */
const ONLY_WHEN_SELECTED = ['activationLockBypassCode', 'ethernetMacAddress'];

function withoutCostly(device: JsonObject): JsonObject {
  const blank = ONLY_WHEN_SELECTED.filter((name) => name in device).map((name) => [name, null]);
  return { ...device, ...(Object.fromEntries(blank) as JsonObject) };
}

/** The managed device of the address as it is by now. Throws the refusal of one that is not, or no longer, there. */
export function requiredDevice(call: Call): JsonObject {
  const { store, clock } = call;
  const id = param(call, 'id');
  const found = store.find('managedDevices', id.toLowerCase()) ?? store.find('managedDevices', id);
  if (found === undefined || !settleManagedDevice(store, clock, found)) throw notFound('intune', id);
  return found;
}

function allDevices({ store, clock }: Call): JsonObject[] {
  settleManagedDevices(store, clock);
  return store.list('managedDevices');
}

function getDevice(call: Call) {
  const device = requiredDevice(call);
  return entityReply(call, MANAGED_DEVICES, call.options.has('$select') ? device : withoutCostly(device));
}

function devicesOfUser(call: Call): JsonObject[] {
  const id = text(requiredUser(call)['id']);
  return allDevices(call)
    .filter((device) => device['userId'] === id)
    .map(withoutCostly);
}

function policyStates(call: Call): JsonObject[] {
  const device = requiredDevice(call);
  return objects(call.store.object('complianceStates')[text(device['id']) ?? '']);
}

function policyState(call: Call): JsonObject {
  const id = param(call, 'stateId');
  const found = policyStates(call).find((state) => state['id'] === id);
  if (found === undefined) throw notFound('intune', id);
  return found;
}

/** A complex collection of the state: Intune serves it at an address of its own (used widely, not in the metadata). */
function settingStates(call: Call) {
  checkOptions(call, []);
  const shown = projectEntity(policyState(call), POLICY_STATES.type, viewOf(call), ['settingStates']);
  return ok({
    '@odata.context': `${call.base}/$metadata#Collection(microsoft.graph.deviceCompliancePolicySettingState)`,
    value: shown['settingStates'] ?? [],
  });
}

function protectionState(call: Call) {
  const state = requiredDevice(call)['windowsProtectionState'];
  if (!isObject(state)) throw notFound('intune', 'windowsProtectionState');
  return entityReply(
    call,
    { type: 'windowsProtectionState', context: 'deviceManagement/managedDevices/windowsProtectionState' },
    state,
  );
}

const shared = {
  service: 'graph',
  method: 'GET',
  limit: 'intuneDevices',
  permissions: ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'],
} as const;
const DEVICE = '/deviceManagement/managedDevices/{id}';

export const MANAGED_DEVICE_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/deviceManagement/managedDevices',
    options: describeRules(MANAGED_DEVICES),
    note:
      'Documented for `$filter` are only the first six; the others, contains(), `$count`, `$orderby`, paging and comparing ' +
      'without regard to case are in wide use and UNCONFIRMED. That lists fill deviceActionResults is UNCONFIRMED too.',
    handle: (call) => collectionReply(call, MANAGED_DEVICES, allDevices(call).map(withoutCostly)),
  },
  { ...shared, path: DEVICE, options: '$select', handle: getDevice },
  {
    ...shared,
    path: `${DEVICE}/deviceCompliancePolicyStates`,
    options: describeRules(POLICY_STATES),
    handle: (call) => collectionReply(call, POLICY_STATES, policyStates(call)),
  },
  {
    ...shared,
    path: `${DEVICE}/deviceCompliancePolicyStates/{stateId}`,
    options: '$select',
    handle: (call) => entityReply(call, POLICY_STATES, policyState(call)),
  },
  {
    ...shared,
    path: `${DEVICE}/deviceCompliancePolicyStates/{stateId}/settingStates`,
    note: 'In wide use; not confirmed by the metadata.',
    handle: settingStates,
  },
  {
    ...shared,
    path: `${DEVICE}/windowsProtectionState`,
    options: '$select',
    note: 'The property `windowsProtectionState` inside managedDevices.json; 404 without it.',
    handle: protectionState,
  },
  {
    ...shared,
    path: '/users/{id}/managedDevices',
    options: describeRules(OF_USER),
    handle: (call) => collectionReply(call, OF_USER, devicesOfUser(call)),
  },
];
