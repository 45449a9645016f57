import type { Call } from '../http/route.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { invalidBody, missingParameter } from './defender-errors.ts';

/** Defender compares the names in a body with regard to case: a name in the wrong case is a missing one. */
export function requiredBody(call: Call): JsonObject {
  if (call.body === undefined) throw invalidBody('Request body is incorrect.');
  return call.body;
}

/** The value of a required property, empty text counting as absent. */
export function requiredValue(body: JsonObject, name: string): Json {
  const value = body[name];
  if (value === undefined || value === null || value === '') throw missingParameter(name);
  return value;
}

export function requiredText(body: JsonObject, name: string): string {
  const value = requiredValue(body, name);
  if (typeof value !== 'string') throw wrongValue(name, 'a string');
  return value;
}

export function requiredMember(body: JsonObject, name: string, members: readonly string[]): string {
  const value = requiredValue(body, name);
  if (typeof value !== 'string' || !members.includes(value)) {
    throw wrongValue(name, `one of ${members.join(', ')}`);
  }
  return value;
}

export function requiredList(body: JsonObject, name: string): Json[] {
  const value = requiredValue(body, name);
  if (!Array.isArray(value)) throw wrongValue(name, 'an array');
  return value;
}

export function requiredObject(value: Json | undefined, name: string): JsonObject {
  if (!isObject(value)) throw wrongValue(name, 'an object');
  return value;
}

/** Nothing else may stand in the body. */
export function onlyNames(body: JsonObject, names: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalidBody(`Request body is incorrect: unknown property ${unknown}.`);
}

export function wrongValue(name: string, wanted: string) {
  return invalidBody(`Request body is incorrect: ${name} must be ${wanted}.`);
}
