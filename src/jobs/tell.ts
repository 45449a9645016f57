/**
 * Tells people what a changed card would not: that somebody let a request through alone, how a request ended, that a
 * human has to look. What is due follows from the stored request; the caller says each thing once.
 */
import { actionFor } from '../domain/actions/registry.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { resultToTell } from '../domain/approvals/result-to-tell.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { CallDeps } from './call-people.ts';
import { findDeciders } from './call-people.ts';
import { dutyNow } from './duty.ts';

export async function tell(requestId: string, deps: CallDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored === null) return;
  const { request } = stored;
  if (request.breakGlass !== null) await tellOfBreakGlass(stored, deps);
  if (request.state === 'unknown') await page(stored, deps);
  if (request.state === 'approved' && actionFor(request.action)?.fetched !== undefined) {
    await deps.caller.sayNote(requestId, 'requester', 'result', 'waits');
  }
  const result = resultToTell(request, isProvable(request), deps.clock.now());
  if (result.kind === 'later') {
    await deps.store.transaction((tx) => tx.enqueue('tell', requestId, result.inMs));
  }
  if (result.kind === 'now') {
    await deps.caller.sayNote(requestId, 'requester', 'result', result.purpose);
  }
}

/** A drill shows the effect of nothing. */
function isProvable({ action, drill }: ResponseRequest): boolean {
  return !drill && typeof actionFor(action)?.proof === 'string';
}

/** Everybody who could have decided, and those on call, whatever role they hold. */
async function tellOfBreakGlass(stored: StoredRequest, deps: CallDeps): Promise<void> {
  // Whoever approved before is told as well.
  const all = { ...stored, request: { ...stored.request, decisions: [] } };
  const { order } = await dutyNow(stored, deps);
  const { called } = await findDeciders(all, order, deps);
  const actor = stored.request.breakGlass?.actor.id ?? '';
  const ids = [...called.map(({ id }) => id), ...order];
  const people = ids.filter(
    (id, index) => !sameId(id, actor) && ids.findIndex((other) => sameId(other, id)) === index,
  );
  const to = { people, channel: true };
  await deps.caller.showCard(stored.request.id, to, 'brokeGlass');
}

function letThroughBy({ decisions, breakGlass }: ResponseRequest): readonly string[] {
  const alone = breakGlass === null ? [] : [breakGlass.actor.id];
  return [...decisions.map(({ actor }) => actor.id), ...alone];
}

/** How it ended is not known: the first on duty who can be reached looks, else whoever approved it. */
async function page(stored: StoredRequest, deps: CallDeps): Promise<void> {
  const { request } = stored;
  const { order } = await dutyNow(stored, deps);
  const [onDuty] = await deps.caller.reachable(order);
  const people = onDuty === undefined ? letThroughBy(request) : [onDuty];
  await deps.caller.showCard(request.id, { people, channel: onDuty === undefined }, 'unknown');
}
