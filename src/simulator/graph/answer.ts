import { ok, type Reply } from '../http/exchange.ts';
import type { Call } from '../http/route.ts';
import type { Json, JsonObject } from '../json.ts';
import { matches } from '../odata/filter-match.ts';
import { formatQueryString, type QueryOptions } from '../odata/query-string.ts';
import { searchMatches } from '../odata/search.ts';
import { issueSkipToken } from '../odata/skip-token.ts';
import { invalidRequest } from './graph-errors.ts';
import { actualType, isVisible, projectEntity } from './project.ts';
import type { CollectionRules, Expander } from './query-rules.ts';
import {
  checkOptions,
  isEventual,
  readExpand,
  readFilter,
  readOrder,
  readPage,
  readSearch,
  readSelect,
  sorted,
  viewOf,
} from './read-options.ts';

/** What directory objects show without `$select`, where Graph shows less than everything. */
const DEFAULT_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  user: `businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname
    userPrincipalName id`.split(/\s+/),
  group:
    `id deletedDateTime classification createdDateTime description displayName expirationDateTime groupTypes
    isAssignableToRole mail mailEnabled mailNickname membershipRule membershipRuleProcessingState
    onPremisesDomainName onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesSamAccountName
    onPremisesSecurityIdentifier onPremisesSyncEnabled preferredDataLocation preferredLanguage proxyAddresses
    renewedDateTime resourceBehaviorOptions resourceProvisioningOptions securityEnabled securityIdentifier theme
    uniqueName visibility`.split(/\s+/),
};

function selectionFor(entity: JsonObject, rules: Pick<CollectionRules, 'type'>, select?: readonly string[]) {
  return select ?? DEFAULT_PROPERTIES[actualType(entity, rules.type)];
}

function optionNames(rules: CollectionRules): string[] {
  const names = ['$top', '$skiptoken'];
  if (rules.filter !== undefined) names.push('$filter');
  if (rules.orderby !== undefined) names.push('$orderby');
  if (rules.search !== undefined) names.push('$search');
  if (rules.expand !== undefined) names.push('$expand');
  if (rules.select === true) names.push('$select');
  if (rules.count === true) names.push('$count');
  if (rules.skip === true) names.push('$skip');
  return names;
}

/** A page of a collection after `$filter`, `$search`, `$orderby` and `$select`. */
export function collectionReply(call: Call, rules: CollectionRules, items: readonly JsonObject[]): Reply {
  checkOptions(call, optionNames(rules));
  const view = viewOf(call);
  const select = readSelect(call, rules.type, items);
  const expanders = rules.expand ?? {};
  const expand = readExpand(call, expanders, rules.type);
  const found = selectItems(call, rules, items).filter((item) => isVisible(item, view));
  const { offset, size } = readPage(call, rules);
  const body: JsonObject = { '@odata.context': context(call, rules.context, select) };
  if (countIsAsked(call, rules)) body['@odata.count'] = found.length;
  if (offset + size < found.length) body['@odata.nextLink'] = nextLink(call, offset + size);
  body['value'] = found.slice(offset, offset + size).map((item) => ({
    ...without(projectEntity(item, rules.type, view, selectionFor(item, rules, select)), rules.omit),
    ...expansions(item, expanders, expand),
  }));
  return ok(body, unitHeaders(call));
}

function selectItems(call: Call, rules: CollectionRules, items: readonly JsonObject[]): JsonObject[] {
  const filter = readFilter(call, rules);
  const search = readSearch(call, rules);
  const order = readOrder(call, rules);
  const ignoreCase = rules.dialect === 'directory' || rules.dialect === 'intune';
  const found = items.filter(
    (item) =>
      (filter === undefined || matches(filter, item, { ignoreCase })) &&
      (search === undefined || searchMatches(search, item)),
  );
  return order.length === 0 ? found : sorted(found, order);
}

/** The directory passes over `$count=true` in silence when the ConsistencyLevel header is missing. */
function countIsAsked(call: Call, rules: CollectionRules): boolean {
  const option = call.options.get('$count');
  if (option === undefined) return false;
  if (option !== 'true' && option !== 'false') {
    throw invalidRequest(rules.dialect, `Invalid value '${option}' for $count query option found.`);
  }
  return option === 'true' && (rules.dialect !== 'directory' || isEventual(call));
}

/** `/users/$count`: the number as plain text. */
export function countReply(call: Call, rules: CollectionRules, items: readonly JsonObject[]): Reply {
  checkOptions(call, ['$filter', '$search', '$count']);
  if (!isEventual(call)) throw invalidRequest('directory', '$count is not currently supported.');
  const options: QueryOptions = new Map([...call.options, ['$count', 'true']]);
  const found = selectItems({ ...call, options }, rules, items);
  return { status: 200, headers: { 'content-type': 'text/plain' }, text: String(found.length) };
}

/** One entity. */
export function entityReply(
  call: Call,
  rules: Pick<CollectionRules, 'type' | 'context' | 'expand' | 'omit'>,
  entity: JsonObject,
): Reply {
  const expanders = rules.expand ?? {};
  checkOptions(call, rules.expand === undefined ? ['$select'] : ['$select', '$expand']);
  const view = viewOf(call);
  const select = readSelect(call, actualType(entity, rules.type), [entity]);
  const expand = readExpand(call, expanders, rules.type);
  return ok(
    {
      '@odata.context': `${context(call, rules.context, select)}/$entity`,
      ...without(projectEntity(entity, rules.type, view, selectionFor(entity, rules, select)), rules.omit),
      ...expansions(entity, expanders, expand),
    },
    unitHeaders(call),
  );
}

function without(entity: JsonObject, names: readonly string[] | undefined): JsonObject {
  if (names === undefined) return entity;
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !names.includes(name)));
}

function expansions(
  entity: JsonObject,
  expanders: Readonly<Record<string, Expander>>,
  expand: ReadonlyMap<string, string | undefined>,
): JsonObject {
  const shown: Record<string, Json> = {};
  for (const [name, nested] of expand) {
    const expander = expanders[name];
    if (expander !== undefined) shown[name] = expander(entity, nested);
  }
  return shown;
}

/** `value` alone, as OData functions and actions answer. */
export function valueReply(call: Call, type: string, value: Json): Reply {
  return ok({ '@odata.context': `${call.base}/$metadata#${type}`, value }, unitHeaders(call));
}

function context(call: Call, name: string, select: readonly string[] | undefined): string {
  return `${call.base}/$metadata#${name}${select === undefined ? '' : `(${select.join(',')})`}`;
}

function nextLink(call: Call, offset: number): string {
  const kept = [...call.options].filter(([name]) => name !== '$skiptoken');
  const token = issueSkipToken(`${call.version}${call.request.path}`, call.options, offset);
  const options = new Map([...kept, ['$skiptoken', token] as const]);
  return `${call.request.origin}${call.request.path}?${formatQueryString(options)}`;
}

function unitHeaders(call: Call): Readonly<Record<string, string>> {
  return call.route.limit === 'directory' ? { 'x-ms-resource-unit': String(requestCost(call)) } : {};
}

/** Directory resource units: the route's cost, less for `$select` and a small `$top`, more for `$expand`. */
export function requestCost(call: Pick<Call, 'route' | 'options'>): number {
  const { options } = call;
  const top = options.get('$top');
  const changes =
    (options.has('$select') ? -1 : 0) +
    (options.has('$expand') ? 1 : 0) +
    (top !== undefined && Number(top) < 20 ? -1 : 0);
  return Math.max(1, (call.route.cost ?? 1) + changes);
}
