/** From a page of sign-ins to the rows that are added to the ledger. */
import { createHash } from 'node:crypto';
import type { AppliedResult, NamedSignIn } from '../domain/tenant/sign-in-ledger.ts';
import { canonicalJson, storable, storableText } from './canonical-json.ts';

/** As the columns of `drawbridge.sign_in_ledger`. */
export interface LedgerRow {
  readonly device_id: string;
  readonly day: string;
  readonly alike: string;
  readonly device_name: string | null;
  readonly user_id: string;
  readonly user_name: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly client: string | null;
  readonly operating_system: string | null;
  readonly trust_type: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly risk: string | null;
  readonly compliant: boolean | null;
  readonly count: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly results: string | null;
}

export interface ResultsRow {
  readonly hash: string;
  readonly results: readonly AppliedResult[];
  readonly day: string;
}

export interface SignInCounts {
  readonly rows: readonly LedgerRow[];
  readonly results: readonly ResultsRow[];
  /** Day → sign-ins without a device identity. */
  readonly withoutDevice: readonly { readonly day: string; readonly without_device: number }[];
}

/** A name from a directory has no natural end; more than this is never shown. */
const LONGEST = 256;

export function countsOf(signIns: readonly NamedSignIn[]): SignInCounts {
  const rows = new Map<string, LedgerRow>();
  const results = new Map<string, ResultsRow>();
  const withoutDevice = new Map<string, number>();
  // v1.0 of the log lists interactive ones; should another come along, it is not counted.
  for (const signIn of signIns.filter((one) => one.isInteractive !== false)) {
    const day = signIn.createdDateTime.slice(0, 10);
    const deviceId = signIn.device?.deviceId ?? null;
    if (deviceId === null || deviceId === '') {
      withoutDevice.set(day, (withoutDevice.get(day) ?? 0) + 1);
      continue;
    }
    const applied = resultsRow(signIn, day);
    if (applied !== null) results.set(applied.hash, later(applied, results.get(applied.hash)));
    const row = ledgerRow(signIn, deviceId, day, applied?.hash ?? null);
    const key = `${row.device_id} ${day} ${row.alike}`;
    rows.set(key, joined(row, rows.get(key)));
  }
  return {
    rows: [...rows.values()],
    results: [...results.values()],
    withoutDevice: [...withoutDevice].map(([day, without_device]) => ({ day, without_device })),
  };
}

function ledgerRow(signIn: NamedSignIn, deviceId: string, day: string, results: string | null): LedgerRow {
  const at = new Date(signIn.createdDateTime).toISOString();
  const alike = {
    user_id: short(signIn.userId.toLowerCase()) ?? '',
    app_id: short((signIn.resourceId ?? signIn.appId)?.toLowerCase()) ?? '',
    client: short(signIn.clientAppUsed),
    operating_system: short(signIn.device?.operatingSystem),
    trust_type: short(signIn.device?.trustType),
    ip: short(signIn.ipAddress),
    country: short(signIn.countryOrRegion),
    risk: short(signIn.riskLevelDuringSignIn),
    compliant: signIn.device?.isCompliant ?? null,
  };
  return {
    ...alike,
    device_id: short(deviceId.toLowerCase()) ?? '',
    day,
    alike: hashOf(alike),
    device_name: short(signIn.device?.displayName),
    user_name: short(signIn.userDisplayName ?? signIn.userPrincipalName) ?? alike.user_id,
    app_name: short(signIn.resourceDisplayName ?? signIn.appDisplayName) ?? alike.app_id,
    count: 1,
    first_at: at,
    last_at: at,
    results,
  };
}

function joined(row: LedgerRow, before: LedgerRow | undefined): LedgerRow {
  if (before === undefined) return row;
  const newer = row.last_at >= before.last_at ? row : before;
  return {
    ...newer,
    count: before.count + row.count,
    first_at: row.first_at < before.first_at ? row.first_at : before.first_at,
  };
}

function resultsRow(signIn: NamedSignIn, day: string): ResultsRow | null {
  if (signIn.appliedPolicies === null) return null;
  const results = signIn.appliedPolicies
    .map(({ id, result }) => ({ id: id.toLowerCase(), result }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { hash: hashOf(results), results: storable(results) as AppliedResult[], day };
}

function later(row: ResultsRow, before: ResultsRow | undefined): ResultsRow {
  return before !== undefined && before.day > row.day ? before : row;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}

function short(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : storableText(text).slice(0, LONGEST).toWellFormed();
}
