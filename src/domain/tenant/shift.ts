/** Shifts of a team, as Microsoft Teams has them. */
import type { IsoTime } from './evidence.ts';

/** Shared with the people who work in it: what managers only plan is none. */
export interface Shift {
  readonly userId: string;
  /** The first instant that belongs to it, and the first that does not. */
  readonly from: IsoTime;
  readonly to: IsoTime;
}

/** `absent`: no such team, or a team that has no schedule. `notReady`: not (yet) set up, or switched off. */
export type ScheduleState = 'ready' | 'notReady' | 'absent';
