import { randomUUID } from 'node:crypto';
import { ok } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { text, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { application } from '../store/tenant-store.ts';
import { ACTION_KINDS, platformOf, type ActionKind } from './action-kinds.ts';
import { isFinal, settleActions } from './action-life.ts';
import { forbidden, invalidBody, missingParameter, resourceNotFound } from './defender-errors.ts';
import { defenderLimit } from './defender-limits.ts';
import { checkOptions, defenderFilter, entityReply, listReply, type DefenderList } from './list-answer.ts';
import { requiredMachine } from './machines.ts';

const TYPES = [...ACTION_KINDS.map((kind) => kind.type), 'LiveResponse'];
const STATUSES = ['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled'];

const ACTIONS: DefenderList = {
  context: 'MachineActions',
  filter: defenderFilter({
    id: ['string', 'eq ne'],
    status: ['enum', 'eq ne', STATUSES],
    machineId: ['string', 'eq ne'],
    type: ['enum', 'eq ne', TYPES],
    requestor: ['string', 'eq ne'],
    creationDateTimeUtc: ['date', 'eq ne gt ge lt le'],
  }),
};

const PROPERTIES =
  `id type title scope requestor requestorComment status machineId computerDnsName creationDateTimeUtc
  lastUpdateDateTimeUtc cancellationRequestor cancellationComment cancellationDateTimeUtc errorHResult externalId
  requestSource relatedFileInfo commands troubleshootInfo`.split(/\s+/);

/** Every property, null where a tenant file leaves it out. */
function actionShape(action: JsonObject): JsonObject {
  const filled: JsonObject = { errorHResult: 0, requestSource: 'PublicApi', commands: [], ...action };
  return Object.fromEntries(PROPERTIES.map((name) => [name, filled[name] ?? null]));
}

/** All actions as they stand now, newest first. */
function currentActions(call: Call): JsonObject[] {
  settleActions(call.store, call.clock);
  const time = (action: JsonObject) => Date.parse(text(action['creationDateTimeUtc']) ?? '') || 0;
  return [...call.store.list('machineActions')].sort((a, b) => time(b) - time(a));
}

function requiredAction(call: Call): JsonObject {
  const id = param(call, 'id');
  const found = currentActions(call).find((action) => action['id'] === id);
  if (found === undefined) throw resourceNotFound('MachineAction', id);
  return found;
}

/** The body's properties, whose names are compared with regard to case; nothing else may stand beside them. */
function readBody(
  call: Call,
  kind: Pick<ActionKind, 'choice' | 'takesFile'>,
): { comment: string; choice?: string; sha1?: string } {
  const body = call.body;
  if (body === undefined) throw invalidBody('Request body is incorrect.');
  const comment = body['Comment'];
  if (comment === undefined || comment === null || comment === '') throw missingParameter('Comment');
  if (typeof comment !== 'string') throw invalidBody('Request body is incorrect.');
  const allowed = new Set([
    'Comment',
    ...(kind.choice === undefined ? [] : [kind.choice.name]),
    ...(kind.takesFile === true ? ['Sha1'] : []),
  ]);
  const sha1 = kind.takesFile === true ? readSha1(body) : undefined;
  const choice = kind.choice === undefined ? undefined : readChoice(body, kind.choice);
  for (const name of Object.keys(body)) {
    if (!allowed.has(name)) throw invalidBody(`Request body is incorrect: unknown property ${name}.`);
  }
  return {
    comment,
    ...(choice === undefined ? {} : { choice }),
    ...(sha1 === undefined ? {} : { sha1 }),
  };
}

function readSha1(body: JsonObject): string {
  const value = body['Sha1'];
  if (value === undefined || value === null || value === '') throw missingParameter('Sha1');
  if (typeof value === 'string' && /^[0-9a-f]{40}$/i.test(value)) return value;
  throw new Refusal(400, 'InvalidHashValue', 'Sha1 must be 40 hexadecimal digits.');
}

function readChoice(body: JsonObject, choice: NonNullable<ActionKind['choice']>): string {
  const value = body[choice.name];
  if (value === undefined || value === null) throw missingParameter(choice.name);
  if (typeof value !== 'string' || !choice.values.includes(value)) {
    throw invalidBody(
      `Request body is incorrect: ${choice.name} must be one of ${choice.values.join(', ')}.`,
    );
  }
  return value;
}

function startAction(call: Call, kind: ActionKind) {
  checkOptions(call, []);
  const machine = requiredMachine(call);
  const { comment, choice, sha1 } = readBody(call, kind);
  const platform = platformOf(machine);
  if (!kind.supports(platform, choice)) {
    throw new Refusal(
      400,
      'OsPlatformNotSupported',
      `The action ${kind.type} is not supported on the OS platform ${platform.name}.`,
    );
  }
  const running = currentActions(call).some(
    (action) => action['machineId'] === machine['id'] && action['type'] === kind.type && !isFinal(action),
  );
  if (running) throw new Refusal(400, 'ActiveRequestAlreadyExists', 'Action is already in progress');
  const now = call.clock.stamp();
  const action = actionShape({
    id: randomUUID(),
    type: kind.type,
    scope: choice ?? null,
    requestor: application(call.store).displayName,
    requestorComment: comment,
    status: 'Pending',
    machineId: machine['id'] ?? null,
    computerDnsName: machine['computerDnsName'] ?? null,
    creationDateTimeUtc: now,
    lastUpdateDateTimeUtc: now,
    relatedFileInfo: sha1 === undefined ? null : { fileIdentifier: sha1, fileIdentifierType: 'Sha1' },
  });
  call.store.list('machineActions').push(action);
  return entityReply(call, 'MachineActions', action, 201);
}

function cancelAction(call: Call) {
  checkOptions(call, []);
  const action = requiredAction(call);
  const { comment } = readBody(call, {});
  const kind = ACTION_KINDS.find((candidate) => candidate.type === action['type']);
  if (kind !== undefined && !call.roles.has(kind.permission)) throw forbidden();
  if (isFinal(action)) {
    throw new Refusal(
      400,
      'BadRequest',
      `Action is in ${text(action['status']) ?? ''} state and cannot be cancelled`,
    );
  }
  const now = call.clock.stamp();
  action['status'] = 'Cancelled';
  action['cancellationRequestor'] = application(call.store).displayName;
  action['cancellationComment'] = comment;
  action['cancellationDateTimeUtc'] = now;
  action['lastUpdateDateTimeUtc'] = now;
  return entityReply(call, 'MachineActions', actionShape(action));
}

/** In Microsoft's sample the address stands in a second pair of quotation marks. */
function packageUri(call: Call) {
  checkOptions(call, []);
  const action = requiredAction(call);
  if (action['type'] !== 'CollectInvestigationPackage' || action['status'] !== 'Succeeded') {
    throw resourceNotFound('The package of action', param(call, 'id'));
  }
  const link = `https://packages.simulated.invalid/${param(call, 'id')}.zip?sig=${randomUUID()}`;
  return ok({ '@odata.context': `${call.base}/$metadata#Edm.String`, value: `"${link}"` });
}

const READ = ['Machine.Read.All', 'Machine.ReadWrite.All'];

function actionRoute(kind: ActionKind): Route {
  return {
    service: 'defender',
    method: 'POST',
    path: `/machines/{id}/${kind.verb}`,
    permissions: [kind.permission],
    limit: defenderLimit(`machines/${kind.verb}`),
    note: kind.note,
    handle: (call) => startAction(call, kind),
  };
}

export const MACHINE_ACTION_ROUTES: readonly Route[] = [
  ...ACTION_KINDS.map(actionRoute),
  {
    service: 'defender',
    method: 'GET',
    path: '/machineactions',
    permissions: READ,
    limit: defenderLimit('machineactions'),
    options: `$filter(${[...(ACTIONS.filter?.keys() ?? [])].join(', ')}) $top(≤10000) $skip`,
    note: 'Newest first (inferred from the documentation).',
    handle: (call) => listReply(call, ACTIONS, currentActions(call).map(actionShape)),
  },
  {
    service: 'defender',
    method: 'GET',
    path: '/machineactions/{id}',
    permissions: READ,
    limit: defenderLimit('machineactions/{id}'),
    handle: (call) => entityReply(call, 'MachineActions', actionShape(requiredAction(call))),
  },
  {
    service: 'defender',
    method: 'GET',
    path: '/machineactions/{id}/getPackageUri',
    permissions: READ,
    limit: defenderLimit('machineactions/getPackageUri', 2, 120),
    note: '404 until the collection has succeeded; the link leads nowhere.',
    handle: packageUri,
  },
  {
    service: 'defender',
    method: 'POST',
    path: '/machineactions/{id}/cancel',
    permissions: [...new Set(ACTION_KINDS.map((kind) => kind.permission))],
    limit: defenderLimit('machineactions/cancel'),
    note: 'Needs the permission of the action itself. 400 once the action is final (UNCONFIRMED).',
    handle: cancelAction,
  },
];
