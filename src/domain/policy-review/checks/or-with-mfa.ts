import type { Check } from '../finding.ts';

const INSTEAD: Readonly<Record<string, string>> = {
  mfa: 'multifactor authentication',
  domainJoinedDevice: 'a hybrid joined device',
};

export const orWithMfa: Check = {
  id: 'or-with-mfa',
  title: 'A compliant device is only one of several ways',
  run: ({ policies }) =>
    policies.flatMap((policy) => {
      const { controls, operator, state } = policy;
      const instead = Object.keys(INSTEAD).filter((control) => controls.includes(control));
      const applies = state !== 'disabled' && operator === 'OR' && controls.includes('compliantDevice');
      if (!applies || instead.length === 0) return [];
      const words = instead.map((control) => INSTEAD[control]).join(' or ');
      return [
        {
          policy,
          severity: 'medium' as const,
          effect: `a noncompliant device gets in with ${words}`,
          fix: 'ask for all of the controls (AND), or for the compliant device in a policy of its own',
        },
      ];
    }),
};
