/** An in-memory tenant: every list is given, every method may be replaced, and what was called is recorded. */
import { UpstreamError } from '../../src/errors.ts';
import type { ErrorCode } from '../../src/errors.ts';
import type { DeviceName } from '../../src/domain/tenant/device-name.ts';
import type { UserName } from '../../src/domain/tenant/user-name.ts';
import type {
  CompliancePolicy,
  CompliancePolicyState,
  DeviceAlert,
  DirectoryDevice,
  InstalledSoftware,
  LogonUser,
  Machine,
  MachineAction,
  ManagedDevice,
  ProtectionState,
  ThreatDefenseConnector,
  Vulnerability,
} from '../../src/domain/tenant/device.ts';
import type { BlockedProgram, NetworkConnection } from '../../src/domain/tenant/sensor-report.ts';
import type { Indicator } from '../../src/domain/tenant/indicator.ts';
import type { AccessPass, Memberships, RiskyUser, SignIn, User } from '../../src/domain/tenant/user.ts';
import type { AccessPolicySnapshot } from '../../src/domain/tenant/access-policies.ts';
import type { SecondOpinion } from '../../src/domain/tenant/what-if.ts';
import type { Population } from '../../src/domain/tenant/population.ts';
import type { ShiftSchedules } from '../../src/domain/ports/shift-schedules.ts';
import type { Shift } from '../../src/domain/tenant/shift.ts';
import type {
  AccessPolicies,
  Clock,
  Directory,
  Endpoints,
  Hunting,
  Indicators,
  ManagedDevices,
  Populations,
  TenantPorts,
} from '../../src/domain/ports/tenant.ts';

export const NOW = new Date('2026-11-22T09:00:00.000Z');

export function fixedClock(now: Date = NOW): Clock {
  return { now: () => now };
}

/** What the tenant holds. Keys of the records are ids. */
export interface TenantData {
  readonly users?: readonly User[];
  readonly memberships?: Readonly<Record<string, Memberships>>;
  readonly groupNames?: Readonly<Record<string, string>>;
  readonly devices?: readonly DirectoryDevice[];
  /** Device object id → user ids. */
  readonly owners?: Readonly<Record<string, readonly string[]>>;
  readonly signIns?: readonly SignIn[];
  readonly riskyUsers?: Readonly<Record<string, RiskyUser>>;
  readonly sessionsValidFrom?: Readonly<Record<string, string>>;
  readonly accessPasses?: Readonly<Record<string, readonly AccessPass[]>>;
  readonly managedDevices?: readonly ManagedDevice[];
  readonly policyStates?: Readonly<Record<string, readonly CompliancePolicyState[]>>;
  readonly compliancePolicies?: readonly CompliancePolicy[];
  readonly protection?: Readonly<Record<string, ProtectionState>>;
  readonly connector?: ThreatDefenseConnector | null;
  readonly machines?: readonly Machine[];
  readonly actions?: readonly MachineAction[];
  readonly alerts?: Readonly<Record<string, readonly DeviceAlert[]>>;
  readonly vulnerabilities?: Readonly<Record<string, readonly Vulnerability[]>>;
  readonly software?: Readonly<Record<string, readonly InstalledSoftware[]>>;
  readonly logons?: Readonly<Record<string, readonly LogonUser[]>>;
  readonly indicators?: readonly Indicator[];
  /** Machine id → what its sensor reported last. */
  readonly connections?: Readonly<Record<string, NetworkConnection>>;
  readonly reports?: Readonly<Record<string, string>>;
  readonly blockedPrograms?: Readonly<Record<string, BlockedProgram>>;
  readonly ownDomains?: readonly string[];
  readonly snapshot?: AccessPolicySnapshot;
  readonly secondOpinion?: SecondOpinion;
  /** Absent = nothing is held yet. */
  readonly population?: Population;
  /** Team id → its shifts; a team that is not there has no schedule. */
  readonly shifts?: Readonly<Record<string, readonly Shift[]>>;
}

export interface Overrides {
  readonly directory?: Partial<Directory>;
  readonly managedDevices?: Partial<ManagedDevices>;
  readonly endpoints?: Partial<Endpoints>;
  readonly indicators?: Partial<Indicators>;
  readonly hunting?: Partial<Hunting>;
  readonly accessPolicies?: Partial<AccessPolicies>;
  readonly populations?: Partial<Populations>;
  readonly shiftSchedules?: Partial<ShiftSchedules>;
}

export interface FakePorts extends TenantPorts {
  /** `endpoints.alerts`, in the order of the calls. */
  readonly calls: string[];
}

/** Ports over `data`; `overrides` replace single methods. */
export function fakePorts(data: TenantData = {}, overrides: Overrides = {}): FakePorts {
  const calls: string[] = [];
  return {
    calls,
    directory: recorded('directory', { ...fakeDirectory(data), ...overrides.directory }, calls),
    managedDevices: recorded(
      'managedDevices',
      { ...fakeManagedDevices(data), ...overrides.managedDevices },
      calls,
    ),
    indicators: recorded('indicators', { ...fakeIndicators(data), ...overrides.indicators }, calls),
    hunting: recorded('hunting', { ...fakeHunting(data), ...overrides.hunting }, calls),
    endpoints: recorded('endpoints', { ...fakeEndpoints(data), ...overrides.endpoints }, calls),
    accessPolicies: recorded(
      'accessPolicies',
      { ...fakeAccessPolicies(data), ...overrides.accessPolicies },
      calls,
    ),
    populations: recorded('populations', { ...fakePopulations(data), ...overrides.populations }, calls),
    shiftSchedules: recorded(
      'shiftSchedules',
      { ...fakeShiftSchedules(data), ...overrides.shiftSchedules },
      calls,
    ),
  };
}

/** The error that an adapter throws when a service gives no usable answer. */
export function upstreamError(
  code: Extract<ErrorCode, `upstream_${string}` | 'credential_failed'>,
): UpstreamError {
  return new UpstreamError(code, 'made to fail', {
    service: 'graph',
    operation: 'GET /made/up',
    ...(code === 'upstream_forbidden' ? { permissions: ['Some.Read.All'] } : {}),
    ...(code === 'upstream_throttled' ? { retryAfterSeconds: 7 } : {}),
  });
}

/** A method that always fails so. */
export function failing(code: Parameters<typeof upstreamError>[0]): () => Promise<never> {
  return () => Promise.reject(upstreamError(code));
}

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The same object; each call leaves its name in `calls`. */
function recorded<T extends object>(name: string, port: T, calls: string[]): T {
  const entries = Object.entries(port as Methods).map(([method, work]) => [
    method,
    (...args: never[]) => {
      calls.push(`${name}.${method}`);
      return work(...args);
    },
  ]);
  return Object.fromEntries(entries) as T;
}

function fakeHunting({ connections = {}, reports = {}, blockedPrograms = {} }: TenantData): Hunting {
  const newest = <T>(
    rows: Readonly<Record<string, T>>,
    ids: readonly string[],
    since: string,
    at: (row: T) => string,
  ): Promise<ReadonlyMap<string, T>> =>
    Promise.resolve(new Map(Object.entries(rows).filter(([id, row]) => ids.includes(id) && at(row) > since)));
  return {
    connections: (ids, since, except) =>
      newest(
        Object.fromEntries(
          Object.entries(connections).filter(([, { process }]) => !except.includes(process ?? '')),
        ),
        ids,
        since,
        ({ at }) => at,
      ),
    reports: (ids, since) => newest(reports, ids, since, (at) => at),
    blockedPrograms: (ids, since) => newest(blockedPrograms, ids, since, ({ at }) => at),
  };
}

function fakeShiftSchedules({ shifts = {} }: TenantData): ShiftSchedules {
  return {
    shiftsAround: (teamId) => Promise.resolve(shifts[teamId] ?? []),
    state: (teamId) => Promise.resolve(teamId in shifts ? 'ready' : 'absent'),
  };
}

function fakeDirectory(data: TenantData): Directory {
  const users = data.users ?? [];
  const devices = data.devices ?? [];
  return {
    findUsers: (name) => Promise.resolve(users.filter((user) => namesUser(user, name)).slice(0, 25)),
    suggestUsers: (name) =>
      Promise.resolve(users.filter((user) => alike(user.displayName, name.text)).slice(0, 5)),
    user: (id) => Promise.resolve(users.find((u) => same(u.id, id) || same(u.userPrincipalName, id)) ?? null),
    memberships: (id) => Promise.resolve(data.memberships?.[id] ?? { groups: [], roleTemplateIds: [] }),
    memberOfAny: (id, groups) =>
      Promise.resolve(groups.filter((g) => data.memberships?.[id]?.groups.some((m) => m.id === g) === true)),
    groupNames: (ids) =>
      Promise.resolve(
        new Map(
          ids.flatMap((id) => {
            const name = data.groupNames?.[id];
            return name === undefined ? [] : [[id, name] as const];
          }),
        ),
      ),
    findDevices: (name) =>
      Promise.resolve(
        devices.filter((d) =>
          name.kind === 'guid'
            ? same(d.deviceId, name.text) || same(d.id, name.text)
            : name.kind !== 'machineId' && same(d.displayName, name.kind === 'fqdn' ? name.host : name.text),
        ),
      ),
    suggestDevices: (name) =>
      Promise.resolve(
        similar(
          devices.map((d) => d.displayName),
          name,
        ),
      ),
    deviceNamesFrom: (start) =>
      Promise.resolve(
        beginning(
          devices.map((d) => d.displayName),
          start,
        ),
      ),
    devicesOf: (userId) =>
      Promise.resolve(devices.filter((d) => data.owners?.[d.id]?.includes(userId) === true)),
    ownersOf: (id) => Promise.resolve(users.filter((user) => data.owners?.[id]?.includes(user.id) === true)),
    signIns: (query) =>
      Promise.resolve(
        (data.signIns ?? [])
          .filter((s) => s.userId === query.userId && (query.appId === undefined || s.appId === query.appId))
          .slice(0, query.top),
      ),
    successfulSignIns: (query) => {
      const found = (data.signIns ?? [])
        .filter((s) => s.errorCode === 0 && s.isInteractive !== false)
        .filter((s) => new Date(s.createdDateTime) >= query.from && new Date(s.createdDateTime) <= query.to)
        .map((s) => ({ userDisplayName: null, userPrincipalName: null, ...s }))
        .sort((a, b) => a.createdDateTime.localeCompare(b.createdDateTime));
      const ordered = query.order === 'oldestFirst' ? found : found.reverse();
      return Promise.resolve({ signIns: ordered.slice(0, query.most), more: ordered.length >= query.most });
    },
    ownDomains: () => Promise.resolve(data.ownDomains ?? ['contoso.example']),
    riskyUser: (id) => Promise.resolve(data.riskyUsers?.[id] ?? null),
    sessionsValidFrom: (id) => Promise.resolve(data.sessionsValidFrom?.[id] ?? null),
    revokeSessions: () => Promise.reject(upstreamError('upstream_rejected')),
    setUserEnabled: () => Promise.reject(upstreamError('upstream_rejected')),
    setDeviceEnabled: () => Promise.reject(upstreamError('upstream_rejected')),
    confirmCompromised: () => Promise.reject(upstreamError('upstream_rejected')),
    dismissRisk: () => Promise.reject(upstreamError('upstream_rejected')),
    accessPasses: (id) => Promise.resolve(data.accessPasses?.[id] ?? []),
    createAccessPass: () => Promise.reject(upstreamError('upstream_rejected')),
    deleteAccessPass: () => Promise.reject(upstreamError('upstream_rejected')),
  };
}

function fakeManagedDevices(data: TenantData): ManagedDevices {
  const devices = [...(data.managedDevices ?? [])].sort((a, b) =>
    (b.lastSyncDateTime ?? '').localeCompare(a.lastSyncDateTime ?? ''),
  );
  return {
    find: (name) =>
      Promise.resolve(
        devices.filter((d) =>
          name.kind === 'guid'
            ? same(d.id, name.text) || same(d.azureADDeviceId, name.text)
            : name.kind !== 'machineId' && same(d.deviceName, name.kind === 'fqdn' ? name.host : name.text),
        ),
      ),
    suggest: (name) =>
      Promise.resolve(
        similar(
          devices.map((d) => d.deviceName),
          name,
        ),
      ),
    namesFrom: (start) =>
      Promise.resolve(
        beginning(
          devices.map((d) => d.deviceName),
          start,
        ),
      ),
    byAzureADDeviceIds: (ids) =>
      Promise.resolve(devices.filter((d) => ids.some((id) => same(d.azureADDeviceId, id)))),
    noncompliant: (most) => {
      const found = devices.filter((d) => d.complianceState === 'noncompliant');
      return Promise.resolve({ list: found.slice(0, most), complete: found.length <= most });
    },
    ofUser: (userId) => Promise.resolve(devices.filter((d) => d.userId === userId)),
    compliancePolicyStates: (id) => Promise.resolve(data.policyStates?.[id] ?? []),
    compliancePolicies: () => Promise.resolve(data.compliancePolicies ?? []),
    protectionState: (id) => Promise.resolve(data.protection?.[id] ?? null),
    defenderConnector: () => Promise.resolve(data.connector ?? null),
    device: (id) => {
      const found = devices.find((d) => same(d.id, id));
      return Promise.resolve(
        found === undefined ? null : { isSupervised: null, deviceActionResults: [], ...found },
      );
    },
    devices: () => Promise.resolve([]),
    actionYield: () => Promise.resolve(null),
    logCollections: () => Promise.resolve([]),
    logCollection: () => Promise.resolve(null),
    logCollectionLink: () => Promise.resolve(null),
    syncDevice: () => Promise.reject(upstreamError('upstream_rejected')),
    rebootNow: () => Promise.reject(upstreamError('upstream_rejected')),
    shutDown: () => Promise.reject(upstreamError('upstream_rejected')),
    remoteLock: () => Promise.reject(upstreamError('upstream_rejected')),
    locateDevice: () => Promise.reject(upstreamError('upstream_rejected')),
    resetPasscode: () => Promise.reject(upstreamError('upstream_rejected')),
    retire: () => Promise.reject(upstreamError('upstream_rejected')),
    wipe: () => Promise.reject(upstreamError('upstream_rejected')),
    rotateBitLockerKeys: () => Promise.reject(upstreamError('upstream_rejected')),
    rotateLocalAdminPassword: () => Promise.reject(upstreamError('upstream_rejected')),
    windowsDefenderScan: () => Promise.reject(upstreamError('upstream_rejected')),
    windowsDefenderUpdateSignatures: () => Promise.reject(upstreamError('upstream_rejected')),
    collectDiagnostics: () => Promise.reject(upstreamError('upstream_rejected')),
  };
}

function fakeEndpoints(data: TenantData): Endpoints {
  const machines = [...(data.machines ?? [])].sort((a, b) =>
    (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''),
  );
  return {
    find: (name) => Promise.resolve(machines.filter((machine) => namesMachine(machine, name))),
    suggest: (name) =>
      Promise.resolve(
        similar(
          machines.map((m) => m.computerDnsName),
          name,
        ),
      ),
    namesFrom: (start) =>
      Promise.resolve(
        beginning(
          machines.map((m) => m.computerDnsName),
          start,
        ),
      ),
    machine: (id) => Promise.resolve(machines.find((m) => same(m.id, id)) ?? null),
    machinesById: (ids) => Promise.resolve(machines.filter((m) => ids.includes(m.id))),
    byAzureADDeviceIds: (ids) =>
      Promise.resolve(machines.filter((m) => ids.some((id) => same(m.aadDeviceId, id)))),
    highRisk: (most) => {
      const found = machines.filter((m) => m.riskScore === 'High');
      return Promise.resolve({ list: found.slice(0, most), complete: found.length <= most });
    },
    machineActions: (id) =>
      Promise.resolve((data.actions ?? []).filter((action) => action.machineId === id).slice(0, 50)),
    machineActionsOf: (ids, most) => {
      const found = (data.actions ?? []).filter(({ machineId }) => ids.includes(machineId));
      return Promise.resolve({ list: found.slice(0, most), complete: found.length <= most });
    },
    machineAction: (id) => Promise.resolve((data.actions ?? []).find((action) => action.id === id) ?? null),
    machineActionsSince: (since, most) => {
      const found = (data.actions ?? []).filter(({ creationDateTimeUtc }) => creationDateTimeUtc >= since);
      return Promise.resolve({ list: found.slice(0, most), complete: found.length <= most });
    },
    machineActionsById: (ids) =>
      Promise.resolve((data.actions ?? []).filter((action) => ids.includes(action.id))),
    logonUsers: (id) => Promise.resolve(data.logons?.[id] ?? []),
    vulnerabilities: (id) => Promise.resolve(data.vulnerabilities?.[id] ?? []),
    software: (id) => Promise.resolve(data.software?.[id] ?? []),
    alerts: (id) => Promise.resolve(data.alerts?.[id] ?? []),
    isolate: () => Promise.reject(upstreamError('upstream_rejected')),
    release: () => Promise.reject(upstreamError('upstream_rejected')),
    restrict: () => Promise.reject(upstreamError('upstream_rejected')),
    unrestrict: () => Promise.reject(upstreamError('upstream_rejected')),
    scan: () => Promise.reject(upstreamError('upstream_rejected')),
    setTag: () => Promise.reject(upstreamError('upstream_rejected')),
    offboard: () => Promise.reject(upstreamError('upstream_rejected')),
    cancelAction: () => Promise.reject(upstreamError('upstream_rejected')),
    quarantineFile: () => Promise.reject(upstreamError('upstream_rejected')),
    collect: () => Promise.reject(upstreamError('upstream_rejected')),
    packageLink: () => Promise.resolve(null),
    sessionResultLink: () => Promise.resolve(null),
    setDeviceValue: () => Promise.reject(upstreamError('upstream_rejected')),
    contain: () => Promise.reject(upstreamError('upstream_rejected')),
    runScript: () => Promise.reject(upstreamError('upstream_rejected')),
    getFile: () => Promise.reject(upstreamError('upstream_rejected')),
    putFile: () => Promise.reject(upstreamError('upstream_rejected')),
    investigate: () => Promise.reject(upstreamError('upstream_rejected')),
  };
}

function fakeIndicators(data: TenantData): Indicators {
  const all = data.indicators ?? [];
  return {
    of: (value) => Promise.resolve(all.filter((one) => same(one.value, value))),
    count: () => Promise.resolve(all.length),
    block: () => Promise.reject(upstreamError('upstream_rejected')),
    remove: () => Promise.reject(upstreamError('upstream_rejected')),
  };
}

function fakeAccessPolicies(data: TenantData): AccessPolicies {
  const empty: AccessPolicySnapshot = {
    takenAt: NOW.toISOString(),
    policies: [],
    namedLocations: [],
    authenticationStrengths: [],
    securityDefaultsEnabled: false,
  };
  return {
    snapshot: () => Promise.resolve(data.snapshot ?? empty),
    secondOpinion: () => Promise.resolve(data.secondOpinion ?? { results: [], leftOut: [] }),
  };
}

function fakePopulations({ population }: TenantData): Populations {
  return {
    read: () =>
      population === undefined
        ? Promise.reject(upstreamError('upstream_unreachable'))
        : Promise.resolve(population),
    held: () => population ?? null,
  };
}

function namesUser(user: User, name: UserName): boolean {
  switch (name.kind) {
    case 'id':
      return same(user.id, name.text);
    case 'upn':
      return same(user.userPrincipalName, name.text);
    case 'sam':
      return same(user.onPremisesSamAccountName, name.account);
    case 'name':
      return same(user.displayName, name.text) || same(user.displayName.split(' ')[0] ?? null, name.text);
  }
}

function namesMachine(machine: Machine, name: DeviceName): boolean {
  const dns = machine.computerDnsName;
  switch (name.kind) {
    case 'machineId':
      return same(machine.id, name.text);
    case 'guid':
      return same(machine.aadDeviceId, name.text);
    case 'fqdn':
      return same(dns, name.text);
    case 'hostname':
      return same(dns, name.text) || same(dns?.split('.')[0] ?? null, name.text);
  }
}

function similar(names: readonly (string | null)[], wanted: DeviceName): readonly string[] {
  return names.filter((name): name is string => name !== null && alike(name, wanted.text)).slice(0, 5);
}

function beginning(names: readonly (string | null)[], start: string): readonly string[] {
  return names.filter((name): name is string => name?.toLowerCase().startsWith(start.toLowerCase()) === true);
}

function alike(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.slice(0, 3).toLowerCase());
}

function same(a: string | null, b: string): boolean {
  return a !== null && a.toLowerCase() === b.toLowerCase();
}
