/** Reading Microsoft's JSON without trusting it: what is not as expected is kept as "not understood". */
import type { Json, JsonObject } from '../tenant/access-policies.ts';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** A list of texts; `malformed` when it is set and no list, or holds something else. */
export interface TextList {
  readonly values: readonly string[];
  readonly malformed: boolean;
}

export function textList(value: Json | undefined): TextList {
  if (isUnset(value)) return { values: [], malformed: false };
  if (!Array.isArray(value)) return { values: [], malformed: true };
  const list: readonly Json[] = value;
  const values = list.filter((item) => typeof item === 'string');
  return { values, malformed: values.length !== list.length };
}

/** The list with Microsoft's spelling of what is known: policies written by hand say `All` for `all`. */
export function spelled(list: TextList, known: readonly string[]): TextList {
  const spelling = (value: string): string =>
    known.find((name) => name.toLowerCase() === value.toLowerCase()) ?? value;
  return { ...list, values: list.values.map(spelling) };
}

/** What a list includes beyond what another one excludes again: an exclusion always wins. */
export function without(list: TextList, excluded: TextList): TextList {
  const { values } = list;
  return { ...list, values: values.filter((value) => !excluded.values.includes(value)) };
}

/** An OData flags value: one text such as `minor,moderate`. A list of texts is read alike. */
export function flagList(value: Json | undefined): TextList {
  if (typeof value !== 'string') return textList(value);
  const values = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return { values, malformed: false };
}

/** Null, empty text, empty list, or an object of nothing but such: Microsoft's way to say "not set". */
export function isUnset(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (!isObject(value)) return false;
  return Object.entries(value).every(([name, member]) => isAnnotation(name) || isUnset(member));
}

/** A part that has members; what is not set has none. */
export function partOf(object: JsonObject, name: string): Json {
  const part = object[name];
  return part === undefined || isUnset(part) ? {} : part;
}

/** Members that are set although this version does not know them. */
export function unknownMembers(object: JsonObject, known: readonly string[]): readonly string[] {
  return Object.keys(object).filter(
    (name) => !known.includes(name) && !isAnnotation(name) && !isUnset(object[name]),
  );
}

/** OData annotations (`@odata.type`, `authenticationStrength@odata.context`) say nothing about the policy. */
function isAnnotation(name: string): boolean {
  return name.includes('@');
}

/** Looks like one of Microsoft's literals (`AllAgentIdResources`) and not like an id. */
export function looksLikeLiteral(value: string): boolean {
  return /^[A-Z][A-Za-z]{3,}$/.test(value);
}
