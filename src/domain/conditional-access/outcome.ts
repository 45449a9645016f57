/**
 * What all policies together come to. A certain block always wins. Where something is not known, the outcome is
 * `undetermined` only if it could make a difference; whether it could is found by trying the possible values of the
 * unknown signals, so that two policies that look at the same unknown signal are seen together.
 */
import type { CompiledPolicy } from './compile.ts';
import type { SignInFacts } from './facts.ts';
import type { PolicyResult } from './policy-result.ts';
import { missingNames } from './signals.ts';
import type { Statuses } from './statuses.ts';
import { possibilities, standingOf } from './standing.ts';
import { IMPOSSIBLE, MET, isCertain } from './statuses.ts';
import { entriesEverywhere, outcomesPossible } from './worlds.ts';

export type Verdict = 'allowed' | 'blocked' | 'allowedWithControls' | 'undetermined';

export interface Outcome {
  readonly verdict: Verdict;
  /** What is still to be done for certain, sorted; empty when allowed or blocked. */
  readonly requiredControls: readonly string[];
  /** What keeps it undetermined: signal names and `policy:<id>`; empty otherwise. */
  readonly missing: readonly string[];
}

export function decideOutcome(
  facts: SignInFacts,
  results: readonly PolicyResult[],
  counts: (policy: CompiledPolicy) => boolean,
): Outcome {
  const standing = standingOf(
    results.filter((result) => counts(result.policy)),
    MET,
    new Set(),
  );
  const possible = possibilities(standing);
  if (isCertain(possible)) return outcomeOf(possible, entriesEverywhere(facts, standing, possible));
  const statuses = outcomesPossible(facts, standing);
  if (isCertain(statuses)) return outcomeOf(statuses, entriesEverywhere(facts, standing, statuses));
  return {
    verdict: 'undetermined',
    requiredControls: entriesInOrder(entriesEverywhere(facts, standing, statuses)),
    missing: missingOf(standing.open),
  };
}

function outcomeOf(statuses: Statuses, entries: ReadonlySet<string>): Outcome {
  if (statuses === MET) return { verdict: 'allowed', requiredControls: [], missing: [] };
  if (statuses === IMPOSSIBLE) return { verdict: 'blocked', requiredControls: [], missing: [] };
  return { verdict: 'allowedWithControls', requiredControls: entriesInOrder(entries), missing: [] };
}

/** A choice is left out when one of its members is to be done anyway. */
function entriesInOrder(entries: ReadonlySet<string>): readonly string[] {
  return [...entries]
    .filter((entry) => !entry.includes('|') || !entry.split('|').some((member) => entries.has(member)))
    .sort();
}

function missingOf(open: readonly PolicyResult[]): readonly string[] {
  const names = new Set<string>();
  for (const { missing, grant, policy } of open) {
    for (const name of missingNames(missing | grant.missing, policy.id)) names.add(name);
  }
  return [...names].sort();
}
