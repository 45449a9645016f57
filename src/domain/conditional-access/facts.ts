/**
 * What is known of one sign-in. Everywhere `undefined` = not known and `null` = known to be none; that difference is
 * what the three-valued evaluation lives on. Ids and codes are lower case, country codes upper case.
 */
import type { DeviceFacts } from './device-facts.ts';
import type { IpAddress } from './ip-address.ts';

export const PLATFORMS = ['android', 'iOS', 'windows', 'windowsPhone', 'macOS', 'linux'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What a client can be. */
export const CLIENT_KINDS = [
  'browser',
  'mobileAppsAndDesktopClients',
  'exchangeActiveSync',
  'other',
] as const;

/** As policies name them: `easSupported` is Exchange ActiveSync on a recognised platform. */
export const CLIENT_APP_TYPES = [...CLIENT_KINDS, 'easSupported'] as const;
export type ClientAppType = (typeof CLIENT_APP_TYPES)[number];

export const RISK_LEVELS = ['none', 'low', 'medium', 'high'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export const INSIDER_RISK_LEVELS = ['none', 'minor', 'moderate', 'elevated'] as const;
type InsiderRiskLevel = (typeof INSIDER_RISK_LEVELS)[number];

export const AUTH_FLOWS = ['deviceCodeFlow', 'authenticationTransfer'] as const;
type AuthFlow = (typeof AUTH_FLOWS)[number];

/** `conditionalAccessGuestOrExternalUserTypes`. */
export const GUEST_TYPES = [
  'internalGuest',
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'otherExternalUser',
  'serviceProvider',
] as const;
export type GuestType = (typeof GUEST_TYPES)[number];

export interface UserFacts {
  readonly id: string;
  /** null = an ordinary member of this tenant. */
  readonly guestType: GuestType | null | undefined;
  /** Groups the person is in, nested ones included; false = only through another group. */
  readonly groups: ReadonlyMap<string, { readonly direct: boolean }> | undefined;
  /** Template ids of active, tenant-wide directory roles. */
  readonly roles: ReadonlySet<string> | undefined;
}

/** Whose application it is: decides that a tenant's own app is in none of Microsoft's app groups. */
export type AppOwner = 'microsoft' | 'tenant' | 'other';

export interface AppTarget {
  readonly kind: 'app';
  readonly appId: string;
  readonly owner: AppOwner | undefined;
  /** `c1`…; null = none asked for. */
  readonly authContext: string | null;
  /** App groups taken to hold the app while possible sign-ins are tried; absent for a real one. */
  readonly assumed?: { readonly office365: boolean; readonly adminPortals: boolean };
}

export type SignInTarget = AppTarget | { readonly kind: 'userAction'; readonly action: string };

export interface SignInFacts {
  readonly user: UserFacts;
  readonly target: SignInTarget;
  readonly device: DeviceFacts | null | undefined;
  /** Whether Intune manages the device; decides only whether extension attributes can be seen. */
  readonly intuneManaged: boolean | undefined;
  readonly ip: IpAddress | null | undefined;
  readonly country: string | null | undefined;
  readonly gpsCountry: string | null | undefined;
  readonly platform: Platform | null | undefined;
  readonly clientAppType: ClientAppType | undefined;
  readonly signInRisk: RiskLevel | undefined;
  readonly userRisk: RiskLevel | undefined;
  readonly insiderRisk: InsiderRiskLevel | undefined;
  readonly authFlow: AuthFlow | null | undefined;
  readonly externalTenantId: string | null | undefined;
}
