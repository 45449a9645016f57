/** The record in words: events, codes of refusals, results. */
import type { AuditEvent } from '../domain/approvals/audit-event.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import type { AuditEntry } from '../domain/ports/stores.ts';
import type { RefusedAsk } from '../domain/questions/answer.ts';

/** What somebody did, before "by" and their name; or what happened. */
const EVENTS: Readonly<Record<AuditEvent, string>> = {
  'request.created': 'asked for',
  'request.refused': 'refused when it was asked for',
  'request.seen': 'seen for the first time',
  'request.escalated': 'escalated',
  'request.brokeGlass': 'let through alone (break-glass)',
  'request.reviewed': 'reviewed',
  'request.approved': 'approved',
  'request.denied': 'denied',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
  'request.askedAgain': 'asked for again',
  'request.undone': 'undone',
  'decision.recorded': 'approved (more approvals needed)',
  'decision.refused': 'decision refused, tried',
  'cancel.refused': 'cancelling refused, tried',
  'undo.refused': 'undoing refused, tried',
  'again.refused': 'asking again refused, tried',
  'breakGlass.refused': 'breaking the glass refused, tried',
  'review.refused': 'review refused, tried',
  'hold.refused': 'more time refused, asked for',
  'hold.renewed': 'given more time',
  'card.refused': 'click refused on a card of another conversation',
  'card.unconfirmed': 'a card may be missing',
  'card.confirmed': 'the card that might be missing is there',
  'handover.asked': 'result asked for',
  'handover.done': 'result handed over, asked for',
  'handover.failed': 'result could not be handed over, asked for',
  'handover.refused': 'result refused, asked for',
  'stop.pulled': 'stop switch pulled',
  'stop.released': 'stop switch released',
  'stop.refused': 'stop switch left as it is, tried',
  'execution.started': 'taken up',
  'execution.sending': 'sent to Microsoft',
  'execution.submitted': 'accepted by Microsoft',
  'execution.adopted': 'taken over: under way already',
  'execution.queued': 'waits for its turn',
  'execution.held': 'held back',
  'execution.firstStep': 'first what comes before it',
  'execution.progress': 'Microsoft reports progress',
  'execution.unanswered': 'no answer from Microsoft',
  'execution.delayed': 'delayed',
  'execution.unseen': 'could not be followed',
  'execution.reissued': 'lapsed and ordered again',
  'execution.askedAgain': 'not sent, asked for again',
  'execution.drilled': 'drilled: nothing was sent',
  'execution.succeeded': 'succeeded',
  'execution.failed': 'failed',
  'execution.timedOut': 'timed out',
  'execution.unknown': 'end not known',
  'execution.lost': 'end not known',
  'execution.verified': 'verified',
};

const CODES: Readonly<Record<Refusal['code'] | RefusedAsk['code'], string>> = {
  notInRole: 'has not the role for it',
  ownRequest: 'their own request',
  ownAccount: 'their own account',
  alreadyDecided: 'decided already',
  alreadyVoted: 'had decided already',
  notNeeded: 'no place left for this approval',
  expired: 'too late: it had expired',
  notFound: 'no such request',
  reasonRequired: 'no reason was given',
  notReversible: 'cannot be undone',
  notReady: 'not ready yet',
  alreadyHandedOver: 'was handed over already',
  blocked: 'not possible for this target',
  limit: 'too many requests in the last hour',
  frozen: 'changes are frozen',
  duplicate: 'the same was asked for already',
  unavailable: 'could not be checked',
  severalTargets: 'several targets at once',
  notPossible: 'not possible for this target',
  notInThisForm: 'not possible in this form',
  notLookedAt: 'the target could not be looked at',
};

/** Defender's machine action statuses. The end is what the entry itself tells. */
const STATUS: Readonly<Record<string, string>> = {
  Pending: 'waits until the device takes it up',
  InProgress: 'the device is carrying it out',
  Succeeded: '',
};

/** What a look at Defender's other facts said of an action that succeeded. */
const VERIFIED: Readonly<Record<string, string>> = {
  yes: 'verified: it is in effect',
  no: 'checked: it is not in effect',
  pending: 'checked: not proven yet',
};

export function eventWords({ event, details }: Pick<AuditEntry, 'event' | 'details'>): string {
  const verified = text(details['verified']);
  return event === 'execution.verified' && verified !== ''
    ? worded(VERIFIED, verified)
    : worded(EVENTS, event);
}

/** What an entry says beyond that: why, what Microsoft answered, why not. */
export function detailWords({ details }: Pick<AuditEntry, 'details'>): readonly string[] {
  return [
    text(details['reason']),
    worded(STATUS, text(details['status'])),
    text(details['problem']),
    worded(CODES, text(details['code'])),
  ].filter((part) => part !== '');
}

/** A record that a later version wrote may hold what this one has no words for. */
function worded(words: Readonly<Record<string, string>>, value: string): string {
  return Object.hasOwn(words, value) ? (words[value] ?? value) : value;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
