/** What `doctor` learns of the schedule that says who is on shift. */
import { onShift } from '../domain/approvals/on-duty.ts';
import type { ShiftSchedules } from '../domain/ports/shift-schedules.ts';
import type { ScheduleState } from '../domain/tenant/shift.ts';

export interface OnCallSchedule {
  readonly teamId: string;
  readonly state: ScheduleState;
  /** How many are on shift now; 0 where the schedule is not ready. */
  readonly onShift: number;
}

/** Reads the shifts too: an escalation needs them, and they are a call of their own. */
export async function onCallSchedule(
  schedules: ShiftSchedules,
  teamId: string,
  now: Date,
): Promise<OnCallSchedule> {
  const state = await schedules.state(teamId);
  const shifts = state === 'ready' ? await schedules.shiftsAround(teamId, now) : [];
  return { teamId, state, onShift: onShift(shifts, now).length };
}
