import { operators, type FilterRule, type FilterRules } from '../odata/filter-rules.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Dialect } from './graph-errors.ts';
import { propertyAt, valueKind } from './model.ts';

/** What may be asked of one collection of entities. */
export interface CollectionRules {
  /** Entity type; `directoryObject` stands for a list of mixed types. */
  readonly type: string;
  /** After `$metadata#` in `@odata.context`. */
  readonly context: string;
  readonly dialect: Dialect;
  readonly filter?: FilterRules;
  /** Property to whether sorting needs the advanced query parameters. */
  readonly orderby?: Readonly<Record<string, 'plain' | 'advanced'>>;
  readonly search?: readonly string[];
  readonly select?: boolean;
  readonly count?: boolean;
  readonly skip?: boolean;
  readonly top?: { readonly page: number; readonly max: number };
  readonly expand?: Readonly<Record<string, Expander>>;
  /** Properties that this caller is not shown. */
  readonly omit?: readonly string[];
  /** A cast of a relationship: every `$filter` needs the advanced query parameters. */
  readonly filterIsAdvanced?: boolean;
}

/** Fills a navigation for `$expand`; `nested` is what stands in its parentheses. */
export type Expander = (entity: JsonObject, nested: string | undefined) => Json;

/** Rules by property, in the notation of `operators`; types come from the v1.0 model. */
export function graphFilter(type: string, notation: Readonly<Record<string, string>>): FilterRules {
  return new Map(
    Object.entries(notation).map(([path, allowed]) => [path, graphRule(type, path, allowed)] as const),
  );
}

function graphRule(type: string, path: string, allowed: string): FilterRule {
  const steps = path.split('/').filter((step) => step !== '*');
  const property = propertyAt(type, steps);
  return { ...valueKind(property?.type ?? 'string'), ...operators(allowed) };
}

/** The directory: whatever takes `eq` takes `in` by default and `ne` and `not` as advanced operators. */
export function directoryFilter(type: string, notation: Readonly<Record<string, string>>): FilterRules {
  const rules = graphFilter(type, notation);
  return new Map(
    [...rules].map(([path, rule]) => {
      const comparable = rule.plain.has('eq') || rule.advanced.has('eq') || rule.plain.has('any');
      if (!comparable) return [path, rule];
      const plain = new Set(rule.plain);
      if (plain.has('eq') && rule.kind !== 'date') plain.add('in');
      return [path, { ...rule, plain, advanced: new Set([...rule.advanced, 'ne', 'not', 'in']) }];
    }),
  );
}

/** `$filter=… $orderby=…` in one line, for the coverage list. */
export function describeRules(rules: CollectionRules): string {
  const parts: string[] = [];
  if (rules.filter !== undefined) {
    const names = [...rules.filter.keys()].filter((name) => !name.endsWith('/*'));
    parts.push(`$filter(${names.join(', ')})`);
  }
  if (rules.orderby !== undefined) parts.push(`$orderby(${Object.keys(rules.orderby).join(', ')})`);
  if (rules.search !== undefined) parts.push(`$search(${rules.search.join(', ')})`);
  if (rules.expand !== undefined) parts.push(`$expand(${Object.keys(rules.expand).join(', ')})`);
  if (rules.select === true) parts.push('$select');
  if (rules.top !== undefined) parts.push(`$top(≤${rules.top.max})`);
  if (rules.skip === true) parts.push('$skip');
  if (rules.count === true) parts.push('$count');
  return parts.join(' ');
}
