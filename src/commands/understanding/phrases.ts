/**
 * Phrases written compactly and looked up in a tree. `(a|b)` is a choice, `[x]` may be left out, `{slot}` is read by
 * a slot reader: `[please] (reboot|restart) {device}`.
 */
export interface PhraseNode<T> {
  readonly words: Map<string, PhraseNode<T>>;
  readonly slots: Map<string, PhraseNode<T>>;
  readonly ends: T[];
}

export function phraseTree<T>(): PhraseNode<T> {
  return { words: new Map(), slots: new Map(), ends: [] };
}

export function addPhrase<T>(tree: PhraseNode<T>, phrase: string, end: T): void {
  for (const sequence of expand(phrase)) {
    let node = tree;
    for (const element of sequence) {
      const slot = /^\{(\w+)\}$/.exec(element)?.[1];
      const edges = slot === undefined ? node.words : node.slots;
      const key = slot ?? element;
      let next = edges.get(key);
      if (next === undefined) {
        next = phraseTree<T>();
        edges.set(key, next);
      }
      node = next;
    }
    if (!node.ends.includes(end)) node.ends.push(end);
  }
}

/** All sequences of a compact phrase. */
export function expand(phrase: string): readonly (readonly string[])[] {
  const elements = phrase.match(/\{\w+\}|[()[\]|]|[^\s()[\]|{}]+/g) ?? [];
  let at = 0;
  function alternatives(): string[][] {
    const all: string[][] = [];
    let current: string[][] = [[]];
    for (; at < elements.length; at += 1) {
      const element = elements[at] ?? '';
      if (element === '|') {
        all.push(...current);
        current = [[]];
      } else if (element === '(' || element === '[') {
        at += 1;
        const inner = alternatives();
        if (element === '[') inner.push([]);
        current = current.flatMap((head) => inner.map((tail) => [...head, ...tail]));
      } else if (element === ')' || element === ']') {
        break;
      } else {
        current = current.map((head) => [...head, element]);
      }
    }
    return [...all, ...current];
  }
  return alternatives();
}

/** The plain words of a phrase, for the vocabulary. */
export function phraseWords(phrase: string): readonly string[] {
  return phrase.replace(/\{\w+\}/g, ' ').match(/[^\s()[\]|{}]+/g) ?? [];
}
