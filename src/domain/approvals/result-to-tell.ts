/**
 * What the person who asked is told, as Teams tells nobody of a card that changed: one message for the end, with the proof
 * where there is some within minutes, and one more only when it turns out later that it is not in effect.
 */
import type { ResponseRequest } from './request.ts';
import { isFinal } from './state-machine.ts';

/** How long a success waits for the first look at its effect, or for a proof where there may be one. */
const FIRST_LOOK_MS = 60_000;
const PROOF_MS = 5 * 60_000;

export type ResultToTell =
  | { readonly kind: 'none' }
  | { readonly kind: 'later'; readonly inMs: number }
  /** One message a purpose. */
  | { readonly kind: 'now'; readonly purpose: 'result' | 'result:no' };

/** @param provable whether any API shows the effect */
export function resultToTell(request: ResponseRequest, provable: boolean, now: Date): ResultToTell {
  // Whoever cancels it knows.
  if (!isFinal(request.state) || request.state === 'cancelled') return { kind: 'none' };
  if (request.state !== 'succeeded') return { kind: 'now', purpose: 'result' };
  const { verification, execution } = request;
  if (verification.verified === 'no') return { kind: 'now', purpose: 'result:no' };
  const looked = verification.evidence !== null;
  if (verification.verified === 'yes' || (looked && !provable)) return { kind: 'now', purpose: 'result' };
  const ended = Date.parse(execution.endedAt ?? request.createdAt);
  const inMs = ended + (provable ? PROOF_MS : FIRST_LOOK_MS) - now.getTime();
  return inMs > 0 ? { kind: 'later', inMs } : { kind: 'now', purpose: 'result' };
}
