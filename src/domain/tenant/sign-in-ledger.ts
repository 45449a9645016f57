/**
 * Successful sign-ins, counted: who reached which app with which device, day by day. The sign-in log can be read at five
 * requests in ten seconds and cannot be filtered by device (reference sheet entra-api, sections 0.4 and 3), so it is
 * read once, in the background, and a question asks what was kept.
 */
import type { IsoTime } from './evidence.ts';
import type { AppliedPolicy, SignIn } from './user.ts';

/** A sign-in with the names that the log carries: who it was is shown even if the account is gone. */
export interface NamedSignIn extends SignIn {
  readonly userDisplayName: string | null;
  readonly userPrincipalName: string | null;
}

/** Microsoft's result for one policy, by id in lower case. */
export type AppliedResult = Pick<AppliedPolicy, 'id' | 'result'>;

/** Sign-ins that are alike in everything that a policy looks at. Ids are lower case. */
export interface LedgerEntry {
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly userId: string;
  readonly userName: string;
  /** The resource that was reached; the client's own id where the log names no resource. */
  readonly appId: string;
  readonly appName: string;
  /** `clientAppUsed` as the log says it. */
  readonly client: string | null;
  readonly operatingSystem: string | null;
  readonly trustType: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly risk: string | null;
  /** Whether the device counted as compliant then; null = the log does not say. */
  readonly compliant: boolean | null;
  readonly count: number;
  readonly firstAt: IsoTime;
  readonly lastAt: IsoTime;
  /** Of the newest of them; null = left out by the service. */
  readonly applied: readonly AppliedResult[] | null;
}

/** What has been read: everything that happened in between. */
export interface LedgerCoverage {
  readonly from: IsoTime;
  readonly to: IsoTime;
}

/** What was read goes so far back, whatever Entra keeps. */
export const LEDGER_DAYS = 7;

/**
 * Records may come late ("minutes": reference sheet entra-api, section 3), so the end of the log is read again this far
 * back; what was counted there is known by its id. What comes later still is missed.
 */
export const LATE_MS = 20 * 60_000;
