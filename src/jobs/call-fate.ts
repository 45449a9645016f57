/** What became of a call that failed: the difference between "say so", "send it again" and "look for it first". */
import { UpstreamError } from '../errors.ts';

export type CallFate =
  /** Microsoft said no: nothing happened and nothing will. */
  | 'refused'
  /** It certainly did not take effect; it may be sent again. */
  | 'notSent'
  /** The same kind of action is under way on that device. */
  | 'exists'
  /** It may have arrived. */
  | 'unknown';

export function fateOf(error: unknown): CallFate {
  if (!(error instanceof UpstreamError)) return 'unknown';
  const { mayHaveArrived, vendorCode, status } = error.details;
  if (vendorCode === 'ActiveRequestAlreadyExists') return 'exists';
  if (mayHaveArrived === true || (status !== undefined && status >= 500)) return 'unknown';
  switch (error.code) {
    case 'upstream_rejected':
    case 'upstream_forbidden':
      return 'refused';
    case 'upstream_throttled':
    case 'upstream_unauthenticated':
    case 'credential_failed':
      return 'notSent';
    case 'upstream_unreachable':
    case 'upstream_timeout':
      return mayHaveArrived === false ? 'notSent' : 'unknown';
    default:
      return 'unknown';
  }
}
