/** Slips of the finger in words of the grammar. Names, ids and anything known as a word are never touched. */
import { GIVEN_NAMES } from './lexicon.ts';
import type { Token } from './tokens.ts';
import { correctionTargets, isVocabulary } from './vocabulary.ts';

const byLength = new Map<number, string[]>();
for (const word of correctionTargets) {
  const same = byLength.get(word.length);
  if (same === undefined) byLength.set(word.length, [word]);
  else same.push(word);
}

/** A correction for a word token, or null. */
export function correction(token: Token): string | null {
  if (token.kind !== 'word' || !/^[a-z]{4,18}$/.test(token.word) || isVocabulary(token.word)) return null;
  if (GIVEN_NAMES.has(token.word)) return null;
  const typed = token.word;
  const allowed = typed.length >= 8 ? 2 : 1;
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (let length = typed.length - allowed; length <= typed.length + allowed; length += 1) {
    for (const target of byLength.get(length) ?? []) {
      if (!sameStart(typed, target)) continue;
      const distance = editDistance(typed, target, Math.min(allowed, bestDistance));
      // Two words equally near: the longer one, so that "isolatd" is rather the participle than the order.
      if (
        distance < bestDistance ||
        (distance === bestDistance && best !== null && target.length > best.length)
      ) {
        best = target;
        bestDistance = distance;
      }
    }
  }
  // Four letters are too few for anything but two of them swapped or one doubled.
  if (best !== null && typed.length === 4 && best.length < 5 && !isSwap(typed, best)) return null;
  return best;
}

function sameStart(a: string, b: string): boolean {
  return a[0] === b[0] || (a[0] === b[1] && a[1] === b[0]);
}

function isSwap(a: string, b: string): boolean {
  return a.length === b.length && letters(a) === letters(b);
}

function letters(word: string): string {
  return Array.from(word).sort().join('');
}

/** Insertions, deletions, substitutions and swaps of neighbours; `limit + 1` when there are more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      }
      row.push(value);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}
