import type { Population } from '../../tenant/population.ts';
import type { Check, Finding } from '../finding.ts';
import type { PolicyParts } from '../policy-parts.ts';
import { isForEverybody, isOn } from '../policy-parts.ts';

/** Emergency accounts are few. */
const MOST_EMERGENCY = 5;
/** Left out of so large a part of the policies for everybody, an account is taken for an emergency account. */
const LEAST_SHARE = 2 / 3;

export const breakGlassMissing: Check = {
  id: 'break-glass-missing',
  title: 'No emergency account is left out',
  run({ policies, population }) {
    const forAll = forEverybody(policies);
    if (forAll.length === 0) return [];
    if (population === null || !population.complete.groups) return { missing: 'the members of groups' };
    const emergency = leftOut(forAll, population);
    if (emergency.size === 0) {
      return [
        {
          policy: null,
          severity: 'high',
          effect: `no account is left out of most of the ${forAll.length} policies for everybody: a wrong policy or a broken second factor locks everybody out`,
          fix: 'keep two cloud-only emergency accounts, leave them out of every policy, and alert on their use',
        },
      ];
    }
    return forAll.flatMap((policy) => withoutException(policy, emergency, population));
  },
};

/** Object ids (lower case) of the accounts that are kept as a way back in. */
export function emergencyAccounts(
  policies: readonly PolicyParts[],
  population: Population,
): ReadonlySet<string> {
  const forAll = forEverybody(policies);
  return forAll.length === 0 ? new Set() : leftOut(forAll, population);
}

function forEverybody(policies: readonly PolicyParts[]): readonly PolicyParts[] {
  return policies.filter((one) => isOn(one) && isForEverybody(one) && asksForSomething(one));
}

function asksForSomething({ controls, strength, termsOfUse, forUserActions }: PolicyParts): boolean {
  return !forUserActions && controls.length + termsOfUse.length + (strength === null ? 0 : 1) > 0;
}

function excludedFrom(policy: PolicyParts, { groups }: Population): ReadonlySet<string> {
  const members = policy.excludeGroups.flatMap((id) => [...(groups.get(id)?.members ?? [])]);
  return new Set([...policy.excludeUsers, ...members]);
}

function leftOut(policies: readonly PolicyParts[], population: Population): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const policy of policies) {
    for (const id of excludedFrom(policy, population)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const found = [...counts].filter(([, count]) => count >= policies.length * LEAST_SHARE).map(([id]) => id);
  // More than a handful is a department that was left out, not a way back in.
  return new Set(found.length > MOST_EMERGENCY ? [] : found);
}

function withoutException(
  policy: PolicyParts,
  emergency: ReadonlySet<string>,
  population: Population,
): readonly Finding[] {
  const excluded = excludedFrom(policy, population);
  if ([...emergency].some((id) => excluded.has(id))) return [];
  return [
    {
      policy,
      severity: 'high',
      effect: 'it reaches the emergency accounts too: if it goes wrong there is no way back in',
      fix: 'leave the emergency accounts out of it',
    },
  ];
}
