/** The schedules that teams keep in Microsoft Teams, as far as reading who works when needs them. */
import { ok, type Reply } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { objects, type JsonObject } from '../json.ts';
import type { Filter } from '../odata/filter-syntax.ts';
import { collectionReply } from './answer.ts';
import { notFound, unsupportedQuery } from './graph-errors.ts';
import { projectEntity } from './project.ts';
import { graphFilter, type CollectionRules } from './query-rules.ts';
import { checkOptions, readFilter, viewOf } from './read-options.ts';

/** The directions of Microsoft's example; whether others work is UNCONFIRMED, so they are refused. */
const SHIFTS: CollectionRules = {
  type: 'shift',
  context: 'teams/schedule/shifts',
  dialect: 'teams',
  top: { page: 100, max: 100 },
  filter: graphFilter('shift', {
    'sharedShift/startDateTime': 'ge',
    'sharedShift/endDateTime': 'le',
    'draftShift/startDateTime': 'ge',
    'draftShift/endDateTime': 'le',
  }),
};

function shiftsOfTeam(call: Call): JsonObject[] {
  const teamId = param(call, 'teamId').toLowerCase();
  const kept = call.store.object('shifts')[teamId];
  if (kept === undefined) throw notFound('teams', teamId);
  return objects(kept);
}

/** Conditions joined by `and`; a property that stands in two of them is refused, as the page says. */
function checkFilter(filter: Filter): void {
  const paths = pathsOf(filter);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice === undefined) return;
  throw unsupportedQuery('teams', `The property '${twice}' is used more than once in $filter.`);
}

function pathsOf(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'and':
      return [...pathsOf(filter.left), ...pathsOf(filter.right)];
    case 'compare':
      return [filter.path.join('/')];
    default:
      throw unsupportedQuery('teams', `The operator '${filter.kind}' is not supported in $filter.`);
  }
}

function listShifts(call: Call): Reply {
  checkOptions(call, ['$filter', '$skiptoken']);
  const filter = readFilter(call, SHIFTS);
  if (filter !== undefined) checkFilter(filter);
  return collectionReply(call, SHIFTS, shiftsOfTeam(call));
}

function getSchedule(call: Call): Reply {
  checkOptions(call, []);
  shiftsOfTeam(call);
  const schedule = {
    id: param(call, 'teamId'),
    enabled: true,
    provisionStatus: 'Completed',
    provisionStatusCode: null,
    timeZone: 'Europe/Stockholm',
  };
  return ok({
    '@odata.context': `${call.base}/$metadata#teams/schedule/$entity`,
    ...projectEntity(schedule, 'schedule', viewOf(call)),
  });
}

const shared = {
  service: 'graph',
  method: 'GET',
  limit: 'teams',
  permissions: ['Schedule.Read.All', 'Schedule.ReadWrite.All'],
} as const;

export const SCHEDULE_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/teams/{teamId}/schedule',
    note:
      'A team that shifts.json names has a schedule that is set up; any other answers 404 (UNCONFIRMED). ' +
      'The deprecated header MS-APP-ACTS-AS is not looked at.',
    handle: getSchedule,
  },
  {
    ...shared,
    path: '/teams/{teamId}/schedule/shifts',
    options:
      '$filter(sharedShift/startDateTime ge, sharedShift/endDateTime le, draftShift/startDateTime ge, draftShift/endDateTime le)',
    note: 'Conditions are joined by `and`, each property once; other operators are refused (UNCONFIRMED). Pages of 100 (UNCONFIRMED).',
    handle: listShifts,
  },
];
