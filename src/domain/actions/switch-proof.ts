/**
 * Whether what was turned on or off took hold, as far as the API can tell. Defender has no flag for it: the proof is the
 * machine's whole list of actions, read anew, and that the sensor is in contact. "Accepted" alone proves nothing.
 */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { MachineSwitch } from '../tenant/machine-switch.ts';
import { switchState } from '../tenant/machine-switch.ts';
import { agoText } from '../questions/elapsed.ts';

/** For the list of actions. */
export const SWITCH_PROOF =
  "The machine's actions, read anew: this one succeeded and none after it takes it back; and the sensor is in contact";

export interface SwitchClaim {
  readonly machineId: string;
  readonly upstreamId: string;
  readonly pair: MachineSwitch;
  /** What should hold now. */
  readonly on: boolean;
}

export async function verifySwitch(
  { machineId, upstreamId, pair, on }: SwitchClaim,
  ports: TenantPorts,
  clock: Clock,
): Promise<Verification> {
  const [actions, machine] = await Promise.all([
    ports.endpoints.machineActions(machineId),
    ports.endpoints.machine(machineId),
  ]);
  const now = clock.now();
  const says = (verified: Verification['verified'], evidence: string): Verification => ({
    verified,
    evidence,
    at: now.toISOString(),
  });
  const state = switchState(pair, actions);
  const noun = on ? pair.noun : pair.back;
  switch (state.state) {
    case 'unknown':
      return says('pending', `Accepted, not proven: ${state.why}.`);
    case 'turningOn':
      return on
        ? says('pending', `Accepted, not proven: ${pair.aNoun} is still ${state.action.status}.`)
        : says('no', `A new ${pair.noun} is under way (${state.action.status}) since the ${pair.back}.`);
    case 'turningOff':
      return on
        ? says('no', `A ${pair.back} is under way (${state.action.status}): it will not stay ${pair.done}.`)
        : says('pending', `Accepted, not proven: a ${pair.back} is still ${state.action.status}.`);
    case 'on':
      if (!on) return says('no', `Defender lists ${pair.aNoun} that succeeded after the ${pair.back}.`);
      break;
    case 'off':
      if (on) {
        return says(
          'no',
          `Defender lists no ${pair.noun} that holds: it was ${pair.undone}, or never took hold.`,
        );
      }
      break;
  }
  const last = state.state === 'on' ? state.action : state.last;
  if (last === null) return says('no', `The ${noun} is not among the machine's actions.`);
  const whose = last.id === upstreamId ? `this ${noun}` : `a later ${noun} than this one`;
  if (machine === null) return says('pending', `Accepted, not proven: Defender no longer lists the device.`);
  const report = `sensor ${machine.healthStatus}, last full report ${agoText(now, machine.lastSeen)}`;
  const listed = `Defender's actions, read anew, list ${whose} as Succeeded and nothing after it that takes it back`;
  return machine.healthStatus === 'Active'
    ? says('yes', `${listed}; ${report}.`)
    : says('pending', `Accepted, not proven: ${listed}, but ${report}.`);
}
