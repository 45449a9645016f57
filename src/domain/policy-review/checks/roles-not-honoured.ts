import type { Person } from '../../tenant/population.ts';
import type { Check, Finding } from '../finding.ts';
import type { PolicyParts } from '../policy-parts.ts';
import { isOn } from '../policy-parts.ts';

export const rolesNotHonoured: Check = {
  id: 'roles-not-honoured',
  title: 'Holders of a role that Conditional Access does not see',
  run({ policies, population }) {
    const naming = policies.filter((one) => isOn(one) && one.includeRoles.length > 0);
    if (naming.length === 0) return [];
    const scopedRoles = population?.scopedRoles;
    if (population === null || scopedRoles === undefined) return { missing: 'the role assignments' };
    return naming.flatMap((policy) => scoped(policy, scopedRoles, population.people));
  },
};

function scoped(
  policy: PolicyParts,
  scopedRoles: ReadonlyMap<string, ReadonlySet<string>>,
  people: readonly Person[],
): readonly Finding[] {
  const holders = new Set(policy.includeRoles.flatMap((role) => [...(scopedRoles.get(role) ?? [])]));
  if (holders.size === 0) return [];
  const names = people.filter((one) => holders.has(one.id.toLowerCase())).map((one) => one.displayName);
  const who =
    names.length === 0 || names.length > 5
      ? holders.size === 1
        ? 'One account'
        : `${holders.size} accounts`
      : names.join(', ');
  return [
    {
      policy,
      severity: 'medium',
      effect: `${who} ${holders.size === 1 ? 'holds' : 'hold'} a role that it names for a part of the directory only, and Conditional Access honours tenant-wide assignments alone: the policy does not reach ${holders.size === 1 ? 'that account' : 'them'}`,
      fix: 'name a group that holds these administrators in the policy',
    },
  ];
}
