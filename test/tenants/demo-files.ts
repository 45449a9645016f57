/** The demo tenant as it lies on disk. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type {
  ConditionalAccessPolicy,
  Device,
  DeviceCompliancePolicyState,
  Group,
  ManagedDevice,
  MobileThreatDefenseConnector,
  NamedLocation,
  RiskDetection,
  RiskyUser,
  SecurityNamespace as Security,
  ServicePrincipal,
  SignIn,
  UnifiedRoleAssignment,
  User,
} from '@microsoft/microsoft-graph-types';

const folder = fileURLToPath(new URL('../../tenants/demo/', import.meta.url));

export const textOf = (name: string): string => readFileSync(`${folder}${name}.json`, 'utf8');

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows which file it reads
const read = <T>(name: string): T => JSON.parse(textOf(name)) as T;

export interface Machine {
  readonly id: string;
  readonly computerDnsName: string | null;
  readonly aadDeviceId: string | null;
  readonly riskScore: string;
  readonly healthStatus: string;
  readonly onboardingStatus: string;
  readonly deviceValue: string;
  readonly machineTags: readonly string[];
  readonly osPlatform: string;
  readonly lastSeen: string;
}

export interface MachineAction {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly machineId: string;
  readonly computerDnsName: string | null;
  readonly requestor: string;
  readonly requestorComment: string;
  readonly creationDateTimeUtc: string;
}

export const demo = {
  clock: read<{ now: string }>('clock'),
  demo: read<{
    people: { responder: string; approver: string };
    roles: Record<'reader' | 'responder' | 'approver', string[]>;
  }>('demo'),
  app: read<{ appId: string; tenantId: string; roles: Record<string, string[]> }>('app'),
  organization: read<{ id: string }[]>('organization'),
  users: read<User[]>('users'),
  groups: read<Group[]>('groups'),
  groupMembers: read<Record<string, string[]>>('groupMembers'),
  roleAssignments: read<UnifiedRoleAssignment[]>('roleAssignments'),
  servicePrincipals: read<ServicePrincipal[]>('servicePrincipals'),
  devices: read<Device[]>('devices'),
  deviceOwners: read<Record<string, string[]>>('deviceOwners'),
  managedDevices: read<ManagedDevice[]>('managedDevices'),
  complianceStates: read<Record<string, DeviceCompliancePolicyState[]>>('complianceStates'),
  compliancePolicies:
    read<
      {
        id: string;
        displayName: string;
        deviceThreatProtectionRequiredSecurityLevel?: string;
        assignments: { target: { groupId?: string } }[];
      }[]
    >('compliancePolicies'),
  connectors: read<MobileThreatDefenseConnector[]>('mobileThreatDefenseConnectors'),
  machines: read<Machine[]>('machines'),
  machineActions: read<MachineAction[]>('machineActions'),
  machineDetails: read<Record<string, Record<string, { readonly [key: string]: unknown }[]>>>('machineDetails'),
  alerts: read<Security.Alert[]>('alerts'),
  incidents: read<Security.Incident[]>('incidents'),
  policies: read<ConditionalAccessPolicy[]>('conditionalAccessPolicies'),
  namedLocations: read<NamedLocation[]>('namedLocations'),
  strengths: read<{ id: string }[]>('authenticationStrengths'),
  signIns: read<SignIn[]>('signIns'),
  riskyUsers: read<RiskyUser[]>('riskyUsers'),
  riskDetections: read<RiskDetection[]>('riskDetections'),
};

function only<T>(list: readonly T[], fits: (one: T) => boolean, what: string): T {
  const found = list.filter(fits);
  if (found.length !== 1) throw new Error(`${String(found.length)} of ${what}`);
  return found[0] as T;
}

export const user = (name: string): User => only(demo.users, (one) => one.displayName === name, name);
export const managed = (name: string): ManagedDevice =>
  only(demo.managedDevices, (one) => one.deviceName === name, name);
export const device = (name: string): Device => only(demo.devices, (one) => one.displayName === name, name);
export const machine = (host: string): Machine =>
  only(demo.machines, (one) => one.computerDnsName === `${host.toLowerCase()}.contoso.example`, host);
export const policy = (key: string): ConditionalAccessPolicy =>
  only(demo.policies, (one) => one.displayName?.startsWith(`${key} `) === true, key);
export const group = (name: string): Group => only(demo.groups, (one) => one.displayName === name, name);

/** Every group around somebody, through other groups too. */
export function groupsAround(id: string): Set<string> {
  const found = new Set<string>();
  const climb = (member: string): void => {
    for (const [groupId, members] of Object.entries(demo.groupMembers)) {
      if (!members.includes(member) || found.has(groupId)) continue;
      found.add(groupId);
      climb(groupId);
    }
  };
  climb(id);
  return found;
}

/** Newest first. */
export const signInsOf = (name: string): SignIn[] => demo.signIns.filter((one) => one.userId === user(name).id);
