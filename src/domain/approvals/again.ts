/**
 * Asking again with a click for what ended without anything having been done: nobody decided in time, it was never sent,
 * or the device did not fetch it. What people decided against, and what was done or may have been, is asked for in words.
 */
import type { ResponseRequest } from './request.ts';
import type { Judgement } from './rules.ts';

/** Whether it can be asked for again; the clicker's role is the caller's. */
export function judgeAgain(request: ResponseRequest): Judgement {
  const { id, supersededBy } = request;
  if (supersededBy !== null) {
    const message = `${id} was asked for again already, as ${supersededBy}. Nothing was requested: write "show ${supersededBy}" for its card.`;
    return { ok: false, code: 'alreadyDecided', message };
  }
  const why = whyNot(request);
  return why === null
    ? { ok: true }
    : { ok: false, code: 'blocked', message: `${id} ${why} Nothing was requested.` };
}

/** Continues the id; null = it can. */
function whyNot({ state, execution }: ResponseRequest): string | null {
  switch (state) {
    case 'expired':
    case 'timedOut':
      return null;
    case 'failed':
      return execution.submittedAt === null
        ? null
        : 'was taken up and failed: see why on its card, then ask in words for what is needed.';
    case 'requested':
      return 'still waits for a decision.';
    case 'approved':
    case 'executing':
    case 'submitted':
      return 'is still under way.';
    case 'succeeded':
      return 'was carried out.';
    case 'unknown':
      return 'has no known end: look at the state of its target, then ask in words for what it needs.';
    case 'denied':
    case 'cancelled':
      return `was ${state}: ask in words if it is needed after all.`;
  }
}

const AGAIN = /^Again, after R-[0-9A-Z]+(: )?/;

/** For whoever says no reason of their own: the one of the first, which stays one however often it is asked for. */
export function reasonAgain({ id, reason }: Pick<ResponseRequest, 'id' | 'reason'>): string {
  const first = (reason ?? '').replace(AGAIN, '');
  return `Again, after ${id}${first === '' ? '' : `: ${first}`}`;
}
