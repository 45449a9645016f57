/**
 * The apps that an app needs, evaluated with it: whoever opens Teams must satisfy the policies of Exchange and
 * SharePoint first. What decides is the hardest of them all. Pure.
 */
import type { CompiledPolicies } from '../conditional-access/compile.ts';
import type { Dependency } from '../conditional-access/dependencies.ts';
import { dependenciesOf } from '../conditional-access/dependencies.ts';
import type { Evaluation } from '../conditional-access/evaluate.ts';
import { evaluate } from '../conditional-access/evaluate.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { Verdict } from '../conditional-access/outcome.ts';
import type { AccessNames } from './access-words.ts';
import { controlWords, listWords } from './access-words.ts';
import type { ListItem, Section, Tone } from './answer.ts';
import { section } from './posture-sections.ts';

export interface Need {
  readonly dependency: Dependency;
  /** Early-bound: it must be satisfied before the app opens. Late-bound: when that part of it is used. */
  readonly early: boolean;
  readonly evaluation: Evaluation;
}

/** Every app that this one needs, in the same sign-in. */
export function needsOf(compiled: CompiledPolicies, signIn: SignInFacts): readonly Need[] {
  const { target } = signIn;
  if (target.kind !== 'app') return [];
  const { early, late } = dependenciesOf(target.appId);
  const need = (dependency: Dependency, isEarly: boolean): Need => ({
    dependency,
    early: isEarly,
    evaluation: evaluate(compiled, {
      ...signIn,
      target: { ...target, appId: dependency.appId, owner: 'microsoft' },
    }),
  });
  return [...early.map((one) => need(one, true)), ...late.map((one) => need(one, false))];
}

/** The harder, the higher. What is certain to be blocked outweighs what is not known. */
const HARDNESS: Readonly<Record<Verdict, number>> = {
  allowed: 0,
  allowedWithControls: 1,
  undetermined: 2,
  blocked: 3,
};

export interface Deciding {
  /** The app's own evaluation, or that of the app it needs. */
  readonly evaluation: Evaluation;
  /** null = the app's own policies decide. */
  readonly need: Need | null;
}

/** Whose policies decide whether the app opens; the app's own where they are as hard as any. */
export function deciding(own: Evaluation, needs: readonly Need[]): Deciding {
  let found: Deciding = { evaluation: own, need: null };
  for (const need of needs) {
    if (!need.early) continue;
    const { verdict } = need.evaluation.outcome;
    if (HARDNESS[verdict] > HARDNESS[found.evaluation.outcome.verdict])
      found = { evaluation: need.evaluation, need };
  }
  if (found.evaluation.outcome.verdict !== 'allowedWithControls') return found;
  return { ...found, evaluation: withControlsOf(found.evaluation, [own, ...earlyOf(needs)]) };
}

/** What is to be done for one of them is to be done for the app. */
function withControlsOf({ results, outcome }: Evaluation, all: readonly Evaluation[]): Evaluation {
  const entries = new Set(all.flatMap((one) => one.outcome.requiredControls));
  const requiredControls = [...entries]
    .filter((entry) => !entry.includes('|') || !entry.split('|').some((member) => entries.has(member)))
    .sort();
  return { results, outcome: { ...outcome, requiredControls } };
}

/** `Teams needs Exchange (multifactor authentication)`; null = nothing beyond what the app itself asks for. */
export function askingWords(
  app: string,
  own: Evaluation,
  needs: readonly Need[],
  names: AccessNames,
): string | null {
  const beyond = needs.flatMap(({ early, dependency, evaluation }) => {
    const more = evaluation.outcome.requiredControls.filter(
      (entry) => !own.outcome.requiredControls.includes(entry),
    );
    if (!early || more.length === 0) return [];
    return [`${dependency.name} (${listWords(more.map((entry) => controlWords(entry, names)))})`];
  });
  return beyond.length === 0 ? null : `${app} needs ${listWords(beyond)}`;
}

function earlyOf(needs: readonly Need[]): readonly Evaluation[] {
  return needs.filter((need) => need.early).map((need) => need.evaluation);
}

const WORDS: Readonly<Record<Verdict, { readonly words: string; readonly tone: Tone }>> = {
  allowed: { words: 'open', tone: 'good' },
  allowedWithControls: { words: 'open after', tone: 'warning' },
  undetermined: { words: 'not known', tone: 'unknown' },
  blocked: { words: 'blocked', tone: 'bad' },
};

/** Told only where something that the app needs comes to something else than the app itself. */
export function needsSections(
  app: string,
  own: Evaluation,
  needs: readonly Need[],
  names: AccessNames,
  takenAt: string,
): readonly Section[] {
  const same = (one: Evaluation): boolean =>
    one.outcome.verdict === own.outcome.verdict &&
    one.outcome.requiredControls.join() === own.outcome.requiredControls.join();
  if (needs.every((need) => same(need.evaluation))) return [];
  return [
    section({
      title: `What ${app} needs`,
      source: 'Conditional Access',
      askedAt: takenAt,
      facts: [],
      items: needs.map((need) => needItem(need, names)),
    }),
  ];
}

function needItem({ dependency, early, evaluation }: Need, names: AccessNames): ListItem {
  const { verdict, requiredControls } = evaluation.outcome;
  const { words, tone } = WORDS[verdict];
  const todo = requiredControls.map((entry) => controlWords(entry, names));
  const after = verdict === 'allowedWithControls' ? ` ${listWords(todo)}` : '';
  return {
    title: `${dependency.name}: ${words}${after}`,
    detail: early ? 'must be satisfied before the app opens' : 'asked for when that part is used',
    tone: early || verdict === 'allowed' ? tone : 'warning',
  };
}
