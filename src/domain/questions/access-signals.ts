/**
 * The sign-in that an access answer is about, as signals: what is asked for, else as in the newest sign-in to the
 * app, else not known. Pure.
 */
import { deviceFactsFromDirectory } from '../conditional-access/device-facts.ts';
import type { DeviceFacts } from '../conditional-access/device-facts.ts';
import { guestTypeOfUser } from '../conditional-access/guest-type.ts';
import { membershipFacts } from '../conditional-access/membership-facts.ts';
import type { ClientAppType, RiskLevel, SignInFacts, UserFacts } from '../conditional-access/facts.ts';
import { PLATFORMS, RISK_LEVELS } from '../conditional-access/facts.ts';
import { parseIp } from '../conditional-access/ip-address.ts';
import { platformOfSystem } from '../conditional-access/platform-of-system.ts';
import type { SignIn } from '../tenant/user.ts';
import type { AccessApp } from './access-app.ts';
import { isSignInTo } from './access-app.ts';
import type { AccessFacts } from './access-facts.ts';
import { clientTypeOf } from './access-platform.ts';

export interface AccessSignals {
  /** One sign-in for each kind of client that comes into question. */
  readonly signIns: readonly (SignInFacts & { readonly clientAppType: ClientAppType })[];
  /** Where place, client and risk were taken from; null = there was none. */
  readonly like: SignIn | null;
}

type Overrides = Readonly<Record<string, string>>;

export function accessSignals(facts: AccessFacts, app: AccessApp, slots: Overrides): AccessSignals {
  const recent = facts.signIns.known ? facts.signIns.value : [];
  const like = recent.find((signIn) => isSignInTo(signIn, app)) ?? recent[0] ?? null;
  const toApp = like !== null && isSignInTo(like, app) ? like : null;
  const base: Omit<SignInFacts, 'clientAppType'> = {
    user: userFacts(facts),
    target: { kind: 'app', appId: app.appId, owner: undefined, authContext: null },
    device: deviceFacts(facts),
    intuneManaged: isManaged(facts),
    ...place(like, slots),
    gpsCountry: undefined,
    platform: platform(facts, slots),
    signInRisk: riskLevel(like?.riskLevelDuringSignIn ?? undefined),
    userRisk: userRisk(facts),
    insiderRisk: undefined,
    // Asked about is an ordinary sign-in, neither a device code nor a transfer.
    authFlow: null,
    externalTenantId: undefined,
  };
  const client = clientTypeOf(toApp?.clientAppUsed ?? null);
  const clients: readonly ClientAppType[] =
    client === undefined ? ['mobileAppsAndDesktopClients', 'browser'] : [client];
  return { signIns: clients.map((clientAppType) => ({ ...base, clientAppType })), like };
}

function userFacts({ user, memberships }: AccessFacts): UserFacts {
  return {
    id: user.id.toLowerCase(),
    guestType: guestTypeOfUser(user),
    ...(memberships.known ? membershipFacts(memberships.value) : { groups: undefined, roles: undefined }),
  };
}

function deviceFacts({ device }: AccessFacts): DeviceFacts | null | undefined {
  if (!device.directory.known) return undefined;
  return device.directory.value === null ? null : deviceFactsFromDirectory(device.directory.value);
}

function isManaged({ device }: AccessFacts): boolean | undefined {
  if (device.managed.known && device.managed.value !== null) return true;
  const fromEntra = device.directory.known ? (device.directory.value?.isManaged ?? false) : undefined;
  if (fromEntra === true) return true;
  return device.managed.known ? fromEntra : undefined;
}

function platform({ device }: AccessFacts, slots: Overrides): SignInFacts['platform'] {
  const asked = PLATFORMS.find((one) => one === slots['platform']);
  if (asked !== undefined) return asked;
  const directory = device.directory.known ? device.directory.value : null;
  const managed = device.managed.known ? device.managed.value : null;
  return platformOfSystem(directory?.operatingSystem ?? managed?.operatingSystem);
}

/**
 * A place that is asked about stands for itself: the country of an address is not guessed; a country without an
 * address means somewhere there, in none of the named networks.
 */
function place(like: SignIn | null, slots: Overrides): Pick<SignInFacts, 'ip' | 'country'> {
  const { ip, country } = slots;
  if (ip !== undefined) return { ip: parseIp(ip) ?? undefined, country: country?.toUpperCase() };
  if (country !== undefined) return { ip: null, country: country.toUpperCase() };
  const code = like?.countryOrRegion?.toUpperCase() ?? '';
  return {
    ip: parseIp(like?.ipAddress ?? '') ?? undefined,
    country: /^[A-Z]{2}$/.test(code) ? code : undefined,
  };
}

function userRisk({ riskyUser }: AccessFacts): RiskLevel | undefined {
  if (!riskyUser.known) return undefined;
  const risk = riskyUser.value;
  if (risk === null || ['remediated', 'dismissed', 'confirmedSafe', 'none'].includes(risk.riskState))
    return 'none';
  return riskLevel(risk.riskLevel);
}

/** Whatever is not one of the four levels (`hidden`, a new one) is not known. */
function riskLevel(level: string | undefined): RiskLevel | undefined {
  return RISK_LEVELS.find((one) => one === level);
}
