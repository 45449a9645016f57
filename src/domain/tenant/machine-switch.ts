/**
 * What a pair of machine actions turns on and off: isolation, the restriction of code execution. Defender's machine
 * carries no such flag: what holds follows from the latest actions of the pair. Source: reference sheet mde-api,
 * sections 4.1 and 5.2.
 */
import type { MachineAction, MachineActionStatus } from './device.ts';

export interface MachineSwitch {
  /** Types of the two machine actions. */
  readonly on: string;
  readonly off: string;
  /** `isolation`, `an isolation`, `release`: nouns for the two. */
  readonly noun: string;
  readonly aNoun: string;
  readonly back: string;
  /** After the noun of the way back: `from isolation`. */
  readonly backOf: string;
  /** `isolated`, `released`: what a device is after each. */
  readonly done: string;
  readonly undone: string;
  /** `isolating`. */
  readonly doing: string;
  /** Microsoft reports a scope with it. */
  readonly scoped: boolean;
}

export const ISOLATION: MachineSwitch = {
  on: 'Isolate',
  off: 'Unisolate',
  noun: 'isolation',
  aNoun: 'an isolation',
  back: 'release',
  backOf: 'from isolation',
  done: 'isolated',
  undone: 'released',
  doing: 'isolating',
  scoped: true,
};

export const RESTRICTION: MachineSwitch = {
  on: 'RestrictCodeExecution',
  off: 'UnrestrictCodeExecution',
  noun: 'restriction',
  aNoun: 'a restriction',
  back: 'lifting',
  backOf: 'of the restriction',
  done: 'restricted',
  undone: 'lifted',
  doing: 'restricting',
  scoped: false,
};

export type SwitchState =
  /** `last` = the action that turned it off; null when it was never on, as far as is on record. */
  | { readonly state: 'off'; readonly last: MachineAction | null; readonly failed: MachineAction | null }
  | { readonly state: 'on'; readonly action: MachineAction; readonly failed: MachineAction | null }
  /** Sent, not confirmed: an offline device stays here until it checks in. */
  | { readonly state: 'turningOn'; readonly action: MachineAction }
  /** Still on until the way back is confirmed. */
  | { readonly state: 'turningOff'; readonly action: MachineAction }
  | { readonly state: 'unknown'; readonly why: string };

/** The port lists at most this many actions: an older one may lie beyond a full list. */
const LIST_LIMIT = 50;

/** Derives what holds from all machine actions of one machine, in any order. */
export function switchState(pair: MachineSwitch, actions: readonly MachineAction[]): SwitchState {
  const relevant = newestFirst(actions).filter(
    (action) => action.type === pair.off || (action.type === pair.on && !isContainment(action)),
  );
  const settledAt = relevant.findIndex((action) => action.status === 'Succeeded');
  const settled = settledAt < 0 ? null : (relevant[settledAt] ?? null);
  const newer = settledAt < 0 ? relevant : relevant.slice(0, settledAt);
  const older = settledAt < 0 ? [] : relevant.slice(settledAt + 1);

  const undetermined = newer.find((action) => action.status === 'unknown');
  if (undetermined !== undefined) {
    return { state: 'unknown', why: `an action of type ${undetermined.type} has a status that is not known` };
  }
  const running = newer.find((action) => isRunning(action.status));
  if (running !== undefined) {
    return { state: running.type === pair.on ? 'turningOn' : 'turningOff', action: running };
  }
  // A second isolation of an isolated device can hang and outlive its release (sheet mde-api, section 5.2).
  const leftOver = older.find((action) => action.type === pair.on && isRunning(action.status));
  if (settled?.type === pair.off && leftOver !== undefined) {
    return {
      state: 'unknown',
      why: `it was ${pair.undone}, yet an older ${pair.noun} is still pending and may take hold when it checks in`,
    };
  }
  const failed = newer.find((action) => action.status !== 'Succeeded') ?? null;
  if (settled?.type === pair.on) return { state: 'on', action: settled, failed };
  if (settled === null && actions.length >= LIST_LIMIT) {
    return {
      state: 'unknown',
      why: `only the last ${LIST_LIMIT} machine actions could be read and none of them settles it`,
    };
  }
  if (settled === null && failed?.type === pair.off) {
    return {
      state: 'unknown',
      why: `a ${pair.back} failed and the ${pair.noun} before it is not on record`,
    };
  }
  return { state: 'off', last: settled, failed };
}

export function newestFirst(actions: readonly MachineAction[]): readonly MachineAction[] {
  return [...actions].sort((a, b) => Date.parse(b.creationDateTimeUtc) - Date.parse(a.creationDateTimeUtc));
}

/**
 * Defender keeps the containment of a device that is not onboarded as an isolation of this scope: others do it, and the
 * device itself is not isolated.
 */
export function isContainment({ type, scope }: MachineAction): boolean {
  return type === ISOLATION.on && scope?.toLowerCase() === 'unmanageddevice';
}

/** Taken up or waiting for the device: not over. */
export function isRunning(status: MachineActionStatus): boolean {
  return status === 'Pending' || status === 'InProgress';
}
