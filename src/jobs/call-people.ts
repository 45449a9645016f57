/** Whom a request can be brought to now: those who may decide it, by the roles that hold, and can be reached. */
import { bringsFurther } from '../domain/approvals/places.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { Callable } from '../domain/approvals/whom-to-ask.ts';
import { bringThrough, howManyToCall, whomToAsk, whomToCall } from '../domain/approvals/whom-to-ask.ts';
import type { PeopleCaller } from '../domain/ports/people-caller.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import { UpstreamError } from '../errors.ts';
import { holdsDecision, standingOf } from './decider-check.ts';
import type { WorkflowDeps } from './workflow.ts';
import { portsFor } from './workflow.ts';

export interface CallDeps extends WorkflowDeps {
  readonly caller: PeopleCaller;
}

/** Beside the rota; keeps a large tenant from asking the directory about everybody. */
const KNOWN = 100;

export interface Deciders {
  readonly called: readonly Actor[];
  /** Of those on duty: may decide, but has no conversation with the bot. */
  readonly unreached: readonly Actor[];
}

/** Everybody who may decide it, those on duty first. What cannot be checked counts as held: the click asks again. */
export function findDeciders(
  stored: StoredRequest,
  onDuty: readonly string[],
  deps: CallDeps,
): Promise<Deciders> {
  return search(
    stored,
    onDuty,
    deps,
    async (actor, directory) =>
      (await holdsDecision(stored, actor, deps.policy, directory)) === false ? 'no' : undefined,
    () => false,
  );
}

/** Those among them whose approvals are missing, and one more who may be awake. */
export async function findWhomToCall(
  stored: StoredRequest,
  onDuty: readonly string[],
  deps: CallDeps,
): Promise<Deciders> {
  const { request } = stored;
  const most = howManyToCall(request);
  const found = await search(
    stored,
    onDuty,
    deps,
    (actor, directory) => helpAs(stored, actor, deps.policy, directory),
    (there) => there.length >= most && bringThrough(request, there),
  );
  return { ...found, called: whomToCall(request, found.called, most) };
}

/** `no` = they may not decide it, or their approval would count for nothing that is missing. */
async function helpAs(
  stored: StoredRequest,
  actor: Actor,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<Callable['standing'] | 'no'> {
  const { request } = stored;
  if (request.eachOf.length === 0) {
    return (await holdsDecision(stored, actor, policy, directory)) === false ? 'no' : undefined;
  }
  const standing = await standingOf(stored, actor, policy, directory);
  return standing === null || bringsFurther(request, actor, standing) ? standing : 'no';
}

async function search(
  stored: StoredRequest,
  onDuty: readonly string[],
  deps: CallDeps,
  standingIn: (actor: Actor, directory: Directory) => Promise<Callable['standing'] | 'no'>,
  enough: (there: readonly Callable[]) => boolean,
): Promise<{ readonly called: readonly Callable[]; readonly unreached: readonly Actor[] }> {
  const { caller } = deps;
  const { directory } = portsFor(stored, deps);
  const known = await caller.known(KNOWN);
  const order = whomToAsk(
    stored.request,
    onDuty,
    known.map(({ id }) => id),
  );
  const reachable = await caller.reachable(order);
  const called: Callable[] = [];
  const unreached: Actor[] = [];
  for (const id of order) {
    if (enough(called)) break;
    const standing = await standingIn({ id, name: id }, directory);
    if (standing === 'no') continue;
    const name = known.find((one) => sameId(one.id, id))?.name ?? (await nameOf(id, directory));
    if (reachable.some((one) => sameId(one, id))) called.push({ id, name, standing });
    else unreached.push({ id, name });
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
