/**
 * Which of several changes is the smallest: fewer other people, then fewer other devices; at equal reach what is
 * dangerous or weakens protection comes after what does not, then the nearer to the person (device, user, policy), then
 * fewer protections lost. A reach that is not known counts as larger than one that is. What touches the accounts kept
 * for emergencies comes last, whatever its reach.
 */
import type { Change } from './change.ts';
import { keyOf } from './change.ts';
import type { Cost } from './cost.ts';
import type { PolicyEdit } from './policy-edit.ts';
import type { Reach } from './reach.ts';
import { peopleTouched } from './reach.ts';

export interface Ranked {
  readonly changes: readonly Change[];
  /** Null = not counted. */
  readonly reach: Reach | null;
  readonly cost: Cost;
}

export function bySize(a: Ranked, b: Ranked): number {
  const left = rankOf(a);
  const right = rankOf(b);
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value - other;
  }
  return textOf(a).localeCompare(textOf(b));
}

function rankOf({ changes, reach, cost }: Ranked): readonly number[] {
  const known = reach === null ? 2 : reach.exact ? 0 : 1;
  const emergency = cost.dangers.includes('emergency') ? 1 : 0;
  return [
    emergency,
    changes.length,
    known,
    reach === null ? 0 : peopleTouched(reach),
    reach?.devices ?? 0,
    ...intrinsic(changes, cost),
  ];
}

/** The order of changes of equal reach. */
export function intrinsic(changes: readonly Change[], { lost, dangers }: Cost): readonly number[] {
  return [
    dangers.length > 0 ? 1 : 0,
    lost.length > 0 ? 1 : 0,
    Math.max(...changes.map(({ on }) => NEARNESS.indexOf(on))),
    lost.length,
    changes.reduce((sum, change) => sum + unusual(change), 0),
  ];
}

const NEARNESS: readonly Change['on'][] = ['device', 'user', 'policy'];

/** Where nothing else tells two changes apart: what a policy is made of before whom and what it is about. */
const EDITS: readonly PolicyEdit['kind'][] = [
  'state',
  'operator',
  'add',
  'remove',
  'removeControl',
  'addControl',
  'addClient',
  'removeClient',
];
const DEVICES = ['compliant', 'other', 'registered', 'hybridJoined'];

function unusual(change: Change): number {
  if (change.on === 'policy') return EDITS.indexOf(change.edit.kind);
  return change.on === 'device' ? DEVICES.indexOf(change.kind) : 0;
}

function textOf({ changes }: Ranked): string {
  return changes.map(keyOf).sort().join('\n');
}
