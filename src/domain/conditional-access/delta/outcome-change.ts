/** What a change of policies does to one sign-in. */
import type { Outcome } from '../outcome.ts';

/**
 * `otherToDo`: something else is asked for, neither more nor less. `undetermined`: something that is not known decides
 * about one of the two outcomes.
 */
export const OUTCOME_CHANGES = [
  'loses',
  'gains',
  'moreToDo',
  'lessToDo',
  'otherToDo',
  'undetermined',
] as const;
export type OutcomeChange = (typeof OUTCOME_CHANGES)[number];

/** Null = nothing that the person would notice. Of two undetermined outcomes it is not known. */
export function outcomeChange(before: Outcome, after: Outcome): OutcomeChange | null {
  if (before.verdict === 'undetermined' || after.verdict === 'undetermined') return 'undetermined';
  const wasIn = getsIn(before);
  const isIn = getsIn(after);
  if (wasIn !== isIn) return isIn ? 'gains' : 'loses';
  const more = asksAtLeast(after, before);
  const less = asksAtLeast(before, after);
  if (more && less) return null;
  return more ? 'moreToDo' : less ? 'lessToDo' : 'otherToDo';
}

export function getsIn({ verdict }: Outcome): boolean {
  return verdict === 'allowed' || verdict === 'allowedWithControls';
}

/** Whoever does everything that `a` asks for has also done what `b` asks for. */
function asksAtLeast(a: Outcome, b: Outcome): boolean {
  return b.requiredControls.every((entry) => {
    const choices = entry.split('|');
    return a.requiredControls.some((done) => done.split('|').every((choice) => choices.includes(choice)));
  });
}
