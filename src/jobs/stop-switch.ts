/**
 * Pulling and releasing the stop switch: one row, changed in the transaction that also puts it on the record. Everything
 * that sends reads the row in its own transaction, so once this one has ended nothing new leaves any process.
 */
import type { StopSwitch } from '../domain/approvals/guardrails.ts';
import { stopGuardrail } from '../domain/approvals/guardrails.ts';
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import type { Judgement } from '../domain/approvals/rules.ts';
import { judgeRelease } from '../domain/approvals/rules.ts';
import type { SwitchOutcome } from '../domain/approvals/service.ts';
import type { ResponseStore, ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import { trimmed } from './service-parts.ts';

interface StopDeps {
  readonly store: ResponseStore;
  readonly clock: Clock;
}

/** The caller has looked whether this person may. */
export function pullStop(
  actor: Actor,
  reason: string | null,
  deps: StopDeps,
): Promise<Extract<SwitchOutcome, { ok: true }>> {
  return deps.store.transaction(async (tx) => {
    const before = await tx.stopSwitch('change');
    const waiting = await unsent(tx);
    if (before.pulled) return { ok: true, stop: before, changed: false, waiting: waiting.map(requestOf) };
    const stop = { pulled: true, by: actor, reason: trimmed(reason), at: deps.clock.now().toISOString() };
    await change(tx, stop, waiting);
    return { ok: true, stop, changed: true, waiting: waiting.map(requestOf) };
  });
}

/** The caller has looked whether this person may; `judge` says so of what waits. */
export function releaseStop(
  actor: Actor,
  reason: string | null,
  deps: StopDeps,
  judge: typeof judgeRelease = judgeRelease,
): Promise<SwitchOutcome> {
  return deps.store.transaction(async (tx): Promise<SwitchOutcome> => {
    const before = await tx.stopSwitch('change');
    const waiting = await unsent(tx);
    const verdict: Judgement = judge(before, waiting.map(requestOf), actor.id);
    if (!verdict.ok) {
      if (before.pulled) await refused(tx, actor, verdict.code);
      return { ...verdict, request: null };
    }
    const stop = { pulled: false, by: actor, reason: trimmed(reason), at: deps.clock.now().toISOString() };
    await change(tx, stop, waiting);
    return { ok: true, stop, changed: true, waiting: waiting.map(requestOf) };
  });
}

/** Approved, and not on its way: never sent, or held back after a call that did not arrive. */
async function unsent(tx: ResponseTransaction): Promise<readonly StoredRequest[]> {
  const found = [...(await inState(tx, 'approved')), ...(await inState(tx, 'executing'))];
  return found.filter(({ request, book }) => book.sendStartedAt === null || request.heldBack !== null);
}

async function inState(
  tx: ResponseTransaction,
  state: ResponseRequest['state'],
): Promise<readonly StoredRequest[]> {
  const found: StoredRequest[] = [];
  for (const id of await tx.idsIn([state])) {
    const stored = await tx.find(id);
    // It may have moved on before it was locked.
    if (stored?.request.state === state) found.push(stored);
  }
  return found;
}

async function change(
  tx: ResponseTransaction,
  stop: StopSwitch,
  waiting: readonly StoredRequest[],
): Promise<void> {
  const guardrail = stopGuardrail(stop);
  // Every request is locked before the end of the record is: whoever decides on one locks them in this order too.
  for (const stored of await inState(tx, 'requested')) {
    const heldBack = guardrail === null ? null : { ...guardrail, since: null };
    await tx.save({ ...stored, request: { ...stored.request, heldBack } });
    await tx.enqueue('publish', stored.request.id, 0);
  }
  // Each looks for itself at what holds it back now.
  for (const { request } of waiting) await tx.enqueue('execute', request.id, 0);
  await tx.setStopSwitch(stop);
  await tx.audit({
    event: stop.pulled ? 'stop.pulled' : 'stop.released',
    actor: stop.by,
    requestId: null,
    target: null,
    details: { reason: stop.reason, waiting: waiting.map(({ request }) => request.id) },
  });
}

export function refused(tx: ResponseTransaction, actor: Actor, code: string): Promise<void> {
  return tx.audit({ event: 'stop.refused', actor, requestId: null, target: null, details: { code } });
}

function requestOf({ request }: StoredRequest): ResponseRequest {
  return request;
}
