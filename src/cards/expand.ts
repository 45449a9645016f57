/** Fills a card template (adaptiveCards/*.json) with data. Data is not expanded again. */
import { Template } from 'adaptivecards-templating';
import type { JsonObject } from '../domain/tenant/access-policies.ts';

export function expand(template: object, data: object): JsonObject {
  return new Template(template).expand({ $root: data }) as JsonObject;
}
