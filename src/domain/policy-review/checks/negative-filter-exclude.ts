import { parseDeviceRule } from '../../conditional-access/device-rule.ts';
import { ruleTruth } from '../../conditional-access/device-rule-truth.ts';
import type { Check } from '../finding.ts';
import { SOMEBODY } from '../standard-sign-in.ts';

/** Found by asking the rule: does it hold for a device that is not registered, and so has no values? */
export const negativeFilterExclude: Check = {
  id: 'negative-filter-exclude',
  title: 'A device filter lets unregistered devices out',
  run: ({ policies }) =>
    policies.flatMap((policy) => {
      const filter = policy.deviceFilter;
      if (policy.state === 'disabled' || filter?.mode !== 'exclude') return [];
      const parsed = parseDeviceRule(filter.rule);
      if (!parsed.ok || ruleTruth(parsed.rule, SOMEBODY) !== true) return [];
      return [
        {
          policy,
          severity: 'high' as const,
          effect:
            'its filter leaves out every device that is not registered: a negative operator holds where there is no value',
          fix: 'turn the filter round (include, with the opposite operator), or add a condition that only a registered device meets',
        },
      ];
    }),
};
