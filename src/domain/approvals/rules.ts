/**
 * Who may ask, decide and cancel, and when. Pure: the clock, the roles that hold and the counts are passed in; the
 * first rule that refuses names itself. Roles are looked up live by whoever calls.
 */
import type { RecentCounts, StopSwitch } from './guardrails.ts';
import { freezeAt, holdsUntil, minuteOf, reachedCeiling } from './guardrails.ts';
import type { ActionRule, Freeze, ResponsePolicy } from './policy.ts';
import { isHeld } from './hold.ts';
import { bringsFurther, countsForText, missingText, placesOf } from './places.ts';
import type { ActionTarget, Actor, ResponseRequest, Standing } from './request.ts';
import type { Refusal } from './service.ts';
import { isFinal } from './state-machine.ts';

export type Judgement =
  { readonly ok: true } | { readonly ok: false; readonly code: Refusal['code']; readonly message: string };

const OK: Judgement = { ok: true };

/** Whether a new request may be made; the requester's role was checked before. `recent`: null = no ceiling is for it. */
export function judgeRequest(
  policy: ResponsePolicy,
  rule: ActionRule,
  order: { readonly action: string; readonly reason: string | null },
  recent: RecentCounts | null,
  now: Date,
): Judgement {
  const frozen = freezeNow(policy.freeze, order.action, now);
  if (frozen !== null) return frozen;
  if (rule.reasonRequired && (order.reason ?? '').trim() === '') {
    return no('reasonRequired', `"${order.action}" needs a reason: ask again and say why.`);
  }
  if (recent === null) return OK;
  const ceiling = reachedCeiling(policy.limits, order.action, recent);
  switch (ceiling?.of) {
    case 'action':
      return no('limit', `The ceiling of ${ceiling.limit} "${order.action}" requests an hour is reached.`);
    case 'all':
      return no('limit', `The ceiling of ${ceiling.limit} requests an hour is reached.`);
    case 'person':
      return no(
        'limit',
        `You made ${recent.ofPerson} requests in the last hour; ${ceiling.limit} are allowed.`,
      );
    case undefined:
      return OK;
  }
}

/** Access is not asked for by the person who gets it, whoever approves. */
export function judgeOwnAccount(
  action: { readonly verb: string; readonly forOthersOnly?: true },
  order: Pick<ResponseRequest, 'requester' | 'target'>,
): Judgement {
  return action.forOthersOnly === true && isOwnAccount(order.target, order.requester.id)
    ? no('ownAccount', `"${action.verb}" is about your own account: somebody else has to ask for it.`)
    : OK;
}

/** Nobody's own approval counts: whoever the rule names cannot ask for what then nobody could let through. */
export function judgeOwnApproval(
  { eachOf }: ActionRule,
  order: { readonly action: string; readonly requester: Actor },
): Judgement {
  return eachOf.some((id) => sameId(id, order.requester.id))
    ? no('ownRequest', `"${order.action}" needs your own approval: somebody else has to ask for it.`)
    : OK;
}

/** Whoever is in an account neither lets what is done to it through nor saves it from that. */
export function judgeConcerned({ target }: Pick<ResponseRequest, 'target'>, actorId: string): Judgement {
  return isOwnAccount(target, actorId)
    ? no('ownAccount', 'It is about your own account: somebody else has to decide.')
    : OK;
}

function isOwnAccount({ kind, id }: ActionTarget, actorId: string): boolean {
  return kind === 'user' && sameId(id, actorId);
}

/** Whether this person's verdict may count; their role is checked by the caller, after this says yes. */
export function judgeDecision(
  policy: ResponsePolicy,
  request: ResponseRequest,
  actorId: string,
  verdict: 'approve' | 'deny',
  now: Date,
): Judgement {
  const open = judgeOpen(request, now);
  if (!open.ok) return open;
  if (sameId(actorId, request.requester.id)) {
    return no('ownRequest', 'You asked for this yourself: somebody else has to decide. You can cancel it.');
  }
  const concerned = judgeConcerned(request, actorId);
  if (!concerned.ok) return concerned;
  if (request.decisions.some((decision) => sameId(decision.actor.id, actorId))) {
    return no('alreadyVoted', `You decided on ${request.id} already. Your vote counts once.`);
  }
  return verdict === 'approve' ? (freezeNow(policy.freeze, request.action, now) ?? OK) : OK;
}

/** Whether it still waits for a decision. */
export function judgeOpen(request: ResponseRequest, now: Date): Judgement {
  if (request.state === 'expired' || isOverdue(request, now)) {
    return no('expired', `${request.id} expired before it was decided. Nothing was done.`);
  }
  return request.state === 'requested' ? OK : no('alreadyDecided', decidedText(request));
}

export function judgeCancel(request: ResponseRequest, actorId: string, now: Date): Judgement {
  if (!sameId(actorId, request.requester.id)) {
    return no('notInRole', 'Only the person who asked can cancel a request. Approvers can deny it.');
  }
  if (request.state === 'expired' || isOverdue(request, now)) {
    return no('expired', `${request.id} expired already. Nothing was done.`);
  }
  return request.state === 'requested' ? OK : no('alreadyDecided', decidedText(request));
}

function notUndone(state: ResponseRequest['state']): string {
  switch (state) {
    case 'requested':
      return 'is not decided yet: cancel or deny it instead.';
    case 'approved':
    case 'executing':
    case 'submitted':
      return 'is still under way and may yet take effect: it can be undone once that is confirmed.';
    case 'timedOut':
    case 'unknown':
      return 'has no known end: look at the state of its target, then ask for what it needs.';
    default:
      return 'changed nothing: there is nothing to undo.';
  }
}

export function judgeUndo(request: ResponseRequest, reversal: string | null): Judgement {
  if (reversal === null) return no('notReversible', `"${request.action}" cannot be undone by Drawbridge.`);
  if (request.state !== 'succeeded') {
    return no('notReversible', `${request.id} ${notUndone(request.state)}`);
  }
  if (request.undoneBy !== null) {
    return no('notReversible', `${request.id} was undone already by ${request.undoneBy}.`);
  }
  return OK;
}

/** Whether the person may let a timed action hold for longer; their role is the caller's. */
export function judgeRenewal(request: ResponseRequest, actorId: string, now: Date): Judgement {
  if (!isHeld(request)) return no('notReversible', `${request.id} does not hold for a time (any more).`);
  if (now.getTime() >= Date.parse(request.hold?.until ?? '')) {
    return no('expired', `The time of ${request.id} is over: it is being taken back.`);
  }
  return sameId(actorId, request.requester.id)
    ? no('ownRequest', 'You asked for this yourself: somebody else has to let it hold for longer.')
    : OK;
}

/** Whether the person may have what the request yielded (null = it yields nothing). Their role is the caller's. */
export function judgeHandover(
  request: ResponseRequest,
  yields: { readonly what: string; readonly portal: string } | null,
  actorId: string,
): Judgement {
  if (yields === null)
    return no('notReversible', `"${request.action}" yields nothing that could be handed over.`);
  const { what, portal } = yields;
  if (!sameId(actorId, request.requester.id)) {
    return no('notInRole', `Only ${request.requester.name}, who asked for it, is given the ${what}.`);
  }
  if (request.state !== 'succeeded') {
    return no('notReady', `${request.id} is ${request.state}: there is no ${what} to hand over.`);
  }
  return request.verification.verified === 'yes'
    ? no(
        'alreadyHandedOver',
        `${request.verification.evidence ?? 'It was handed over already.'} Later it can be had in the ${portal}.`,
      )
    : OK;
}

/** Whether the person may have the call sent whose answer is for them alone. Their role is the caller's. */
export function judgeFetching(request: ResponseRequest, what: string, actorId: string, now: Date): Judgement {
  const { id, requester, state, verification, execution } = request;
  if (!sameId(actorId, requester.id)) {
    return no('notInRole', `Only ${requester.name}, who asked for it, is given the ${what}.`);
  }
  switch (state) {
    case 'requested':
      return no('notReady', `${id} is not approved yet: there is no ${what}.`);
    case 'approved':
      return now.getTime() < (holdsUntil(request)?.getTime() ?? 0)
        ? OK
        : no('expired', `${id} was not fetched in time. Nothing was sent: ask for it anew.`);
    case 'executing':
      return no('unavailable', execution.problem ?? 'It is being made already. Nothing more was sent.');
    case 'submitted':
    case 'succeeded':
      return no(
        'alreadyHandedOver',
        `The ${what} was made once and is given once. ${verification.evidence ?? ''} Ask for a new one if it is needed.`,
      );
    default:
      return no('notReady', `${id} is ${state}: there is no ${what}. ${execution.problem ?? ''}`.trim());
  }
}

/** Deny wins at once; approvals count distinct people other than the requester, one of each group that the policy names. */
export function tally(request: ResponseRequest): 'approved' | 'denied' | 'open' {
  if (request.decisions.some((decision) => decision.verdict === 'deny')) return 'denied';
  return placesOf(request).every(({ by }) => by !== null) ? 'approved' : 'open';
}

/** Whether an approval by somebody of this standing still brings the request further. */
export function judgeStanding(
  request: ResponseRequest,
  actor: Actor,
  standing: Standing | undefined,
): Judgement {
  if (bringsFurther(request, actor, standing)) return OK;
  return no(
    'notNeeded',
    `${request.id} still needs ${missingText(request)}, and your approval counts for ${countsForText(request, standing)}. Nothing was recorded; you can still deny it.`,
  );
}

/** Nobody decided in time. The instant of expiry itself is too late. */
export function isOverdue(request: ResponseRequest, now: Date): boolean {
  return request.state === 'requested' && now.getTime() >= Date.parse(request.expiresAt);
}

/** The refusal of a freeze window that holds now; null when none does. */
export function freezeNow(freezes: readonly Freeze[], action: string, now: Date): Judgement | null {
  const freeze = freezeAt(freezes, action, now);
  return freeze === null
    ? null
    : no('frozen', `Changes are frozen until ${minuteOf(freeze.to)} by the response policy.`);
}

/**
 * Whether this approver may release the stop switch: not when an action that they asked for themselves waits behind it.
 * That they pulled it themselves is no hindrance: they take back their own caution, and what waits was approved by others.
 */
export function judgeRelease(
  stop: StopSwitch,
  waiting: readonly ResponseRequest[],
  actorId: string,
): Judgement {
  if (!stop.pulled) return no('alreadyDecided', 'The stop switch is not pulled.');
  const own = waiting.find((request) => sameId(request.requester.id, actorId));
  return own === undefined
    ? OK
    : no(
        'ownRequest',
        `${own.id}, which you asked for, waits behind it: another approver has to release it.`,
      );
}

export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function decidedText(request: ResponseRequest): string {
  const last = request.decisions.at(-1);
  switch (request.state) {
    case 'denied':
      return `${request.id} was denied${last === undefined ? '' : ` by ${last.actor.name}`}. Nothing was done.`;
    case 'cancelled':
      return `${request.id} was cancelled by ${request.requester.name}. Nothing was done.`;
    default:
      return isFinal(request.state)
        ? `${request.id} was decided and has ended (${request.state}).`
        : `${request.id} was approved already and is being carried out.`;
  }
}

function no(code: Refusal['code'], message: string): Judgement {
  return { ok: false, code, message };
}
