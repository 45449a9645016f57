/**
 * Whether a person holds a role of the policy, asked from Entra ID at that moment and never remembered: somebody who
 * left the group a minute ago is refused.
 */
import { UpstreamError } from '../errors.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { Refusal, Role } from '../domain/approvals/service.ts';
import type { Directory } from '../domain/ports/tenant.ts';

const WHAT: Readonly<Record<Role, string>> = {
  reader: 'ask questions',
  responder: 'request actions',
  approver: 'decide requests',
};

export type RoleVerdict = { readonly ok: true } | Refusal;

export async function checkRoles(
  policy: ResponsePolicy,
  directory: Directory,
  actor: Actor,
  roles: readonly Role[],
): Promise<RoleVerdict> {
  const ids = holdersOf(policy, roles);
  const wanted = roles[0] ?? 'approver';
  if (ids.length === 0) return refusal('notInRole', unset(policy, wanted));
  try {
    if (await isAnyOf(directory, actor, ids)) return { ok: true };
    return refusal('notInRole', await missing(policy, directory, wanted, ids));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refusal(
      'unavailable',
      `Whether you may ${WHAT[wanted]} could not be checked: Entra ID gave no answer. Nothing was done; try again in a minute.`,
    );
  }
}

/** Whether the person holds the key to break-glass (`approvals.breakGlass`). */
export async function checkBreakGlass(
  policy: ResponsePolicy,
  directory: Directory,
  actor: Actor,
): Promise<RoleVerdict> {
  if (policy.approvals.breakGlass.length === 0) {
    return refusal('notInRole', `${policy.source} lets nobody break the glass (approvals.breakGlass).`);
  }
  const holds = await holdsBreakGlass(policy, directory, actor);
  if (holds === true) return { ok: true };
  return holds === null
    ? refusal(
        'unavailable',
        'Whether you may break the glass could not be checked: Entra ID gave no answer. Nothing was done; try again in a minute.',
      )
    : refusal('notInRole', 'You may not break the glass: the response policy does not name you for it.');
}

/** Null when Entra ID gave no answer. */
export function holdsBreakGlass(
  policy: ResponsePolicy,
  directory: Directory,
  actor: Actor,
): Promise<boolean | null> {
  return holds(directory, actor, policy.approvals.breakGlass);
}

/** The bare answer, for what is merely shown: null when Entra ID gave none. */
export function holdsRole(
  policy: ResponsePolicy,
  directory: Directory,
  actor: Actor,
  roles: readonly Role[],
): Promise<boolean | null> {
  return holds(directory, actor, holdersOf(policy, roles));
}

async function holds(directory: Directory, actor: Actor, ids: readonly string[]): Promise<boolean | null> {
  try {
    return await isAnyOf(directory, actor, ids);
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}

/** The people and groups that have one of the roles. Whoever may request or decide may ask too. */
export function holdersOf(policy: ResponsePolicy, roles: readonly Role[]): readonly string[] {
  const counted: readonly Role[] = roles.includes('reader') ? ['reader', 'responder', 'approver'] : roles;
  return [...new Set(counted.flatMap((role) => policy.roles[role]))];
}

async function isAnyOf(directory: Directory, actor: Actor, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false;
  return ids.some((id) => sameId(id, actor.id)) || (await directory.memberOfAny(actor.id, ids)).length > 0;
}

/** Who holds one of the roles, for people: `members of "SOC Approvers"`. Without an answer the groups' ids are said. */
export async function holdersText(
  policy: ResponsePolicy,
  directory: Directory,
  roles: readonly Role[],
): Promise<string> {
  const ids = holdersOf(policy, roles);
  if (ids.length === 0) return 'nobody: the policy gives the role to nobody';
  const names = [...(await namesOf(directory, ids)).values()].sort();
  return names.length === 0
    ? `people named in ${policy.source}`
    : `members of ${names.map((name) => `"${name}"`).join(' or ')}`;
}

async function missing(
  policy: ResponsePolicy,
  directory: Directory,
  role: Role,
  ids: readonly string[],
): Promise<string> {
  const names = [...(await namesOf(directory, ids)).values()].sort();
  const groups =
    names.length === 0
      ? `The role ${role} is given to named people only (${policy.source}).`
      : `Members of ${names.map((name) => `"${name}"`).join(' or ')} may.`;
  return `You may not ${WHAT[role]}. ${groups}`;
}

/** The names only help: without them the ids' absence is said. */
export async function namesOf(
  directory: Directory,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  try {
    return await directory.groupNames(ids);
  } catch (error) {
    if (error instanceof UpstreamError) return new Map(ids.map((id) => [id, id]));
    throw error;
  }
}

function unset(policy: ResponsePolicy, role: Role): string {
  return policy.source === 'defaults'
    ? `Nobody may ${WHAT[role]} yet: no response policy is set. Set POLICY_FILE to a policy.yaml that gives the role ${role} to an Entra group.`
    : `Nobody may ${WHAT[role]}: ${policy.source} gives the role ${role} to nobody (roles.${role}).`;
}

function refusal(code: Refusal['code'], message: string): Refusal {
  return { ok: false, code, message, request: null };
}
