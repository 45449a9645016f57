/**
 * The policy set, looked over for what usually goes wrong. Pure: every check names the policy, what follows from it
 * and what to do. The list is that of the reference sheet conditional-access, section 9.
 */
import { allWithExclusions } from './checks/all-with-exclusions.ts';
import { appListNotAll } from './checks/app-list-not-all.ts';
import { breakGlassMissing } from './checks/break-glass-missing.ts';
import { deletedReferences } from './checks/deleted-references.ts';
import { excludedGroupTooWide } from './checks/excluded-group-too-wide.ts';
import { guests } from './checks/guests.ts';
import { intuneEnrollment } from './checks/intune-enrollment.ts';
import { legacyOpen } from './checks/legacy-open.ts';
import { negativeFilterExclude } from './checks/negative-filter-exclude.ts';
import { noDeviceRisk } from './checks/no-device-risk.ts';
import { orWithMfa } from './checks/or-with-mfa.ts';
import { reportOnlyLeftOn } from './checks/report-only-left-on.ts';
import { riskListsPartial } from './checks/risk-lists-partial.ts';
import { rolesNotHonoured } from './checks/roles-not-honoured.ts';
import { trustedLocationExclusion } from './checks/trusted-location-exclusion.ts';
import { unknownPlatformBypass } from './checks/unknown-platform-bypass.ts';
import type { Check, Finding, ReviewFacts } from './finding.ts';
import { SEVERITIES } from './finding.ts';

/** Every check, one line each, in the order of the reference sheet. */
export const CHECKS: readonly Check[] = [
  reportOnlyLeftOn,
  excludedGroupTooWide,
  breakGlassMissing,
  orWithMfa,
  legacyOpen,
  unknownPlatformBypass,
  trustedLocationExclusion,
  negativeFilterExclude,
  appListNotAll,
  allWithExclusions,
  guests,
  rolesNotHonoured,
  riskListsPartial,
  intuneEnrollment,
  deletedReferences,
  noDeviceRisk,
];

export interface Found extends Finding {
  readonly check: Pick<Check, 'id' | 'title'>;
}

export interface Review {
  /** The most serious first. */
  readonly findings: readonly Found[];
  /** Checks that could not look, and what was missing for them. */
  readonly notLooked: readonly { readonly check: Pick<Check, 'id' | 'title'>; readonly missing: string }[];
}

export function reviewPolicies(facts: ReviewFacts): Review {
  const runs = CHECKS.map((check) => ({ check, result: check.run(facts) }));
  const findings = runs.flatMap(({ check, result }) =>
    'missing' in result ? [] : result.map((finding) => ({ ...finding, check })),
  );
  return {
    findings: findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    notLooked: runs.flatMap(({ check, result }) =>
      'missing' in result ? [{ check, missing: result.missing }] : [],
    ),
  };
}
