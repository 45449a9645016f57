/** Who is on duty at this moment: the schedule is asked, and the rota counts whatever it says. */
import type { OnShift } from '../approvals/on-duty.ts';
import { dutyOrder, onShift } from '../approvals/on-duty.ts';
import type { ShiftSchedules } from '../ports/shift-schedules.ts';
import type { Clock } from '../ports/tenant.ts';
import type { Asked } from '../tenant/evidence.ts';
import { asked } from './ask.ts';

export interface Duty {
  /** Null = the policy names no team. */
  readonly shifts: Asked<readonly OnShift[]> | null;
  /** User object ids, in the order in which they are called. */
  readonly order: readonly string[];
}

export async function whoIsOnDuty(
  { rota, shifts: teamId }: { readonly rota: readonly string[]; readonly shifts: string | null },
  schedules: ShiftSchedules,
  clock: Clock,
): Promise<Duty> {
  if (teamId === null) return { shifts: null, order: dutyOrder([], rota) };
  const shifts = await asked(clock, 'Microsoft Teams', 'who is on shift', async () => {
    const now = clock.now();
    return onShift(await schedules.shiftsAround(teamId, now), now);
  });
  return { shifts, order: dutyOrder(shifts.known ? shifts.value : [], rota) };
}
