/** Intune's tenant settings, compliance policies and the connector to Defender. */
import { param, type Call, type Route } from '../http/route.ts';
import { isObject, objects, text, type Json, type JsonObject } from '../json.ts';
import { stableGuid } from '../stable-id.ts';
import { tenantId } from '../store/tenant-store.ts';
import { collectionReply, entityReply } from './answer.ts';
import { badRequest, notFound } from './graph-errors.ts';
import { isVisible, projectEntity, type View } from './project.ts';
import { describeRules, type CollectionRules } from './query-rules.ts';
import { viewOf } from './read-options.ts';

function navigation(entity: JsonObject, name: string, type: string, view: View): JsonObject[] {
  return objects(entity[name]).map((item) => projectEntity(item, type, view));
}

/** `scheduledActionsForRule`, with its configurations only where the parentheses ask for them. */
function scheduledActions(policy: JsonObject, nested: string | undefined, view: View): Json {
  if (nested !== undefined && nested.replaceAll(' ', '') !== '$expand=scheduledActionConfigurations') {
    throw badRequest(`Parsing OData Select and Expand failed: '${nested}' is not supported.`);
  }
  return objects(policy['scheduledActionsForRule']).map((rule) => {
    const shown = projectEntity(rule, 'deviceComplianceScheduledActionForRule', view);
    if (nested === undefined) return shown;
    const name = 'scheduledActionConfigurations';
    return { ...shown, [name]: navigation(rule, name, 'deviceComplianceActionItem', view) };
  });
}

function policyRules(view: View): CollectionRules {
  return {
    type: 'deviceCompliancePolicy',
    context: 'deviceManagement/deviceCompliancePolicies',
    dialect: 'intune',
    select: true,
    top: { page: 1000, max: 1000 },
    expand: {
      assignments: (policy) => navigation(policy, 'assignments', 'deviceCompliancePolicyAssignment', view),
      scheduledActionsForRule: (policy, nested) => scheduledActions(policy, nested, view),
    },
  };
}

const CONNECTORS: CollectionRules = {
  type: 'mobileThreatDefenseConnector',
  context: 'deviceManagement/mobileThreatDefenseConnectors',
  dialect: 'intune',
  select: true,
  top: { page: 1000, max: 1000 },
};

function required(call: Call, list: string): JsonObject {
  const id = param(call, 'id');
  const found = call.store.find(list, id);
  if (found === undefined || !isVisible(found, viewOf(call))) throw notFound('intune', id);
  return found;
}

function assignments(call: Call) {
  const rules: CollectionRules = {
    type: 'deviceCompliancePolicyAssignment',
    context: 'deviceManagement/deviceCompliancePolicies/assignments',
    dialect: 'intune',
    top: { page: 1000, max: 1000 },
  };
  return collectionReply(call, rules, objects(required(call, 'compliancePolicies')['assignments']));
}

/** The tenant's Intune settings; what deviceManagement.json leaves out is as the portal ships it. */
function tenantSettings(call: Call) {
  const kept = call.store.object('deviceManagement');
  const settings = isObject(kept['settings']) ? kept['settings'] : {};
  const id = stableGuid('deviceManagement', tenantId(call.store));
  return entityReply(
    call,
    { type: 'deviceManagement', context: 'deviceManagement' },
    {
      id,
      intuneAccountId: text(kept['intuneAccountId']) ?? id,
      subscriptionState: 'active',
      ...kept,
      settings: {
        secureByDefault: false,
        deviceComplianceCheckinThresholdDays: 30,
        isScheduledActionEnabled: true,
        ...settings,
      },
    },
  );
}

const CONFIGURATION = [
  'DeviceManagementConfiguration.Read.All',
  'DeviceManagementConfiguration.ReadWrite.All',
];
const SERVICE = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const shared = { service: 'graph', method: 'GET', limit: 'intuneConfiguration' } as const;
const policyOptions = describeRules(policyRules({ version: 'v1.0', unknownEnumMembers: false }));

export const DEVICE_MANAGEMENT_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/deviceManagement',
    permissions: [...SERVICE, ...CONFIGURATION],
    options: '$select',
    note: 'settings, subscriptionState and intuneAccountId, from deviceManagement.json where given. Permission UNCONFIRMED.',
    handle: tenantSettings,
  },
  {
    ...shared,
    path: '/deviceManagement/deviceCompliancePolicies',
    permissions: CONFIGURATION,
    options: policyOptions,
    note: 'v1.0 shows no threat level, Defender, TPM or firewall settings of Windows policies; beta does. Policies of types that v1.0 lacks are hidden there (UNCONFIRMED).',
    handle: (call) => collectionReply(call, policyRules(viewOf(call)), call.store.list('compliancePolicies')),
  },
  {
    ...shared,
    path: '/deviceManagement/deviceCompliancePolicies/{id}',
    permissions: CONFIGURATION,
    options: '$select $expand',
    handle: (call) => entityReply(call, policyRules(viewOf(call)), required(call, 'compliancePolicies')),
  },
  {
    ...shared,
    path: '/deviceManagement/deviceCompliancePolicies/{id}/assignments',
    permissions: CONFIGURATION,
    handle: assignments,
  },
  {
    ...shared,
    path: '/deviceManagement/mobileThreatDefenseConnectors',
    permissions: SERVICE,
    options: describeRules(CONNECTORS),
    handle: (call) => collectionReply(call, CONNECTORS, call.store.list('mobileThreatDefenseConnectors')),
  },
  {
    ...shared,
    path: '/deviceManagement/mobileThreatDefenseConnectors/{id}',
    permissions: SERVICE,
    options: '$select',
    note: '404 when the connector was never set up.',
    handle: (call) => entityReply(call, CONNECTORS, required(call, 'mobileThreatDefenseConnectors')),
  },
];
