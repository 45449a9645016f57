import type { Call } from '../http/route.ts';
import type { Json, JsonObject } from '../json.ts';
import { filterFault, type FilterFault, type FilterRules } from '../odata/filter-rules.ts';
import { parseFilter, type Filter } from '../odata/filter-syntax.ts';
import { FilterSyntaxError } from '../odata/filter-tokens.ts';
import { parseSearch, type Search } from '../odata/search.ts';
import { readSkipToken } from '../odata/skip-token.ts';
import { badRequest, unsupportedQuery } from './graph-errors.ts';
import { entityType, propertyAt } from './model.ts';
import type { View } from './project.ts';
import type { CollectionRules } from './query-rules.ts';

/** How the caller wants to see entities. */
export function viewOf(call: Call): View {
  const prefer = call.request.headers.get('prefer') ?? '';
  return { version: call.version, unknownEnumMembers: /\binclude-unknown-enum-members\b/.test(prefer) };
}

/** The directory's advanced query parameters: the header and `$count=true`, both. */
export function isEventual(call: Call): boolean {
  return call.request.headers.get('consistencylevel')?.toLowerCase() === 'eventual';
}

function isAdvanced(call: Call): boolean {
  return isEventual(call) && call.options.get('$count') === 'true';
}

/** Refuses every option that the resource does not take. */
export function checkOptions(call: Call, allowed: readonly string[]): void {
  for (const name of call.options.keys()) {
    if (allowed.includes(name)) continue;
    if (name === '$skip') throw badRequest("'$skip' is not supported by the service.");
    throw badRequest(
      name.startsWith('$')
        ? `The query parameter '${name}' is not supported.`
        : `The query option '${name}' is not recognized.`,
    );
  }
}

const MIXED = ['user', 'group', 'device', 'directoryRole', 'servicePrincipal'];

/** `$select` as a list; beta takes properties that only the data knows. */
export function readSelect(
  call: Call,
  type: string,
  items: readonly JsonObject[],
): readonly string[] | undefined {
  const option = call.options.get('$select');
  if (option === undefined) return undefined;
  const names = option.split(',').map((name) => name.trim());
  const types = type === 'directoryObject' ? MIXED : [type];
  for (const name of names) {
    const known = types.some((candidate) => entityType(candidate)?.properties.has(name) ?? false);
    const held = items.some((item) => name in item && propertyAt(type, [name]) === undefined);
    // Of a derived type (windows10CompliancePolicy) no property can be selected on the base collection.
    if (!known && !(call.version === 'beta' && held)) throw unknownProperty(name, type);
  }
  return names;
}

function unknownProperty(name: string, type: string) {
  return badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`);
}

export function readFilter(call: Call, rules: CollectionRules): Filter | undefined {
  const option = call.options.get('$filter');
  if (option === undefined) return undefined;
  let filter: Filter;
  try {
    filter = parseFilter(option);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw badRequest(`Invalid filter clause: ${error.message}`);
    throw error;
  }
  const directory = rules.dialect === 'directory';
  const allowed: FilterRules = rules.filter ?? new Map();
  const advanced = isAdvanced(call);
  const fault = filterFault(filter, {
    rules: allowed,
    advanced,
    maxAlternatives: directory ? 15 : Number.POSITIVE_INFINITY,
  });
  if (fault !== undefined) throw filterRefusal(fault, rules);
  if (rules.filterIsAdvanced === true && !advanced) throw missingParameters('Operator $filter with a cast');
  if (directory && call.options.has('$orderby') && !advanced) {
    throw unsupportedQuery('directory', 'Sorting not supported for current query.');
  }
  return filter;
}

function missingParameters(what: string) {
  return unsupportedQuery(
    'directory',
    `${what} is not supported because the required parameters might be missing. Try adding $count=true query ` +
      'parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information',
  );
}

const ADVANCED_NAMES: Readonly<Record<string, string>> = { ne: 'NotEqualsMatch', not: 'Not' };

function filterRefusal(fault: FilterFault, rules: CollectionRules) {
  const resource = rules.type.slice(0, 1).toUpperCase() + rules.type.slice(1);
  const clause = (path: string) =>
    unsupportedQuery(
      rules.dialect,
      `Unsupported or invalid query filter clause specified for property '${path}' of resource '${resource}'.`,
    );
  switch (fault.kind) {
    case 'property': {
      const steps = fault.path.split('/').filter((step) => step !== '*');
      const known = propertyAt(rules.type, steps) !== undefined;
      return known ? clause(fault.path) : unknownProperty(fault.path, rules.type);
    }
    case 'operator': {
      if (!fault.advanced || rules.dialect !== 'directory') return clause(fault.path);
      if (fault.operator === 'endswith') return missingParameters("Operator 'endsWith'");
      const named = ADVANCED_NAMES[fault.operator];
      return named === undefined
        ? clause(fault.path)
        : unsupportedQuery('directory', `Filter operator '${named}' is not supported.`);
    }
    case 'type':
      return badRequest(
        'Invalid filter clause: A binary operator with incompatible types was detected. Found operand types ' +
          `'${fault.held}' and '${fault.given}' for operator kind '${fault.operator}'.`,
      );
    case 'member':
      return badRequest(
        `Invalid filter clause: The string '${fault.value}' is not a valid value for '${fault.path}'.`,
      );
    case 'tooMany':
      return unsupportedQuery(
        rules.dialect,
        `Too many child clauses specified in search filter expression containing 'OR' operators: ${fault.count}. Max allowed: 15.`,
      );
  }
}

export function readSearch(call: Call, rules: CollectionRules): Search | undefined {
  const option = call.options.get('$search');
  if (option === undefined) return undefined;
  if (!isEventual(call)) {
    throw unsupportedQuery(
      'directory',
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const search = parseSearch(option);
  if (search === undefined) {
    throw badRequest(`Syntax error: '${option}' is not a valid $search; write "property:value" in quotes.`);
  }
  for (const { property } of search.flat()) {
    if (rules.search?.includes(property) === true) continue;
    throw unsupportedQuery('directory', `Unsupported or invalid search clause for property '${property}'.`);
  }
  return search;
}

export interface SortKey {
  readonly property: string;
  readonly descending: boolean;
}

export function readOrder(call: Call, rules: CollectionRules): SortKey[] {
  const option = call.options.get('$orderby');
  if (option === undefined) return [];
  return option.split(',').map((part) => {
    const [property = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
      throw badRequest(`Syntax error in '$orderby': '${part.trim()}'.`);
    }
    const need = rules.orderby?.[property];
    if (need === undefined) {
      if (propertyAt(rules.type, property.split('/')) === undefined)
        throw unknownProperty(property, rules.type);
      throw unsupportedQuery(rules.dialect, 'Sorting not supported for current query.');
    }
    if (need === 'advanced' && !isAdvanced(call)) {
      throw unsupportedQuery(rules.dialect, 'Sorting not supported for current query.');
    }
    return { property, descending: direction === 'desc' };
  });
}

export function readPage(call: Call, rules: CollectionRules): { offset: number; size: number } {
  const limits = rules.top ?? { page: 100, max: 999 };
  const size = readNumber(call, '$top', limits.page);
  if (size < 1 || size > limits.max) {
    throw unsupportedQuery(
      rules.dialect,
      `Invalid page size specified: '${call.options.get('$top') ?? ''}'. Must be between 1 and ${limits.max} inclusive.`,
    );
  }
  const token = call.options.get('$skiptoken');
  if (token === undefined) return { offset: readNumber(call, '$skip', 0), size };
  const offset = readSkipToken(`${call.version}${call.request.path}`, call.options, token);
  if (offset === undefined) throw badRequest('Skip token is not valid for this query.');
  return { offset, size };
}

function readNumber(call: Call, name: string, otherwise: number): number {
  const option = call.options.get(name);
  if (option === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(option)) {
    throw badRequest(`Invalid value '${option}' for ${name} query option found. It must be a whole number.`);
  }
  return Number(option);
}

/** `$expand=a,b($expand=c)`: navigation to what stands in its parentheses. */
export function readExpand(
  call: Call,
  expanders: Readonly<Record<string, unknown>>,
  type: string,
): Map<string, string | undefined> {
  const expanded = new Map<string, string | undefined>();
  const option = call.options.get('$expand');
  if (option === undefined) return expanded;
  for (const part of option.split(/,(?![^(]*\))/)) {
    const match = /^\s*(?<name>\w+)(?:\((?<nested>[^()]*)\))?\s*$/.exec(part);
    const name = match?.groups?.['name'] ?? part;
    if (match === null || !Object.hasOwn(expanders, name)) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
      );
    }
    expanded.set(name, match.groups?.['nested']);
  }
  return expanded;
}

/** Orders by the keys; text without regard to case, missing values first. */
export function sorted(items: readonly JsonObject[], keys: readonly SortKey[]): JsonObject[] {
  return [...items].sort((a, b) => {
    for (const { property, descending } of keys) {
      const order = compareValues(a[property], b[property]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compareValues(a: Json | undefined, b: Json | undefined): number {
  const left = sortText(a);
  const right = sortText(b);
  return left === right ? 0 : left < right ? -1 : 1;
}

function sortText(value: Json | undefined): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value ?? '');
}
