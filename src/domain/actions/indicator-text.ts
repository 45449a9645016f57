/** An indicator in a line, for approvers. */
import type { Indicator } from '../tenant/indicator.ts';

export function isBlock({ action }: Indicator): boolean {
  return /^block/i.test(action);
}

/** `Block, by nadia@contoso.example, until 2027-01-19, for Servers only`. */
export function indicatorText({ action, madeBy, expiresAt, deviceGroups }: Indicator): string {
  return [
    action,
    `by ${madeBy ?? 'somebody whom Defender does not name'}`,
    expiresAt === null ? 'without an end' : `until ${expiresAt.slice(0, 10)}`,
    ...(deviceGroups.length === 0 ? [] : [`for ${deviceGroups.slice(0, 5).join(', ')} only`]),
  ].join(', ');
}
