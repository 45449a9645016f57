/** What a set of changes costs besides its reach: protection, and the danger of touching what is kept for emergencies. Pure. */
import type { JsonObject } from '../../tenant/access-policies.ts';
import type { Population } from '../../tenant/population.ts';
import { isApplied } from '../policy-result.ts';
import { isObject, textList, textOf } from '../wire.ts';
import type { Change } from './change.ts';
import type { Scene, Way } from './scene.ts';
import { sceneAfter } from './scene.ts';

/** `emergency`: a group that most policies leave out; `role`: an administrator's role; `account`: a disabled account. */
export type Danger = 'emergency' | 'role' | 'account';

export interface Cost {
  /**
   * Names of enabled policies that asked something of this sign-in and then ask less or nothing of it. A risk that
   * is gone and a device that is put right cost no protection.
   */
  readonly lost: readonly string[];
  readonly dangers: readonly Danger[];
}

export function costOf(
  ways: readonly Way[],
  changes: readonly Change[],
  policies: readonly JsonObject[],
  population: Population | null,
): Cost {
  const weakening = changes.filter(isPerhapsWeakening);
  const lost = weakening.length === 0 ? [] : ways.flat().flatMap((scene) => lostIn(scene, weakening));
  return { lost: [...new Set(lost)], dangers: dangersOf(changes, policies, population) };
}

function isPerhapsWeakening(change: Change): boolean {
  if (change.on === 'policy') return true;
  return change.on === 'user' && ['leaveGroup', 'joinGroup', 'giveUpRole'].includes(change.kind);
}

function lostIn(scene: Scene, changes: readonly Change[]): readonly string[] {
  const after = sceneAfter(scene, changes);
  return scene.results.flatMap((result, index) => {
    const then = after.results[index];
    if (then === undefined || !isApplied(result) || result.grant.controls.length === 0) return [];
    const less = !isApplied(then) || then.grant.statuses > result.grant.statuses;
    return less ? [result.policy.displayName] : [];
  });
}

export function dangersOf(
  changes: readonly Change[],
  policies: readonly JsonObject[],
  population: Population | null,
): readonly Danger[] {
  const dangers = changes.flatMap((change): readonly Danger[] => {
    const group = groupOf(change);
    if (group !== null && isForEmergencies(group, policies, population)) return ['emergency'];
    if (change.on === 'user' && change.kind === 'giveUpRole') return ['role'];
    if (change.on === 'user' && change.kind === 'accountEnabled') return ['account'];
    return change.on === 'policy' &&
      change.edit.kind === 'remove' &&
      change.edit.list === 'users.excludeRoles'
      ? ['role']
      : [];
  });
  return [...new Set(dangers)];
}

/** The group whose members or whose exclusion a change touches. */
export function groupOf(change: Change): string | null {
  if (change.on === 'user' && (change.kind === 'leaveGroup' || change.kind === 'joinGroup'))
    return change.group;
  if (change.on !== 'policy' || change.edit.kind !== 'remove') return null;
  return change.edit.list === 'users.excludeGroups' ? change.edit.value.toLowerCase() : null;
}

const EMERGENCY_NAME = /break.?glass|emergency/i;

/** Left out of half of the policies that are on or in report-only mode, and of two at least; or called so. */
function isForEmergencies(
  group: string,
  policies: readonly JsonObject[],
  population: Population | null,
): boolean {
  if (EMERGENCY_NAME.test(population?.groups.get(group)?.displayName ?? '')) return true;
  const inUse = policies.filter(({ state }) => state !== 'disabled');
  const leavingOut = inUse.filter((policy) => groupsAt(policy, 'excludeGroups').includes(group)).length;
  return leavingOut >= 2 && leavingOut * 2 >= inUse.length;
}

/** Names of the policies that include or exclude a group. */
export function policiesNaming(group: string, policies: readonly JsonObject[]): readonly string[] {
  return policies
    .filter((policy) =>
      ['includeGroups', 'excludeGroups'].some((list) => groupsAt(policy, list).includes(group)),
    )
    .map(({ displayName, id }) => textOf(displayName) ?? textOf(id) ?? 'a policy without a name');
}

function groupsAt({ conditions }: JsonObject, list: string): readonly string[] {
  const users = isObject(conditions) ? conditions['users'] : undefined;
  return isObject(users) ? textList(users[list]).values.map((id) => id.toLowerCase()) : [];
}
