import { isObject, textOf } from '../../conditional-access/wire.ts';
import type { Check, ReviewFacts } from '../finding.ts';
import { isOn } from '../policy-parts.ts';

const STRONG = ['mfa', 'compliantDevice', 'domainJoinedDevice', 'passwordChange', 'riskRemediation'];

export const trustedLocationExclusion: Check = {
  id: 'trusted-location-exclusion',
  title: 'Trusted places need less',
  run(facts) {
    const trusted = trustedIds(facts);
    return facts.policies.flatMap((policy) => {
      const strong = policy.strength !== null || policy.controls.some((one) => STRONG.includes(one));
      const through = policy.excludeLocations.filter((id) => id === 'AllTrusted' || trusted.has(id));
      if (!isOn(policy) || !strong || through.length === 0) return [];
      const names = through.map((id) =>
        id === 'AllTrusted' ? 'every trusted place' : `"${trusted.get(id)}"`,
      );
      return [
        {
          policy,
          severity: 'medium' as const,
          effect: `from ${names.join(' and ')} it asks for nothing: whoever is in the network, or in the VPN, needs only what other policies ask for`,
          fix: 'ask for it everywhere, and trust devices instead of places',
        },
      ];
    });
  },
};

function trustedIds({ snapshot }: ReviewFacts): ReadonlyMap<string, string> {
  return new Map(
    snapshot.namedLocations.flatMap((raw) => {
      const id = textOf(raw['id']);
      if (!isObject(raw) || raw['isTrusted'] !== true || id === null) return [];
      return [[id.toLowerCase(), textOf(raw['displayName']) ?? id] as const];
    }),
  );
}
