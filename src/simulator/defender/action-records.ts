import { randomUUID } from 'node:crypto';
import { param, type Call } from '../http/route.ts';
import { text, type Json, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { application } from '../store/tenant-store.ts';
import { isFinal, settleActions } from './action-life.ts';
import { resourceNotFound } from './defender-errors.ts';

/** Application roles that read machine actions. */
export const READ_ACTIONS: readonly string[] = ['Machine.Read.All', 'Machine.ReadWrite.All'];

const PROPERTIES =
  `id type title scope requestor requestorComment status machineId computerDnsName creationDateTimeUtc
  lastUpdateDateTimeUtc cancellationRequestor cancellationComment cancellationDateTimeUtc errorHResult externalId
  requestSource relatedFileInfo commands troubleshootInfo`.split(/\s+/);

/** Every property, null where a tenant file leaves it out. */
export function actionShape(action: JsonObject): JsonObject {
  const filled: JsonObject = { errorHResult: 0, requestSource: 'PublicApi', commands: [], ...action };
  return Object.fromEntries(PROPERTIES.map((name) => [name, filled[name] ?? null]));
}

/** All actions as they stand now, newest first. */
export function currentActions(call: Call): JsonObject[] {
  settleActions(call.store, call.clock);
  const time = (action: JsonObject) => Date.parse(text(action['creationDateTimeUtc']) ?? '') || 0;
  return [...call.store.list('machineActions')].sort((a, b) => time(b) - time(a));
}

export function requiredAction(call: Call): JsonObject {
  const id = param(call, 'id');
  const found = currentActions(call).find((action) => action['id'] === id);
  if (found === undefined) throw resourceNotFound('MachineAction', id);
  return found;
}

/** One action of a kind at a time on a machine. */
export function refuseSecond(call: Call, machine: JsonObject, type: string): void {
  const running = currentActions(call).some(
    (action) => action['machineId'] === machine['id'] && action['type'] === type && !isFinal(action),
  );
  if (running) throw new Refusal(400, 'ActiveRequestAlreadyExists', 'Action is already in progress');
}

/** Takes up a new, pending action on a machine; `details` are its scope, file or commands. */
export function recordAction(
  call: Call,
  machine: JsonObject,
  order: { type: string; comment: string; details?: Readonly<Record<string, Json>> },
): JsonObject {
  const now = call.clock.stamp();
  const action = actionShape({
    id: randomUUID(),
    type: order.type,
    requestor: application(call.store).displayName,
    requestorComment: order.comment,
    status: 'Pending',
    machineId: machine['id'] ?? null,
    computerDnsName: machine['computerDnsName'] ?? null,
    creationDateTimeUtc: now,
    lastUpdateDateTimeUtc: now,
    ...order.details,
  });
  call.store.list('machineActions').push(action);
  return action;
}
