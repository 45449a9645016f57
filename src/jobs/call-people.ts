/** Whom a request can be brought to now: those who may decide it, by the roles that hold, and can be reached. */
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { sameId } from '../domain/approvals/rules.ts';
import { whomToAsk } from '../domain/approvals/whom-to-ask.ts';
import type { PeopleCaller } from '../domain/ports/people-caller.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import { UpstreamError } from '../errors.ts';
import { holdsRole } from './role-check.ts';
import type { WorkflowDeps } from './workflow.ts';
import { portsFor } from './workflow.ts';

export interface CallDeps extends WorkflowDeps {
  readonly caller: PeopleCaller;
}

/** Beside the rota; keeps a large tenant from asking the directory about everybody. */
const KNOWN = 100;

export interface Deciders {
  readonly called: readonly Actor[];
  /** Of the rota: may decide, but has no conversation with the bot. */
  readonly unreached: readonly Actor[];
}

/** At most so many, the person on duty first. A role that cannot be checked counts as held: the click asks again. */
export async function findDeciders(stored: StoredRequest, most: number, deps: CallDeps): Promise<Deciders> {
  const { policy, caller } = deps;
  const { request, book } = stored;
  const { directory } = portsFor(stored, deps);
  const { approve } = ruleFor(policy, request.action, { name: request.target.name, ...book.protection });
  const known = await caller.known(KNOWN);
  const order = whomToAsk(
    request,
    policy.oncall.rota,
    known.map(({ id }) => id),
  );
  const reachable = await caller.reachable(order);
  const called: Actor[] = [];
  const unreached: Actor[] = [];
  for (const id of order) {
    if (called.length >= most) break;
    if ((await holdsRole(policy, directory, { id, name: id }, approve)) === false) continue;
    const name = known.find((one) => sameId(one.id, id))?.name ?? (await nameOf(id, directory));
    (reachable.some((one) => sameId(one, id)) ? called : unreached).push({ id, name });
  }
  return { called, unreached };
}

/** The id itself where Entra ID has no name for it, or gives no answer. */
async function nameOf(id: string, directory: Directory): Promise<string> {
  try {
    return (await directory.user(id))?.displayName ?? id;
  } catch (error) {
    if (error instanceof UpstreamError) return id;
    throw error;
  }
}
