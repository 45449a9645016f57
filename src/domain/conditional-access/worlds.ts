/**
 * Trying the sign-ins that are possible as far as is known. Each step gives one unknown signal every value that
 * makes a difference to the open policies; a branch ends when the rest cannot change the outcome. Two different
 * outcomes prove that it is undetermined. Too many possibilities, a signal that cannot be tried (the person's
 * memberships) or a policy value that this version does not know end the search: then it stays undetermined, which is
 * always safe.
 */
import { alternatives, alternativesBySignal, oneAlternative } from './alternatives.ts';
import type { SignInFacts } from './facts.ts';
import type { PolicyResult } from './policy-result.ts';
import { evaluatePolicy } from './policy-result.ts';
import type { Standing } from './standing.ts';
import { possibilities, standingOf } from './standing.ts';
import type { Statuses } from './statuses.ts';
import { ATTAINABLE, IMPOSSIBLE, MET, isCertain } from './statuses.ts';

/** Possible sign-ins looked at before giving up. */
const MOST_WORLDS = 4000;
const MOST_WORLDS_FOR_ENTRIES = 1000;
/** Policies tested before giving up, where the outcome itself is open. */
const MOST_TESTS_FOR_ENTRIES = 16_000;
/** Possible sign-ins spread over all signals, looked at first: most undetermined outcomes show at once. */
const SAMPLES = 24;

/** Every outcome that is possible; more than one = undetermined. */
export function outcomesPossible(facts: SignInFacts, standing: Standing): Statuses {
  let found: Statuses = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    found |= sampled(facts, standing, sample);
    if (!isCertain(found)) return found;
  }
  if (isDecidedByOneSignal(facts, standing, found)) return found;
  let all: Statuses = 0;
  const complete = everyWorld(facts, standing, MOST_WORLDS, isSettled, (leaf) => {
    all |= possibilities(leaf);
    return isCertain(all);
  });
  return complete ? all : possibilities(standing);
}

/** Whether the values of one unknown signal alone all lead to this outcome: seen at once, however many are unknown. */
function isDecidedByOneSignal(facts: SignInFacts, standing: Standing, outcome: Statuses): boolean {
  for (const worlds of alternativesBySignal(facts, standing.open)) {
    if (worlds.every((world) => possibilities(afterAll(world, standing)) === outcome)) return true;
  }
  return false;
}

/** Entries that are to be done in every possible sign-in, beyond those that single policies ask for certainly. */
export function entriesEverywhere(
  facts: SignInFacts,
  standing: Standing,
  statuses: Statuses,
): ReadonlySet<string> {
  if (statuses === MET || statuses === IMPOSSIBLE) return standing.entries;
  const candidates = sharedEntries(standing);
  if (candidates.size === 0) return standing.entries;
  const certain = statuses === ATTAINABLE;
  const most = certain ? MOST_WORLDS_FOR_ENTRIES : Math.floor(MOST_TESTS_FOR_ENTRIES / standing.open.length);
  const complete = everyWorld(facts, standing, most, isClosed, (leaf) => {
    for (const entry of candidates) if (!leaf.entries.has(entry)) candidates.delete(entry);
    return candidates.size > 0;
  });
  return complete ? new Set([...standing.entries, ...candidates]) : standing.entries;
}

/** The rest cannot change the outcome. */
function isSettled(standing: Standing): boolean {
  return isCertain(possibilities(standing));
}

/** Nothing is left that could ask for the same as another. */
function isClosed(standing: Standing): boolean {
  return standing.open.length === 0;
}

/** What two open policies could both ask for: only that can be certain although neither of them is. */
function sharedEntries(standing: Standing): Set<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const { grant } of standing.open) {
    const possible = grant.controls.filter((control) => (control.statuses & ATTAINABLE) !== 0);
    for (const entry of new Set([...possible.map((control) => control.entry), ...grant.required])) {
      if (!standing.entries.has(entry)) (once.has(entry) ? twice : once).add(entry);
    }
  }
  return twice;
}

/** Visits every possible sign-in. False when it had to give up; a visitor that returns false ends it early. */
function everyWorld(
  facts: SignInFacts,
  standing: Standing,
  most: number,
  isLeaf: (standing: Standing) => boolean,
  visit: (leaf: Standing) => boolean,
): boolean {
  let tried = 0;
  let wanted = true;
  const explore = (world: SignInFacts, here: Standing): boolean => {
    if (isLeaf(here)) {
      wanted = visit(here);
      return true;
    }
    const next = alternatives(world, here.open);
    if (next === null) return false;
    for (const possible of next) {
      tried += 1;
      if (tried > most || !explore(possible, afterAll(possible, here))) return false;
      if (!wanted) return true;
    }
    return true;
  };
  return explore(facts, standing);
}

/** One possible sign-in, the same for the same number; several outcomes when it cannot be tried to its end. */
function sampled(facts: SignInFacts, standing: Standing, sample: number): Statuses {
  let world = facts;
  let here = standing;
  let state = (sample + 1) * 40503;
  // A linear congruential step: spread out, and the same every time.
  const choose = (count: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % count;
  };
  while (!isSettled(here)) {
    const next = oneAlternative(world, here.open, choose);
    if (next === null) return possibilities(here);
    world = next;
    here = afterAll(world, here);
  }
  return possibilities(here);
}

function afterAll(world: SignInFacts, { open, floor, entries }: Standing): Standing {
  const results: readonly PolicyResult[] = open.map((result) => evaluatePolicy(result.policy, world));
  return standingOf(results, floor, entries);
}
