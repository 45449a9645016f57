/**
 * Whether Defender itself holds that something was turned on or off: by the machine's whole list of actions, read anew, as
 * there is no flag for it. That is no proof yet; what the device's sensor reports is (sensor-proof.ts).
 */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { MachineSwitch } from '../tenant/machine-switch.ts';
import { switchState } from '../tenant/machine-switch.ts';
import { agoText } from '../questions/elapsed.ts';

export interface SwitchClaim {
  readonly machineId: string;
  readonly upstreamId: string;
  readonly pair: MachineSwitch;
  /** What should hold now. */
  readonly on: boolean;
}

export type Listed =
  /** By this action, and the sensor is in contact: worth a look at what it reports. */
  | { readonly holds: true; readonly by: MachineAction; readonly says: string }
  | { readonly holds: false; readonly verification: Verification };

export async function readSwitch(
  { machineId, upstreamId, pair, on }: SwitchClaim,
  ports: TenantPorts,
  clock: Clock,
): Promise<Listed> {
  const [actions, machine] = await Promise.all([
    ports.endpoints.machineActions(machineId),
    ports.endpoints.machine(machineId),
  ]);
  const now = clock.now();
  const says = (verified: Verification['verified'], evidence: string): Listed => ({
    holds: false,
    verification: { verified, evidence, at: now.toISOString() },
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
  const listed = `Defender lists ${whose} as Succeeded and nothing after it that takes it back`;
  if (machine.healthStatus === 'Active') return { holds: true, by: last, says: listed };
  const report = `sensor ${machine.healthStatus}, last full report ${agoText(now, machine.lastSeen)}`;
  return says('pending', `Accepted, not proven: ${listed}, but ${report}.`);
}
