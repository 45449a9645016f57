import { text, type JsonObject } from '../json.ts';

/** `"displayName:adele" OR "mail:adele"`: clauses in double quotes, AND binding more tightly than OR. */
interface SearchClause {
  readonly property: string;
  readonly value: string;
}

/** Alternatives of clauses that must all hold; undefined when the text is not a `$search` of directory objects. */
export type Search = readonly (readonly SearchClause[])[];

const CLAUSE = /\s*"(?<property>\w+):(?<value>(?:[^"\\]|\\.)*)"\s*(?<joint>AND|OR|$)/y;

export function parseSearch(search: string): Search | undefined {
  const alternatives: SearchClause[][] = [[]];
  CLAUSE.lastIndex = 0;
  for (;;) {
    const match = CLAUSE.exec(search);
    const property = match?.groups?.['property'];
    const value = match?.groups?.['value'];
    if (property === undefined || value === undefined) return undefined;
    alternatives.at(-1)?.push({ property, value: value.replaceAll(/\\(.)/g, '$1') });
    const joint = match?.groups?.['joint'];
    if (joint === '') return alternatives;
    if (joint === 'OR') alternatives.push([]);
  }
}

export function searchMatches(search: Search, object: JsonObject): boolean {
  return search.some((clauses) => clauses.every((clause) => clauseMatches(clause, object)));
}

/** `displayName` and `description` are cut into words and every word sought must start one; others match from the start. */
function clauseMatches(clause: SearchClause, object: JsonObject): boolean {
  const held = text(object[clause.property]);
  if (held === undefined) return false;
  if (clause.property !== 'displayName' && clause.property !== 'description') {
    return held.toLowerCase().startsWith(clause.value.toLowerCase());
  }
  const words = tokens(held);
  return tokens(clause.value).every((sought) => words.some((word) => word.startsWith(sought)));
}

function tokens(value: string): string[] {
  return value
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '');
}
