import { isObject, text, type Json, type JsonObject } from '../json.ts';
import type { Refusal } from '../refusal.ts';
import { badRequest } from './graph-errors.ts';
import { entityType, enumType, type PropertyType } from './model.ts';

/** Types without instances of their own: the body must say which derived one it sends. */
const ABSTRACT: ReadonlySet<string> = new Set(['signInIdentity', 'signInContext']);

/**
 * Refuses parameters of an action that v1.0's metadata does not describe: names, types and members of enums. `[string]`
 * is a collection; `!` behind a type marks a parameter that must be there and cannot be null.
 */
export function checkParameters(body: JsonObject, parameters: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(body)) {
    const type = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (type === undefined) {
      throw badRequest(`The parameter '${name}' in the request payload is not a valid parameter.`);
    }
    if (value !== null) checkValue(value, parameterType(type), name);
  }
  for (const [name, type] of Object.entries(parameters)) {
    if (type.endsWith('!') && (body[name] ?? null) === null) {
      throw badRequest(`The parameter '${name}' is required and cannot be null.`);
    }
  }
}

function parameterType(notation: string): PropertyType {
  const type = notation.replace('!', '');
  return type.startsWith('[') ? { type: type.slice(1, -1), many: true } : { type, many: false };
}

/** Refuses properties of a new entity that its type does not have, and values of other types. */
export function checkEntity(body: JsonObject, type: string): void {
  checkComplex(body, type, type);
}

function checkValue(value: Json, { type, many }: PropertyType, at: string): void {
  if (!many) {
    checkOne(value, type, at);
    return;
  }
  if (!Array.isArray(value)) throw unreadable(at, `a collection of ${type}`);
  value.forEach((item, index) => {
    checkOne(item, type, `${at}[${index}]`);
  });
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

const PRIMITIVES: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int: Number.isInteger,
  date: (value) => typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(value)),
};

function checkOne(value: Json, type: string, at: string): void {
  const kind = enumType(type);
  if (kind !== undefined) {
    const members = typeof value !== 'string' ? [''] : kind.flags ? value.split(',') : [value];
    const known = members.every((one) => one !== 'unknownFutureValue' && kind.members.includes(one.trim()));
    if (!known) throw unreadable(at, `a member of ${type}`);
    return;
  }
  const isOfType = PRIMITIVES[type];
  if (isOfType !== undefined) {
    if (!isOfType(value)) throw unreadable(at, `of type ${type}`);
    return;
  }
  checkComplex(value, type, at);
}

function checkComplex(value: Json, declared: string, at: string): void {
  if (!isObject(value)) throw unreadable(at, `an object of type ${declared}`);
  const type = instanceType(value, declared, at);
  const properties = entityType(type)?.properties;
  for (const [name, item] of Object.entries(value)) {
    if (name === '@odata.type') continue;
    const property = properties?.get(name);
    if (property === undefined) {
      throw badRequest(`The property '${name}' does not exist on type 'microsoft.graph.${type}'.`);
    }
    if (item !== null) checkValue(item, property, `${at}.${name}`);
  }
}

/** `#microsoft.graph.userSignIn` where a signInIdentity is declared. */
function instanceType(value: JsonObject, declared: string, at: string): string {
  const named = value['@odata.type'];
  if (named === undefined) {
    if (!ABSTRACT.has(declared)) return declared;
    throw badRequest(`'${at}' is of the abstract type ${declared}: '@odata.type' is missing.`);
  }
  const type = text(named)?.replace(/^#microsoft\.graph\./, '') ?? '';
  const fits = ABSTRACT.has(declared) ? entityType(type)?.base === declared : type === declared;
  if (!fits || text(named) !== `#microsoft.graph.${type}`)
    throw unreadable(at, `of a type below ${declared}`);
  return type;
}

function unreadable(at: string, expected: string): Refusal {
  return badRequest(`Cannot convert the value at '${at}': it must be ${expected}.`);
}
