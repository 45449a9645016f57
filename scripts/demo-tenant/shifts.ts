/** `shifts.json`: the schedule of Security Operations in Microsoft Teams, three shifts a day around the demo's moment. */
import type { ScheduleEntityTheme, Shift, ShiftItem } from '@microsoft/microsoft-graph-types';
import { personOf } from './people.ts';
import { DAY, HOUR, NOW, ago, guid, iso } from './stable.ts';

/** Midnight of the demo's day. */
const TODAY = NOW - (NOW % DAY);
const DAYS = [-2, -1, 0, 1, 2] as const;

interface Part {
  readonly name: string;
  /** Hours from midnight. */
  readonly from: number;
  readonly to: number;
  readonly theme: ScheduleEntityTheme;
}

/** Each overlaps the next by half an hour, for the handover. */
const ROUND: readonly (Part & { readonly who: string })[] = [
  { name: 'Day', who: 'nadia.haddad', from: 6, to: 14.5, theme: 'yellow' },
  { name: 'Late', who: 'tomas.ng', from: 14, to: 22.5, theme: 'blue' },
  { name: 'Night', who: 'omar.bennett', from: 22, to: 30.5, theme: 'darkBlue' },
];

function item({ name, from, to, theme }: Part, day: number): ShiftItem {
  const midnight = TODAY + day * DAY;
  return {
    displayName: name,
    notes: null,
    startDateTime: iso(midnight + from * HOUR),
    endDateTime: iso(midnight + to * HOUR),
    theme,
    activities: [],
  };
}

function shift(id: string, who: string, items: Pick<Shift, 'sharedShift' | 'draftShift'>): Shift {
  return {
    id: `SHFT_${guid('shift', id)}`,
    createdDateTime: ago(20 * DAY),
    lastModifiedDateTime: ago(9 * DAY),
    lastModifiedBy: {
      application: null,
      device: null,
      user: { id: personOf('nadia.haddad').id, displayName: personOf('nadia.haddad').displayName },
    },
    schedulingGroupId: `TAG_${guid('scheduling group', 'Security Operations')}`,
    userId: personOf(who).id,
    ...items,
  };
}

/** Team id → its shifts. */
export const shifts = (): Readonly<Record<string, readonly Shift[]>> => ({
  [guid('team', 'Security Operations')]: [
    ...DAYS.flatMap((day) =>
      ROUND.map((one) =>
        shift(`${one.name} ${String(day)}`, one.who, { sharedShift: item(one, day), draftShift: null }),
      ),
    ),
    // Planned, and not shared with anybody: it does not count.
    shift('planned', 'iris.ek', {
      sharedShift: null,
      draftShift: item({ name: 'Day', from: 8, to: 16, theme: 'yellow' }, 0),
    }),
  ],
});
