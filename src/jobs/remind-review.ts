/** Reminds those who may review a request that one person let through, once a day, until somebody did. */
import { reviewReminder } from '../domain/approvals/break-glass.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { CallDeps } from './call-people.ts';
import { findDeciders } from './call-people.ts';

export async function remindReview(requestId: string, deps: CallDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  const reminder = stored === null ? null : reviewReminder(stored.request, deps.clock.now());
  if (stored === null || reminder === null) return;
  const { due, nextIn } = reminder;
  if (nextIn !== null) await deps.store.transaction((tx) => tx.enqueue('review', requestId, nextIn));
  if (due === 0) return;
  const actor = stored.request.breakGlass?.actor.id ?? '';
  // Whoever approved before the glass was broken may review it too.
  const asked = { ...stored, request: { ...stored.request, decisions: [] } };
  const { called } = await findDeciders(asked, deps.policy.oncall.rota, deps);
  const people = called.map(({ id }) => id).filter((id) => !sameId(id, actor));
  await deps.caller.showCard(requestId, { people, channel: people.length === 0 }, `review:${due}`);
}
