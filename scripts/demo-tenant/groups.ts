/** Groups, who is in them (nested ones too), and directory roles. */
import type { Group, UnifiedRoleAssignment } from '@microsoft/microsoft-graph-types';
import { DOMAIN, PEOPLE, personOf, type Department } from './people.ts';
import { DAY, ago, guid, must, numberFrom } from './stable.ts';

type GroupKind = 'security' | 'dynamic' | 'microsoft365';

interface GroupSpec {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly kind: GroupKind;
  readonly rule?: string;
  /** Keys of people, and of groups with a leading `@`. */
  readonly members: readonly string[];
}

const DEPARTMENTS: readonly Department[] = [
  'Finance',
  'Sales',
  'HR',
  'Engineering',
  'Executive',
  'IT',
  'Operations',
];

const departmentGroup = (department: Department): GroupSpec => ({
  key: department,
  name: department,
  description: `Everybody in ${department}`,
  kind: 'security',
  members: PEOPLE.filter((one) => one.department === department && one.kind !== 'service').map(
    (one) => one.key,
  ),
});

const SPECS: readonly GroupSpec[] = [
  ...DEPARTMENTS.map(departmentGroup),
  {
    key: 'all-employees',
    name: 'All employees',
    description: 'Everybody with an enabled member account',
    kind: 'dynamic',
    rule: '(user.userType -eq "Member") and (user.accountEnabled -eq true) and (user.department -ne null)',
    members: PEOPLE.filter(
      (one) => one.enabled && one.department !== null && (one.kind === 'synced' || one.kind === 'cloud'),
    ).map((one) => one.key),
  },
  {
    key: 'break-glass',
    name: 'Break-glass accounts',
    description: 'Emergency access; left out of every Conditional Access policy',
    kind: 'security',
    members: ['emergency1', 'emergency2'],
  },
  {
    key: 'ca-exclusions',
    name: 'CA exclusions',
    description: 'Temporary exceptions; review monthly',
    kind: 'security',
    members: ['@vip-travel'],
  },
  {
    key: 'vip-travel',
    name: 'VIP travel',
    description: 'People who travel to countries that are otherwise blocked',
    kind: 'security',
    members: ['miriam.graham'],
  },
  {
    key: 'ops-exceptions',
    name: 'Operations exceptions',
    description: 'Left out of CA13 until their laptops are replaced',
    kind: 'security',
    members: ['@warehouse-on-call'],
  },
  {
    key: 'warehouse-on-call',
    name: 'Warehouse on call',
    description: 'Reached at night',
    kind: 'security',
    members: ['lena.brandt'],
  },
  {
    key: 'legacy-mail',
    name: 'Legacy mail devices',
    description: 'Multifunction printers that can only do SMTP AUTH',
    kind: 'security',
    members: ['scan.to.mail'],
  },
  {
    key: 'update-ring-1',
    name: 'Windows update ring 1',
    description: 'First to be held to the current Windows release',
    kind: 'security',
    members: ['lidia.holloway', 'isaiah.langer', 'alex.wilber'],
  },
  {
    key: 'kiosks',
    name: 'Kiosk devices',
    description: 'Left out of the Windows baseline',
    kind: 'security',
    members: [],
  },
  {
    key: 'soc-leads',
    name: 'SOC leads',
    description: 'Incident managers',
    kind: 'security',
    members: ['nadia.haddad'],
  },
  {
    key: 'drawbridge-readers',
    name: 'Drawbridge Readers',
    description: 'May ask Drawbridge questions',
    kind: 'security',
    members: ['priya.raman', 'service.desk'],
  },
  {
    key: 'drawbridge-responders',
    name: 'Drawbridge Responders',
    description: 'May hunt and request actions in Drawbridge',
    kind: 'security',
    members: ['iris.ek', 'omar.bennett'],
  },
  {
    key: 'drawbridge-approvers',
    name: 'Drawbridge Approvers',
    description: 'May decide requests in Drawbridge',
    kind: 'security',
    members: ['tomas.ng', '@soc-leads'],
  },
  {
    key: 'quarterly-results',
    name: 'Quarterly results',
    description: 'Finance, executives and the auditors',
    kind: 'microsoft365',
    members: ['adele.vance', 'johanna.lorenz', 'enrico.cattaneo', 'ben.walters', 'sonia.rees'],
  },
  {
    key: 'hostile-name',
    name: "Partners' *VIP* [list](https://evil.example)",
    description: 'A group whose name is not as harmless as it looks',
    kind: 'security',
    members: ['bold.link', 'odata.filter'],
  },
];

export const groupId = (key: string): string =>
  guid(
    'group',
    must(
      SPECS.find((one) => one.key === key),
      `group ${key}`,
    ).key,
  );

/** A group that was deleted while a policy still names it. */
export const DELETED_GROUP_ID = guid('group', 'deleted-hybrid-pilot');

function toGroup(spec: GroupSpec): Group {
  const unified = spec.kind === 'microsoft365';
  const nickname = spec.key.toLowerCase();
  return {
    id: groupId(spec.key),
    deletedDateTime: null,
    classification: null,
    createdDateTime: ago((200 + numberFrom(600, 'group-age', spec.key)) * DAY),
    description: spec.description,
    displayName: spec.name,
    expirationDateTime: null,
    groupTypes: unified ? ['Unified'] : spec.kind === 'dynamic' ? ['DynamicMembership'] : [],
    isAssignableToRole: null,
    mail: unified ? `${nickname}@${DOMAIN}` : null,
    mailEnabled: unified,
    mailNickname: nickname,
    membershipRule: spec.rule ?? null,
    membershipRuleProcessingState: spec.kind === 'dynamic' ? 'On' : null,
    onPremisesDomainName: null,
    onPremisesLastSyncDateTime: null,
    onPremisesNetBiosName: null,
    onPremisesSamAccountName: null,
    onPremisesSecurityIdentifier: null,
    onPremisesSyncEnabled: null,
    preferredLanguage: null,
    proxyAddresses: unified ? [`SMTP:${nickname}@${DOMAIN}`] : [],
    renewedDateTime: ago((200 + numberFrom(600, 'group-age', spec.key)) * DAY),
    securityEnabled: !unified,
    visibility: unified ? 'Private' : null,
  };
}

export const groups = (): Group[] => SPECS.map(toGroup);

const memberId = (key: string): string => (key.startsWith('@') ? groupId(key.slice(1)) : personOf(key).id);

export const groupMembers = (): Record<string, string[]> =>
  Object.fromEntries(SPECS.map((spec) => [groupId(spec.key), spec.members.map(memberId)]));

/** Keys of every group that a person is in, nested ones included. */
export function groupsOf(personKey: string): ReadonlySet<string> {
  const found = new Set<string>();
  const climb = (member: string): void => {
    for (const spec of SPECS) {
      if (!spec.members.includes(member) || found.has(spec.key)) continue;
      found.add(spec.key);
      climb(`@${spec.key}`);
    }
  };
  climb(personKey);
  return found;
}

/** Template ids; for built-in roles the role definition has the same id. */
export const ROLES = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  securityAdministrator: '194ae4cb-b126-40b2-bd5b-6091b380977d',
  securityOperator: '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  securityReader: '5d6b6bb7-de71-4623-b4af-96380a352509',
  conditionalAccessAdministrator: 'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
  intuneAdministrator: '3a2c62db-5318-420d-8d74-23affee5d9d5',
  exchangeAdministrator: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
} as const;

interface RoleSpec {
  readonly person: string;
  readonly role: keyof typeof ROLES;
  /** `/` is the whole tenant; anything else is not honoured by Conditional Access. */
  readonly scope: string;
}

const TENANT_WIDE = '/';
const ROLE_SPECS: readonly RoleSpec[] = [
  { person: 'emergency1', role: 'globalAdministrator', scope: TENANT_WIDE },
  { person: 'emergency2', role: 'globalAdministrator', scope: TENANT_WIDE },
  { person: 'allan.deyoung', role: 'globalAdministrator', scope: TENANT_WIDE },
  { person: 'nadia.haddad', role: 'securityAdministrator', scope: TENANT_WIDE },
  { person: 'tomas.ng', role: 'securityOperator', scope: TENANT_WIDE },
  { person: 'iris.ek', role: 'securityReader', scope: TENANT_WIDE },
  { person: 'omar.bennett', role: 'intuneAdministrator', scope: TENANT_WIDE },
  {
    person: 'priya.raman',
    role: 'userAdministrator',
    scope: `/administrativeUnits/${guid('administrative unit', 'Manchester')}`,
  },
];

export const roleAssignments = (): UnifiedRoleAssignment[] =>
  ROLE_SPECS.map((spec) => ({
    id: guid('role assignment', spec.person, spec.role),
    principalId: personOf(spec.person).id,
    roleDefinitionId: ROLES[spec.role],
    directoryScopeId: spec.scope,
    appScopeId: null,
  }));

/** Tenant-wide roles of a person: the ones that count in Conditional Access. */
export const rolesOf = (personKey: string): ReadonlySet<string> =>
  new Set(
    ROLE_SPECS.filter((spec) => spec.person === personKey && spec.scope === TENANT_WIDE).map(
      (spec) => ROLES[spec.role],
    ),
  );
