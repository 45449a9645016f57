/** Fills a card template (adaptiveCards/*.json) with data. Data is not expanded again. */
import { Template } from 'adaptivecards-templating';
import type { JsonObject } from '../domain/tenant/access-policies.ts';

/** Parsing a template's expressions costs more than filling it: done once for each. */
const prepared = new WeakMap<object, Template>();

export function expand(template: object, data: object): JsonObject {
  const ready = prepared.get(template) ?? new Template(template);
  prepared.set(template, ready);
  return ready.expand({ $root: data }) as JsonObject;
}
