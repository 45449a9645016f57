/**
 * Everything that an access answer rests on, asked in at most three steps that depend on each other: who; what they
 * have and did; what the chosen device is like. A source that does not answer leaves a gap, never a value.
 */
import type { Asked } from '../tenant/evidence.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type {
  CompliancePolicyState,
  DirectoryDevice,
  Machine,
  ManagedDevice,
  ThreatDefenseConnector,
} from '../tenant/device.ts';
import type { Memberships, RiskyUser, SignIn, User } from '../tenant/user.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Choice, Notice } from './answer.ts';
import type { AccessDevice } from './access-device.ts';
import { chooseDevice, namedDevice } from './access-device.ts';
import { asked } from './ask.ts';
import { DAY_MS } from './elapsed.ts';
import type { DeviceResolution, ResolvedDevice } from './resolve-device.ts';
import { resolveDevice } from './resolve-device.ts';
import { isAbsent } from './posture-facts.ts';
import { resolveUser } from './resolve-user.ts';
import type { IntentName } from '../intents.ts';

export interface AccessFacts {
  readonly user: User;
  readonly userAt: string;
  readonly snapshot: Asked<AccessPolicySnapshot>;
  readonly memberships: Asked<Memberships>;
  /** Interactive ones of the last week, newest first. */
  readonly signIns: Asked<readonly SignIn[]>;
  readonly riskyUser: Asked<RiskyUser | null>;
  readonly device: AccessDevice;
  /** Every registered device of theirs; null = not asked, because a device was named. */
  readonly ownDevices: Asked<readonly DirectoryDevice[]> | null;
  /** What keeps the device from being compliant; null = it is compliant, or nobody manages it. */
  readonly compliance: Asked<readonly CompliancePolicyState[]> | null;
  /** What Defender sees on the device; no policy looks at it. null = there is no device to ask about. */
  readonly machine: Asked<Machine | null> | null;
  /** How Defender's risk reaches compliance; null = nobody manages the device. */
  readonly risk: RiskPath | null;
}

export interface RiskPath {
  readonly connector: Asked<ThreatDefenseConnector | null>;
  /** With the settings of all policies. */
  readonly policyStates: Asked<readonly CompliancePolicyState[]>;
}

export interface AccessAsking {
  readonly intent: IntentName;
  readonly slots: Readonly<Record<string, string>>;
}

const MOST_SIGN_INS = 100;

export type AccessGathering =
  | { readonly kind: 'facts'; readonly facts: AccessFacts }
  | { readonly kind: 'reply'; readonly reply: Choice | Notice };

/** A slot `platform` means another device: the person's own one on that system, if there is one. */
export async function gatherAccess(
  ports: TenantPorts,
  clock: Clock,
  asking: AccessAsking,
): Promise<AccessGathering> {
  const { user: typedUser = '', device: typedDevice } = asking.slots;
  const snapshotAsked = asked(clock, 'Conditional Access', 'policies', () => ports.accessPolicies.snapshot());
  const deviceAsked = namedOrNot(ports, clock, typedDevice, asking);
  // Whatever ends first, nothing may be left to fail unheard.
  const begun = Promise.allSettled([snapshotAsked, deviceAsked]);
  const resolution = await resolveUser(ports, clock, typedUser, {
    intent: asking.intent,
    slots: without(asking.slots, 'user'),
  });
  if (resolution.kind === 'reply') {
    await begun;
    return resolution;
  }
  const { user, at } = resolution;
  const since = new Date(clock.now().getTime() - 7 * DAY_MS).toISOString();
  const [snapshot, named, own, memberships, signIns, riskyUser] = await Promise.all([
    snapshotAsked,
    deviceAsked,
    typedDevice === undefined ? ownDevices(ports, clock, user) : NOT_ASKED,
    asked(clock, 'Entra ID', 'groups and roles', () => ports.directory.memberships(user.id)),
    asked(clock, 'Entra sign-in log', 'sign-ins of the last week', () =>
      ports.directory.signIns({ userId: user.id, since, top: MOST_SIGN_INS }),
    ),
    asked(clock, 'Entra ID', 'user risk', () => ports.directory.riskyUser(user.id)),
  ]);
  if (named?.kind === 'reply') return named;
  const chosen =
    named === null ? chooseDevice({ own, signIns, asking, now: clock.now() }) : namedDevice(named.device);
  const details = await deviceDetails(ports, clock, chosen, named?.device ?? null);
  return {
    kind: 'facts',
    facts: {
      user,
      userAt: at,
      snapshot,
      memberships,
      signIns,
      riskyUser,
      ownDevices: typedDevice === undefined ? own.directory : null,
      ...details,
    },
  };
}

async function namedOrNot(
  ports: TenantPorts,
  clock: Clock,
  typed: string | undefined,
  { intent, slots }: AccessAsking,
): Promise<DeviceResolution | null> {
  return typed === undefined
    ? null
    : await resolveDevice(ports, clock, typed, { intent, slots: without(slots, 'device') });
}

export interface OwnDevices {
  readonly directory: Asked<readonly DirectoryDevice[]>;
  readonly managed: Asked<readonly ManagedDevice[]>;
}

/** A device was named: the others are not looked for. */
const NOT_ASKED: OwnDevices = {
  directory: { known: true, value: [], source: 'Entra ID', at: '' },
  managed: { known: true, value: [], source: 'Intune', at: '' },
};

async function ownDevices(ports: TenantPorts, clock: Clock, user: User): Promise<OwnDevices> {
  const [directory, managed] = await Promise.all([
    asked(clock, 'Entra ID', 'registered devices', () => ports.directory.devicesOf(user.id)),
    asked(clock, 'Intune', 'managed devices', () => ports.managedDevices.ofUser(user.id)),
  ]);
  return { directory, managed };
}

type Details = Pick<AccessFacts, 'device' | 'compliance' | 'machine' | 'risk'>;

/**
 * The last step: the records that were not at hand, why the device is not compliant, what Defender sees. Settings
 * are only asked for a device that is known by now: a fourth step would be one too many.
 */
async function deviceDetails(
  ports: TenantPorts,
  clock: Clock,
  chosen: AccessDevice,
  named: ResolvedDevice | null,
): Promise<Details> {
  const deviceId = named === null ? chosen.deviceId : null;
  const managedNow = chosen.managed.known ? chosen.managed.value : null;
  const failing =
    managedNow !== null && (managedNow.complianceState !== 'compliant' || isNotCompliant(chosen.directory));
  const [directory, managed, machine, risk] = await Promise.all([
    isAbsent(chosen.directory) && deviceId !== null
      ? asked(clock, 'Entra ID', 'state of the device', async () => {
          const found = await ports.directory.findDevices({ kind: 'guid', text: deviceId });
          return found.find((one) => one.deviceId.toLowerCase() === deviceId.toLowerCase()) ?? null;
        })
      : chosen.directory,
    isAbsent(chosen.managed) && deviceId !== null
      ? asked(clock, 'Intune', 'compliance of the device', async () => {
          const [first = null] = await ports.managedDevices.byAzureADDeviceIds([deviceId]);
          return first;
        })
      : chosen.managed,
    deviceId === null
      ? (named?.machine ?? null)
      : asked(clock, 'Defender for Endpoint', 'risk of the device', async () => {
          const machines = await ports.endpoints.byAzureADDeviceIds([deviceId]);
          // After a reinstall a registration can have several machines: the one last seen counts.
          return [...machines].sort((a, b) => (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''))[0] ?? null;
        }),
    managedNow === null ? null : riskPath(ports, clock, managedNow.id),
  ]);
  const compliance = failing ? (risk?.policyStates ?? null) : null;
  return { device: { ...chosen, directory, managed }, compliance, machine, risk };
}

async function riskPath(ports: TenantPorts, clock: Clock, managedDeviceId: string): Promise<RiskPath> {
  const [connector, policyStates] = await Promise.all([
    asked(clock, 'Intune', 'state of the connector to Defender', () =>
      ports.managedDevices.defenderConnector(),
    ),
    asked(clock, 'Intune', 'compliance policies of the device', () =>
      ports.managedDevices.compliancePolicyStates(managedDeviceId, 'all'),
    ),
  ]);
  return { connector, policyStates };
}

function isNotCompliant(directory: Asked<DirectoryDevice | null>): boolean {
  return directory.known && directory.value !== null && directory.value.isCompliant !== true;
}

function without(slots: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(slots).filter(([slot]) => slot !== name));
}
