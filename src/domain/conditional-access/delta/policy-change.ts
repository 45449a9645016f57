/**
 * Two sets of policies against sign-ins of thousands of people. What a policy makes of a sign-in depends on the person
 * only through whether it is for them; so each policy is tested once for every person, and once for every kind of
 * sign-in, and the rest is folding. Policies that differ come first: where they do the same, the outcome is the same
 * whatever the others do, known or not. Otherwise all are folded, since policies that stay may mask what changes.
 */
import type { JsonObject } from '../../tenant/access-policies.ts';
import type { CompiledPolicy } from '../compile.ts';
import { compilePolicies } from '../compile.ts';
import type { SignInFacts } from '../facts.ts';
import type { Outcome } from '../outcome.ts';
import { decideOutcome } from '../outcome.ts';
import type { PolicyResult } from '../policy-result.ts';
import { evaluatePolicy, isEnforced } from '../policy-result.ts';
import { settled } from '../settled.ts';
import { standingOf } from '../standing.ts';
import { MET } from '../statuses.ts';
import type { Truth } from '../truth.ts';
import { comparePolicies } from './changed-policies.ts';
import type { OutcomeChange } from './outcome-change.ts';
import { outcomeChange } from './outcome-change.ts';

export interface PolicyVersions {
  readonly namedLocations: readonly JsonObject[];
  readonly before: readonly JsonObject[];
  readonly after: readonly JsonObject[];
}

export interface SignInChange {
  readonly before: Outcome;
  readonly after: Outcome;
  readonly change: OutcomeChange;
  /** Ids of the changed policies that do something else to this sign-in than before. */
  readonly because: readonly string[];
}

/** What a person is to the policies. */
export interface PersonTruths {
  readonly unchanged: readonly Truth[];
  readonly before: readonly Truth[];
  readonly after: readonly Truth[];
  /** Whether any of the policies that change may be for the person, before or after. */
  readonly concerned: boolean;
}

export interface PolicyChange {
  /** The policies that count, whichever version they are of. */
  readonly policies: readonly CompiledPolicy[];
  /** `facts`: any sign-in of the person. */
  truthsOf(facts: SignInFacts): PersonTruths;
  /** For sign-ins that differ only in who signs in. */
  kindOfSignIn(): SignInKindUnderChange;
}

export interface SignInKindUnderChange {
  /** Null = the person notices nothing. Equal changes are the same object. */
  change(facts: SignInFacts, truths: PersonTruths): SignInChange | null;
  outcomeBefore(facts: SignInFacts, truths: PersonTruths): Outcome;
}

export function compileChange({ namedLocations, before, after }: PolicyVersions): PolicyChange {
  const sets = comparePolicies(before, after);
  const enforced = (policies: readonly JsonObject[]): readonly CompiledPolicy[] =>
    compilePolicies({ policies, namedLocations }).policies.filter(isEnforced);
  const unchanged = enforced(sets.unchanged);
  const was = enforced(sets.before);
  const willBe = enforced(sets.after);
  const changes = new Map<string, SignInChange>();
  const one = (change: SignInChange): SignInChange => {
    const text = JSON.stringify(change);
    const known = changes.get(text) ?? change;
    changes.set(text, known);
    return known;
  };
  return {
    policies: [...unchanged, ...was, ...willBe],
    truthsOf(facts) {
      const first = was.map((policy) => isFor(policy, facts));
      const second = willBe.map((policy) => isFor(policy, facts));
      const concerned = [...first, ...second].some((truth) => truth !== false);
      return {
        unchanged: concerned ? unchanged.map((policy) => isFor(policy, facts)) : [],
        before: first,
        after: second,
        concerned,
      };
    },
    kindOfSignIn() {
      const resultsOf = { unchanged: folding(unchanged), before: folding(was), after: folding(willBe) };
      const same = new Map<string, boolean>();
      return {
        change(facts, truths) {
          const first = resultsOf.before(facts, truths.before);
          const second = resultsOf.after(facts, truths.after);
          const key = `${truths.before.join()} ${truths.after.join()}`;
          const isSame = same.get(key) ?? doTheSame(first, second);
          same.set(key, isSame);
          if (isSame) return null;
          const rest = resultsOf.unchanged(facts, truths.unchanged);
          const outcomes = [first, second].map((part) =>
            decideOutcome(facts, [...rest, ...part], isEnforced),
          );
          const [outcomeBefore, outcomeAfter] = outcomes as [Outcome, Outcome];
          const change = outcomeChange(outcomeBefore, outcomeAfter);
          if (change === null) return null;
          const because = whatDiffers(first, second);
          return one({ before: outcomeBefore, after: outcomeAfter, change, because });
        },
        outcomeBefore: (facts, truths) =>
          decideOutcome(
            facts,
            [...resultsOf.unchanged(facts, truths.unchanged), ...resultsOf.before(facts, truths.before)],
            isEnforced,
          ),
      };
    },
  };
}

/** The test for people looks at the person alone. */
function isFor(policy: CompiledPolicy, facts: SignInFacts): Truth {
  return policy.tests[policy.people]?.(facts).truth ?? 'unknown';
}

type Folding = (facts: SignInFacts, truths: readonly Truth[]) => readonly PolicyResult[];

/** What policies make of one kind of sign-in; of people for whom they certainly are, it is remembered. */
function folding(policies: readonly CompiledPolicy[]): Folding {
  const remembered: (PolicyResult | undefined)[] = [];
  return (facts, truths) => {
    const results: PolicyResult[] = [];
    for (const [index, policy] of policies.entries()) {
      const truth = truths[index];
      // Not for this person: it can do nothing.
      if (truth === false) continue;
      const known = truth === true ? remembered[index] : undefined;
      const result = known ?? settled(evaluatePolicy(policy, facts), facts);
      if (truth === true) remembered[index] = result;
      if (result.matches !== false) results.push(result);
    }
    return results;
  };
}

/** False also where something is not known: it may come out differently. */
function doTheSame(first: readonly PolicyResult[], second: readonly PolicyResult[]): boolean {
  const a = standingOf(first, MET, new Set());
  const b = standingOf(second, MET, new Set());
  return (
    a.open.length + b.open.length === 0 &&
    a.floor === b.floor &&
    a.entries.size === b.entries.size &&
    [...a.entries].every((entry) => b.entries.has(entry))
  );
}

function whatDiffers(first: readonly PolicyResult[], second: readonly PolicyResult[]): readonly string[] {
  const ids = new Set([...first, ...second].map(({ policy }) => policy.id));
  const named = (results: readonly PolicyResult[], id: string) =>
    results.filter(({ policy }) => policy.id === id);
  return [...ids].filter((id) => !doTheSame(named(first, id), named(second, id))).sort();
}
