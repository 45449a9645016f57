/**
 * The smallest sets of changes after which an app opens, or is closed: one change, and only where no single one does
 * it two, then three. Each set is evaluated. The sets that are not tried cannot flip the outcome: who is kept out by a
 * certain policy stays out until something that this policy looks at changes, and who gets in is kept out by one policy
 * alone. Made from the trace as it is after the changes so far.
 */
import { effectOf, isEnforced } from '../policy-result.ts';
import { IMPOSSIBLE } from '../statuses.ts';
import { candidatesAt, stepsToApply } from './candidates.ts';
import type { Change, OwnDevice } from './change.ts';
import { keyOf } from './change.ts';
import type { Goal, Scene, Way } from './scene.ts';
import { isReached, sceneAfter } from './scene.ts';

/** Sets of more changes than this are not looked for. */
const MOST_CHANGES = 3;
/** Policies tested before giving up: half a second or so. */
const MOST_TESTS = 150_000;

export interface Flips {
  /** Each a set of changes; of several sizes only where the smaller ones are dangerous. Empty = nothing was found. */
  readonly sets: readonly (readonly Change[])[];
  readonly tried: number;
  /** False = it was given up before every set was tried. */
  readonly complete: boolean;
}

/**
 * A set that is dangerous is kept, but does not end the search for one that is not.
 *
 * @param ways how the app may be opened (one for each kind of client); a set flips them all
 * @param before changes that have to come before any policy's
 */
export function smallestFlips(
  ways: readonly Way[],
  goal: Goal,
  before: readonly Change[],
  others: readonly OwnDevice[],
  isDangerous: (set: readonly Change[]) => boolean,
): Flips {
  const started = waysAfter(ways, before);
  if (started.every((way) => isReached(way, goal))) {
    return { sets: before.length === 0 ? [] : [before], tried: 1, complete: true };
  }
  const search = { goal, ways, before, others, tried: 0, tests: 0 };
  const sets: (readonly Change[])[] = [];
  for (let size = 1; size <= MOST_CHANGES; size += 1) {
    const found = setsOf(search, size).filter((set) => !sets.some((smaller) => isPartOf(smaller, set)));
    sets.push(...found);
    if (search.tests > MOST_TESTS) return { sets, tried: search.tried, complete: false };
    if (found.some((set) => !isDangerous(set))) break;
  }
  return { sets, tried: search.tried, complete: true };
}

function isPartOf(smaller: readonly Change[], set: readonly Change[]): boolean {
  const keys = new Set(set.map(keyOf));
  return smaller.every((change) => keys.has(keyOf(change)));
}

interface Search {
  readonly goal: Goal;
  readonly ways: readonly Way[];
  readonly before: readonly Change[];
  readonly others: readonly OwnDevice[];
  tried: number;
  tests: number;
}

function waysAfter(ways: readonly Way[], changes: readonly Change[]): readonly Way[] {
  if (changes.length === 0) return ways;
  return ways.map((way) => way.map((scene) => sceneAfter(scene, changes)));
}

/** Every set of this size that flips, given that no smaller one does. */
function setsOf(search: Search, size: number): readonly (readonly Change[])[] {
  const found: (readonly Change[])[] = [];
  const seen = new Set<string>();
  const explore = (chosen: readonly Change[], now: readonly Way[]): void => {
    const left = size - chosen.length;
    for (const change of choices(search, chosen, now, left)) {
      const set = [...chosen, change];
      const key = set.map(keyOf).sort().join('\n');
      if (seen.has(key)) continue;
      seen.add(key);
      search.tried += 1;
      search.tests += testsFor(search, set);
      if (search.tests > MOST_TESTS) return;
      const changes = [...search.before, ...set];
      if (left > 1) explore(set, waysAfter(search.ways, changes));
      else if (isFlipped(search, changes)) found.push(changes);
    }
  };
  explore([], waysAfter(search.ways, search.before));
  return found;
}

/** Other facts are tested against every policy, an edit against its own. */
function testsFor({ ways }: Search, set: readonly Change[]): number {
  const scenes = ways.flat();
  const policies = scenes[0]?.results.length ?? 0;
  return scenes.length * (set.every(({ on }) => on === 'policy') ? set.length + policies / 20 : policies);
}

/** The first way that stays as it is ends it. */
function isFlipped({ ways, goal }: Search, changes: readonly Change[]): boolean {
  return ways.every((way) =>
    isReached(
      way.map((scene) => sceneAfter(scene, changes)),
      goal,
    ),
  );
}

function choices(
  search: Search,
  chosen: readonly Change[],
  now: readonly Way[],
  left: number,
): readonly Change[] {
  const unmet = now.filter((way) => !isReached(way, search.goal));
  const places = search.goal === 'in' ? blockers(unmet) : levers(unmet, left);
  const byKey = new Map<string, Change>();
  for (const { scene, index } of places) {
    for (const change of candidatesAt(scene, index, search.goal, search.others)) {
      if (isWorthwhile(search, chosen, change)) byKey.set(keyOf(change), change);
    }
  }
  for (const change of chosen) byKey.delete(keyOf(change));
  return [...byKey.values()];
}

interface Place {
  readonly scene: Scene;
  readonly index: number;
}

/** The first policy that blocks for certain: it has to be changed whatever else is. Where none does, all that may. */
function blockers(ways: readonly Way[]): readonly Place[] {
  const places: Place[] = [];
  for (const scene of ways.flat()) {
    for (const [index, result] of scene.results.entries()) {
      if (!isEnforced(result.policy)) continue;
      const effect = effectOf(result);
      if (effect === IMPOSSIBLE) return [{ scene, index }];
      if ((effect & IMPOSSIBLE) !== 0) places.push({ scene, index });
    }
  }
  return places;
}

/** Policies that could come to block with as many changes as are left. */
function levers(ways: readonly Way[], left: number): readonly Place[] {
  return ways
    .flat()
    .flatMap((scene) =>
      scene.results.flatMap((result, index) => (stepsToApply(result) <= left ? [{ scene, index }] : [])),
    );
}

/** To keep somebody out, edits of two policies never help each other, unless each closes a way of its own. */
function isWorthwhile({ goal, ways }: Search, chosen: readonly Change[], change: Change): boolean {
  if (goal === 'in' || ways.length > 1 || change.on !== 'policy') return true;
  return chosen.every((one) => one.on !== 'policy' || one.index === change.index);
}
