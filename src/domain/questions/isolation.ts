/**
 * Whether a device is isolated now. Defender's machine carries no such flag: it follows from the latest `Isolate`
 * and `Unisolate` machine actions. Source: reference sheet mde-api, sections 4.1 and 5.2.
 */
import type { MachineAction, MachineActionStatus } from '../tenant/device.ts';

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

/** The port lists at most this many actions: an older isolation may lie beyond a full list. */
const LIST_LIMIT = 50;

/** Derives the isolation from all machine actions of one machine, in any order. */
export function isolationState(actions: readonly MachineAction[]): Isolation {
  const relevant = actions
    .filter((action) => action.type === 'Isolate' || action.type === 'Unisolate')
    .sort((a, b) => Date.parse(b.creationDateTimeUtc) - Date.parse(a.creationDateTimeUtc));
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
    return { state: running.type === 'Isolate' ? 'isolating' : 'releasing', action: running };
  }
  // A second isolation of an isolated device can hang and outlive its release (sheet mde-api, section 5.2).
  const leftOver = older.find((action) => action.type === 'Isolate' && isRunning(action.status));
  if (settled?.type === 'Unisolate' && leftOver !== undefined) {
    return {
      state: 'unknown',
      why: 'it was released, yet an older isolation is still pending and may take hold when it checks in',
    };
  }
  const failed = newer.find((action) => action.status !== 'Succeeded') ?? null;
  if (settled?.type === 'Isolate') return { state: 'isolated', action: settled, failed };
  if (settled === null && actions.length >= LIST_LIMIT) {
    return {
      state: 'unknown',
      why: `only the last ${LIST_LIMIT} machine actions could be read and none of them settles it`,
    };
  }
  if (settled === null && failed?.type === 'Unisolate') {
    return { state: 'unknown', why: 'a release failed and the isolation before it is not on record' };
  }
  return { state: 'notIsolated', last: settled, failed };
}

function isRunning(status: MachineActionStatus): boolean {
  return status === 'Pending' || status === 'InProgress';
}
