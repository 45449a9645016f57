/**
 * Whether an isolation or a release took hold, as far as the API can tell. Defender has no "isolated" flag: the proof
 * is the machine's whole list of actions, read anew, and that the sensor is in contact. "Accepted" alone proves nothing.
 */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { isolationState } from '../questions/isolation.ts';
import { agoText } from '../questions/elapsed.ts';

export interface IsolationClaim {
  readonly machineId: string;
  readonly upstreamId: string;
  /** When Microsoft said that it succeeded. */
  readonly since: string;
  /** What should hold now. */
  readonly isolated: boolean;
}

export async function verifyIsolation(
  claim: IsolationClaim,
  ports: TenantPorts,
  clock: Clock,
): Promise<Verification> {
  const [actions, machine] = await Promise.all([
    ports.endpoints.machineActions(claim.machineId),
    ports.endpoints.machine(claim.machineId),
  ]);
  const now = clock.now();
  const says = (verified: Verification['verified'], evidence: string): Verification => ({
    verified,
    evidence,
    at: now.toISOString(),
  });
  const state = isolationState(actions);
  const noun = claim.isolated ? 'isolation' : 'release';
  switch (state.state) {
    case 'unknown':
      return says('pending', `Accepted, not proven: ${state.why}.`);
    case 'isolating':
      return claim.isolated
        ? says('pending', `Accepted, not proven: an isolation is still ${state.action.status}.`)
        : says('no', `A new isolation is under way (${state.action.status}) since the release.`);
    case 'releasing':
      return claim.isolated
        ? says('no', `A release is under way (${state.action.status}): it will not stay isolated.`)
        : says('pending', `Accepted, not proven: a release is still ${state.action.status}.`);
    case 'isolated':
      if (!claim.isolated) return says('no', `Defender lists an isolation that succeeded after the release.`);
      break;
    case 'notIsolated':
      if (claim.isolated) {
        return says('no', 'Defender lists no isolation that holds: it was released, or never took hold.');
      }
      break;
  }
  const last = state.state === 'isolated' ? state.action : state.last;
  if (last === null) return says('no', `The ${noun} is not among the machine's actions.`);
  const whose = last.id === claim.upstreamId ? `this ${noun}` : `a later ${noun} than this one`;
  if (machine === null) return says('pending', `Accepted, not proven: Defender no longer lists the device.`);
  const report = `sensor ${machine.healthStatus}, last full report ${agoText(now, machine.lastSeen)}`;
  const listed = `Defender's actions, read anew, list ${whose} as Succeeded and nothing after it that takes it back`;
  return machine.healthStatus === 'Active'
    ? says('yes', `${listed}; ${report}.`)
    : says('pending', `Accepted, not proven: ${listed}, but ${report}.`);
}
