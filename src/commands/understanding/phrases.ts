/**
 * Phrases written compactly, and a set in which they are looked up by their first word. `(a|b)` is a choice, `[x]` may be
 * left out, `{slot}` is read by a slot reader: `[please] (reboot|restart) {device}`.
 */
type Part =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'slot'; readonly slot: string }
  | { readonly kind: 'choice'; readonly options: readonly (readonly Part[])[] };

interface Entry<T> {
  readonly parts: readonly Part[];
  readonly end: T;
}

export interface PhraseSet<T> {
  readonly byWord: Map<string, Entry<T>[]>;
  /** Phrases that may begin with a slot. */
  readonly bySlot: Entry<T>[];
}

/** A sentence as far as phrases look at it; `""` where no word stands. */
export type WordAt = (index: number) => string;

/** What a slot reader offers at a place. */
export interface SlotReading {
  readonly next: number;
  readonly slots: Readonly<Record<string, string>>;
  /** Below 1 when what stands there may be something else. */
  readonly certainty: number;
}

export interface PhraseMatch<T> extends SlotReading {
  readonly end: T;
}

export function phraseSet<T>(phrases: Iterable<readonly [phrase: string, end: T]> = []): PhraseSet<T> {
  const set: PhraseSet<T> = { byWord: new Map(), bySlot: [] };
  for (const [phrase, end] of phrases) addPhrase(set, phrase, end);
  return set;
}

export function addPhrase<T>(set: PhraseSet<T>, phrase: string, end: T): void {
  for (const parts of parsePhrase(phrase)) {
    const entry = { parts, end };
    const first = { words: new Set<string>(), slot: false };
    collectFirst(parts, first);
    for (const word of first.words) {
      const same = set.byWord.get(word);
      if (same === undefined) set.byWord.set(word, [entry]);
      else same.push(entry);
    }
    if (first.slot) set.bySlot.push(entry);
  }
}

/** The alternatives of a whole phrase: `a b|c d` are two. */
function parsePhrase(phrase: string): readonly (readonly Part[])[] {
  const elements = phrase.match(/\{\w+\}|[()[\]|]|[^\s()[\]|{}]+/g) ?? [];
  let at = 0;
  function alternatives(): Part[][] {
    const all: Part[][] = [];
    let current: Part[] = [];
    for (; at < elements.length; at += 1) {
      const element = elements[at] ?? '';
      if (element === '|') {
        all.push(current);
        current = [];
      } else if (element === '(' || element === '[') {
        at += 1;
        const options = alternatives();
        current.push({ kind: 'choice', options: element === '[' ? [...options, []] : options });
      } else if (element === ')' || element === ']') {
        break;
      } else if (element.startsWith('{')) {
        current.push({ kind: 'slot', slot: element.slice(1, -1) });
      } else {
        current.push({ kind: 'word', word: element });
      }
    }
    return [...all, current];
  }
  return alternatives().filter((parts) => parts.length > 0);
}

/** What may stand first; true if the parts may also match nothing. */
function collectFirst(
  parts: readonly Part[],
  first: { readonly words: Set<string>; slot: boolean },
): boolean {
  for (const part of parts) {
    if (part.kind === 'word') {
      first.words.add(part.word);
      return false;
    }
    if (part.kind === 'slot') {
      first.slot = true;
      return false;
    }
    const nullable = part.options.map((option) => collectFirst(option, first));
    if (!nullable.includes(true)) return false;
  }
  return true;
}

const NO_SLOTS: Readonly<Record<string, string>> = {};
/** A bound for sentences built to be ambiguous. */
const STEP_LIMIT = 6000;

/** All phrases of the set that stand at a place, with all their ends. */
export function matchesAt<T>(
  set: PhraseSet<T>,
  wordAt: WordAt,
  at: number,
  readSlot?: (slot: string, at: number) => readonly SlotReading[],
): readonly PhraseMatch<T>[] {
  const byWord = set.byWord.get(wordAt(at));
  // At most places no phrase begins.
  if (byWord === undefined && readSlot === undefined) return [];
  const found: PhraseMatch<T>[] = [];
  let steps = 0;
  type Found = (next: number, slots: Readonly<Record<string, string>>, certainty: number) => void;
  function walk(
    parts: readonly Part[],
    index: number,
    from: number,
    slots: Readonly<Record<string, string>>,
    certainty: number,
    done: Found,
  ): void {
    steps += 1;
    if (steps > STEP_LIMIT) return;
    const part = parts[index];
    if (part === undefined) {
      done(from, slots, certainty);
    } else if (part.kind === 'word') {
      if (wordAt(from) === part.word) walk(parts, index + 1, from + 1, slots, certainty, done);
    } else if (part.kind === 'choice') {
      for (const option of part.options) {
        walk(option, 0, from, slots, certainty, (next, more, sure) => {
          walk(parts, index + 1, next, more, sure, done);
        });
      }
    } else {
      for (const reading of readSlot?.(part.slot, from) ?? []) {
        const more = { ...slots, ...reading.slots };
        walk(parts, index + 1, reading.next, more, certainty * reading.certainty, done);
      }
    }
  }
  // A phrase that may begin with a slot or a word stands in both lists.
  const entries = readSlot === undefined ? (byWord ?? []) : new Set([...(byWord ?? []), ...set.bySlot]);
  for (const entry of entries) {
    walk(entry.parts, 0, at, NO_SLOTS, 1, (next, slots, certainty) => {
      found.push({ next, slots, certainty, end: entry.end });
    });
  }
  return found;
}

/** The longest phrase of the set that stands at a place. */
export function longestAt<T>(set: PhraseSet<T>, wordAt: WordAt, at: number): { next: number; end: T } | null {
  let best: { next: number; end: T } | null = null;
  for (const match of matchesAt(set, wordAt, at)) {
    if (best === null || match.next > best.next) best = { next: match.next, end: match.end };
  }
  return best;
}

/** The plain words of a phrase, for the vocabulary. */
export function phraseWords(phrase: string): readonly string[] {
  return phrase.replace(/\{\w+\}/g, ' ').match(/[^\s()[\]|{}]+/g) ?? [];
}
