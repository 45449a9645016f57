/**
 * The guardrails at the two places where an approved request could go on to be sent: when it is taken up, and in the
 * transaction before its call leaves. What they hold back is on its card and once on the record; it ends unsent when its
 * approval has become too old.
 */
import type { Guardrail, StopSwitch } from '../domain/approvals/guardrails.ts';
import {
  CEILING_WINDOW_MS,
  freezeGuardrail,
  guardrailText,
  hasCeilings,
  hasLapsed,
  holdsUntil,
  reachedCeiling,
  sameGuardrail,
  stopGuardrail,
} from '../domain/approvals/guardrails.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { endNow, lifeText } from './end.ts';
import type { WorkflowDeps } from './workflow.ts';
import { record } from './workflow.ts';

/** Releasing the stop switch wakes what waits behind it; this is the net below. */
const STOP_NET_MS = 10 * 60_000;

/**
 * In the caller's transaction, which has read the stop switch before it locked the request. null = it is held back and
 * looked at again later, or has ended: all of that is written.
 */
export async function passGuardrails(
  tx: ResponseTransaction,
  stored: StoredRequest,
  stop: StopSwitch,
  deps: WorkflowDeps,
): Promise<StoredRequest | null> {
  const now = deps.clock.now();
  const { request } = stored;
  if (hasLapsed(request, now)) {
    const { problem, heldSince } = tooOld(stored);
    await endNow(tx, stored, 'fail', problem, { heldSince }, now);
    return null;
  }
  const guardrail =
    stopGuardrail(stop) ??
    freezeGuardrail(deps.policy.freeze, request.action, now) ??
    (await ceilingGuardrail(tx, request, now, deps));
  if (guardrail === null) return letGo(tx, stored);
  await holdBack(tx, stored, guardrail, now, deps);
  return null;
}

/** Its card stops saying that it waits. */
async function letGo(tx: ResponseTransaction, stored: StoredRequest): Promise<StoredRequest> {
  const { heldBack } = stored.request;
  // Whoever gives out the turns says when that is over.
  if (heldBack === null || heldBack.kind === 'turn') return stored;
  await tx.enqueue('publish', stored.request.id, 0);
  return tx.save({ ...stored, request: { ...stored.request, heldBack: null } });
}

/** Counted where a request is taken up: from then on it counts itself. */
async function ceilingGuardrail(
  tx: ResponseTransaction,
  request: ResponseRequest,
  now: Date,
  { policy }: WorkflowDeps,
): Promise<Guardrail | null> {
  const counts = request.coveredBy === null && !request.drill && request.state === 'approved';
  if (!counts || !hasCeilings(policy.limits)) return null;
  await tx.lockCounts();
  const since = new Date(now.getTime() - CEILING_WINDOW_MS);
  const taken = await tx.takenUp(since, request.action, request.requester.id);
  const ceiling = reachedCeiling(policy.limits, request.action, taken);
  return ceiling === null ? null : { kind: 'ceiling', ...ceiling };
}

async function holdBack(
  tx: ResponseTransaction,
  stored: StoredRequest,
  guardrail: Guardrail,
  now: Date,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = stored;
  const before = request.heldBack;
  const since = before?.since ?? now.toISOString();
  const heldBack = { ...guardrail, since };
  const free = { leaseOwner: null, leaseUntil: null };
  const known = before !== null && before.since !== null && sameGuardrail(before, guardrail);
  if (!known) {
    await record(tx, stored, {
      request: { ...request, heldBack },
      book: free,
      event: 'execution.held',
      details: { action: request.action, why: guardrailText(guardrail, request.action), ...guardrail },
    });
  } else if (stored.book.leaseOwner !== null) {
    await tx.save({ request, book: { ...stored.book, ...free } });
  }
  const until = holdsUntil(request);
  const waits = [waitFor(guardrail, now, deps), ...(until === null ? [] : [until.getTime() - now.getTime()])];
  await tx.enqueue('execute', request.id, Math.max(0, Math.min(...waits)));
}

function waitFor(guardrail: Guardrail, now: Date, { timings }: WorkflowDeps): number {
  switch (guardrail.kind) {
    case 'stopSwitch':
      return STOP_NET_MS;
    case 'freeze':
      return Date.parse(guardrail.until) - now.getTime();
    case 'turn':
      return Date.parse(guardrail.at) - now.getTime();
    case 'ceiling':
      return timings.ceilingRetry;
  }
}

/** Why it is not sent any more. A call that left before was looked for, and nothing is seen of it. */
function tooOld({ request, book }: StoredRequest): {
  readonly problem: string;
  readonly heldSince: string | null;
} {
  const { heldBack } = request;
  const not =
    book.sendStartedAt === null
      ? 'Not sent'
      : 'Not sent again after a call without an answer, of which nothing is seen';
  const why = heldBack === null ? 'it was held back' : guardrailText(heldBack, request.action);
  return {
    problem: `${not}: it was held back longer than an approval holds (${lifeText(request)}): ${why}. Ask for it anew.`,
    heldSince: heldBack?.since ?? null,
  };
}
