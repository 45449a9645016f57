/** What a look over the policy set finds. One check a file in `checks/`, one line of registration in `review.ts`. */
import type { CompiledPolicies } from '../conditional-access/compile.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type { Population } from '../tenant/population.ts';
import type { PolicyParts } from './policy-parts.ts';

/** `high`: somebody gets in who should not, or everybody could be locked out. `info`: worth knowing. */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  /** The policy it is about; null = the set as a whole. */
  readonly policy: PolicyParts | null;
  readonly severity: Severity;
  /** What follows from it, in one sentence without a full stop. */
  readonly effect: string;
  /** What to do, in one sentence without a full stop. */
  readonly fix: string;
}

export interface ReviewFacts {
  readonly snapshot: AccessPolicySnapshot;
  /** The policies in parts, in the order of the snapshot. */
  readonly policies: readonly PolicyParts[];
  readonly compiled: CompiledPolicies;
  /** null = not read yet. */
  readonly population: Population | null;
  /** Whether an assigned compliance policy sets a machine risk; null = not known. */
  readonly threatLevelSet: boolean | null;
  readonly now: Date;
}

/** Why a check could not look: a noun phrase. */
export interface NotLooked {
  readonly missing: string;
}

export interface Check {
  /** Stable: `report-only-left-on`. */
  readonly id: string;
  /** As people say it: `Report-only for a long time`. */
  readonly title: string;
  run(facts: ReviewFacts): readonly Finding[] | NotLooked;
}
