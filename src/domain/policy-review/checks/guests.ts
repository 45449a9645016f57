import type { Check, Finding, ReviewFacts } from '../finding.ts';
import type { PolicyParts } from '../policy-parts.ts';
import { isForEverybody, isOn } from '../policy-parts.ts';
import { SOMEBODY, verdictOf } from '../standard-sign-in.ts';

const GUEST = { ...SOMEBODY.user, guestType: 'b2bCollaborationGuest' } as const;

export const guests: Check = {
  id: 'guests',
  title: 'Guests',
  run: (facts) => [...blockedByDevice(facts.policies), ...nothingAsked(facts)],
};

function blockedByDevice(policies: readonly PolicyParts[]): readonly Finding[] {
  return policies
    .filter((one) => isOn(one) && isForEverybody(one) && !one.excludesGuests && needsCompliantDevice(one))
    .map((policy) => ({
      policy,
      severity: 'low',
      effect:
        'guests are kept out, unless the cross-tenant settings trust the compliance of their home tenant',
      fix: 'leave guests out and cover them in a policy of their own, or trust device claims of partners',
    }));
}

function needsCompliantDevice({ controls, operator }: PolicyParts): boolean {
  return controls.includes('compliantDevice') && (controls.length === 1 || operator === 'AND');
}

/** Found by evaluating a guest's ordinary sign-in. */
function nothingAsked({ policies, compiled }: ReviewFacts): readonly Finding[] {
  if (verdictOf(compiled, { user: GUEST }) !== 'allowed') return [];
  const excluding = policies.filter((one) => isOn(one) && isForEverybody(one) && one.excludesGuests);
  const because =
    excluding.length === 0 ? '' : ` (${excluding.map((one) => `"${one.name}"`).join(', ')} leaves them out)`;
  return [
    {
      policy: null,
      severity: 'high',
      effect: `a guest reaches Exchange Online with nothing but what the home tenant asks for${because}`,
      fix: 'ask guests for multifactor authentication in a policy of their own',
    },
  ];
}
