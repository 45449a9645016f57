/**
 * What a grant control, a policy or a whole sign-in can come to, as a set of three possibilities in rising order:
 * it cannot be had, it can be had by doing something now, it is there already. A set with several members is what is
 * not known yet. AND takes the lowest of its parts, OR the highest, over every combination.
 */
export type Statuses = number;

export const IMPOSSIBLE: Statuses = 1;
export const ATTAINABLE: Statuses = 2;
export const MET: Statuses = 4;

export function isCertain(statuses: Statuses): boolean {
  return statuses === IMPOSSIBLE || statuses === ATTAINABLE || statuses === MET;
}

/** The lowest of one member of each set, for every choice of members. */
export function allOf(sets: readonly Statuses[]): Statuses {
  let union = 0;
  let ceiling = MET;
  for (const set of sets) {
    union |= set;
    ceiling = Math.min(ceiling, highest(set));
  }
  return sets.length === 0 ? MET : union & (ceiling * 2 - 1);
}

/** The highest of one member of each set, for every choice of members. */
export function anyOf(sets: readonly Statuses[]): Statuses {
  let union = 0;
  let floor = IMPOSSIBLE;
  for (const set of sets) {
    union |= set;
    floor = Math.max(floor, lowest(set));
  }
  return sets.length === 0 ? MET : union & ~(floor - 1);
}

export function lowest(set: Statuses): Statuses {
  return set & -set;
}

function highest(set: Statuses): Statuses {
  return (set & MET) !== 0 ? MET : (set & ATTAINABLE) !== 0 ? ATTAINABLE : IMPOSSIBLE;
}
