/** Who is on duty, asked once and at the moment it matters. */
import type { Duty } from '../domain/questions/who-is-on-duty.ts';
import { whoIsOnDuty } from '../domain/questions/who-is-on-duty.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { WorkflowDeps } from './workflow.ts';
import { portsFor } from './workflow.ts';

/** A schedule that cannot be read keeps nobody from being called: the rota counts, and the log says so. */
export async function dutyNow(stored: StoredRequest, deps: WorkflowDeps): Promise<Duty> {
  const duty = await whoIsOnDuty(deps.policy.oncall, portsFor(stored, deps).shiftSchedules, deps.clock);
  if (duty.shifts?.known === false) {
    deps.log.warn('shifts.notRead', { requestId: stored.request.id, reason: duty.shifts.gap.reason });
  }
  return duty;
}
