/** A `text[]` as PostgreSQL writes it, `{a,"b \\"c\\"",NULL}`: one dimension, at least one element. */
export function parseTextArray(literal: string): readonly (string | null)[] {
  const elements: (string | null)[] = [];
  const end = literal.length - 1;
  let from = 1;
  while (from < end) {
    if (literal[from] === '"') {
      const close = closingQuote(literal, from + 1);
      const quoted = literal.slice(from + 1, close);
      elements.push(quoted.includes('\\') ? quoted.replace(/\\(.)/gs, '$1') : quoted);
      from = close + 2;
    } else {
      const comma = literal.indexOf(',', from);
      const plain = literal.slice(from, comma === -1 ? end : comma);
      elements.push(plain === 'NULL' ? null : plain);
      from += plain.length + 1;
    }
  }
  return elements;
}

function closingQuote(literal: string, from: number): number {
  let at = from;
  while (at < literal.length && literal[at] !== '"') at += literal[at] === '\\' ? 2 : 1;
  return at;
}
