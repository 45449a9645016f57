/** Who is on duty: those on shift now, then the rota. */
import type { IsoTime } from '../tenant/evidence.ts';
import type { Shift } from '../tenant/shift.ts';
import { sameId } from './rules.ts';

export interface OnShift {
  /** User object id. */
  readonly id: string;
  readonly until: IsoTime;
}

/**
 * Each person once, with the end of the shift that lasts longest. Whose shift began last comes first: in a handover that is
 * who takes over, and in an overlap who has the most of it before them.
 */
export function onShift(shifts: readonly Shift[], now: Date): readonly OnShift[] {
  const at = now.getTime();
  const current = shifts
    .filter(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to))
    .sort(
      (a, b) =>
        Date.parse(b.from) - Date.parse(a.from) ||
        Date.parse(b.to) - Date.parse(a.to) ||
        (a.userId < b.userId ? -1 : 1),
    );
  return current
    .filter((shift, index) => current.findIndex((one) => sameId(one.userId, shift.userId)) === index)
    .map(({ userId }) => {
      const own = current.filter((one) => sameId(one.userId, userId));
      return {
        id: userId,
        until: new Date(Math.max(...own.map(({ to }) => Date.parse(to)))).toISOString(),
      };
    });
}

/** In the order in which they are called: those on shift, then the rota; nobody twice. */
export function dutyOrder(onShiftNow: readonly OnShift[], rota: readonly string[]): readonly string[] {
  const ids = [...onShiftNow.map(({ id }) => id), ...rota];
  return ids.filter((id, index) => ids.findIndex((one) => sameId(one, id)) === index);
}
