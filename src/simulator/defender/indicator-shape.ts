import type { JsonObject } from '../json.ts';

const PROPERTIES =
  `id indicatorValue indicatorType action application source sourceType createdBy createdByDisplayName severity title
  description recommendedActions generateAlert educateUrl creationTimeDateTimeUtc expirationTime lastUpdateTime
  lastUpdatedBy rbacGroupNames rbacGroupIds externalId`.split(/\s+/);
const LISTS = new Set(['rbacGroupNames', 'rbacGroupIds']);

/**
 * Every property, null or empty where a tenant file leaves it out. `createdByDisplayName` is documented only as a
 * filter; taken for the source.
 */
export function indicatorShape(indicator: JsonObject): JsonObject {
  const filled: JsonObject = {
    createdByDisplayName: indicator['source'] ?? null,
    generateAlert: false,
    ...indicator,
  };
  return Object.fromEntries(PROPERTIES.map((name) => [name, filled[name] ?? (LISTS.has(name) ? [] : null)]));
}
