/**
 * Handing over what an action yielded: a link that opens the evidence of a device to whoever holds it, a passcode, the
 * place of a device. Microsoft is asked for it only when the person who made the request wants it; it goes to that
 * person, once, and is neither logged nor stored. The record says who had it and when.
 */
import type { AuditEvent } from '../domain/approvals/audit-event.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { Actor } from '../domain/approvals/request.ts';
import { judgeHandover } from '../domain/approvals/rules.ts';
import type { Handover, Refusal, Yielded } from '../domain/approvals/service.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { TenantPorts } from '../domain/ports/tenant.ts';
import { upstreamWords } from '../domain/ports/upstream-words.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import { handOut } from './hand-out.ts';
import { refuse } from './refuse.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal, ruleOf, SHOWN_MS } from './service-parts.ts';

/** Nobody else asks meanwhile; longer than the call may take. */
const CLAIM_MS = 60_000;

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
  const action = actionFor(request.action);
  if (action?.fetched !== undefined) {
    return handOut(stored, action, action.fetched, { actor, isWanted, correlationId }, deps);
  }
  const what = (action?.handover ?? action?.disclosure)?.what ?? null;
  const service = action === null ? null : actingService(action);
  const upstreamId = request.execution.upstreamId;
  const refused = (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> =>
    refuse(stored, actor, 'handover.refused', why, { action: request.action, upstreamId }, deps);
  const verdict = judgeHandover(
    request,
    what === null || service === null ? null : { what, portal: service.portal },
    actor.id,
  );
  if (!verdict.ok) return refused(verdict);
  if (action === null || what === null || service === null || upstreamId === null) return notFound(requestId);
  const ports = deps.tenant.open({ correlationId });
  const allowed = await checkRoles(deps.policy, ports.directory, actor, ruleOf(stored, deps.policy).ask);
  if (!allowed.ok) return refused(allowed);

  const claimed = await claim(stored, actor, correlationId, deps);
  if (claimed === null) {
    return refused(refusal('unavailable', 'It is being fetched already. Try again in a minute.'));
  }
  try {
    const yielded = await fetchYield(action, upstreamId, ports);
    if (yielded === null)
      return await giveUp(claimed, actor, `${service.name} does not have it (yet).`, deps);
    if (!isWanted()) return await giveUp(claimed, actor, 'It came too late to be shown.', deps);
    await note(claimed, actor, { what, yielded }, deps);
    return { ok: true, yielded, what, request };
  } catch (error) {
    // Its proof was being looked for at that moment, say: nothing was handed over.
    if (error instanceof ConflictError) {
      return refused(
        refusal(
          'unavailable',
          'The request changed meanwhile. Nothing was handed over: try again in a minute.',
        ),
      );
    }
    if (!(error instanceof UpstreamError)) throw error;
    const wait = error.details.retryAfterSeconds;
    const when = wait === undefined ? 'Try again in a minute.' : `Try again in ${wait} s.`;
    return giveUp(claimed, actor, `${upstreamWords(error)}. ${when}`, deps);
  }
}

/** Null = there is nothing (yet). */
async function fetchYield(
  { handover, disclosure }: ActionDefinition,
  upstreamId: string,
  ports: TenantPorts,
): Promise<Yielded | null> {
  const link = (await handover?.link(upstreamId, ports)) ?? null;
  if (link !== null) return { link };
  const lines = (await disclosure?.tell(upstreamId, ports)) ?? null;
  return lines === null ? null : { lines };
}

/** From this commit on it is on record that it was asked for. Null = somebody else is at it. */
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

/** That there was something to hand over is the proof that it is there. */
async function note(
  claimed: StoredRequest,
  actor: Actor,
  { what, yielded }: { readonly what: string; readonly yielded: Yielded },
  deps: ResponseServiceDeps,
): Promise<void> {
  const at = deps.clock.now().toISOString();
  const how = 'link' in yielded ? 'given its link. It is given once.' : 'shown it. It is shown once.';
  const evidence = `The ${what} is there: ${actor.name} was ${how}`;
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
  const { request } = claimed;
  const missing = actionFor(request.action)?.handover === undefined ? 'Not shown' : 'No link';
  return { ...refusal('unavailable', `${missing}: ${problem} Nothing was handed over.`), request };
}

function entry(
  event: AuditEvent,
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
