/**
 * Break-glass: one person lets a request through alone, because nobody else can be had, and somebody else judges that
 * afterwards. It exists to contain in a hurry, so it stays away from what cannot be taken back and from what the policy
 * gives three people: neither can wait for a review; nor does it open what only a secret opens. Freezes hold; who holds the key is checked by the caller.
 */
import type { RiskClass } from '../actions/action.ts';
import type { Freeze } from './policy.ts';
import type { ResponseRequest } from './request.ts';
import type { Judgement } from './rules.ts';
import { freezeNow, judgeConcerned, judgeOpen, sameId } from './rules.ts';

/** From so many approvals on the policy wants a group of people, not one. */
const TOO_MANY_APPROVALS = 3;
const DAY_MS = 24 * 60 * 60_000;
/** Days on which somebody is reminded; after that it stays first among the open requests. */
const MOST_REMINDERS = 7;

/** Whether a request of this kind could be let through at all; what a card offers is decided by it. */
export function judgeBreakable(
  request: ResponseRequest,
  risk: RiskClass | null,
  now: Date,
  yieldsSecret = false,
): Judgement {
  const open = judgeOpen(request, now);
  if (!open.ok) return open;
  if (risk === null || risk === 'destructive') {
    return no(
      'blocked',
      `"${request.action}" cannot be taken back: break-glass is not for it. Isolate first.`,
    );
  }
  if (yieldsSecret) {
    return no(
      'blocked',
      `"${request.action}" lets somebody in: break-glass is for containing, not for that.`,
    );
  }
  return request.approvalsNeeded >= TOO_MANY_APPROVALS
    ? no('blocked', `${request.id} needs ${request.approvalsNeeded} people: break-glass is not for it.`)
    : { ok: true };
}

export function judgeBreakGlass(
  freeze: readonly Freeze[],
  request: ResponseRequest,
  by: {
    readonly actorId: string;
    readonly risk: RiskClass | null;
    readonly yieldsSecret?: boolean;
    readonly reason: string | null;
  },
  now: Date,
): Judgement {
  const { actorId, risk, reason } = by;
  const breakable = judgeBreakable(request, risk, now, by.yieldsSecret);
  if (!breakable.ok) return breakable;
  const concerned = judgeConcerned(request, actorId);
  if (!concerned.ok) return concerned;
  const frozen = freezeNow(freeze, request.action, now);
  if (frozen !== null) return frozen;
  return (reason ?? '').trim() === ''
    ? no(
        'reasonRequired',
        'Break-glass needs a reason: write why nobody else could decide. Nothing was done.',
      )
    : { ok: true };
}

/** Looked at afterwards by an approver who neither asked for it nor let it through. */
export function judgeReview(
  request: ResponseRequest,
  actorId: string,
  verdict: 'agreed' | 'objected',
  note: string | null,
): Judgement {
  const by = judgeReviewer(request, actorId);
  if (!by.ok) return by;
  return verdict === 'objected' && (note ?? '').trim() === ''
    ? no('reasonRequired', 'An objection needs a note: write what was wrong. Nothing was recorded.')
    : { ok: true };
}

export function judgeReviewer(request: ResponseRequest, actorId: string): Judgement {
  const { breakGlass } = request;
  if (breakGlass === null) {
    return no('blocked', `${request.id} was not let through by break-glass: there is nothing to review.`);
  }
  if (breakGlass.review !== null) {
    const { actor, verdict } = breakGlass.review;
    return no('alreadyDecided', `${request.id} was reviewed already: ${actor.name} ${verdict}.`);
  }
  const concerned = judgeConcerned(request, actorId);
  if (!concerned.ok) return concerned;
  if (sameId(actorId, breakGlass.actor.id)) {
    return no('ownRequest', 'You let this through yourself: somebody else has to review it.');
  }
  return sameId(actorId, request.requester.id)
    ? no('ownRequest', 'You asked for this yourself: somebody else has to review it.')
    : { ok: true };
}

export function isUnreviewed({ breakGlass }: ResponseRequest): boolean {
  return breakGlass !== null && breakGlass.review === null;
}

export interface ReviewReminder {
  /** The how-manieth it is; 0 = the first day is not over. */
  readonly due: number;
  /** Milliseconds until the next one; null = no more. */
  readonly nextIn: number | null;
}

/** One a day. Null when nothing is to be reviewed. */
export function reviewReminder(request: ResponseRequest, now: Date): ReviewReminder | null {
  if (request.breakGlass === null || request.breakGlass.review !== null) return null;
  const at = Date.parse(request.breakGlass.at);
  const due = Math.min(MOST_REMINDERS, Math.max(0, Math.floor((now.getTime() - at) / DAY_MS)));
  return { due, nextIn: due === MOST_REMINDERS ? null : at + (due + 1) * DAY_MS - now.getTime() };
}

function no(code: Extract<Judgement, { ok: false }>['code'], message: string): Judgement {
  return { ok: false, code, message };
}
