import type { Population } from '../../tenant/population.ts';
import type { Check, Finding } from '../finding.ts';
import type { PolicyParts } from '../policy-parts.ts';
import { isOn } from '../policy-parts.ts';

/** An exclusion is for a handful; a twentieth of everybody is a hole. */
const MOST_MEMBERS = 10;
const MOST_SHARE = 0.05;

export const excludedGroupTooWide: Check = {
  id: 'excluded-group-too-wide',
  title: 'An excluded group is wide',
  run: ({ policies, population }) =>
    population === null
      ? { missing: 'the members of groups' }
      : policies.filter(isOn).flatMap((policy) => wideGroups(policy, population)),
};

function wideGroups(policy: PolicyParts, { groups, people, complete }: Population): readonly Finding[] {
  return policy.excludeGroups.flatMap((id): readonly Finding[] => {
    const group = groups.get(id);
    if (group === undefined || group === null) return [];
    const count = group.members.size;
    const wide = count > MOST_MEMBERS || (complete.people && count > 1 && count > people.length * MOST_SHARE);
    if (!wide) return [];
    const number = group.complete ? String(count) : `at least ${count}`;
    const of = complete.people ? ` of ${people.length}` : '';
    return [
      {
        policy,
        severity: 'medium',
        effect: `${number}${of} accounts are left out through "${group.displayName}", nested groups included; the policy itself does not show them`,
        fix: `take out of "${group.displayName}" whoever needs no exception, and review it at fixed times`,
      },
    ];
  });
}
