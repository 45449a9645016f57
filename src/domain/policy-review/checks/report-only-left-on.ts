import { agoText, ageMs, DAY_MS } from '../../questions/elapsed.ts';
import type { Check } from '../finding.ts';

/** A trial that is still one after a month has been forgotten. */
const LONG_DAYS = 30;

export const reportOnlyLeftOn: Check = {
  id: 'report-only-left-on',
  title: 'Report-only for a long time',
  run: ({ policies, now }) =>
    policies
      .filter(
        ({ state, changed }) => state === 'reportOnly' && (ageMs(now, changed) ?? 0) > LONG_DAYS * DAY_MS,
      )
      .map((policy) => ({
        policy,
        severity: 'medium',
        effect: `it is written to the log and never enforced; last changed ${agoText(now, policy.changed)}`,
        fix: 'look at what it would do ("what if it were on"), then turn it on or delete it',
      })),
};
