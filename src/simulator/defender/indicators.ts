import { ok } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { text, type Json, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { batchTooLarge, invalidBody, invalidInput, resourceNotFound } from './defender-errors.ts';
import { defenderLimit } from './defender-limits.ts';
import { INDICATOR_ACTIONS, readIndicator, SEVERITIES } from './indicator-body.ts';
import { indicatorRegister, type IndicatorRegister } from './indicator-register.ts';
import { indicatorShape } from './indicator-shape.ts';
import { INDICATOR_TYPES } from './indicator-value.ts';
import { checkOptions, defenderFilter, entityReply, listReply, type DefenderList } from './list-answer.ts';
import { onlyNames, requiredBody, requiredList, requiredObject, wrongValue } from './request-body.ts';

const LARGEST_BATCH = 500;
const EQUAL = 'eq ne';
const ORDERED = 'eq ne gt ge lt le';

const INDICATORS: DefenderList = {
  context: 'Indicators',
  filter: defenderFilter({
    application: ['string', EQUAL],
    createdByDisplayName: ['string', EQUAL],
    expirationTime: ['date', ORDERED],
    generateAlert: ['bool', EQUAL],
    title: ['string', EQUAL],
    rbacGroupNames: ['string', 'any'],
    'rbacGroupNames/*': ['string', 'eq'],
    rbacGroupIds: ['string', 'any'],
    'rbacGroupIds/*': ['string', 'eq'],
    indicatorValue: ['string', EQUAL],
    indicatorType: ['enum', EQUAL, INDICATOR_TYPES],
    creationTimeDateTimeUtc: ['date', ORDERED],
    createdBy: ['string', EQUAL],
    action: ['enum', EQUAL, INDICATOR_ACTIONS],
    severity: ['enum', EQUAL, SEVERITIES],
  }),
};
const FILTERED = [...(INDICATORS.filter?.keys() ?? [])].filter((name) => !name.endsWith('/*'));

function listIndicators(call: Call) {
  const shown = indicatorRegister(call).visible();
  return listReply(call, INDICATORS, shown.map(indicatorShape));
}

function submitIndicator(call: Call) {
  checkOptions(call, []);
  const wanted = readIndicator(requiredBody(call), call.clock.now().getTime());
  return entityReply(call, 'Indicators', indicatorShape(indicatorRegister(call).submit(wanted)));
}

/** A body that cannot be read is refused whole; what is wrong with one indicator is said of that one. */
function importIndicators(call: Call) {
  checkOptions(call, []);
  const body = requiredBody(call);
  const items = requiredBatch(body, 'Indicators').map((item) => requiredObject(item, 'Indicators'));
  onlyNames(body, ['Indicators']);
  const now = call.clock.now().getTime();
  const read = items.map((item) => ({ item, wanted: attempt(() => readIndicator(item, now)) }));
  const register = indicatorRegister(call);
  return ok({ value: read.map(({ item, wanted }) => importResult(item, wanted, register)) });
}

function importResult(
  item: JsonObject,
  wanted: JsonObject | Refusal,
  register: IndicatorRegister,
): JsonObject {
  const stored = wanted instanceof Refusal ? wanted : attempt(() => register.submit(wanted));
  const failed = stored instanceof Refusal;
  return {
    // What stands in for the id of a failed one is UNCONFIRMED.
    id: failed ? null : (stored['id'] ?? null),
    indicator: item['indicatorValue'] ?? null,
    isFailed: failed,
    failureReason: failed ? stored.message : null,
  };
}

function attempt(read: () => JsonObject): JsonObject | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'InvalidRequestBody') return error;
    throw error;
  }
}

function requiredBatch(body: JsonObject, name: string): Json[] {
  const batch = requiredList(body, name);
  if (batch.length === 0) throw invalidBody(`Request body is incorrect: ${name} must not be empty.`);
  if (batch.length > LARGEST_BATCH) throw batchTooLarge(batch.length, LARGEST_BATCH);
  return batch;
}

function deleteIndicator(call: Call) {
  checkOptions(call, []);
  if (call.body !== undefined) throw invalidBody('Request body is incorrect: it must be empty.');
  remove(call, [param(call, 'id')]);
  return { status: 204 };
}

function deleteIndicators(call: Call) {
  checkOptions(call, []);
  const body = requiredBody(call);
  const ids = requiredBatch(body, 'IndicatorIds').map((id) => {
    const given = text(id);
    if (given === undefined) throw wrongValue('IndicatorIds', 'an array of strings');
    if (!/^\d+$/.test(given)) throw invalidInput(`IndicatorIds ${given}`);
    return given;
  });
  onlyNames(body, ['IndicatorIds']);
  remove(call, ids);
  return { status: 204 };
}

/** All or none. */
function remove(call: Call, ids: readonly string[]): void {
  const register = indicatorRegister(call);
  const known = new Set(register.visible().map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw resourceNotFound('Indicator', missing);
  register.remove(new Set(ids));
}

const PERMISSIONS = ['Ti.ReadWrite', 'Ti.ReadWrite.All'];
const shared = { service: 'defender', permissions: PERMISSIONS } as const;

export const INDICATOR_ROUTES: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    path: '/indicators',
    limit: defenderLimit('indicators'),
    options: `$filter(${FILTERED.join(', ')}) $top(≤10000) $skip`,
    note: 'Active ones only: what has expired is gone. With `Ti.ReadWrite` alone, those that the application created. Operators other than `eq`, and the lambda on the lists, are UNCONFIRMED.',
    handle: listIndicators,
  },
  {
    ...shared,
    method: 'POST',
    path: '/indicators',
    limit: defenderLimit('indicators/submit'),
    note: "The same type and value again changes the one that is there; what is left out is reset then (UNCONFIRMED), `application` stays. The 15,001st: 400 (UNCONFIRMED). Another application's with `Ti.ReadWrite` alone: 403 (UNCONFIRMED).",
    handle: submitIndicator,
  },
  {
    ...shared,
    method: 'POST',
    path: '/indicators/import',
    limit: defenderLimit('indicators/import', 30, Number.POSITIVE_INFINITY),
    note: 'Up to 500, each with its own result. Which faults concern one and which the whole is UNCONFIRMED.',
    handle: importIndicators,
  },
  {
    ...shared,
    method: 'POST',
    path: '/indicators/BatchDelete',
    limit: defenderLimit('indicators/BatchDelete', 30),
    note: 'Up to 500, all or none. Device groups are not looked at.',
    handle: deleteIndicators,
  },
  {
    ...shared,
    method: 'DELETE',
    path: '/indicators/{id}',
    limit: defenderLimit('indicators/{id}'),
    handle: deleteIndicator,
  },
];
