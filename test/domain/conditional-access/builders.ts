// Policies and sign-ins for the tests: everything is known and harmless unless a test says otherwise.
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import { compilePolicies } from '../../../src/domain/conditional-access/compile.ts';
import type { DeviceFacts } from '../../../src/domain/conditional-access/device-facts.ts';
import { deviceFactsFromWire } from '../../../src/domain/conditional-access/device-facts.ts';
import type { Evaluation } from '../../../src/domain/conditional-access/evaluate.ts';
import { evaluate } from '../../../src/domain/conditional-access/evaluate.ts';
import type { SignInFacts, UserFacts } from '../../../src/domain/conditional-access/facts.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import {
  isApplied,
  isAppliedInReportOnly,
  notAppliedReason,
} from '../../../src/domain/conditional-access/policy-result.ts';

export const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
export const AZURE_PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
export const OWN_APP = '11111111-2222-3333-4444-555555555555';

export function policy(conditions: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return {
    id: 'p1',
    displayName: 'P1',
    state: 'enabled',
    conditions: {
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['All'] },
      clientAppTypes: ['all'],
      ...conditions,
    },
    grantControls: { operator: 'OR', builtInControls: ['block'] },
    ...rest,
  };
}

export function granting(
  operator: string,
  builtInControls: readonly string[],
  more: JsonObject = {},
): JsonObject {
  return { grantControls: { operator, builtInControls, ...more } };
}

export interface Person {
  readonly guestType?: UserFacts['guestType'];
  readonly groups?: readonly string[];
  readonly nestedGroups?: readonly string[];
  readonly roles?: readonly string[];
}

export function person({
  guestType = null,
  groups = [],
  nestedGroups = [],
  roles = [],
}: Person = {}): UserFacts {
  return {
    id: 'adele',
    guestType,
    groups: new Map([
      ...nestedGroups.map((id): [string, { direct: boolean }] => [id, { direct: false }]),
      ...groups.map((id): [string, { direct: boolean }] => [id, { direct: true }]),
    ]),
    roles: new Set(roles),
  };
}

const DEVICE: JsonObject = {
  id: 'd1',
  deviceId: 'd1-registration',
  displayName: 'FIN-LT-042',
  isCompliant: true,
  isManaged: true,
  trustType: 'AzureAd',
  model: 'Surface Laptop',
  manufacturer: null,
  operatingSystem: 'Windows',
  deviceOwnership: 'company',
  physicalIds: ['[OrderId]:blue', '[GID]:g:1'],
  systemLabels: [],
  extensionAttributes: { extensionAttribute1: 'SAW' },
};

export function device(changes: JsonObject = {}): DeviceFacts {
  return deviceFactsFromWire({ ...DEVICE, ...changes }, true);
}

/** An ordinary sign-in to email in a browser on an unregistered Windows computer. */
export function signIn(changes: Partial<SignInFacts> = {}): SignInFacts {
  return {
    user: person(),
    target: { kind: 'app', appId: EXCHANGE, owner: 'microsoft', authContext: null },
    device: null,
    intuneManaged: false,
    ip: parseIp('198.51.100.7'),
    country: 'SE',
    gpsCountry: null,
    platform: 'windows',
    clientAppType: 'browser',
    signInRisk: 'none',
    userRisk: 'none',
    insiderRisk: 'none',
    authFlow: null,
    externalTenantId: null,
    ...changes,
  };
}

export function app(appId: string, authContext: string | null = null): Partial<SignInFacts> {
  return { target: { kind: 'app', appId, owner: undefined, authContext } };
}

export function action(name: string): Partial<SignInFacts> {
  return { target: { kind: 'userAction', action: name } };
}

export function run(
  policies: readonly JsonObject[],
  facts: SignInFacts = signIn(),
  namedLocations: readonly JsonObject[] = [],
): Evaluation {
  return evaluate(compilePolicies({ policies, namedLocations }), facts);
}

/** What becomes of one policy: `applied`, `reportOnly`, or the condition that keeps it out. */
export function fateOf(
  raw: JsonObject,
  changes: Partial<SignInFacts> = {},
  namedLocations: readonly JsonObject[] = [],
): string {
  const result = run([raw], signIn(changes), namedLocations).results[0]!;
  if (isApplied(result)) return 'applied';
  return isAppliedInReportOnly(result) ? 'reportOnly' : notAppliedReason(result);
}

export function outcomeOf(
  policies: readonly JsonObject[],
  changes: Partial<SignInFacts> = {},
  namedLocations: readonly JsonObject[] = [],
): readonly [verdict: string, required: readonly string[], missing: readonly string[]] {
  const { outcome } = run(policies, signIn(changes), namedLocations);
  return [outcome.verdict, outcome.requiredControls, outcome.missing];
}

/** One row of a table: a rule, what the policy says, what is signed in, what becomes of it. */
export type Row = readonly [
  rule: string,
  conditions: JsonObject,
  changes: Partial<SignInFacts>,
  fate: string,
];
