import { randomUUID } from 'node:crypto';
import { ok } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { objects, text } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { requirePlatform } from './action-kinds.ts';
import { isFinal, isReachable } from './action-life.ts';
import {
  currentActions,
  READ_ACTIONS,
  recordAction,
  refuseSecond,
  requiredAction,
} from './action-records.ts';
import { odataError, resourceNotFound } from './defender-errors.ts';
import { defenderLimit } from './defender-limits.ts';
import { hasResult, readCommands } from './live-response-commands.ts';
import { checkOptions, entityReply } from './list-answer.ts';
import { requiredMachine } from './machines.ts';
import { onlyNames, requiredBody, requiredText } from './request-body.ts';

const TYPE = 'LiveResponse';
const MOST_SESSIONS = 25;
const LINK_MINUTES = 30;

function startSession(call: Call) {
  checkOptions(call, []);
  const machine = requiredMachine(call);
  const body = requiredBody(call);
  const comment = requiredText(body, 'Comment');
  const commands = readCommands(body);
  onlyNames(body, ['Comment', 'Commands']);
  // macOS 11 to 13 are named, newer ones let through (UNCONFIRMED).
  requirePlatform(
    machine,
    TYPE,
    (platform) => !platform.isPhone && !platform.isOldServer && !platform.olderThan(1709),
  );
  refuseSecond(call, machine, TYPE);
  if (runningSessions(call) >= MOST_SESSIONS) {
    throw new Refusal(429, 'TooManyRequests', 'Too many live response sessions.', { 'Retry-After': '60' });
  }
  const action = recordAction(call, machine, { type: TYPE, comment, details: { commands } });
  return entityReply(call, 'MachineActions', action, 201);
}

/** Sessions that wait for a machine out of reach are queued, not running (that they do not count is UNCONFIRMED). */
function runningSessions(call: Call): number {
  return currentActions(call).filter((action) => {
    if (action['type'] !== TYPE || isFinal(action)) return false;
    const machine = call.store.find('machines', text(action['machineId']) ?? '');
    return machine !== undefined && isReachable(machine);
  }).length;
}

function resultLink(call: Call) {
  checkOptions(call, []);
  const index = param(call, 'index');
  if (!/^\d{1,9}$/.test(index)) throw odataError(`Invalid value '${index}' for index found.`);
  const entry = objects(requiredAction(call)['commands']).find((one) => one['index'] === Number(index));
  if (entry === undefined || !hasResult(entry)) {
    throw resourceNotFound(`The result of command ${index} of action`, param(call, 'id'));
  }
  const until = new Date(call.clock.now().getTime() + LINK_MINUTES * 60_000).toISOString();
  const link = `https://results.simulated.invalid/${param(call, 'id')}/${index}?se=${encodeURIComponent(until)}&sp=r&sig=${randomUUID()}`;
  return ok({ '@odata.context': `${call.base}/$metadata#Edm.String`, value: link });
}

export const LIVE_RESPONSE_ROUTES: readonly Route[] = [
  {
    service: 'defender',
    method: 'POST',
    path: '/machines/{id}/runliveresponse',
    permissions: ['Machine.LiveResponse'],
    limit: defenderLimit('machines/runliveresponse', 10, Number.POSITIVE_INFINITY),
    note: 'Answers 201 (the example of the page shows 200). Files and scripts are looked up in libraryFiles.json; paths on the device, the remediation level of its group and the ten minutes of a script are not imitated.',
    handle: startSession,
  },
  {
    service: 'defender',
    method: 'GET',
    path: '/machineactions/{id}/GetLiveResponseResultDownloadLink(index={index})',
    permissions: READ_ACTIONS,
    limit: defenderLimit('machineactions/GetLiveResponseResultDownloadLink'),
    note: '404 for a command without a result or not yet completed (UNCONFIRMED); the link leads nowhere.',
    handle: resultLink,
  },
];
