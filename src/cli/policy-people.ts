/** Groups and people that the response policy names and the directory does not have: nobody is let in or asked by them. */
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Directory } from '../domain/ports/tenant.ts';

export interface UnknownInPolicy {
  readonly id: string;
  /** Where it stands: `roles.approver`, `actions.wipe.eachOf`. */
  readonly keys: readonly string[];
  /** What names it there cannot be approved by anybody. */
  readonly blocks: boolean;
}

/** Throws `UpstreamError`. */
export async function unknownInPolicy(
  policy: ResponsePolicy,
  directory: Pick<Directory, 'groupNames' | 'user'>,
): Promise<readonly UnknownInPolicy[]> {
  const named = namedIn(policy);
  const groups = named.size === 0 ? new Map() : await directory.groupNames([...named.keys()]);
  const others = [...named].filter(([id]) => !groups.has(id));
  const people = await Promise.all(others.map(([id]) => directory.user(id)));
  return others
    .filter((_, index) => people[index] === null)
    .map(([id, keys]) => ({ id, keys, blocks: keys.some((key) => key.endsWith('.eachOf')) }));
}

/** `3f2a… (roles.approver, actions.wipe.eachOf)`. */
export function unknownText({ id, keys }: UnknownInPolicy): string {
  return `${id} (${keys.join(', ')})`;
}

function namedIn(policy: ResponsePolicy): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (key: string, ids: readonly string[] = []): void => {
    for (const id of ids) found.set(id, [...(found.get(id) ?? []), key]);
  };
  for (const [role, ids] of Object.entries(policy.roles)) add(`roles.${role}`, ids);
  add('actions.default.eachOf', policy.defaultRule.eachOf);
  for (const [verb, rule] of Object.entries(policy.actions)) add(`actions.${verb}.eachOf`, rule.eachOf);
  for (const [index, rule] of policy.protected.entries()) {
    add(`protected[${index}].match.groups`, rule.match.groups);
    add(`protected[${index}].eachOf`, rule.eachOf);
  }
  add('approvals.breakGlass', policy.approvals.breakGlass);
  add('oncall.rota', policy.oncall.rota);
  return found;
}
