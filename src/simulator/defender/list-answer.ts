import { ok, type Reply } from '../http/exchange.ts';
import type { Call } from '../http/route.ts';
import type { JsonObject } from '../json.ts';
import { matches } from '../odata/filter-match.ts';
import { filterFault, operators, type FilterRules, type ValueKind } from '../odata/filter-rules.ts';
import { parseFilter, type Filter } from '../odata/filter-syntax.ts';
import { FilterSyntaxError } from '../odata/filter-tokens.ts';
import { odataError } from './defender-errors.ts';

export interface DefenderList {
  /** After `$metadata#`. */
  readonly context: string;
  readonly filter?: FilterRules;
}

/** `[kind, operators, members of an enum]` by property. */
export type FilterNotation = Readonly<
  Record<string, readonly [ValueKind, string] | readonly [ValueKind, string, readonly string[]]>
>;

export function defenderFilter(notation: FilterNotation): FilterRules {
  return new Map(
    Object.entries(notation).map(([name, [kind, allowed, members]]) => [
      name,
      { kind, members: members ?? [], ...operators(allowed) },
    ]),
  );
}

const LARGEST_PAGE = 10_000;

/** A list after `$filter`, `$skip` and `$top`, which here is a limit of the whole answer, not a page. */
export function listReply(call: Call, list: DefenderList, items: readonly JsonObject[]): Reply {
  checkOptions(call, list.filter === undefined ? ['$top', '$skip'] : ['$filter', '$top', '$skip']);
  const filter = readFilter(call, list);
  const top = readNumber(call, '$top', LARGEST_PAGE);
  if (top < 1 || top > LARGEST_PAGE)
    throw odataError(`The limit of '${LARGEST_PAGE}' for Top query has been exceeded.`);
  const skip = readNumber(call, '$skip', 0);
  const found =
    filter === undefined ? items : items.filter((item) => matches(filter, item, { ignoreCase: false }));
  return ok({ '@odata.context': context(call, list.context), value: found.slice(skip, skip + top) });
}

export function entityReply(call: Call, name: string, entity: JsonObject, status = 200): Reply {
  checkOptions(call, []);
  return { status, json: { '@odata.context': `${context(call, name)}/$entity`, ...entity } };
}

function context(call: Call, name: string): string {
  return `${call.base}/$metadata#${name}`;
}

export function checkOptions(call: Call, allowed: readonly string[]): void {
  for (const name of call.options.keys()) {
    if (!allowed.includes(name)) throw odataError(`The query option '${name}' is not supported.`);
  }
}

function readNumber(call: Call, name: string, otherwise: number): number {
  const option = call.options.get(name);
  if (option === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(option))
    throw odataError(`Invalid value '${option}' for ${name} query option found.`);
  return Number(option);
}

function readFilter(call: Call, list: DefenderList): Filter | undefined {
  const option = call.options.get('$filter');
  if (option === undefined) return undefined;
  let filter: Filter;
  try {
    filter = parseFilter(option);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw odataError(`Invalid $filter: ${error.message}`);
    throw error;
  }
  const rules = list.filter ?? new Map<string, never>();
  const fault = filterFault(filter, { rules, advanced: false, maxAlternatives: Number.POSITIVE_INFINITY });
  switch (fault?.kind) {
    case undefined:
      return filter;
    case 'property':
      throw odataError(`The property '${fault.path}' cannot be used in the $filter query option.`);
    case 'operator':
      throw odataError(`The operator '${fault.operator}' is not allowed for the property '${fault.path}'.`);
    case 'type':
      throw odataError(
        `A binary operator with incompatible types was detected. Found operand types '${fault.held}' and ` +
          `'${fault.given}' for operator kind '${fault.operator}'.`,
      );
    case 'member':
      throw odataError(`The string '${fault.value}' is not a valid value of '${fault.path}'.`);
    case 'tooMany':
      throw odataError('The node count limit of the $filter query option has been exceeded.');
  }
}
