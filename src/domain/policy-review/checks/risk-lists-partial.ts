import type { Check } from '../finding.ts';

const LEVELS = ['low', 'medium', 'high'];

/** Risk is matched by membership in the list: a level that is not in it is not covered, however high. */
export const riskListsPartial: Check = {
  id: 'risk-lists-partial',
  title: 'Some levels of risk are missing',
  run: ({ policies }) =>
    policies.flatMap((policy) => {
      const lists = [
        ['sign-in', policy.signInRisk],
        ['user', policy.userRisk],
      ] as const;
      if (policy.state === 'disabled') return [];
      return lists.flatMap(([kind, listed]) => {
        const lowest = LEVELS.findIndex((level) => listed.includes(level));
        if (lowest < 0) return [];
        const gaps = LEVELS.slice(lowest).filter((level) => !listed.includes(level));
        const onlyHigh = listed.includes('high') && lowest === LEVELS.length - 1;
        if (gaps.length === 0 && !onlyHigh) return [];
        return [
          {
            policy,
            severity: gaps.length === 0 ? ('low' as const) : ('high' as const),
            effect:
              gaps.length === 0
                ? `only ${kind} risk "high" is covered; "medium" passes`
                : `${kind} risk ${gaps.map((level) => `"${level}"`).join(' and ')} passes although "${LEVELS[lowest]}" does not: levels are matched one by one, never as a threshold`,
            fix: 'list every level that is meant',
          },
        ];
      });
    }),
};
