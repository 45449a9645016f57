/**
 * A sign-in that is evaluated and can be evaluated again with changes: only what a change concerns is done anew, one
 * policy compiled and tested for a policy's edit, every policy tested for other facts. Same results as compiling and
 * evaluating everything (a test compares them).
 */
import type { AccessPolicySnapshot } from '../../tenant/access-policies.ts';
import type { CompiledPolicies, CompiledPolicy } from '../compile.ts';
import { compilePolicies, compilePolicy } from '../compile.ts';
import type { SignInFacts } from '../facts.ts';
import type { Outcome, Verdict } from '../outcome.ts';
import { decideOutcome } from '../outcome.ts';
import type { PolicyResult } from '../policy-result.ts';
import { evaluatePolicy, isEnforced } from '../policy-result.ts';
import { settled } from '../settled.ts';
import type { Change } from './change.ts';
import { factsAfter } from './change.ts';
import type { PolicyEdit } from './policy-edit.ts';
import { editPolicy } from './policy-edit.ts';

export type Configuration = Pick<AccessPolicySnapshot, 'policies' | 'namedLocations'>;

/** The policies as they are, and those that edits have made of them so far. */
export interface Ground {
  readonly configuration: Configuration;
  readonly compiled: CompiledPolicies;
  readonly edited: Map<string, CompiledPolicy>;
}

export function groundOf(configuration: Configuration): Ground {
  return { configuration, compiled: compilePolicies(configuration), edited: new Map() };
}

/** One evaluated sign-in. */
export interface Scene {
  readonly ground: Ground;
  readonly facts: SignInFacts;
  readonly results: readonly PolicyResult[];
  readonly outcome: Outcome;
}

export function sceneOf(ground: Ground, facts: SignInFacts): Scene {
  const results = ground.compiled.policies.map((policy) => resultOf(policy, facts));
  return { ground, facts, results, outcome: decideOutcome(facts, results, isEnforced) };
}

export function sceneAfter(scene: Scene, changes: readonly Change[]): Scene {
  const { ground } = scene;
  const facts = factsAfterAll(changes, scene.facts);
  const edits = editsByPolicy(changes);
  const results = scene.results.map((result, index) => {
    const edit = edits.get(index);
    if (edit === undefined && facts === scene.facts) return result;
    return resultOf(edit === undefined ? result.policy : policyAfter(ground, index, edit), facts);
  });
  return { ground, facts, results, outcome: decideOutcome(facts, results, isEnforced) };
}

export function resultOf(policy: CompiledPolicy, facts: SignInFacts): PolicyResult {
  return settled(evaluatePolicy(policy, facts), facts);
}

export function factsAfterAll(changes: readonly Change[], facts: SignInFacts): SignInFacts {
  return changes.reduce((now, change) => (change.on === 'policy' ? now : factsAfter(change, now)), facts);
}

/** Edits of each policy, in the order in which they are made. */
export function editsByPolicy(changes: readonly Change[]): ReadonlyMap<number, readonly PolicyEdit[]> {
  const edits = new Map<number, readonly PolicyEdit[]>();
  for (const change of changes) {
    if (change.on === 'policy') edits.set(change.index, [...(edits.get(change.index) ?? []), change.edit]);
  }
  return edits;
}

/** The edited policy, compiled once however often it is tried. */
export function policyAfter(ground: Ground, index: number, edits: readonly PolicyEdit[]): CompiledPolicy {
  const key = `${index} ${JSON.stringify(edits)}`;
  const known = ground.edited.get(key);
  if (known !== undefined) return known;
  const raw = edits.reduce(editPolicy, ground.configuration.policies[index] ?? {});
  const compiled = compilePolicy(raw, index, ground.compiled.locations);
  ground.edited.set(key, compiled);
  return compiled;
}

/** The sign-ins that must all succeed for the app to open: its own, and those of the apps that it needs first. */
export type Way = readonly Scene[];

/** The harder, the higher. What is certain to be blocked outweighs what is not known. */
const HARDNESS: readonly Verdict[] = ['allowed', 'allowedWithControls', 'undetermined', 'blocked'];

/** What several sign-ins come to that must all succeed. */
export function hardest(outcomes: readonly Outcome[]): Verdict {
  const harder = Math.max(0, ...outcomes.map(({ verdict }) => HARDNESS.indexOf(verdict)));
  return HARDNESS[harder] ?? 'undetermined';
}

export function verdictOf(way: Way): Verdict {
  return hardest(way.map(({ outcome }) => outcome));
}

/** Whether somebody gets in or is kept out, for certain. */
export type Goal = 'in' | 'out';

export function isReached(way: Way, goal: Goal): boolean {
  const verdict = verdictOf(way);
  return goal === 'out' ? verdict === 'blocked' : verdict === 'allowed' || verdict === 'allowedWithControls';
}
