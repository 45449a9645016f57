/** What a person belongs to, as the evaluator takes it: ids in lower case. */
import type { Memberships } from '../tenant/user.ts';
import type { UserFacts } from './facts.ts';

export function membershipFacts({
  groups,
  roleTemplateIds,
}: Memberships): Pick<UserFacts, 'groups' | 'roles'> {
  return {
    groups: new Map(groups.map(({ id, direct }) => [id.toLowerCase(), { direct }])),
    roles: new Set(roleTemplateIds.map((id) => id.toLowerCase())),
  };
}
