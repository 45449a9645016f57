import { textOf } from '../../conditional-access/wire.ts';
import type { Check, Finding, ReviewFacts } from '../finding.ts';
import type { PolicyParts } from '../policy-parts.ts';

const NOT_IDS = new Set(['All', 'None', 'GuestsOrExternalUsers', 'AllTrusted']);

/** Groups, people, places and strengths. Apps are not looked up: the directory of service principals is not read. */
export const deletedReferences: Check = {
  id: 'deleted-references',
  title: 'Something that it names no longer exists',
  run(facts) {
    const places = idsOf(facts.snapshot.namedLocations);
    const strengths = idsOf(facts.snapshot.authenticationStrengths);
    return facts.policies.flatMap((policy) => {
      const gone = [
        ...peopleGone(policy, facts),
        ...[...policy.includeLocations, ...policy.excludeLocations]
          .filter((id) => !NOT_IDS.has(id) && !places.has(id))
          .map((id) => `the place ${id}`),
        // A tenant always has the built-in strengths: an empty list is one that was not read.
        ...(policy.strength === null || strengths.size === 0 || strengths.has(policy.strength.toLowerCase())
          ? []
          : [`the authentication strength ${policy.strength}`]),
      ];
      return gone.length === 0 ? [] : [finding(policy, gone)];
    });
  },
};

function finding(policy: PolicyParts, gone: readonly string[]): Finding {
  const included = policy.includeUsers.length + policy.includeGroups.length + policy.includeRoles.length;
  const onlyOne = included === 1 && policy.includeGroups.length === 1 && gone.length === 1;
  return {
    policy,
    severity: policy.state === 'disabled' ? 'info' : 'medium',
    effect: `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} gone: ${
      onlyOne && gone[0]?.includes(policy.includeGroups[0] ?? ' ') === true
        ? 'the policy is for nobody'
        : 'whoever was meant is no longer in or out'
    }`,
    fix: 'name what replaced it, or take it out',
  };
}

function peopleGone(policy: PolicyParts, { population }: ReviewFacts): readonly string[] {
  if (population === null) return [];
  const people = new Set(population.people.map((person) => person.id.toLowerCase()));
  return [
    ...[...policy.includeGroups, ...policy.excludeGroups]
      .filter((id) => population.groups.get(id) === null)
      .map((id) => `the group ${id}`),
    ...(population.complete.people
      ? [...policy.includeUsers, ...policy.excludeUsers]
          .filter((id) => !NOT_IDS.has(id) && !people.has(id))
          .map((id) => `the user ${id}`)
      : []),
  ];
}

function idsOf(objects: ReviewFacts['snapshot']['namedLocations']): ReadonlySet<string> {
  return new Set(objects.flatMap((one) => textOf(one['id'])?.toLowerCase() ?? []));
}
