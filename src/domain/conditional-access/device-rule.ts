/**
 * The language of device filters: `device.model -startsWith "Surface" -and -not (device.isCompliant -eq True)`.
 * Same grammar as dynamic groups: `-not` binds tightest, then `-and`, then `-or`; the hyphen of an operator may be
 * left out. A fault carries its position. An attribute or operator that this version does not know (or that Microsoft
 * does not allow for that attribute) is a part that stays unknown, not a fault: the rest of the rule may decide.
 */
import { LIST_ATTRIBUTES, TEXT_ATTRIBUTES, isExtensionAttribute } from './device-facts.ts';
import type { Token } from './device-rule-tokens.ts';
import { readTokens } from './device-rule-tokens.ts';

/** Negative operators are the negation of these: for a device without a value too, as Microsoft documents. */
type Comparison = 'eq' | 'startsWith' | 'endsWith' | 'contains' | 'hasElement' | 'isNull';

export interface Atom {
  readonly kind: 'atom';
  /** In lower case. */
  readonly attribute: string;
  readonly comparison: Comparison;
  /** In lower case. */
  readonly value: string;
  /** Tells atoms apart. */
  readonly key: string;
}

export type DeviceRule =
  | Atom
  | { readonly kind: 'not'; readonly part: DeviceRule }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly DeviceRule[] }
  | { readonly kind: 'unknown'; readonly what: string };

export interface RuleFault {
  /** Characters before the fault. */
  readonly position: number;
  /** Lower case, no full stop: `expected a value after "-eq"`. */
  readonly problem: string;
}

export type ParsedRule =
  { readonly ok: true; readonly rule: DeviceRule } | { readonly ok: false; readonly fault: RuleFault };

/** Microsoft's limit. */
const MOST_CHARACTERS = 3072;

const EQUALITY = ['eq', 'ne'];
const MEMBERSHIP = ['in', 'notin'];
const TEXT = ['startswith', 'notstartswith', 'endswith', 'notendswith', 'contains', 'notcontains'];
const EQUALITY_ONLY = ['deviceownership', 'iscompliant', 'profiletype', 'trusttype'];
const IDS = ['deviceid', 'mdmappid'];

/** Null = an attribute that this version does not know. */
function operatorsOf(attribute: string): readonly string[] | null {
  if (EQUALITY_ONLY.includes(attribute)) return EQUALITY;
  if (IDS.includes(attribute)) return [...EQUALITY, ...MEMBERSHIP];
  if ((LIST_ATTRIBUTES as readonly string[]).includes(attribute)) return ['contains', 'notcontains'];
  if ((TEXT_ATTRIBUTES as readonly string[]).includes(attribute) || isExtensionAttribute(attribute)) {
    return [...EQUALITY, ...MEMBERSHIP, ...TEXT];
  }
  return null;
}

export function parseDeviceRule(text: string): ParsedRule {
  if (text.length > MOST_CHARACTERS) {
    return {
      ok: false,
      fault: { position: MOST_CHARACTERS, problem: `longer than ${MOST_CHARACTERS} characters` },
    };
  }
  const read = readTokens(text);
  if ('problem' in read) return { ok: false, fault: read };
  const parser = new Parser(read, text.length);
  const rule = parser.whole();
  return parser.fault === null ? { ok: true, rule } : { ok: false, fault: parser.fault };
}

/** Every comparison of a rule. */
export function atomsOf(rule: DeviceRule): readonly Atom[] {
  switch (rule.kind) {
    case 'atom':
      return [rule];
    case 'not':
      return atomsOf(rule.part);
    case 'unknown':
      return [];
    default:
      return rule.parts.flatMap(atomsOf);
  }
}

/** What stands for a rule whose text could not be read; the fault says why. */
const NOTHING: DeviceRule = { kind: 'unknown', what: 'fault' };

class Parser {
  /** The first fault met; what is parsed after it does not count. */
  fault: RuleFault | null = null;
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private index = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens;
    this.end = end;
  }

  whole(): DeviceRule {
    if (this.tokens.length === 0) return this.fail('the rule is empty');
    const rule = this.either();
    return this.index < this.tokens.length ? this.fail('expected -and or -or') : rule;
  }

  private either(): DeviceRule {
    const parts = [this.both()];
    while (this.take('or')) parts.push(this.both());
    return join('or', parts);
  }

  private both(): DeviceRule {
    const parts = [this.single()];
    while (this.take('and')) parts.push(this.single());
    return join('and', parts);
  }

  private single(): DeviceRule {
    if (this.fault !== null) return NOTHING;
    if (this.take('not')) return { kind: 'not', part: this.single() };
    if (!this.takeMark('(')) return this.comparison();
    const inner = this.either();
    return this.takeMark(')') ? inner : this.fail('expected ")"');
  }

  private comparison(): DeviceRule {
    const name = this.tokens[this.index];
    if (name?.kind !== 'word' || !/^device\./i.test(name.text))
      return this.fail('expected device.<attribute>');
    this.index += 1;
    const operator = this.tokens[this.index];
    if (operator?.kind !== 'word') return this.fail(`expected an operator after "${name.text}"`);
    this.index += 1;
    const values = this.values(operator.text);
    if (values === null) return NOTHING;
    return compared(name.text.slice('device.'.length).toLowerCase(), operatorOf(operator.text), values);
  }

  private values(operator: string): readonly Token[] | null {
    if (!this.takeMark('[')) {
      const value = this.tokens[this.index];
      if (value?.kind !== 'word' && value?.kind !== 'string') {
        this.fail(`expected a value after "${operator}"`);
        return null;
      }
      this.index += 1;
      return [value];
    }
    const values: Token[] = [];
    do {
      const value = this.tokens[this.index];
      if (value?.kind !== 'word' && value?.kind !== 'string') {
        this.fail('expected a value in the list');
        return null;
      }
      values.push(value);
      this.index += 1;
    } while (this.takeMark(','));
    if (this.takeMark(']')) return values;
    this.fail('expected "]"');
    return null;
  }

  private take(word: string): boolean {
    const token = this.tokens[this.index];
    if (this.fault !== null || token?.kind !== 'word' || operatorOf(token.text) !== word) return false;
    this.index += 1;
    return true;
  }

  private takeMark(mark: string): boolean {
    const token = this.tokens[this.index];
    if (this.fault !== null || token?.kind !== 'mark' || token.text !== mark) return false;
    this.index += 1;
    return true;
  }

  private fail(problem: string): DeviceRule {
    this.fault ??= { position: this.tokens[this.index]?.position ?? this.end, problem };
    return NOTHING;
  }
}

function operatorOf(text: string): string {
  return text.replace(/^-/, '').toLowerCase();
}

function join(kind: 'and' | 'or', parts: readonly DeviceRule[]): DeviceRule {
  const [only, ...more] = parts;
  return only !== undefined && more.length === 0 ? only : { kind, parts };
}

function compared(attribute: string, operator: string, values: readonly Token[]): DeviceRule {
  const allowed = operatorsOf(attribute);
  if (allowed === null) return { kind: 'unknown', what: `device.${attribute}` };
  if (!allowed.includes(operator)) return { kind: 'unknown', what: `-${operator} on device.${attribute}` };
  const negative = operator === 'ne' || operator.startsWith('not');
  const positive = negative ? ({ ne: 'eq' }[operator] ?? operator.slice('not'.length)) : operator;
  const isList = (LIST_ATTRIBUTES as readonly string[]).includes(attribute);
  const atoms = values.map((value) => atom(attribute, isList ? 'haselement' : positive, value));
  // Only -in and -notIn take several values.
  const whole = values.length > 1 && positive !== 'in' ? null : join('or', atoms);
  if (whole === null) return { kind: 'unknown', what: `-${operator} with a list` };
  return negative ? { kind: 'not', part: whole } : whole;
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  eq: 'eq',
  in: 'eq',
  startswith: 'startsWith',
  endswith: 'endsWith',
  contains: 'contains',
  haselement: 'hasElement',
};

function atom(attribute: string, operator: string, token: Token): Atom {
  const isNull = token.kind === 'word' && token.text.toLowerCase() === 'null' && operator === 'eq';
  const comparison = isNull ? 'isNull' : (COMPARISONS[operator] ?? 'eq');
  const value = isNull ? '' : token.text.toLowerCase();
  return { kind: 'atom', attribute, comparison, value, key: `${attribute} ${comparison} ${value}` };
}
