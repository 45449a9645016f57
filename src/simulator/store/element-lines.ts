/**
 * The line (from 1) on which each element of the outermost array or object of a JSON text starts, in order.
 * The text must be valid JSON; it is only scanned, so that a fault can name its line.
 */
export function elementLines(json: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let expecting = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charAt(at);
    if (char === '\n') line += 1;
    if (/\s/.test(char)) continue;
    const closing = char === ']' || char === '}';
    if (expecting && depth === 1 && !closing) {
      lines.push(line);
      expecting = false;
    }
    if (char === '"') at = endOfString(json, at);
    else if (char === '[' || char === '{') {
      depth += 1;
      expecting = depth === 1;
    } else if (closing) depth -= 1;
    else if (char === ',' && depth === 1) expecting = true;
  }
  return lines;
}

/** Index of the quote that ends the string which starts at `start`. JSON strings hold no raw line break. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charAt(at) !== '"') at += json.charAt(at) === '\\' ? 2 : 1;
  return at;
}
