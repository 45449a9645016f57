// Policies by what they ask for.
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import { granting } from '../builders.ts';
import { asking } from '../outcome-rows.ts';

export const one = (rest: JsonObject): readonly JsonObject[] => [asking(rest)];
export const any = (...controls: string[]): readonly JsonObject[] => one(granting('OR', controls));
export const every = (...controls: string[]): readonly JsonObject[] => one(granting('AND', controls));
export const terms = (...termsOfUse: string[]): JsonObject => granting('AND', [], { termsOfUse });
export const factors = (...customAuthenticationFactors: string[]): JsonObject =>
  granting('AND', [], { customAuthenticationFactors });
export const strength = (id: string | null, ...beside: string[]): JsonObject =>
  granting('AND', beside, { authenticationStrength: id === null ? { displayName: 'x' } : { id } });
export const and = (first: JsonObject, second: JsonObject): readonly JsonObject[] => [
  asking(first),
  asking(second, {}, 'p2'),
];
