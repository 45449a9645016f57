import type { Filter, Path } from './filter-syntax.ts';
import type { Literal } from './filter-tokens.ts';

export type ValueKind = 'string' | 'bool' | 'int' | 'num' | 'date' | 'guid' | 'enum';

/** What a service allows on one property. */
export interface FilterRule {
  readonly kind: ValueKind;
  readonly members: readonly string[];
  /** Operators that always work, and those that need the advanced query parameters of the directory. */
  readonly plain: ReadonlySet<string>;
  readonly advanced: ReadonlySet<string>;
}

/** Property path to rule. `x/*` stands for the items of the collection `x` themselves, inside `x/any(...)`. */
export type FilterRules = ReadonlyMap<string, FilterRule>;

/** `eq in startswith | ne not null`: plain operators, then the advanced ones. */
export function operators(notation: string): Pick<FilterRule, 'plain' | 'advanced'> {
  const [plain = '', advanced = ''] = notation.split('|');
  const words = (part: string) => new Set(part.split(' ').filter((word) => word !== ''));
  return { plain: words(plain), advanced: words(advanced) };
}

export type FilterFault =
  | { readonly kind: 'property'; readonly path: string }
  | {
      readonly kind: 'operator';
      readonly path: string;
      readonly operator: string;
      readonly advanced: boolean;
    }
  | {
      readonly kind: 'type';
      readonly path: string;
      readonly operator: string;
      readonly held: string;
      readonly given: string;
    }
  | { readonly kind: 'member'; readonly path: string; readonly value: string }
  | { readonly kind: 'tooMany'; readonly count: number };

export interface FilterCheck {
  readonly rules: FilterRules;
  /** Were the advanced query parameters given? */
  readonly advanced: boolean;
  /** The directory takes at most so many alternatives. */
  readonly maxAlternatives: number;
}

/** The first reason why the service would refuse the filter. */
export function filterFault(filter: Filter, check: FilterCheck): FilterFault | undefined {
  const count = alternatives(filter);
  if (count > check.maxAlternatives) return { kind: 'tooMany', count };
  return walk(filter, check, new Map(), false);
}

function alternatives(filter: Filter): number {
  switch (filter.kind) {
    case 'or':
      return alternatives(filter.left) + alternatives(filter.right);
    case 'and':
      return Math.max(alternatives(filter.left), alternatives(filter.right));
    case 'not':
      return alternatives(filter.inner);
    case 'in':
      return filter.values.length;
    case 'compare':
    case 'text':
      return 1;
    case 'any':
    case 'all':
      return filter.inner === undefined ? 1 : alternatives(filter.inner);
  }
}

function walk(
  filter: Filter,
  check: FilterCheck,
  variables: ReadonlyMap<string, string>,
  negated: boolean,
): FilterFault | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return walk(filter.left, check, variables, negated) ?? walk(filter.right, check, variables, negated);
    case 'not':
      return walk(filter.inner, check, variables, true);
    default: {
      const path = spelled(filter.path, variables);
      const rule = check.rules.get(path);
      if (rule === undefined) return { kind: 'property', path };
      return (
        (negated ? operatorFault(path, 'not', rule, check) : undefined) ??
        leafFault(filter, path, rule, check, variables)
      );
    }
  }
}

function spelled(path: Path, variables: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = path;
  const collection = variables.get(first);
  if (collection === undefined) return path.join('/');
  return [collection, ...(rest.length === 0 ? ['*'] : rest)].join('/');
}

function operatorFault(
  path: string,
  operator: string,
  rule: FilterRule,
  check: FilterCheck,
): FilterFault | undefined {
  if (rule.plain.has(operator)) return undefined;
  const possible = rule.advanced.has(operator);
  if (possible && check.advanced) return undefined;
  return { kind: 'operator', path, operator, advanced: possible };
}

function leafFault(
  filter: Exclude<Filter, { kind: 'and' | 'or' | 'not' }>,
  path: string,
  rule: FilterRule,
  check: FilterCheck,
  variables: ReadonlyMap<string, string>,
): FilterFault | undefined {
  switch (filter.kind) {
    case 'compare':
      return (
        operatorFault(path, filter.op, rule, check) ??
        literalFault(path, filter.op, filter.value, rule, check)
      );
    case 'in': {
      const operator = operatorFault(path, 'in', rule, check);
      if (operator !== undefined) return operator;
      for (const value of filter.values) {
        const fault = literalFault(path, 'in', value, rule, check);
        if (fault !== undefined) return fault;
      }
      return undefined;
    }
    case 'text':
      return operatorFault(path, filter.name, rule, check);
    case 'any':
    case 'all': {
      const operator = operatorFault(path, filter.kind, rule, check);
      if (operator !== undefined || filter.inner === undefined) return operator;
      return walk(filter.inner, check, new Map(variables).set(filter.variable, path), false);
    }
  }
}

const EDM: Readonly<Record<ValueKind, string>> = {
  string: 'Edm.String',
  bool: 'Edm.Boolean',
  int: 'Edm.Int32',
  num: 'Edm.Double',
  date: 'Edm.DateTimeOffset',
  guid: 'Edm.Guid',
  enum: 'Edm.String',
};
const LITERAL_EDM: Readonly<Record<Exclude<Literal['kind'], 'null'>, string>> = {
  string: 'Edm.String',
  bool: 'Edm.Boolean',
  number: 'Edm.Int32',
  date: 'Edm.DateTimeOffset',
  guid: 'Edm.Guid',
};

function literalFault(
  path: string,
  operator: string,
  literal: Literal,
  rule: FilterRule,
  check: FilterCheck,
): FilterFault | undefined {
  if (literal.kind === 'null') return operatorFault(path, 'null', rule, check);
  const held = EDM[rule.kind];
  const given = LITERAL_EDM[literal.kind];
  const numeric = (rule.kind === 'num' || rule.kind === 'int') && literal.kind === 'number';
  if (!numeric && held !== given) return { kind: 'type', path, operator, held, given };
  if (rule.kind === 'enum' && !rule.members.includes(String(literal.value))) {
    return { kind: 'member', path, value: String(literal.value) };
  }
  return undefined;
}
