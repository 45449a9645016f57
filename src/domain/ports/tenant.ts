/**
 * What the domain needs from the tenant. Every method asks the live service through the shared limiter and throws an
 * `UpstreamError` when there is no usable answer; "not there" is a value (null or an empty list). Adapters live in
 * src/microsoft and are the only code that knows URLs.
 */
import type {
  CompliancePolicy,
  CompliancePolicyState,
  DeviceAlert,
  DirectoryDevice,
  InstalledSoftware,
  Investigation,
  LogonUser,
  Machine,
  MachineAction,
  ManagedDevice,
  ProtectionState,
  ThreatDefenseConnector,
  Vulnerability,
} from '../tenant/device.ts';
import type {
  ActionableDevice,
  DeviceActionName,
  DeviceActionYield,
  LogCollection,
} from '../tenant/device-action.ts';
import type { AccessPass, Memberships, RiskyUser, SignIn, User } from '../tenant/user.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type { SecondOpinion, WhatIfQuestion } from '../tenant/what-if.ts';
import type { NamedSignIn } from '../tenant/sign-in-ledger.ts';
import type { Population } from '../tenant/population.ts';
import type { Indicator, IndicatorKind } from '../tenant/indicator.ts';
import type { BlockedProgram, NetworkConnection } from '../tenant/sensor-report.ts';
import type { DeviceName } from '../tenant/device-name.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import type { UserName } from '../tenant/user-name.ts';
import type { ShiftSchedules } from './shift-schedules.ts';

/** How many names a service lists that begin alike. */
export const NAMES_LISTED = 50;

/** How many managed devices are read in one round trip. */
export const DEVICES_TOGETHER = 20;

/** How many ids one list call takes. */
export const IDS_LISTED = 15;

/** How many actions of a machine are read; the older ones are left out. */
export const ACTIONS_LISTED = 50;

/** A stretch of the sign-in log. */
export interface SuccessfulSignIns {
  readonly from: Date;
  readonly to: Date;
  readonly order: 'oldestFirst' | 'newestFirst';
  readonly most: number;
  /** Nobody waits for it: it takes at most two fifths of what the service allows. */
  readonly background: boolean;
}

export interface SignInPage {
  readonly signIns: readonly NamedSignIn[];
  /** There are more than `most` in this stretch. */
  readonly more: boolean;
}

/** Devices that fit a condition: `complete` is false when there are more than were asked for. */
export interface Listed<T> {
  readonly list: readonly T[];
  readonly complete: boolean;
}

/** What changes people and devices in Entra ID. Each is sent at most once and never retried; no comment goes with any. */
export interface DirectoryOrders {
  /** Makes every session and refresh token invalid that began before now. */
  revokeSessions(order: { readonly userId: string }): Promise<void>;
  setUserEnabled(order: { readonly userId: string; readonly enabled: boolean }): Promise<void>;
  /** By the directory object's id, not by `deviceId`. */
  setDeviceEnabled(order: { readonly deviceObjectId: string; readonly enabled: boolean }): Promise<void>;
  /** Taken up at once, carried out later (`RiskyUser.isProcessing`). */
  confirmCompromised(order: { readonly userId: string }): Promise<void>;
  /** As `confirmCompromised`. */
  dismissRisk(order: { readonly userId: string }): Promise<void>;
}

/** Temporary Access Passes: a person has one at the most, and a new one takes its place. */
export interface AccessPasses {
  accessPasses(userId: string): Promise<readonly AccessPass[]>;
  /** Sent at most once and never retried. `secret` is the pass itself, which no later reading shows. */
  createAccessPass(order: {
    readonly userId: string;
    readonly lifetimeInMinutes: number;
    readonly isUsableOnce: boolean;
  }): Promise<{ readonly pass: AccessPass; readonly secret: string }>;
  /** One that is gone already counts as deleted. */
  deleteAccessPass(order: { readonly userId: string; readonly passId: string }): Promise<void>;
}

/** Entra ID. */
export interface Directory extends DirectoryOrders, AccessPasses {
  /** People whom the typed name fits exactly (UPN, id, display name, first name, SAM account name); at most 25. */
  findUsers(name: UserName): Promise<readonly User[]>;
  /** People with similar names, for "did you mean"; at most 5, nearest first. */
  suggestUsers(name: UserName): Promise<readonly User[]>;
  /** By object id or UPN. */
  user(idOrUpn: string): Promise<User | null>;
  memberships(userId: string): Promise<Memberships>;
  /** Which of these groups the person is in, nested included. Never cached: it guards decisions. */
  memberOfAny(userId: string, groupIds: readonly string[]): Promise<readonly string[]>;
  /** Display names of groups; ids that no longer exist are absent. */
  groupNames(groupIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  findDevices(name: DeviceName): Promise<readonly DirectoryDevice[]>;
  suggestDevices(name: DeviceName): Promise<readonly string[]>;
  /** Names of devices that begin with this, in any case; at most `NAMES_LISTED`. */
  deviceNamesFrom(start: string): Promise<readonly string[]>;
  devicesOf(userId: string): Promise<readonly DirectoryDevice[]>;
  /** The verified domains of the organization, in lower case. */
  ownDomains(): Promise<readonly string[]>;
  ownersOf(deviceObjectId: string): Promise<readonly User[]>;
  /** Newest first. */
  signIns(query: { userId: string; appId?: string; since?: string; top: number }): Promise<readonly SignIn[]>;
  /** Everybody's interactive sign-ins that succeeded in between (both ends to the second); one page of the log. */
  successfulSignIns(query: SuccessfulSignIns): Promise<SignInPage>;
  /** null = never risky. */
  riskyUser(userId: string): Promise<RiskyUser | null>;
  /** Sessions that began before are invalid; null = never said, or nobody of that id. */
  sessionsValidFrom(userId: string): Promise<IsoTime | null>;
}

/** What is read of a device when there may be thousands. */
export type NoncompliantDevice = Pick<
  ManagedDevice,
  'id' | 'deviceName' | 'azureADDeviceId' | 'lastSyncDateTime'
>;

export interface ManagedDeviceOrder {
  readonly managedDeviceId: string;
}

/** What makes a managed device do something. Each is sent at most once and never retried; no comment goes with any. */
export interface ManagedDeviceOrders {
  syncDevice(order: ManagedDeviceOrder): Promise<void>;
  rebootNow(order: ManagedDeviceOrder): Promise<void>;
  shutDown(order: ManagedDeviceOrder): Promise<void>;
  remoteLock(order: ManagedDeviceOrder): Promise<void>;
  locateDevice(order: ManagedDeviceOrder): Promise<void>;
  resetPasscode(order: ManagedDeviceOrder): Promise<void>;
  retire(order: ManagedDeviceOrder): Promise<void>;
  wipe(
    order: ManagedDeviceOrder & { readonly keepEnrollmentData: boolean; readonly keepUserData: boolean },
  ): Promise<void>;
  rotateBitLockerKeys(order: ManagedDeviceOrder): Promise<void>;
  rotateLocalAdminPassword(order: ManagedDeviceOrder): Promise<void>;
  windowsDefenderScan(order: ManagedDeviceOrder & { readonly quickScan: boolean }): Promise<void>;
  windowsDefenderUpdateSignatures(order: ManagedDeviceOrder): Promise<void>;
  /** The only one that answers with what it made. */
  collectDiagnostics(order: ManagedDeviceOrder): Promise<LogCollection>;
}

/** Intune. */
export interface ManagedDevices extends ManagedDeviceOrders {
  /** With the results of its remote actions, which lists may leave out; null = not in Intune (any more). */
  device(managedDeviceId: string): Promise<ActionableDevice | null>;
  /** The same of at most `DEVICES_TOGETHER`, in one round trip; those that are not in Intune are left out. */
  devices(managedDeviceIds: readonly string[]): Promise<readonly ActionableDevice[]>;
  /** Secrets and personal data: asked for only to hand them over. null = no result of that name. */
  actionYield(managedDeviceId: string, name: DeviceActionName): Promise<DeviceActionYield | null>;
  /** Newest first. */
  logCollections(managedDeviceId: string): Promise<readonly LogCollection[]>;
  logCollection(managedDeviceId: string, collectionId: string): Promise<LogCollection | null>;
  /** Where finished diagnostics can be fetched for a short time; null = there are none (yet). */
  logCollectionLink(managedDeviceId: string, collectionId: string): Promise<string | null>;
  /** Every record with that name or id, newest `lastSyncDateTime` first. */
  find(name: DeviceName): Promise<readonly ManagedDevice[]>;
  suggest(name: DeviceName): Promise<readonly string[]>;
  /** As `Directory.deviceNamesFrom`. */
  namesFrom(start: string): Promise<readonly string[]>;
  byAzureADDeviceIds(ids: readonly string[]): Promise<readonly ManagedDevice[]>;
  /** `complianceState` noncompliant, at most so many. */
  noncompliant(most: number): Promise<Listed<NoncompliantDevice>>;
  ofUser(userId: string): Promise<readonly ManagedDevice[]>;
  /** Policies of a device; the settings of those that are not met, or of all, come with them (one `$batch`). */
  compliancePolicyStates(
    managedDeviceId: string,
    settingsOf?: 'unmet' | 'all',
  ): Promise<readonly CompliancePolicyState[]>;
  /** Every compliance policy of the tenant; what they say about risk is in Graph's beta only, for Windows. */
  compliancePolicies(): Promise<readonly CompliancePolicy[]>;
  /** null = the platform has none. */
  protectionState(managedDeviceId: string): Promise<ProtectionState | null>;
  /** null = never set up. */
  defenderConnector(): Promise<ThreatDefenseConnector | null>;
}

/** What a response action sends: the comment carries the request id, by which a crashed run finds its own call. */
export interface MachineActionOrder {
  readonly machineId: string;
  readonly comment: string;
}

/** What changes a machine, or makes it do something. Each is sent at most once and never retried. */
export interface MachineOrders {
  isolate(order: MachineActionOrder & { isolationType: 'Full' | 'Selective' }): Promise<MachineAction>;
  release(order: MachineActionOrder): Promise<MachineAction>;
  restrict(order: MachineActionOrder): Promise<MachineAction>;
  unrestrict(order: MachineActionOrder): Promise<MachineAction>;
  collect(order: MachineActionOrder): Promise<MachineAction>;
  /** Hexadecimal, 40 digits. */
  quarantineFile(order: MachineActionOrder & { sha1: string }): Promise<MachineAction>;
  cancelAction(order: { readonly actionId: string; readonly comment: string }): Promise<MachineAction>;
  /** No comment goes with it. */
  setTag(order: {
    readonly machineId: string;
    readonly tag: string;
    readonly change: 'Add' | 'Remove';
  }): Promise<Machine>;
  offboard(order: MachineActionOrder): Promise<MachineAction>;
  scan(order: MachineActionOrder & { scanType: 'Quick' | 'Full' }): Promise<MachineAction>;
  /** For a machine without a sensor: the machines around it break off contact. */
  contain(order: MachineActionOrder): Promise<MachineAction>;
  /** Live response: a script of the tenant's library, without arguments. */
  runScript(order: MachineActionOrder & { script: string }): Promise<MachineAction>;
  /** Live response: fetches a file of the machine. */
  getFile(order: MachineActionOrder & { path: string }): Promise<MachineAction>;
  /** Live response: puts a file of the tenant's library on the machine. */
  putFile(order: MachineActionOrder & { file: string }): Promise<MachineAction>;
  /** 50 an hour for all. There is no way to ask about an investigation afterwards. */
  investigate(order: MachineActionOrder): Promise<Investigation>;
  /** No comment goes with it. */
  setDeviceValue(order: {
    readonly machineId: string;
    readonly value: 'Normal' | 'Low' | 'High';
  }): Promise<Machine>;
}

/** Defender for Endpoint. */
export interface Endpoints extends MachineOrders {
  /** Every machine entity with that name or id, active ones and newest `lastSeen` first. */
  find(name: DeviceName): Promise<readonly Machine[]>;
  suggest(name: DeviceName): Promise<readonly string[]>;
  /** As `Directory.deviceNamesFrom`, with their domain. */
  namesFrom(start: string): Promise<readonly string[]>;
  machine(machineId: string): Promise<Machine | null>;
  /** At most `IDS_LISTED`; one call. Those that Defender does not list are left out. */
  machinesById(machineIds: readonly string[]): Promise<readonly Machine[]>;
  byAzureADDeviceIds(ids: readonly string[]): Promise<readonly Machine[]>;
  /** `riskScore` High, at most so many. */
  highRisk(most: number): Promise<Listed<Machine>>;
  /** Newest first, at most `ACTIONS_LISTED`. */
  machineActions(machineId: string): Promise<readonly MachineAction[]>;
  /** Of at most `IDS_LISTED` machines, in any order; one call. */
  machineActionsOf(machineIds: readonly string[], most: number): Promise<Listed<MachineAction>>;
  machineAction(actionId: string): Promise<MachineAction | null>;
  /** Of all machines, by anybody; one call. */
  machineActionsSince(since: IsoTime, most: number): Promise<Listed<MachineAction>>;
  /** At most `IDS_LISTED`; one call. Those that Defender does not know are left out. */
  machineActionsById(actionIds: readonly string[]): Promise<readonly MachineAction[]>;
  /** Where the package of a finished collection can be fetched for a short time; null = not complete. Twice a minute. */
  packageLink(actionId: string): Promise<string | null>;
  /** Where the result of a finished live response command can be fetched for half an hour; null = there is none. */
  sessionResultLink(actionId: string, index: number): Promise<string | null>;
  logonUsers(machineId: string): Promise<readonly LogonUser[]>;
  vulnerabilities(machineId: string): Promise<readonly Vulnerability[]>;
  software(machineId: string): Promise<readonly InstalledSoftware[]>;
  alerts(machineId: string): Promise<readonly DeviceAlert[]>;
}

/** Defender for Endpoint's indicators, of the whole tenant. */
export interface Indicators {
  /** Every active one for that value, whatever its type and action. */
  of(value: string): Promise<readonly Indicator[]>;
  /** How many are active. Costly. */
  count(): Promise<number>;
  /** For all devices, with an alert of high severity. Changes the one that has the same type and value. */
  block(order: {
    readonly value: string;
    readonly kind: IndicatorKind;
    readonly action: 'Block' | 'BlockAndRemediate';
    readonly hours: number;
    readonly comment: string;
  }): Promise<Indicator>;
  remove(order: { readonly indicatorId: string }): Promise<void>;
}

/**
 * Advanced hunting: what sensors reported, newest of each machine. At most `IDS_LISTED` machines a call; those that
 * reported nothing of the kind since then are left out. Nothing is older than 30 days, and the newest minutes may be missing.
 */
export interface Hunting {
  /** Connections that succeeded; not within the machine, not to look up names and addresses, not by these programs. */
  connections(
    machineIds: readonly string[],
    since: IsoTime,
    except: readonly string[],
  ): Promise<ReadonlyMap<string, NetworkConnection>>;
  /** When it last told of the network: of any connection, made, tried or refused, by any program. */
  reports(machineIds: readonly string[], since: IsoTime): Promise<ReadonlyMap<string, IsoTime>>;
  /** Programs that a code integrity policy blocked. */
  blockedPrograms(
    machineIds: readonly string[],
    since: IsoTime,
  ): Promise<ReadonlyMap<string, BlockedProgram>>;
}

/** Conditional Access: one shared snapshot, refreshed in the background (one request a second for all apps). */
export interface AccessPolicies {
  snapshot(): Promise<AccessPolicySnapshot>;
  /** Microsoft's own What If, asked anew each time: only when somebody wants it, for it draws on the same limit. */
  secondOpinion(question: WhatIfQuestion): Promise<SecondOpinion>;
}

/** Everybody whom policies can be about: one shared reading, renewed in the background. */
export interface Populations {
  /** What is held, read first if nothing is; whoever asks meanwhile waits for the same reading. */
  read(): Promise<Population>;
  /** What is held already; null = not read yet, and then a reading is begun. Asks nobody and does not wait. */
  held(): Population | null;
}

export interface TenantPorts {
  readonly directory: Directory;
  readonly managedDevices: ManagedDevices;
  readonly endpoints: Endpoints;
  readonly indicators: Indicators;
  readonly hunting: Hunting;
  readonly accessPolicies: AccessPolicies;
  readonly populations: Populations;
  readonly shiftSchedules: ShiftSchedules;
}

/** One question or one job: calls made for it carry its id upstream and stop when its signal does. */
export interface CallContext {
  readonly correlationId: string;
  readonly signal?: AbortSignal;
}

export interface Tenant {
  readonly tenantId: string;
  /** Ports for one question; the same read asked twice within it goes out once. */
  open(context: CallContext): TenantPorts;
}

export interface Clock {
  now(): Date;
}
