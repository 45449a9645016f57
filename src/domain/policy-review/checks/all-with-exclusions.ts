import { appName } from '../../conditional-access/apps.ts';
import type { Check } from '../finding.ts';
import { isForEverything } from '../policy-parts.ts';

export const allWithExclusions: Check = {
  id: 'all-with-exclusions',
  title: 'All resources, with exceptions',
  run: ({ policies }) =>
    policies
      .filter((one) => one.state !== 'disabled' && isForEverything(one) && one.excludeApplications.length > 0)
      .map((policy) => ({
        policy,
        severity: 'low',
        effect: `${policy.excludeApplications.map((id) => appName(id) ?? id).join(', ')} is left out; whether sign-ins that ask for baseline scopes only (such as User.Read) escape it depends on the tenant's baseline scopes setting`,
        fix: 'remove the exceptions that are not needed, and look at the baseline scopes setting',
      })),
};
