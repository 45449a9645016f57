/** One record of the sign-in log as the ledger reads it. */
import { randomUUID } from 'node:crypto';
import type { NamedSignIn } from '../../src/domain/tenant/sign-in-ledger.ts';
import type { AppliedPolicy } from '../../src/domain/tenant/user.ts';

export interface LedgerSignInWishes {
  readonly deviceId?: string | null;
  readonly userId?: string;
  readonly userName?: string;
  readonly appName?: string;
  readonly ip?: string;
  readonly appliedPolicies?: readonly AppliedPolicy[] | null;
}

export function ledgerSignIn(at: Date, over: LedgerSignInWishes = {}): NamedSignIn {
  const deviceId = over.deviceId === undefined ? 'd' : over.deviceId;
  return {
    id: randomUUID(),
    createdDateTime: at.toISOString(),
    userId: over.userId ?? '99999999-0000-4000-8000-000000000001',
    userDisplayName: over.userName ?? 'Adele Vance',
    userPrincipalName: 'adele@contoso.example',
    appId: 'client',
    appDisplayName: 'Outlook',
    resourceId: '00000002-0000-0FF1-CE00-000000000000',
    resourceDisplayName: over.appName ?? 'Office 365 Exchange Online',
    ipAddress: over.ip ?? '198.51.100.10',
    clientAppUsed: 'Browser',
    isInteractive: true,
    correlationId: null,
    conditionalAccessStatus: 'success',
    appliedPolicies: over.appliedPolicies ?? null,
    errorCode: 0,
    failureReason: null,
    device: {
      deviceId,
      displayName: 'FIN-LT-042',
      operatingSystem: 'Windows 11',
      browser: 'Edge',
      isCompliant: false,
      trustType: 'Azure AD joined',
    },
    city: 'Stockholm',
    countryOrRegion: 'SE',
    riskLevelDuringSignIn: 'none',
  };
}
