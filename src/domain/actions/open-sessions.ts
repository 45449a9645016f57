/**
 * What is open already when somebody may no longer come in, and what the log shows of the time after. Sources:
 * reference sheet entra-api, sections 0 and 3; the times are those of questions/access-latency.ts.
 */
import type { TenantPorts } from '../ports/tenant.ts';
import { asked } from '../questions/ask.ts';
import type { Clock } from '../ports/tenant.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import { signInText } from './user-facts.ts';

/** For the approver: it does not end at once. */
export const OPEN_SESSIONS_END =
  'What is open ends with its access token, within 60 to 90 minutes; Exchange, SharePoint and Teams hear of it within 15 minutes in clients that evaluate continuously.';

/** The log lists interactive sign-ins and comes minutes late: a gap in it proves nothing. */
export async function signInsSince(
  userId: string,
  since: IsoTime,
  ports: TenantPorts,
  clock: Clock,
): Promise<string> {
  const read = await asked(clock, 'Entra sign-in log', 'sign-ins since', () =>
    ports.directory.signIns({ userId, since, top: 20 }),
  );
  if (!read.known) return 'the sign-in log could not be read';
  const last = read.value.find(
    (one) => one.errorCode === 0 && Date.parse(one.createdDateTime) >= Date.parse(since),
  );
  return last === undefined
    ? 'the sign-in log, which comes minutes late, lists none since that succeeded'
    : `the sign-in log lists one since that succeeded: ${signInText(last, clock.now())}`;
}
