/** "Did you mean": what looks most like the typed name. */
import { distance } from 'fastest-levenshtein';

/** How many are offered. */
const OFFERED = 5;
/** Beyond this share of the longer name, two names have nothing to do with each other. */
const MAX_SHARE = 0.5;

/**
 * The candidates nearest to `typed`, each measured by the best of its names.
 * @param names what a candidate may be called
 */
export function nearest<T>(
  typed: string,
  candidates: readonly T[],
  names: (candidate: T) => readonly (string | null)[],
): readonly T[] {
  const wanted = typed.toLowerCase();
  const far = (candidate: T) =>
    Math.min(
      ...names(candidate)
        .filter((name) => name !== null && name !== '')
        .map((name) => share(wanted, (name ?? '').toLowerCase())),
    );
  return candidates
    .map((candidate) => ({ candidate, far: far(candidate) }))
    .filter((one) => one.far <= MAX_SHARE)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, OFFERED)
    .map((one) => one.candidate);
}

/** Swapped letters are one slip, not two. */
function share(a: string, b: string): number {
  const swapped = a !== b && inOrder(a) === inOrder(b);
  return (swapped ? 0.5 : distance(a, b)) / Math.max(a.length, b.length, 1);
}

function inOrder(name: string): string {
  return Array.from(name).toSorted().join('');
}

/** The beginnings to look for: half of the name, and two letters in case the slip is early. */
export function beginnings(typed: string): readonly string[] {
  const letters = Array.from(typed.trim());
  const half = letters.slice(0, Math.max(2, Math.ceil(letters.length / 2))).join('');
  const two = letters.slice(0, 2).join('');
  return [...new Set([half, two])].filter((start) => start !== '');
}
