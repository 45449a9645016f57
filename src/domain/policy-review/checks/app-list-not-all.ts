import { EXCHANGE_ONLINE, SHAREPOINT_ONLINE, TEAMS_SERVICES } from '../../conditional-access/apps.ts';
import type { Check } from '../finding.ts';
import { isForEverything } from '../policy-parts.ts';

const TOGETHER: readonly (readonly [appId: string, name: string])[] = [
  [EXCHANGE_ONLINE, 'Exchange'],
  [SHAREPOINT_ONLINE, 'SharePoint'],
  [TEAMS_SERVICES, 'Teams'],
];

export const appListNotAll: Check = {
  id: 'app-list-not-all',
  title: 'Only some of the apps that belong together',
  run: ({ policies }) =>
    policies.flatMap((policy) => {
      const { includeApplications: apps, state } = policy;
      const whole = isForEverything(policy) || apps.includes('Office365');
      const named = TOGETHER.filter(([id]) => apps.includes(id));
      if (state === 'disabled' || whole || named.length === 0 || named.length === TOGETHER.length) return [];
      const others = TOGETHER.filter(([id]) => !apps.includes(id)).map(([, name]) => name);
      return [
        {
          policy,
          severity: 'low' as const,
          effect: `it covers ${list(named.map(([, name]) => name))} but not ${list(others)}: the same data is reached there, and Teams asks for more than it seems`,
          fix: 'aim it at Office 365, or at all resources',
        },
      ];
    }),
};

function list(names: readonly string[]): string {
  return names.join(' and ');
}
