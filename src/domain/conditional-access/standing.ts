/** What is settled among some policies, and which of them are not. */
import type { PolicyResult } from './policy-result.ts';
import { effectOf } from './policy-result.ts';
import type { Statuses } from './statuses.ts';
import { IMPOSSIBLE, allOf, isCertain } from './statuses.ts';

export interface Standing {
  readonly floor: Statuses;
  /** Entries that are certainly to be done. */
  readonly entries: ReadonlySet<string>;
  readonly open: readonly PolicyResult[];
}

/** The standing with these results added to what was settled before. */
export function standingOf(
  results: readonly PolicyResult[],
  floor: Statuses,
  entries: ReadonlySet<string>,
): Standing {
  let lowestSoFar = floor;
  const open: PolicyResult[] = [];
  const required = new Set(entries);
  for (const result of results) {
    const effect = effectOf(result);
    if (!isCertain(effect)) open.push(result);
    else lowestSoFar = Math.min(lowestSoFar, effect);
    if (result.matches === true && result.policy.mode !== 'unknown') {
      for (const entry of result.grant.required) required.add(entry);
    }
  }
  return { floor: lowestSoFar, entries: required, open };
}

/** Everything that the sign-in could still come to if the open policies were independent of one another. */
export function possibilities({ floor, open }: Standing): Statuses {
  return floor === IMPOSSIBLE ? IMPOSSIBLE : allOf([floor, ...open.map(effectOf)]);
}
