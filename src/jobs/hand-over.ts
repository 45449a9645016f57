/**
 * Handing over what an action yielded: a link that opens the evidence of a device to whoever holds it. Microsoft is
 * asked for it only when the person who made the request wants it; it goes to that person, once, and is neither logged
 * nor stored. The record says who had it and when.
 */
import { actionFor } from '../domain/actions/registry.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { judgeHandover } from '../domain/approvals/rules.ts';
import type { Handover, Refusal } from '../domain/approvals/service.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { upstreamWords } from '../domain/ports/upstream-words.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal } from './service-parts.ts';

/** Nobody else asks meanwhile; longer than the call may take. */
const CLAIM_MS = 60_000;
/** Changing the card takes the link off the screen of whoever has just got it: that waits. */
const SHOWN_MS = 2 * 60_000;

export async function handOver(
  requestId: string,
  actor: Actor,
  isWanted: () => boolean,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<Handover> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return notFound(requestId);
  const { request } = stored;
  const handover = actionFor(request.action)?.handover ?? null;
  const upstreamId = request.execution.upstreamId;
  const verdict = judgeHandover(request, handover === null ? null : handover.what, actor.id);
  if (!verdict.ok) return refuse(stored, actor, { ...verdict, request }, deps);
  if (handover === null || upstreamId === null) return notFound(requestId);
  const ports = deps.tenant.open({ correlationId });
  const { ask } = ruleFor(deps.policy, request.action, {
    name: request.target.name,
    ...stored.book.protection,
  });
  const allowed = await checkRoles(deps.policy, ports.directory, actor, ask);
  if (!allowed.ok) return refuse(stored, actor, allowed, deps);

  const claimed = await claim(stored, actor, correlationId, deps);
  if (claimed === null) {
    return refusal('unavailable', 'Its link is being fetched already. Try again in a minute.');
  }
  try {
    const link = await handover.link(upstreamId, ports);
    if (link === null) return await giveUp(claimed, actor, 'Defender does not have it (yet).', deps);
    if (!isWanted()) return await giveUp(claimed, actor, 'Its link came too late to be shown.', deps);
    await note(claimed, actor, handover.what, deps);
    return { ok: true, link, what: handover.what, request };
  } catch (error) {
    // Its proof was being looked for at that moment, say: nothing was handed over.
    if (error instanceof ConflictError) {
      return refusal(
        'unavailable',
        'The request changed meanwhile. Nothing was handed over: try again in a minute.',
      );
    }
    if (!(error instanceof UpstreamError)) throw error;
    const wait = error.details.retryAfterSeconds;
    const when = wait === undefined ? 'Try again in a minute.' : `Try again in ${wait} s.`;
    return giveUp(claimed, actor, `${upstreamWords(error)}. ${when}`, deps);
  }
}

/** From this commit on it is on record that the link was asked for. Null = somebody else is at it. */
function claim(
  stored: StoredRequest,
  actor: Actor,
  correlationId: string,
  deps: ResponseServiceDeps,
): Promise<StoredRequest | null> {
  const now = deps.clock.now();
  return deps.store.transaction(async (tx) => {
    const current = await tx.find(stored.request.id);
    if (current === null || current.request.verification.verified === 'yes') return null;
    if ((current.book.leaseUntil?.getTime() ?? 0) > now.getTime()) return null;
    const book = {
      ...current.book,
      leaseOwner: correlationId,
      leaseUntil: new Date(now.getTime() + CLAIM_MS),
    };
    const saved = await tx.save({ request: current.request, book });
    await tx.audit(entry('handover.asked', saved, actor, {}));
    return saved;
  });
}

/** That there was a link is the proof that it is there. */
async function note(
  claimed: StoredRequest,
  actor: Actor,
  what: string,
  deps: ResponseServiceDeps,
): Promise<void> {
  const at = deps.clock.now().toISOString();
  const evidence = `The ${what} is there: ${actor.name} was given its link. It is given once.`;
  await deps.store.transaction(async (tx) => {
    const saved = await tx.save({
      request: { ...claimed.request, verification: { verified: 'yes', evidence, at } },
      book: { ...claimed.book, leaseOwner: null, leaseUntil: null },
    });
    await tx.audit(entry('handover.done', saved, actor, {}));
    await tx.enqueue('publish', saved.request.id, SHOWN_MS);
  });
}

async function giveUp(
  claimed: StoredRequest,
  actor: Actor,
  problem: string,
  deps: ResponseServiceDeps,
): Promise<Refusal> {
  await deps.store.transaction(async (tx) => {
    const book = { ...claimed.book, leaseOwner: null, leaseUntil: null };
    const saved = await tx.save({ request: claimed.request, book });
    await tx.audit(entry('handover.failed', saved, actor, { problem }));
  });
  return {
    ...refusal('unavailable', `No link: ${problem} Nothing was handed over.`),
    request: claimed.request,
  };
}

async function refuse(
  stored: StoredRequest,
  actor: Actor,
  why: Refusal,
  deps: ResponseServiceDeps,
): Promise<Refusal> {
  await deps.store.transaction((tx) =>
    tx.audit(entry('handover.refused', stored, actor, { code: why.code })),
  );
  return why;
}

function entry(
  event: string,
  { request }: StoredRequest,
  actor: Actor,
  details: Readonly<Record<string, string>>,
): Parameters<Parameters<Parameters<ResponseServiceDeps['store']['transaction']>[0]>[0]['audit']>[0] {
  return {
    event,
    actor,
    requestId: request.id,
    target: request.target.name,
    details: { action: request.action, upstreamId: request.execution.upstreamId, ...details },
  };
}
