/**
 * Shifts of Microsoft Teams. Microsoft's pages "schedule-list-shifts", "schedule-get", "shift" and "shiftItem" (v1.0); there
 * in the public cloud only. No `MS-APP-ACTS-AS` goes with the calls: Microsoft deprecated it for application tokens
 * ("Deprecation of MS-APP-ACTS-AS header in Shifts Management Microsoft Graph APIs", June 2025), though the page of the list
 * still asks for it.
 */
import { z } from 'zod/v4';
import type { ShiftSchedules } from '../../domain/ports/shift-schedules.ts';
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { ScheduleState, Shift } from '../../domain/tenant/shift.ts';
import { UpstreamError } from '../../errors.ts';
import { saysNotFound } from '../http/answering.ts';
import type { AskOnce } from '../http/ask-once.ts';
import type { GraphClient, GraphRead } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import type { Route } from '../http/odata.ts';
import { readList, readOrNull } from '../http/read-many.ts';
import { flag, id, instant, text } from '../http/wire.ts';

/** A shift lasts 24 hours at most (page "shift"), so that whatever covers an instant lies within. */
const AROUND_MS = 2 * 24 * 60 * 60_000;

const READ_SCHEDULES = ['Schedule.Read.All', 'Schedule.ReadWrite.All'];

/** What is planned and not shared has no `sharedShift`; the changes that are planned stand in `draftShift`. */
const listedShift = z
  .object({ userId: id, sharedShift: z.object({ startDateTime: instant, endDateTime: instant }).nullish() })
  .transform(({ userId, sharedShift }): Shift | null =>
    sharedShift === null || sharedShift === undefined
      ? null
      : { userId: userId.toLowerCase(), from: sharedShift.startDateTime, to: sharedShift.endDateTime },
  );

/** `Completed` in the metadata and in the example, `completed` in the page's text. */
const schedule = z
  .object({ enabled: flag, provisionStatus: text })
  .transform(({ enabled, provisionStatus }): ScheduleState =>
    enabled === true && provisionStatus?.toLowerCase() === 'completed' ? 'ready' : 'notReady',
  );

export interface ShiftScheduleOptions {
  readonly graph: GraphClient;
  readonly context: CallContext;
  readonly once: AskOnce;
  /** False in clouds whose Graph has no schedules. */
  readonly available: boolean;
}

export function createShiftSchedules({
  graph,
  context,
  once,
  available,
}: ShiftScheduleOptions): ShiftSchedules {
  const reading = (to: Route): GraphRead => {
    if (!available) throw noSchedules(`GET ${to.template}`);
    return { route: to, permissions: READ_SCHEDULES };
  };
  return {
    shiftsAround: (teamId, at) =>
      once.ask(['shiftsAround', teamId, at.getTime()], async () => {
        const from = new Date(at.getTime() - AROUND_MS).toISOString();
        const to = new Date(at.getTime() + AROUND_MS).toISOString();
        const read: GraphRead = {
          ...reading(route`/teams/${teamId}/schedule/shifts`),
          // Each property may stand in a filter once, and only these directions are documented.
          query: { $filter: `sharedShift/startDateTime ge ${from} and sharedShift/endDateTime le ${to}` },
          list: true,
        };
        const listed = await withTeamAdvice(() => readList(graph, context, listedShift, read));
        return listed.filter((shift) => shift !== null);
      }),
    state: (teamId) =>
      once.ask(
        ['scheduleState', teamId],
        async () =>
          (await readOrNull(graph, context, schedule, reading(route`/teams/${teamId}/schedule`))) ?? 'absent',
      ),
  };
}

/** That a team without a schedule is answered with 404 is UNCONFIRMED. */
async function withTeamAdvice<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UpstreamError) || !saysNotFound(error)) throw error;
    throw new UpstreamError('upstream_rejected', error.message, error.details, {
      advice: 'The team of oncall.shifts may not exist or have no schedule: `drawbridge doctor` tells.',
    });
  }
}

function noSchedules(operation: string): UpstreamError {
  return new UpstreamError('upstream_not_configured', 'this cloud has no schedules of Microsoft Teams', {
    service: 'graph',
    operation,
    mayHaveArrived: false,
  });
}
