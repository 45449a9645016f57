import { text, type JsonObject } from '../json.ts';

/** The id after the highest: Defender numbers indicators and investigations and writes the numbers as text. */
export function nextNumber(items: readonly JsonObject[]): string {
  let highest = 0;
  for (const item of items) {
    const id = text(item['id']) ?? '';
    if (/^\d+$/.test(id)) highest = Math.max(highest, Number(id));
  }
  return String(highest + 1);
}
