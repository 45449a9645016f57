/**
 * Every application permission that Drawbridge needs, why, and how it is proven. docs/permissions.md shows this table;
 * a test compares them. Sources: reference sheets entra-api (sections 1 and 2), intune-api (section 1), mde-api (3).
 */
import type { Query, Route } from './http/odata.ts';
import { route } from './http/odata.ts';

export type PermissionApi = 'graph' | 'defender';

/** A cheap read that works only with the permission; some need something to read it from. */
type Proof =
  | { readonly kind: 'read'; readonly route: Route; readonly query?: Query }
  | { readonly kind: 'ofFirstUser'; readonly route: (userId: string) => Route }
  | { readonly kind: 'ofFirstMachine'; readonly route: (machineId: string) => Route }
  /** A write is never tried: the token or the granted roles must say it. */
  | { readonly kind: 'grantedRole' };

export interface NeededPermission {
  readonly api: PermissionApi;
  readonly name: string;
  /** Id of the app role, as an `appRoleAssignment` names it; null = not in the sheets, found through the service. */
  readonly appRoleId: string | null;
  readonly purpose: string;
  readonly proof: Proof;
  /** Without it everything works but what its purpose names. */
  readonly optional?: true;
}

const ONE = { $top: 1, $select: 'id' };

export const PERMISSIONS: readonly NeededPermission[] = [
  {
    api: 'graph',
    name: 'User.Read.All',
    appRoleId: 'df021288-bdef-4463-88db-98f22de89214',
    purpose: 'find people; their state and licences',
    proof: { kind: 'read', route: route`/users`, query: ONE },
  },
  {
    api: 'graph',
    name: 'GroupMember.Read.All',
    appRoleId: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
    purpose: 'who may ask, request and approve: the groups of the response policy',
    proof: { kind: 'read', route: route`/groups`, query: ONE },
  },
  {
    api: 'graph',
    name: 'Directory.Read.All',
    appRoleId: '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
    purpose: 'groups and roles that policies look at; whose device it is',
    proof: { kind: 'ofFirstUser', route: (userId) => route`/users/${userId}/memberOf` },
  },
  {
    api: 'graph',
    name: 'Device.Read.All',
    appRoleId: '7438b122-aefc-4978-80ed-43db9fcc7715',
    purpose: 'devices registered in Entra ID',
    proof: { kind: 'read', route: route`/devices`, query: ONE },
  },
  {
    api: 'graph',
    name: 'AuditLog.Read.All',
    appRoleId: 'b0afded3-3588-46d8-8b3d-9842eff778da',
    purpose: 'sign-ins and what Conditional Access did in them',
    proof: { kind: 'read', route: route`/auditLogs/signIns`, query: { $top: 1 } },
  },
  {
    api: 'graph',
    name: 'IdentityRiskyUser.Read.All',
    appRoleId: 'dc5007c0-2d7d-4c42-879c-2dab87571379',
    purpose: 'user risk',
    proof: { kind: 'read', route: route`/identityProtection/riskyUsers`, query: { $top: 1 } },
  },
  {
    api: 'graph',
    name: 'Policy.Read.All',
    appRoleId: '246dd0d5-5bd0-4def-940b-0421030a5b68',
    purpose: 'Conditional Access policies, named locations, authentication strengths, What If',
    proof: { kind: 'read', route: route`/identity/conditionalAccess/namedLocations` },
  },
  {
    api: 'graph',
    name: 'DeviceManagementManagedDevices.Read.All',
    appRoleId: '2f51be20-0bb4-4fed-bf7b-db946066c75e',
    purpose: 'Intune devices, compliance and antivirus state',
    proof: { kind: 'read', route: route`/deviceManagement/managedDevices`, query: ONE },
  },
  {
    api: 'graph',
    name: 'DeviceManagementConfiguration.Read.All',
    appRoleId: 'dc377aa6-52d8-4e23-b271-2a7ae04cedf3',
    purpose: 'which compliance policies and settings a device fails',
    proof: { kind: 'read', route: route`/deviceManagement/deviceCompliancePolicies`, query: ONE },
  },
  {
    api: 'graph',
    name: 'DeviceManagementServiceConfig.Read.All',
    appRoleId: '06a5fe6d-c49d-46a7-b082-56b1b14103c7',
    purpose: 'whether Intune hears Defender (the connector)',
    proof: { kind: 'read', route: route`/deviceManagement/mobileThreatDefenseConnectors` },
  },
  {
    api: 'graph',
    name: 'DeviceManagementManagedDevices.PrivilegedOperations.All',
    appRoleId: '5b07b0dd-2377-4e44-a38d-703f09a0dc3c',
    purpose: 'sync, restart, lock, locate devices and the like, after approval; retire and wipe, after two',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'DeviceManagementManagedDevices.ReadWrite.All',
    appRoleId: '243333ab-4d21-40cb-a475-36241daa0842',
    purpose: 'rotate BitLocker keys and collect diagnostics, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'User.RevokeSessions.All',
    appRoleId: '77f3a031-c388-4f99-b373-dc68676a979e',
    purpose: 'revoke sessions, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'User.EnableDisableAccount.All',
    appRoleId: '3011c876-62b7-4ada-afa2-506cbbecc68c',
    purpose: 'disable accounts, after two approvals, and enable them',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'UserAuthMethod-TAP.ReadWrite.All',
    appRoleId: null,
    purpose: 'make Temporary Access Passes, after approval, and delete those that nobody could be shown',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'IdentityRiskyUser.ReadWrite.All',
    appRoleId: '656f6061-f9fe-4807-9708-6a2e0934df76',
    purpose: 'confirm accounts as compromised and dismiss risk, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'Device.ReadWrite.All',
    appRoleId: null,
    purpose: 'disable and enable devices in Entra ID, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'Schedule.Read.All',
    appRoleId: null,
    purpose: '`oncall.shifts` only: who is on shift, by a schedule in Microsoft Teams',
    proof: { kind: 'grantedRole' },
    optional: true,
  },
  {
    api: 'graph',
    name: 'ThreatHunting.Read.All',
    appRoleId: 'dd98c7f5-2d42-42d3-a0e4-633161547251',
    purpose: 'prove by what sensors report that an isolation, its end or a restriction took hold',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'graph',
    name: 'Application.Read.All',
    appRoleId: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
    purpose: '`doctor` only: what the application was granted, where the token does not say',
    proof: { kind: 'grantedRole' },
    optional: true,
  },
  {
    api: 'defender',
    name: 'Machine.Read.All',
    appRoleId: null,
    purpose: 'machines: risk, exposure, sensor health; machine actions and their state',
    proof: { kind: 'read', route: route`/api/machines`, query: { $top: 1 } },
  },
  {
    api: 'defender',
    name: 'User.Read.All',
    appRoleId: null,
    purpose: 'who logged on to a machine',
    proof: { kind: 'ofFirstMachine', route: (machineId) => route`/api/machines/${machineId}/logonusers` },
  },
  {
    api: 'defender',
    name: 'Vulnerability.Read.All',
    appRoleId: null,
    purpose: 'vulnerabilities of a machine',
    proof: {
      kind: 'ofFirstMachine',
      route: (machineId) => route`/api/machines/${machineId}/vulnerabilities`,
    },
  },
  {
    api: 'defender',
    name: 'Software.Read.All',
    appRoleId: null,
    purpose: 'installed software',
    proof: { kind: 'ofFirstMachine', route: (machineId) => route`/api/machines/${machineId}/software` },
  },
  {
    api: 'defender',
    name: 'Alert.Read.All',
    appRoleId: null,
    purpose: 'alerts on a machine',
    proof: { kind: 'ofFirstMachine', route: (machineId) => route`/api/machines/${machineId}/alerts` },
  },
  {
    api: 'defender',
    name: 'Machine.Isolate',
    appRoleId: null,
    purpose: 'isolate and release, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Machine.CollectForensics',
    appRoleId: null,
    purpose: 'collect investigation packages, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Machine.StopAndQuarantine',
    appRoleId: null,
    purpose: 'stop a file and put it into quarantine, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Machine.ReadWrite.All',
    appRoleId: null,
    purpose: 'put tags on machines and take them off, set their value, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Ti.ReadWrite.All',
    appRoleId: null,
    purpose: 'indicators: block and unblock, after approval; everybody’s, so that none is overwritten',
    proof: { kind: 'read', route: route`/api/indicators`, query: { $top: 1 } },
  },
  {
    api: 'defender',
    name: 'Machine.LiveResponse',
    appRoleId: null,
    purpose: 'live response: library scripts, fetching and putting files, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Alert.ReadWrite.All',
    appRoleId: null,
    purpose: 'start automated investigations, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Machine.Offboard',
    appRoleId: null,
    purpose: 'offboard devices, after two approvals',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Machine.Scan',
    appRoleId: null,
    purpose: 'antivirus scans, after approval',
    proof: { kind: 'grantedRole' },
  },
  {
    api: 'defender',
    name: 'Machine.RestrictExecution',
    appRoleId: null,
    purpose: 'restrict code execution and lift it, after approval',
    proof: { kind: 'grantedRole' },
  },
];

/** Applications whose roles these are. The second id is UNCONFIRMED in the reference. */
export const RESOURCE_APP_IDS: Readonly<Record<PermissionApi, string>> = {
  graph: '00000003-0000-0000-c000-000000000000',
  defender: 'fc780465-2017-40d4-a0c5-307022471b92',
};

const API_NAMES: Readonly<Record<PermissionApi, string>> = {
  graph: 'Microsoft Graph',
  defender: 'WindowsDefenderATP',
};

/** The table of docs/permissions.md. */
export function permissionsTable(): string {
  const rows = PERMISSIONS.map(
    ({ api, name, purpose, optional }) =>
      `| ${API_NAMES[api]} | \`${name}\` | ${purpose}${optional === true ? ' (optional)' : ''} |`,
  );
  return ['| API | Application permission | For |', '|---|---|---|', ...rows].join('\n');
}
