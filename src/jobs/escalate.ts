/**
 * Nobody decided in time: the person on duty and the next in line are called, once. Who is called is written first, in
 * one transaction with its record; the messages follow from what is written, so that a process that dies between, or
 * another one at the same time, calls the same people and nobody twice.
 */
import { isOverdue } from '../domain/approvals/rules.ts';
import { escalationDueAt } from '../domain/approvals/whom-to-ask.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { CallDeps } from './call-people.ts';
import { findWhomToCall } from './call-people.ts';
import { dutyNow } from './duty.ts';
import { record } from './workflow.ts';

export async function escalate(requestId: string, deps: CallDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return;
  const written = stored.request.escalatedAt === null ? await writeDown(stored, deps) : stored;
  if (written?.request.state !== 'requested') return;
  const called = written.request.escalatedTo?.called ?? [];
  if (called.length > 0) {
    const people = called.map(({ id }) => id);
    await deps.caller.showCard(requestId, { people, channel: false }, 'escalated');
    return;
  }
  await deps.caller.sayNote(requestId, 'requester', 'nobodyCalled', 'escalated:nobody');
  await deps.caller.sayNote(requestId, 'channel', 'nobodyCalled', 'escalated:nobody');
}

/** Null when it is too early (then it is done later) or there is nothing to do. */
async function writeDown(stored: StoredRequest, deps: CallDeps): Promise<StoredRequest | null> {
  const { request } = stored;
  const dueAt = escalationDueAt(request, deps.policy.approvals.escalateAfterMinutes);
  if (dueAt === null || isOverdue(request, deps.clock.now())) return null;
  const inMs = dueAt.getTime() - deps.clock.now().getTime();
  if (inMs > 0) {
    await deps.store.transaction((tx) => tx.enqueue('escalate', request.id, inMs));
    return null;
  }
  const { shifts, order } = await dutyNow(stored, deps);
  const found = {
    ...(await findWhomToCall(stored, order, deps)),
    ...(shifts?.known === false ? { shiftsUnread: shifts.gap.message } : {}),
  };
  const onShift = shifts?.known === true ? { onShift: shifts.value } : {};
  return deps.store.transaction(async (tx) => {
    const current = await tx.find(request.id);
    // Decided meanwhile, or written by somebody else, whose list holds.
    if (current?.request.state !== 'requested' || current.request.escalatedAt !== null) return current;
    return record(tx, current, {
      request: { ...current.request, escalatedAt: deps.clock.now().toISOString(), escalatedTo: found },
      event: 'request.escalated',
      details: { ...found, ...onShift, afterMinutes: deps.policy.approvals.escalateAfterMinutes },
    });
  });
}
