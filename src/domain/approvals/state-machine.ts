/**
 * The life of a response request (product contract, section 6). Every move that may happen stands in this table;
 * every other one is refused. Who may cause a move is the business of rules.ts.
 */
import type { RequestState } from './request.ts';

export type Move =
  | 'approve'
  | 'deny'
  | 'expire'
  | 'cancel'
  /** The workflow takes the approved request up. */
  | 'start'
  /** Microsoft's id of the action is known. */
  | 'submit'
  | 'succeed'
  /** Definitely not carried out, or carried out without success. */
  | 'fail'
  | 'timeOut'
  /** The end cannot be learned. */
  | 'lose';

const LEGAL: Readonly<Record<RequestState, Readonly<Partial<Record<Move, RequestState>>>>> = {
  requested: { approve: 'approved', deny: 'denied', expire: 'expired', cancel: 'cancelled' },
  approved: { start: 'executing' },
  executing: { submit: 'submitted', fail: 'failed', lose: 'unknown' },
  submitted: { succeed: 'succeeded', fail: 'failed', timeOut: 'timedOut', lose: 'unknown' },
  denied: {},
  expired: {},
  cancelled: {},
  succeeded: {},
  failed: {},
  timedOut: {},
  unknown: {},
};

export const MOVES: readonly Move[] = [
  'approve',
  'deny',
  'expire',
  'cancel',
  'start',
  'submit',
  'succeed',
  'fail',
  'timeOut',
  'lose',
];

export const STATES = Object.keys(LEGAL) as readonly RequestState[];

/** States in which work remains, in their order: somebody must decide, or the workflow must go on. */
export const LIVE_STATES: readonly RequestState[] = STATES.filter(
  (state) => Object.keys(LEGAL[state]).length > 0,
);

export type MoveOutcome =
  | { readonly ok: true; readonly state: RequestState }
  /** `final`: nothing moves it any more. `notYet`: another move has to come first. `tooLate`: decided already. */
  | { readonly ok: false; readonly reason: 'final' | 'notYet' | 'tooLate' };

/** Where a move leads from a state; refused with the reason when the table does not have it. */
export function move(state: RequestState, by: Move): MoveOutcome {
  const next = LEGAL[state][by];
  if (next !== undefined) return { ok: true, state: next };
  if (isFinal(state)) return { ok: false, reason: 'final' };
  const passed = LIVE_STATES.slice(0, LIVE_STATES.indexOf(state)).some((earlier) => by in LEGAL[earlier]);
  return { ok: false, reason: passed ? 'tooLate' : 'notYet' };
}

export function isFinal(state: RequestState): boolean {
  return !LIVE_STATES.includes(state);
}
