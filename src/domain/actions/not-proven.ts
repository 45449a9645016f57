/** For actions whose effect no API shows. */
import type { Verification } from '../approvals/request.ts';
import type { Clock } from '../ports/tenant.ts';

export function notProven(why: string, clock: Clock): Promise<Verification> {
  return Promise.resolve({
    verified: 'pending',
    evidence: `Accepted, not proven: ${why}.`,
    at: clock.now().toISOString(),
  });
}
