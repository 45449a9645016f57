import { randomUUID } from 'node:crypto';
import { ok } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { text, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { application } from '../store/tenant-store.ts';
import {
  ACTION_KINDS,
  ACTION_PERMISSIONS,
  CONTAIN,
  requirePlatform,
  type ActionKind,
} from './action-kinds.ts';
import { isFinal } from './action-life.ts';
import {
  actionShape,
  currentActions,
  READ_ACTIONS,
  recordAction,
  refuseSecond,
  requiredAction,
} from './action-records.ts';
import { forbidden, invalidInput, resourceNotFound } from './defender-errors.ts';
import { defenderLimit } from './defender-limits.ts';
import { checkOptions, defenderFilter, entityReply, listReply, type DefenderList } from './list-answer.ts';
import { isOnboarded } from './machine-shape.ts';
import { requiredMachine } from './machines.ts';
import { onlyNames, requiredBody, requiredMember, requiredText, requiredValue } from './request-body.ts';

const TYPES = [...ACTION_PERMISSIONS.keys()];
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

/** The comment and what the kind needs besides; nothing else may stand beside them. */
function readBody(
  call: Call,
  kind: Pick<ActionKind, 'choice' | 'takesFile'>,
): { comment: string; scope: string | null; sha1: string | undefined } {
  const body = requiredBody(call);
  const comment = requiredText(body, 'Comment');
  const sha1 = kind.takesFile === true ? readSha1(body) : undefined;
  const { choice } = kind;
  const scope = choice === undefined ? null : requiredMember(body, choice.name, choice.values);
  onlyNames(body, [
    'Comment',
    ...(choice === undefined ? [] : [choice.name]),
    ...(kind.takesFile === true ? ['Sha1'] : []),
  ]);
  return { comment, scope, sha1 };
}

function readSha1(body: JsonObject): string {
  const value = requiredValue(body, 'Sha1');
  if (typeof value === 'string' && /^[0-9a-f]{40}$/i.test(value)) return value;
  throw new Refusal(400, 'InvalidHashValue', 'Sha1 must be 40 hexadecimal digits.');
}

function startAction(call: Call, kind: ActionKind) {
  checkOptions(call, []);
  const machine = requiredMachine(call);
  const { comment, scope, sha1 } = readBody(call, kind);
  if (scope === CONTAIN && isOnboarded(machine)) {
    throw invalidInput(`${CONTAIN}: the machine ${param(call, 'id')} is managed`);
  }
  requirePlatform(machine, kind.type, (platform) => kind.supports(platform, scope));
  refuseSecond(call, machine, kind.type);
  const relatedFileInfo = sha1 === undefined ? null : { fileIdentifier: sha1, fileIdentifierType: 'Sha1' };
  const action = recordAction(call, machine, {
    type: kind.type,
    comment,
    details: { scope, relatedFileInfo },
  });
  return entityReply(call, 'MachineActions', action, 201);
}

function cancelAction(call: Call) {
  checkOptions(call, []);
  const action = requiredAction(call);
  const { comment } = readBody(call, {});
  const permission = ACTION_PERMISSIONS.get(text(action['type']) ?? '');
  if (permission !== undefined && !call.roles.has(permission)) throw forbidden();
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
    permissions: READ_ACTIONS,
    limit: defenderLimit('machineactions'),
    options: `$filter(${[...(ACTIONS.filter?.keys() ?? [])].join(', ')}) $top(≤10000) $skip`,
    note: 'Newest first (inferred from the documentation). `or`, `lt` and `le` are UNCONFIRMED; `in`, `not` and functions are refused.',
    handle: (call) => listReply(call, ACTIONS, currentActions(call).map(actionShape)),
  },
  {
    service: 'defender',
    method: 'GET',
    path: '/machineactions/{id}',
    permissions: READ_ACTIONS,
    limit: defenderLimit('machineactions/{id}'),
    handle: (call) => entityReply(call, 'MachineActions', actionShape(requiredAction(call))),
  },
  {
    service: 'defender',
    method: 'GET',
    path: '/machineactions/{id}/getPackageUri',
    permissions: READ_ACTIONS,
    limit: defenderLimit('machineactions/getPackageUri', 2, 120),
    note: '404 until the collection has succeeded; the link leads nowhere.',
    handle: packageUri,
  },
  {
    service: 'defender',
    method: 'POST',
    path: '/machineactions/{id}/cancel',
    permissions: [...new Set(ACTION_PERMISSIONS.values())],
    limit: defenderLimit('machineactions/cancel'),
    note: 'Needs the permission of the action itself. 400 once the action is final (UNCONFIRMED).',
    handle: cancelAction,
  },
];
