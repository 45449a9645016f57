/** People, their memberships, sign-ins and risk. Source: reference sheet entra-api, section 3. */
import type { IsoTime } from './evidence.ts';

/** Entra `user`. */
export interface User {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly userType: 'Member' | 'Guest' | 'unknown';
  readonly accountEnabled: boolean | null;
  readonly department: string | null;
  readonly jobTitle: string | null;
  readonly onPremisesSamAccountName: string | null;
  readonly onPremisesSyncEnabled: boolean | null;
  /** Guests: `Accepted`, `PendingAcceptance`; null for members. */
  readonly externalUserState: string | null;
  /** `Invitation` for invited guests and members. */
  readonly creationType: string | null;
  readonly assignedPlans: readonly AssignedPlan[];
}

export interface AssignedPlan {
  readonly service: string;
  readonly servicePlanId: string;
  /** `Enabled`, `Suspended`, `Deleted`, `LockedOut`, `Warning`. */
  readonly capabilityStatus: string;
}

export interface GroupMembership {
  readonly id: string;
  readonly displayName: string;
  /** False when the person is in only through another group. */
  readonly direct: boolean;
}

/** What a person belongs to, nested groups included. */
export interface Memberships {
  readonly groups: readonly GroupMembership[];
  /** Template ids of directory roles that are active and tenant-wide. */
  readonly roleTemplateIds: readonly string[];
}

/** Microsoft's own result for one policy in one sign-in (`appliedConditionalAccessPolicy`). */
export interface AppliedPolicy {
  readonly id: string;
  readonly displayName: string;
  readonly result: string;
  readonly enforcedGrantControls: readonly string[];
}

/** Entra `signIn`. */
export interface SignIn {
  readonly id: string;
  readonly createdDateTime: IsoTime;
  readonly userId: string;
  readonly appId: string | null;
  readonly appDisplayName: string | null;
  readonly resourceId: string | null;
  readonly resourceDisplayName: string | null;
  readonly ipAddress: string | null;
  readonly clientAppUsed: string | null;
  readonly isInteractive: boolean | null;
  readonly correlationId: string | null;
  readonly conditionalAccessStatus: 'success' | 'failure' | 'notApplied' | 'unknown';
  /** null = left out by the service: the application may not hold Policy.Read.All. Never read as "none applied". */
  readonly appliedPolicies: readonly AppliedPolicy[] | null;
  readonly errorCode: number | null;
  readonly failureReason: string | null;
  readonly device: {
    readonly deviceId: string | null;
    readonly displayName: string | null;
    readonly operatingSystem: string | null;
    readonly browser: string | null;
    readonly isCompliant: boolean | null;
    readonly trustType: string | null;
  } | null;
  readonly city: string | null;
  readonly countryOrRegion: string | null;
  readonly riskLevelDuringSignIn: string | null;
}

/** Entra `temporaryAccessPassAuthenticationMethod`, without the pass itself: no reading shows that. */
export interface AccessPass {
  readonly id: string;
  readonly createdDateTime: IsoTime | null;
  readonly startDateTime: IsoTime | null;
  readonly lifetimeInMinutes: number | null;
  readonly isUsableOnce: boolean | null;
  readonly isUsable: boolean | null;
}

/** Entra `riskyUser`. */
export interface RiskyUser {
  readonly riskLevel: 'low' | 'medium' | 'high' | 'hidden' | 'none' | 'unknown';
  readonly riskState: string;
  readonly riskDetail: string | null;
  readonly riskLastUpdatedDateTime: IsoTime | null;
  /** What somebody decided about it is being carried out. */
  readonly isProcessing: boolean | null;
}
