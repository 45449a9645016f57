/**
 * Who works when, by the schedule that a team keeps in Microsoft Teams. As the ports of the tenant, it asks the live service
 * and throws an `UpstreamError` when there is no usable answer. Adapter: src/microsoft/teams/shift-schedules.ts.
 */
import type { ScheduleState, Shift } from '../tenant/shift.ts';

export interface ShiftSchedules {
  /** Among the shifts of the team, in any order, every one that the instant can lie in. A team without a schedule is an error. */
  shiftsAround(teamId: string, at: Date): Promise<readonly Shift[]>;
  state(teamId: string): Promise<ScheduleState>;
}
