/** Names that people paste without quotes though they look like code: they are one name, kept as it was typed. */

/** `LT' or 'a' eq 'a`, `x' or 1 eq 1`: a name made to break out of a filter. */
const FILTER =
  /(?!["'`“‘«])\S{1,60}['’]\s+(?:or|and)\s+\S{1,30}\s+(?:eq|ne|gt|lt|ge|le|=)\s+[^\s?!,;]{1,30}/y;
/** `**FAKE**-[x](https://evil.example)`: marked up as Markdown. A link alone is a link. */
const MARKDOWN =
  /(?:\*{1,2}[^*\s]{1,60}\*{1,2}\s)?(?!["'`“‘«])[^\s[\]()"]{1,60}\[[^\]\s]{1,60}\]\([^\s()]{1,200}\)|\*{1,2}[^*\s]{1,60}\*{1,2}\s\[[^\]\s]{1,60}\]\([^\s()]{1,200}\)/y;

/** Whether a text can hold such a name at all; most cannot. */
export function mayHoldCode(text: string): boolean {
  return text.includes('](') || /['’]\s+(?:or|and)\s/.test(text);
}

/** Where a name that begins here ends, or null. */
export function codeNameEnd(text: string, at: number): number | null {
  for (const form of [FILTER, MARKDOWN]) {
    form.lastIndex = at;
    if (form.test(text)) return form.lastIndex;
  }
  return null;
}
