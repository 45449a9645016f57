/**
 * Foreign text on a card. Adaptive Cards read TextBlock and FactSet text as markdown and expand `{{DATE(…)}}`;
 * templating expands `${…}`. Whatever comes from a directory, a device or a log is shown as text and does nothing.
 */
const ZERO_WIDTH = '\u200b';
// Control characters, bidirectional overrides and invisible characters can hide or reorder what a responder reads.
const INVISIBLE =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const BREAKS = /[\s\u0085\u2028\u2029]+/g;

/** The text with nothing hidden in it, on one line, at most `limit` characters. For places that know no markup. */
export function bare(text: string, limit = 400): string {
  return inert(visible(text, limit));
}

/** Text that renders as itself in a TextBlock, a FactSet or a TextRun. At most `limit` characters before escaping. */
export function plain(text: string, limit = 400): string {
  return inert(
    visible(text, limit)
      .replace(/\\/g, '\\\\')
      .replace(/[*_[\]`~]/g, '\\$&')
      .replace(/</g, '\\<')
      // A character reference could bring an invisible character back in.
      .replace(/&(?=#?\w+;)/g, `&${ZERO_WIDTH}`)
      // A list marker, heading, rule or quote at the start of the text.
      .replace(/^(>|[#+=-]+(?=\s|$)|\d+[.)](?=\s|$))/, `${ZERO_WIDTH}$1`)
      // Clients turn bare addresses into links.
      .replace(/\b([a-z][a-z0-9+.-]*):\/\//gi, `$1:${ZERO_WIDTH}//`)
      .replace(/\bwww\./gi, `www${ZERO_WIDTH}.`)
      .replace(/\bmailto:/gi, `mailto${ZERO_WIDTH}:`),
  );
}

/** The text that somebody sees who reads a card's text as it is meant: the reverse of `plain`. */
export function unescaped(text: string): string {
  return text.replaceAll(ZERO_WIDTH, '').replace(/\\([\\*_[\]`~<])/g, '$1');
}

/** One line of the text without anything invisible; nothing in it is escaped. */
export function visible(text: string, limit: number): string {
  const line = text.toWellFormed().replace(INVISIBLE, '').replace(BREAKS, ' ').trim();
  if (line.length <= limit) return line;
  // `toWellFormed` would turn half of a split character into a visible mark.
  return `${line.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Breaks what templating or the client would expand. */
function inert(text: string): string {
  return text.replace(/\{(?=\{)/g, `{${ZERO_WIDTH}`).replace(/\$(?=\{)/g, `$${ZERO_WIDTH}`);
}
