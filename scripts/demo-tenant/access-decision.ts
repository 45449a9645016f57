/**
 * What each of the policies makes of one sign-in, so that the sign-in log says what Microsoft's would.
 * Written out by hand, policy by policy, and not shared with the product: a mistake in the product's evaluator
 * cannot hide here.
 */
import type { AppliedConditionalAccessPolicy } from '@microsoft/microsoft-graph-types';
import { ALLOWED_COUNTRIES, CA13_ON_HOURS, POLICY_STATES } from './access-policies.ts';
import { ROLES, groupsOf, rolesOf } from './groups.ts';
import type { Person } from './people.ts';

export interface Attempt {
  readonly person: Person;
  /** Is the resource part of the Office 365 suite? */
  readonly office365: boolean;
  readonly client: 'browser' | 'mobileAppsAndDesktopClients' | 'exchangeActiveSync' | 'other';
  readonly platform: 'windows' | 'macOS' | 'iOS' | 'android' | 'linux' | null;
  readonly trustedNetwork: boolean;
  readonly country: string;
  readonly compliantDevice: boolean;
  readonly hybridDevice: boolean;
  readonly userRiskHigh: boolean;
  readonly mfa: boolean;
  readonly phishingResistant: boolean;
  readonly termsAccepted: boolean;
  readonly passwordChanged: boolean;
  readonly enrolment: boolean;
  readonly hoursAgo: number;
}

interface Judgement {
  readonly applies: boolean;
  readonly satisfied: boolean;
  /** Names as the sign-in log prints them; only `Mfa` is confirmed by published samples. */
  readonly grant: readonly string[];
  readonly session?: readonly string[];
}

const ADMIN_ROLES: readonly string[] = [
  ROLES.globalAdministrator,
  ROLES.securityAdministrator,
  ROLES.conditionalAccessAdministrator,
  ROLES.intuneAdministrator,
  ROLES.exchangeAdministrator,
  ROLES.userAdministrator,
  ROLES.privilegedRoleAdministrator,
  ROLES.privilegedAuthenticationAdministrator,
];

function judge(attempt: Attempt): Readonly<Record<string, Judgement>> {
  const groups = groupsOf(attempt.person.key);
  const insideBut = (...excluded: readonly string[]): boolean =>
    !['break-glass', ...excluded].some((group) => groups.has(group));
  const anyOf = (...wanted: readonly string[]): boolean =>
    wanted.some((group) => groups.has(group)) && insideBut();
  const legacy = attempt.client === 'exchangeActiveSync' || attempt.client === 'other';
  const compliant = attempt.compliantDevice && !legacy;
  const mfa = attempt.mfa && !legacy;
  const allowedCountry = (ALLOWED_COUNTRIES as readonly string[]).includes(attempt.country);
  const guest = attempt.person.kind === 'guest' || attempt.person.kind === 'internalGuest';
  const roles = rolesOf(attempt.person.key);
  return {
    CA01: { applies: insideBut('legacy-mail') && legacy, satisfied: false, grant: ['Block'] },
    CA02: {
      applies: insideBut('ca-exclusions', 'legacy-mail', 'Engineering'),
      satisfied: mfa,
      grant: ['Mfa'],
    },
    CA03: {
      applies: anyOf('Finance', 'HR') && attempt.office365,
      satisfied: compliant,
      grant: ['RequireCompliantDevice'],
    },
    CA04: {
      applies: anyOf('Sales') && attempt.office365,
      satisfied: compliant,
      grant: ['RequireCompliantDevice'],
    },
    CA05: {
      applies: anyOf('Engineering'),
      satisfied: mfa || compliant,
      grant: ['Mfa', 'RequireCompliantDevice'],
    },
    CA06: {
      applies: insideBut('ca-exclusions') && !attempt.trustedNetwork && !allowedCountry,
      satisfied: false,
      grant: ['Block'],
    },
    CA07: {
      applies: insideBut() && ADMIN_ROLES.some((role) => roles.has(role)),
      satisfied: attempt.phishingResistant && !legacy,
      grant: ['RequireAuthenticationStrength'],
    },
    CA08: {
      applies: insideBut() && attempt.userRiskHigh,
      satisfied: mfa && attempt.passwordChanged,
      grant: ['Mfa', 'RequirePasswordChange'],
    },
    CA09: {
      applies: insideBut('legacy-mail') && attempt.platform === null,
      satisfied: false,
      grant: ['Block'],
    },
    CA10: { applies: guest, satisfied: attempt.termsAccepted, grant: ['TermsOfUse'] },
    CA11: {
      applies:
        insideBut() &&
        attempt.office365 &&
        attempt.client === 'browser' &&
        !attempt.compliantDevice &&
        !attempt.hybridDevice,
      satisfied: true,
      grant: [],
      session: ['SignInFrequency'],
    },
    CA12: { applies: false, satisfied: false, grant: [] },
    CA13: {
      applies:
        anyOf('Operations') &&
        !groups.has('ops-exceptions') &&
        !attempt.enrolment &&
        attempt.platform !== 'android' &&
        !attempt.trustedNetwork,
      satisfied: compliant,
      grant: ['RequireCompliantDevice'],
    },
  };
}

type Result = NonNullable<AppliedConditionalAccessPolicy['result']>;

function resultOf(state: string, judgement: Judgement): Result {
  if (state === 'disabled') return 'notEnabled';
  const reportOnly = state === 'enabledForReportingButNotEnforced';
  if (!judgement.applies) return reportOnly ? 'reportOnlyNotApplied' : 'notApplied';
  if (judgement.satisfied) return reportOnly ? 'reportOnlySuccess' : 'success';
  return reportOnly ? 'reportOnlyFailure' : 'failure';
}

export interface Decision {
  readonly status: 'success' | 'failure' | 'notApplied';
  readonly policies: AppliedConditionalAccessPolicy[];
  /** Keys of enforced policies that are not satisfied. */
  readonly failed: readonly string[];
}

export function decide(attempt: Attempt): Decision {
  const judgements = judge(attempt);
  const policies: AppliedConditionalAccessPolicy[] = [];
  const failed: string[] = [];
  let applied = 0;
  for (const policy of POLICY_STATES) {
    const judgement = judgements[policy.key] ?? { applies: false, satisfied: false, grant: [] };
    const before = policy.key === 'CA13' && attempt.hoursAgo > CA13_ON_HOURS;
    const result = resultOf(before ? 'enabledForReportingButNotEnforced' : policy.state, judgement);
    if (result === 'failure') failed.push(policy.key);
    if (result === 'failure' || result === 'success') applied += 1;
    const counts = judgement.applies && result !== 'notEnabled';
    policies.push({
      id: policy.id,
      displayName: policy.name,
      enforcedGrantControls: counts ? [...judgement.grant] : [],
      enforcedSessionControls: counts ? [...(judgement.session ?? [])] : [],
      result,
    });
  }
  return { status: failed.length > 0 ? 'failure' : applied > 0 ? 'success' : 'notApplied', policies, failed };
}

/** The AADSTS code of the first thing in the way: blocks first, then prompts in Microsoft's order. */
export function errorCodeOf(decision: Decision): number {
  const has = (...keys: readonly string[]): boolean => keys.some((key) => decision.failed.includes(key));
  if (decision.failed.length === 0) return 0;
  if (has('CA01', 'CA06', 'CA09')) return 53003;
  if (has('CA02', 'CA05', 'CA07')) return 50074;
  if (has('CA03', 'CA13')) return 53000;
  if (has('CA08')) return 50135;
  return 50158;
}
