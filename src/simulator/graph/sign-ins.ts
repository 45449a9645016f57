import { param, type Call, type Route } from '../http/route.ts';
import { text, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { collectionReply, entityReply } from './answer.ts';
import { notFound } from './graph-errors.ts';
import { ENTRA_P1, ENTRA_P2, isLicensed } from './licences.ts';
import { describeRules, graphFilter, type CollectionRules } from './query-rules.ts';

const SIGN_INS: CollectionRules = {
  type: 'signIn',
  context: 'auditLogs/signIns',
  dialect: 'reports',
  select: true,
  top: { page: 1000, max: 1000 },
  orderby: { createdDateTime: 'plain' },
  filter: graphFilter('signIn', {
    id: 'eq',
    createdDateTime: 'eq le ge',
    userId: 'eq',
    userPrincipalName: 'eq startswith',
    userDisplayName: 'eq startswith',
    appId: 'eq',
    appDisplayName: 'eq startswith',
    resourceId: 'eq',
    resourceDisplayName: 'eq',
    ipAddress: 'eq startswith',
    clientAppUsed: 'eq',
    correlationId: 'eq',
    conditionalAccessStatus: 'eq',
    'status/errorCode': 'eq',
    riskDetail: 'eq',
    riskLevelAggregated: 'eq',
    riskLevelDuringSignIn: 'eq',
    riskState: 'eq',
    'deviceDetail/browser': 'eq startswith',
    'deviceDetail/operatingSystem': 'eq startswith',
    'location/city': 'eq startswith',
    'location/state': 'eq startswith',
    'location/countryOrRegion': 'eq startswith',
    signInEventTypes: 'any',
    'signInEventTypes/*': 'eq',
  }),
};

/** A tenant whose licences are known and lack P1 and P2 has no sign-in API. */
function checkPremium(call: Call): void {
  if (isLicensed(call.store, [ENTRA_P1, ENTRA_P2])) return;
  throw new Refusal(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
}

/** v1.0 lists interactive user sign-ins; beta lists the others when the filter asks for their types. */
function visibleSignIns(call: Call): JsonObject[] {
  checkPremium(call);
  const asked = (call.options.get('$filter') ?? '').includes('signInEventTypes');
  const all = call.store.list('signIns');
  const shown =
    call.version === 'beta' && asked ? all : all.filter((signIn) => signIn['isInteractive'] !== false);
  return newestFirst(shown, 'createdDateTime');
}

const POLICY_READERS = [
  'Policy.Read.All',
  'Policy.Read.ConditionalAccess',
  'Policy.ReadWrite.ConditionalAccess',
];

export function newestFirst(items: readonly JsonObject[], property: string): JsonObject[] {
  const time = (item: JsonObject) => Date.parse(text(item[property]) ?? '') || 0;
  return [...items].sort((a, b) => time(b) - time(a));
}

function oneSignIn(call: Call) {
  const id = param(call, 'id');
  const found = visibleSignIns(call).find((signIn) => signIn['id'] === id);
  if (found === undefined) throw notFound('reports', id);
  return entityReply(call, rulesFor(call), found);
}

const shared = {
  service: 'graph',
  method: 'GET',
  limit: 'reports',
  permissions: ['AuditLog.Read.All', 'Directory.Read.All'],
} as const;

export const SIGN_IN_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/auditLogs/signIns',
    options: describeRules(SIGN_INS),
    note:
      'Newest first. appliedConditionalAccessPolicies is left out without a policy permission. Text compares with regard ' +
      'to case (UNCONFIRMED). signInEventTypes only on beta. 403 when the licences are known and lack P1 and P2.',
    handle: (call) => collectionReply(call, rulesFor(call), visibleSignIns(call)),
  },
  { ...shared, path: '/auditLogs/signIns/{id}', options: '$select', handle: oneSignIn },
];

/** `signInEventTypes` is a beta property; which policies applied is left out without a policy permission. */
function rulesFor(call: Call): CollectionRules {
  const filter = [...(SIGN_INS.filter ?? [])].filter(
    ([path]) => call.version === 'beta' || !path.startsWith('signInEventTypes'),
  );
  const readsPolicies = POLICY_READERS.some((role) => call.roles.has(role));
  const omit = readsPolicies ? [] : ['appliedConditionalAccessPolicies'];
  return { ...SIGN_INS, filter: new Map(filter), omit };
}
