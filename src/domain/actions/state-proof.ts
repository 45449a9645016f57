/** The proof of a state that can be read: it is as it was ordered, or not yet, or not. */
import type { Verification } from '../approvals/request.ts';
import type { IsoTime } from '../tenant/evidence.ts';

/** How long a service may go on showing the old state: UNCONFIRMED, of Entra ID as of Defender. */
const SHOWN_AFTER_MS = 15 * 60_000;

export function stateProof(
  { holds, says }: { readonly holds: boolean; readonly says: string },
  since: IsoTime,
  now: Date,
): Verification {
  const at = now.toISOString();
  if (holds) return { verified: 'yes', evidence: `${says}.`, at };
  return now.getTime() - Date.parse(since) < SHOWN_AFTER_MS
    ? { verified: 'pending', evidence: `Accepted, not proven: ${says} so far.`, at }
    : { verified: 'no', evidence: `${says}.`, at };
}
