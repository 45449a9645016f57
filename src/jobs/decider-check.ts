/**
 * Whether a person may decide a request: by a role of the policy, or because the request needs an approval of a group
 * that they are in. Asked from Entra ID at that moment in one question, and never remembered.
 */
import { UpstreamError } from '../errors.ts';
import { groupText } from '../domain/approvals/places.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Actor, Standing } from '../domain/approvals/request.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { Refusal, Role } from '../domain/approvals/service.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import { checkRoles, holdersOf, holdsRole, namesOf } from './role-check.ts';
import { refusal, ruleOf } from './service-parts.ts';

export interface DeciderVerdict {
  readonly ok: true;
  /** Absent = the request needs no group's approval. */
  readonly standing?: Standing;
}

/** For a step that is carried out: what is not known is refused. */
export async function checkDecider(
  stored: StoredRequest,
  actor: Actor,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<DeciderVerdict | Refusal> {
  const { approve } = ruleOf(stored, policy);
  const { id, eachOf } = stored.request;
  if (eachOf.length === 0) return checkRoles(policy, directory, actor, approve);
  try {
    const standing = await readStanding(stored, actor, policy, directory);
    if (mayDecide(standing)) return { ok: true, standing };
    const roles = [...(await namesOf(directory, holdersOf(policy, approve))).values()].sort();
    const who = [...roles.map((name) => `“${name}”`), ...eachOf.map(groupText)];
    return refusal(
      'notInRole',
      `You may not decide ${id}. Members of ${[...new Set(who)].join(' or ')} may.`,
    );
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refusal(
      'unavailable',
      `For which group your decision on ${id} counts could not be checked: Entra ID gave no answer. Nothing was done; try again in a minute.`,
    );
  }
}

/** The bare answer, for what is merely shown: null when Entra ID gave none. */
export async function holdsDecision(
  stored: StoredRequest,
  actor: Actor,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<boolean | null> {
  const { approve } = ruleOf(stored, policy);
  if (stored.request.eachOf.length === 0) return holdsRole(policy, directory, actor, approve);
  const standing = await standingOf(stored, actor, policy, directory);
  return standing === null ? null : mayDecide(standing);
}

/** Null when Entra ID gave no answer. For requests that need the approval of a group. */
export async function standingOf(
  stored: StoredRequest,
  actor: Actor,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<Standing | null> {
  try {
    return await readStanding(stored, actor, policy, directory);
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}

export function mayDecide({ groups, role }: Standing): boolean {
  return role || groups.length > 0;
}

async function readStanding(
  stored: StoredRequest,
  actor: Actor,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<Standing> {
  const roles: readonly Role[] = ruleOf(stored, policy).approve;
  const holders = holdersOf(policy, roles);
  const wanted = stored.request.eachOf.map(({ id }) => id);
  const asked = [...new Set([...holders, ...wanted])].filter((id) => !sameId(id, actor.id));
  const found = asked.length === 0 ? [] : await directory.memberOfAny(actor.id, asked);
  const is = (id: string): boolean => [actor.id, ...found].some((one) => sameId(one, id));
  return { groups: wanted.filter(is), role: holders.some(is) };
}
