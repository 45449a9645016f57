import type { Check } from '../finding.ts';
import { isOn } from '../policy-parts.ts';
import { verdictOf } from '../standard-sign-in.ts';

export const unknownPlatformBypass: Check = {
  id: 'unknown-platform-bypass',
  title: 'A platform that is not recognised passes by',
  run({ policies, compiled }) {
    if (verdictOf(compiled, { platform: null }) === 'blocked') return [];
    return policies.flatMap((policy) => {
      const { includePlatforms, controls, strength } = policy;
      const asks = controls.length > 0 || strength !== null;
      const named = includePlatforms !== null && !includePlatforms.some((one) => one.toLowerCase() === 'all');
      if (!isOn(policy) || !asks || !named) return [];
      return [
        {
          policy,
          severity: 'high' as const,
          effect: `it is for ${includePlatforms.join(', ')} only, and no policy stops a client that names no known platform: a changed user agent gets by`,
          fix: 'add a policy that blocks all platforms except the known ones',
        },
      ];
    });
  },
};
