/** Whether a device is isolated now, in the words of the answers. */
import type { MachineAction } from '../tenant/device.ts';
import { ISOLATION, switchState } from '../tenant/machine-switch.ts';

export type Isolation =
  /** `last` = the release that ended an isolation; null when none is on record. */
  | {
      readonly state: 'notIsolated';
      readonly last: MachineAction | null;
      readonly failed: MachineAction | null;
    }
  | { readonly state: 'isolated'; readonly action: MachineAction; readonly failed: MachineAction | null }
  /** Sent, not confirmed: an offline device stays here until it checks in. */
  | { readonly state: 'isolating'; readonly action: MachineAction }
  /** Still isolated until the release is confirmed. */
  | { readonly state: 'releasing'; readonly action: MachineAction }
  | { readonly state: 'unknown'; readonly why: string };

/** Derives the isolation from all machine actions of one machine, in any order. */
export function isolationState(actions: readonly MachineAction[]): Isolation {
  const found = switchState(ISOLATION, actions);
  switch (found.state) {
    case 'off':
      return { ...found, state: 'notIsolated' };
    case 'on':
      return { ...found, state: 'isolated' };
    case 'turningOn':
      return { ...found, state: 'isolating' };
    case 'turningOff':
      return { ...found, state: 'releasing' };
    case 'unknown':
      return found;
  }
}
