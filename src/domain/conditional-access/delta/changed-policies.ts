/** What a draft does to the tenant's policies: which are added, changed or taken away, and which stay as they are. */
import type { Json, JsonObject } from '../../tenant/access-policies.ts';
import { textOf } from '../wire.ts';

/** How drafts and the tenant's policies come together. */
export interface Drafting {
  /** A draft with the id of a policy takes its place; any other is added. */
  readonly drafts: readonly JsonObject[];
  /** The drafts are all the policies there will be. */
  readonly replaceAll: boolean;
}

/** The policies as they would be; a draft without an id is named by its place: `draft #2`. */
export function withDrafts(
  policies: readonly JsonObject[],
  { drafts, replaceAll }: Drafting,
): readonly JsonObject[] {
  const named = drafts.map((draft, index) => ({ ...draft, id: idOf(draft) ?? `draft #${index + 1}` }));
  if (replaceAll) return named;
  const byId = new Map(named.map((draft) => [draft.id.toLowerCase(), draft]));
  const kept = policies.map((policy) => {
    const id = idOf(policy)?.toLowerCase() ?? '';
    const draft = byId.get(id);
    byId.delete(id);
    return draft ?? policy;
  });
  return [...kept, ...byId.values()];
}

export interface PolicySets {
  readonly unchanged: readonly JsonObject[];
  /** Those that are not, or not so, in the other set. */
  readonly before: readonly JsonObject[];
  readonly after: readonly JsonObject[];
}

/** Two policies are the same if everything is that decides about a sign-in. */
export function comparePolicies(before: readonly JsonObject[], after: readonly JsonObject[]): PolicySets {
  const left = new Map<string, JsonObject[]>();
  for (const policy of before) {
    const text = decisive(policy);
    left.set(text, [...(left.get(text) ?? []), policy]);
  }
  const unchanged: JsonObject[] = [];
  const added: JsonObject[] = [];
  for (const policy of after) {
    const same = left.get(decisive(policy))?.pop();
    if (same === undefined) added.push(policy);
    else unchanged.push(same);
  }
  const gone = new Set([...left.values()].flat());
  return { unchanged, before: before.filter((policy) => gone.has(policy)), after: added };
}

function idOf(policy: JsonObject): string | null {
  const id = textOf(policy['id'])?.trim() ?? '';
  return id === '' ? null : id;
}

/** A new name or another session control changes nothing; null says as much as nothing does. */
function decisive({ id, state, conditions, grantControls }: JsonObject): string {
  return canonical({
    id: id ?? null,
    state: state ?? null,
    conditions: conditions ?? null,
    grantControls: grantControls ?? null,
  });
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
