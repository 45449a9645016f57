import { strings, text, type Json, type JsonObject } from '../../json.ts';

/**
 * Whether a rule of a device filter (`device.isCompliant -eq True -and …`) holds for the attributes that were sent. One
 * that was not sent has no value: positive operators fail, negative ones hold. Undefined = the rule cannot be read.
 */
export function ruleHolds(rule: string, device: JsonObject): boolean | undefined {
  const tokens = tokensOf(rule);
  if (tokens === undefined) return undefined;
  const reader = new RuleReader(tokens, device);
  try {
    const holds = reader.either();
    return reader.atEnd() ? holds : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

const TOKEN = /\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[()[\],]|-?[\w.]+))/y;

function tokensOf(rule: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = rule.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(rule)?.groups;
    if (found === undefined) return undefined;
    const quoted = found['double'] ?? found['single'];
    tokens.push({ text: quoted ?? found['bare'] ?? '', quoted: quoted !== undefined });
  }
  return tokens;
}

type Comparison = (value: string, wanted: readonly string[]) => boolean;

const equal: Comparison = (value, wanted) => wanted.includes(value);
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  eq: equal,
  in: equal,
  startswith: (value, [wanted = '']) => value.startsWith(wanted),
  endswith: (value, [wanted = '']) => value.endsWith(wanted),
  contains: (value, [wanted = '']) => value.includes(wanted),
};
const NEGATIONS: Readonly<Record<string, string>> = {
  ne: 'eq',
  notin: 'in',
  notstartswith: 'startswith',
  notendswith: 'endswith',
  notcontains: 'contains',
};

/** Recursive descent: `-not` binds before `-and`, `-and` before `-or`. Every part is read, whatever it comes to. */
class RuleReader {
  readonly #tokens: readonly Token[];
  readonly #device: JsonObject;
  #next = 0;

  constructor(tokens: readonly Token[], device: JsonObject) {
    this.#tokens = tokens;
    this.#device = device;
  }

  atEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  either(): boolean {
    let holds = this.#both();
    while (this.#takes('-or')) holds = this.#both() || holds;
    return holds;
  }

  #both(): boolean {
    let holds = this.#single();
    while (this.#takes('-and')) holds = this.#single() && holds;
    return holds;
  }

  #single(): boolean {
    if (this.#takes('-not') || this.#takes('not')) return !this.#single();
    if (!this.#takes('(')) return this.#comparison();
    const holds = this.either();
    this.#expect(')');
    return holds;
  }

  #comparison(): boolean {
    const path = this.#take().text;
    if (!/^device\.\w+$/i.test(path)) throw new SyntaxError(path);
    const operator = this.#take().text.toLowerCase().replace(/^-/, '');
    const positive = NEGATIONS[operator] ?? operator;
    const compare = COMPARISONS[positive];
    if (compare === undefined) throw new SyntaxError(operator);
    const values = attribute(this.#device, path.slice('device.'.length));
    if (compare === equal && this.#takes('null')) return (values.length === 0) === (positive === operator);
    const wanted = this.#values();
    // On a collection each operator looks at whole elements.
    const test = values.length === 1 && !values[0]?.element ? compare : equal;
    return values.some(({ value }) => test(value, wanted)) === (positive === operator);
  }

  #values(): string[] {
    if (!this.#takes('[')) return [this.#take().text.toLowerCase()];
    const values = [this.#take().text.toLowerCase()];
    while (this.#takes(',')) values.push(this.#take().text.toLowerCase());
    this.#expect(']');
    return values;
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new SyntaxError('the rule ends too soon');
    this.#next += 1;
    return token;
  }

  #takes(wanted: string): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.quoted || token.text.toLowerCase() !== wanted) return false;
    this.#next += 1;
    return true;
  }

  #expect(wanted: string): void {
    if (!this.#takes(wanted)) throw new SyntaxError(`${wanted} is missing`);
  }
}

/** Names as rules have them, where the request calls them otherwise. */
const NAMES: Readonly<Record<string, string>> = { deviceownership: 'ownership' };

/** What an attribute holds, in lower case (that case does not count is UNCONFIRMED); nothing when it was not sent. */
function attribute(device: JsonObject, name: string): { value: string; element: boolean }[] {
  const wanted = NAMES[name.toLowerCase()] ?? name.toLowerCase();
  const [, found] = Object.entries(device).find(([key]) => key.toLowerCase() === wanted) ?? [];
  if (Array.isArray(found)) return strings(found).map((one) => ({ value: one.toLowerCase(), element: true }));
  const value = scalar(found);
  return value === undefined ? [] : [{ value, element: false }];
}

function scalar(value: Json | undefined): string | undefined {
  return typeof value === 'boolean' ? String(value) : text(value)?.toLowerCase();
}
