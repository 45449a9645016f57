/**
 * Asking one source for one thing. A call that gave no usable answer becomes a gap with a sentence for people;
 * anything else that is thrown is a fault of ours and is not hidden.
 */
import { UpstreamError } from '../../errors.ts';
import type { Asked, Gap, GapReason, IsoTime, SourceName } from '../tenant/evidence.ts';
import type { Clock } from '../ports/tenant.ts';

/** The instant as the evidence carries it: ISO 8601 in UTC. */
export function isoNow(clock: Clock): IsoTime {
  return clock.now().toISOString();
}

/**
 * Runs one read. `subject` is a noun phrase for what is missing when it fails: `risk, exposure and sensor health`.
 * Only an `UpstreamError` becomes a gap.
 */
export async function asked<T>(
  clock: Clock,
  source: SourceName,
  subject: string,
  work: () => Promise<T>,
): Promise<Asked<T>> {
  try {
    const value = await work();
    return { known: true, value, source, at: isoNow(clock) };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { known: false, gap: gapOf(source, subject, error) };
  }
}

/** The same question, narrowed or reshaped; a gap stays the gap it is. */
export function mapAsked<T, U>(fact: Asked<T>, change: (value: T) => U): Asked<U> {
  return fact.known ? { ...fact, value: change(fact.value) } : fact;
}

/** The gaps of some facts, each source and message once; subjects that failed alike are joined. */
export function gapsOf(...facts: readonly (Asked<unknown> | null)[]): readonly Gap[] {
  const merged = new Map<string, Gap>();
  for (const fact of facts) {
    if (fact === null || fact.known) continue;
    const key = JSON.stringify([fact.gap.source, fact.gap.reason, fact.gap.message, fact.gap.advice ?? '']);
    const before = merged.get(key);
    const subject =
      before === undefined || before.subject.split('; ').includes(fact.gap.subject)
        ? (before?.subject ?? fact.gap.subject)
        : `${before.subject}; ${fact.gap.subject}`;
    merged.set(key, { ...fact.gap, subject });
  }
  return [...merged.values()];
}

export function gapOf(source: SourceName, subject: string, error: UpstreamError): Gap {
  const { reason, message, advice } = inWords(source, error);
  const hint = advice ?? error.advice;
  return { source, subject, reason, message, ...(hint === undefined ? {} : { advice: hint }) };
}

interface Words {
  readonly reason: GapReason;
  readonly message: string;
  readonly advice?: string;
}

function inWords(source: SourceName, error: UpstreamError): Words {
  switch (error.code) {
    case 'upstream_unreachable':
      return {
        reason: 'unreachable',
        message: `${source} could not be reached`,
        advice: 'Ask again in a minute; `drawbridge doctor` shows what is reachable.',
      };
    case 'upstream_timeout':
      return {
        reason: 'timeout',
        message: `${source} did not answer in time`,
        advice: 'Ask again in a minute.',
      };
    case 'upstream_throttled':
      return {
        reason: 'throttled',
        message: `${source} is refusing further questions for now (too many requests)`,
        advice: waitAdvice(error.details.retryAfterSeconds),
      };
    case 'upstream_forbidden':
      return {
        reason: 'forbidden',
        message: `Drawbridge may not read this from ${source}`,
        ...permissionAdvice(error),
      };
    case 'upstream_unauthenticated':
      return {
        reason: 'unauthenticated',
        message: `${source} did not accept Drawbridge's sign-in`,
        advice: 'An administrator should run `drawbridge doctor` and check the credential.',
      };
    case 'credential_failed':
      return {
        reason: 'unauthenticated',
        message: `Drawbridge could not get a token for ${source}`,
        advice: 'An administrator should run `drawbridge doctor` and check the credential.',
      };
    case 'upstream_malformed':
      return { reason: 'malformed', message: `${source} answered with something that cannot be read` };
    case 'upstream_not_configured':
      return { reason: 'notConfigured', message: `${source} is not part of this installation` };
    case 'upstream_rejected':
      return { reason: 'failed', message: `${source} refused the question${vendor(error)}` };
    default:
      return {
        reason: 'failed',
        message: `${source} failed to answer${vendor(error)}`,
        advice: 'Ask again in a minute.',
      };
  }
}

function waitAdvice(seconds: number | undefined): string {
  return seconds === undefined
    ? 'Ask again in a minute.'
    : `Ask again in ${Math.max(1, Math.ceil(seconds))} s.`;
}

function permissionAdvice(error: UpstreamError): { readonly advice?: string } {
  const needed = error.details.permissions ?? [];
  if (needed.length > 0) return { advice: `Needs the application permission ${needed.join(' or ')}.` };
  return error.advice === undefined
    ? { advice: 'An administrator should run `drawbridge doctor`: it names the missing permission.' }
    : {};
}

/** Microsoft's own code helps whoever looks it up; only its word characters are shown. */
function vendor(error: UpstreamError): string {
  const { status, vendorCode } = error.details;
  const parts = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(vendorCode === undefined ? [] : [vendorCode.replace(/[^\w.-]/g, '').slice(0, 60)]),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
