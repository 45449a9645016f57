/**
 * What every action on a person's account must know of it first, and the lines of it that an approver sees.
 * Source: reference sheet entra-api, sections 2 to 4.
 */
import type { EvidenceLine } from '../approvals/request.ts';
import { guestTypeOfUser } from '../conditional-access/guest-type.ts';
import { emergencyAccounts } from '../policy-review/checks/break-glass-missing.ts';
import { policyParts } from '../policy-review/policy-parts.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { asked } from '../questions/ask.ts';
import { agoText } from '../questions/elapsed.ts';
import { roleName } from '../questions/role-names.ts';
import { riskWords } from '../questions/user-posture.ts';
import type { DirectoryDevice } from '../tenant/device.ts';
import type { Asked } from '../tenant/evidence.ts';
import type { RiskyUser, SignIn, User } from '../tenant/user.ts';
import type { Facts, TargetProtection } from './action.ts';

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const NEWEST_SIGN_INS = 20;
const DEVICES_NAMED = 3;

export interface UserFacts {
  readonly user: User;
  /** Template ids of directory roles that are active and tenant-wide. */
  readonly roles: readonly string[];
  /** Never risky = null. */
  readonly risk: Asked<RiskyUser | null>;
  readonly devices: Asked<readonly DirectoryDevice[]>;
  /** Newest first. */
  readonly signIns: Asked<readonly SignIn[]>;
  /** Kept as a way back in when everybody else is locked out; null = not known. */
  readonly emergency: boolean | null;
  /** Nobody else with an enabled account is Global Administrator; null = not known. */
  readonly lastGlobalAdministrator: boolean | null;
}

/** Reads the person live. Null when Entra ID does not know them. Without the roles nobody can say who is protected. */
export async function userFacts(userId: string, ports: TenantPorts, clock: Clock): Promise<UserFacts | null> {
  const { directory } = ports;
  const user = await directory.user(userId);
  if (user === null) return null;
  const [memberships, risk, devices, signIns, emergency] = await Promise.all([
    directory.memberships(userId),
    asked(clock, 'Entra ID', 'account risk', () => directory.riskyUser(userId)),
    asked(clock, 'Entra ID', 'registered devices', () => directory.devicesOf(userId)),
    asked(clock, 'Entra sign-in log', 'last sign-ins', () =>
      directory.signIns({ userId, top: NEWEST_SIGN_INS }),
    ),
    isEmergencyAccount(userId, ports, clock),
  ]);
  const roles = memberships.roleTemplateIds.map((role) => role.toLowerCase());
  return {
    user,
    roles,
    risk,
    devices,
    signIns,
    emergency,
    lastGlobalAdministrator: roles.includes(GLOBAL_ADMINISTRATOR)
      ? isLastGlobalAdministrator(userId, ports)
      : false,
  };
}

/** From what is held already: a reading of everybody is not waited for. */
async function isEmergencyAccount(userId: string, ports: TenantPorts, clock: Clock): Promise<boolean | null> {
  const population = ports.populations.held();
  if (population?.complete.groups !== true) return null;
  const snapshot = await asked(clock, 'Conditional Access', 'policies', () =>
    ports.accessPolicies.snapshot(),
  );
  if (!snapshot.known) return null;
  return emergencyAccounts(snapshot.value.policies.map(policyParts), population).has(userId.toLowerCase());
}

function isLastGlobalAdministrator(userId: string, { populations }: TenantPorts): boolean | null {
  const population = populations.held();
  if (population?.complete.roles !== true || !population.complete.people) return null;
  const holders = population.roles.get(GLOBAL_ADMINISTRATOR) ?? new Set();
  return !population.people.some(
    (person) =>
      person.accountEnabled === true &&
      person.id.toLowerCase() !== userId.toLowerCase() &&
      holders.has(person.id.toLowerCase()),
  );
}

/** They sign in at another organization: what is done here does not reach their account there. */
export function isHomedElsewhere(user: User): boolean {
  const type = guestTypeOfUser(user);
  return type === 'b2bCollaborationGuest' || type === 'b2bCollaborationMember';
}

export function userProtection({ user, roles }: UserFacts): TargetProtection {
  return { tags: roles.map(roleName), deviceValue: null, names: [user.userPrincipalName] };
}

/** What an approval of an action on the person rests on. Whether the account is enabled each action looks at itself. */
export function factsOfUser({ user, roles, risk }: UserFacts): Facts {
  return {
    'Sign-in name': user.userPrincipalName,
    'Directory roles': rolesText(roles),
    'Account risk': risk.known ? riskWords(risk).words : null,
  };
}

export function userEvidence(facts: UserFacts, now: Date): readonly EvidenceLine[] {
  const { user, roles } = facts;
  const position = [user.jobTitle, user.department].filter((part) => part !== null).join(', ');
  return [
    { label: 'Account', value: accountText(user) },
    { label: 'Sign-in name', value: user.userPrincipalName },
    ...(position === '' ? [] : [{ label: 'Position', value: position }]),
    { label: 'Directory roles', value: rolesText(roles) },
    { label: 'Account risk', value: riskWords(facts.risk).words },
    { label: 'Last sign-in', value: facts.signIns.known ? lastText(facts.signIns.value, now) : 'not known' },
    { label: 'Devices', value: facts.devices.known ? devicesText(facts.devices.value) : 'not known' },
    ...userWarnings(facts).map((value) => ({ label: 'Warning', value })),
  ];
}

function userWarnings({ user, roles, emergency }: UserFacts): readonly string[] {
  return [
    ...(emergency === true
      ? ['It looks like an emergency account: most policies for everybody leave it out.']
      : []),
    ...(roles.length === 0
      ? []
      : [
          // Section 2, "Admin targets": UNCONFIRMED in its wording.
          `Holds ${rolesText(roles)}: Microsoft refuses it unless the application of Drawbridge holds a high enough directory role itself.`,
        ]),
    ...(isHomedElsewhere(user)
      ? ['Signs in at another organization: what is done here does not reach the account there.']
      : []),
  ];
}

function accountText(user: User): string {
  const state =
    user.accountEnabled === null ? 'state not known' : user.accountEnabled ? 'enabled' : 'disabled';
  const type = user.userType === 'Guest' ? ', guest' : '';
  return `${state}${type}${user.onPremisesSyncEnabled === true ? ', mastered on-premises' : ''}`;
}

function rolesText(roles: readonly string[]): string {
  return roles.length === 0 ? 'none' : roles.map(roleName).sort().join(', ');
}

function lastText(signIns: readonly SignIn[], now: Date): string {
  const last = signIns.find((one) => one.errorCode === 0);
  return last === undefined ? `none among the last ${NEWEST_SIGN_INS} that succeeded` : signInText(last, now);
}

/** `12 min ago, Office 365 Exchange Online, from 198.51.100.9 (Berlin, DE)`. */
export function signInText(signIn: SignIn, now: Date): string {
  const place = [signIn.city, signIn.countryOrRegion].filter((part) => part !== null).join(', ');
  return [
    agoText(now, signIn.createdDateTime),
    signIn.appDisplayName,
    signIn.ipAddress === null ? null : `from ${signIn.ipAddress}${place === '' ? '' : ` (${place})`}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function devicesText(devices: readonly DirectoryDevice[]): string {
  if (devices.length === 0) return 'none registered';
  const names = devices.slice(0, DEVICES_NAMED).map((one) => one.displayName ?? one.deviceId);
  const more = devices.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
