/**
 * What the directory filters, sorts and searches by, from Microsoft's table of advanced query capabilities:
 * before the bar works always, after it only with `ConsistencyLevel: eventual` and `$count=true`.
 */
import { directoryFilter, type CollectionRules } from './query-rules.ts';

const TEXT = 'eq ge le startswith | null';
const ADVANCED_TEXT = '| eq ge le startswith null';

export const USERS: CollectionRules = {
  type: 'user',
  context: 'users',
  dialect: 'directory',
  select: true,
  count: true,
  top: { page: 100, max: 999 },
  orderby: { displayName: 'plain', userPrincipalName: 'plain', createdDateTime: 'advanced' },
  search: ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'onPremisesSamAccountName'],
  filter: directoryFilter('user', {
    id: 'eq',
    accountEnabled: 'eq | ge le',
    city: TEXT,
    companyName: ADVANCED_TEXT,
    country: TEXT,
    createdDateTime: 'eq ge le',
    creationType: 'eq',
    department: TEXT,
    displayName: 'eq startswith | null',
    employeeId: 'eq startswith | le null',
    employeeType: '| eq ge le startswith',
    givenName: TEXT,
    jobTitle: 'eq ge le | null',
    mail: 'eq ge le startswith | endswith',
    mailNickname: TEXT,
    mobilePhone: ADVANCED_TEXT,
    officeLocation: ADVANCED_TEXT,
    onPremisesImmutableId: '| eq ge le',
    onPremisesSamAccountName: '| eq ge le startswith',
    onPremisesSecurityIdentifier: 'eq | null',
    onPremisesSyncEnabled: 'eq | ge le',
    onPremisesUserPrincipalName: 'eq ge le startswith',
    state: TEXT,
    surname: TEXT,
    usageLocation: 'eq ge le startswith',
    userPrincipalName: 'eq le startswith | endswith',
    userType: 'eq | null',
    proxyAddresses: 'any',
    'proxyAddresses/*': 'eq ge le startswith | endswith',
    otherMails: 'any',
    'otherMails/*': 'eq ge le startswith | endswith',
    assignedLicenses: 'any',
    'assignedLicenses/skuId': 'eq',
  }),
};

export const GROUPS: CollectionRules = {
  type: 'group',
  context: 'groups',
  dialect: 'directory',
  select: true,
  count: true,
  top: { page: 100, max: 999 },
  orderby: { displayName: 'plain' },
  search: ['displayName', 'description', 'mail', 'mailNickname'],
  filter: directoryFilter('group', {
    id: 'eq',
    displayName: TEXT,
    description: ADVANCED_TEXT,
    mail: 'eq ge le startswith | null',
    mailNickname: TEXT,
    mailEnabled: 'eq',
    securityEnabled: 'eq',
    isAssignableToRole: 'eq',
    onPremisesSamAccountName: ADVANCED_TEXT,
    onPremisesSyncEnabled: 'eq | null',
    membershipRule: '| eq startswith null',
    groupTypes: 'any',
    'groupTypes/*': 'eq',
  }),
};

export const DEVICES: CollectionRules = {
  type: 'device',
  context: 'devices',
  dialect: 'directory',
  select: true,
  count: true,
  top: { page: 100, max: 999 },
  orderby: { displayName: 'advanced', approximateLastSignInDateTime: 'advanced' },
  search: ['displayName'],
  filter: directoryFilter('device', {
    id: 'eq',
    deviceId: 'eq startswith',
    displayName: TEXT,
    accountEnabled: 'eq',
    isCompliant: 'eq | null',
    isManaged: 'eq | null',
    trustType: 'eq',
    mdmAppId: 'eq',
    operatingSystem: TEXT,
    operatingSystemVersion: TEXT,
    profileType: 'eq',
    approximateLastSignInDateTime: 'eq ge le | null',
    onPremisesSyncEnabled: 'eq | null',
    physicalIds: 'any',
    'physicalIds/*': 'eq startswith',
  }),
};

/** Lists of mixed directory objects: members, memberships, owned objects. */
export function mixedRules(context: string): CollectionRules {
  return {
    type: 'directoryObject',
    context,
    dialect: 'directory',
    select: true,
    count: true,
    top: { page: 100, max: 999 },
  };
}

const CAST_RULES: Readonly<Record<string, CollectionRules>> = {
  user: USERS,
  group: GROUPS,
  device: DEVICES,
};

/** A mixed list narrowed to one type (`/microsoft.graph.group`): its `$filter` is an advanced query. */
export function castRules(type: string): CollectionRules {
  const rules = CAST_RULES[type] ?? { ...mixedRules('directoryRoles'), type };
  const { orderby, search, ...rest } = rules;
  const searchable = search === undefined ? {} : { search };
  const sortable =
    orderby === undefined
      ? {}
      : { orderby: Object.fromEntries(Object.keys(orderby).map((name) => [name, 'advanced' as const])) };
  return { ...rest, ...searchable, ...sortable, filterIsAdvanced: true };
}
