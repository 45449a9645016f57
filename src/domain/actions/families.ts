/** Which actions are followed together. */
import type { ActionDefinition, Following } from './action.ts';
import { actions } from './registry.ts';

/** Of those that are asked for one by one. */
const SINGLY = 'singly';

const known = new Map(
  actions.flatMap(({ following }) =>
    following === undefined ? [] : [[following.family, following] as const],
  ),
);

export function familyOf(action: ActionDefinition): string {
  return action.following?.family ?? SINGLY;
}

/** null = each of the family is asked for by itself. */
export function followingOf(family: string): Following | null {
  return known.get(family) ?? null;
}
