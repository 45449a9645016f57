/**
 * Foreign text on a card. Adaptive Cards read TextBlock and FactSet text as markdown and expand `{{DATE(…)}}`;
 * templating expands `${…}`. Whatever comes from a directory, a device or a log is shown as text and does nothing.
 */
const ZERO_WIDTH = '\u200b';
// Control characters and bidirectional overrides can hide or reorder what a responder reads.
 
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text that renders as itself in a TextBlock, a FactSet or a TextRun. At most `limit` characters. */
export function plain(text: string, limit = 400): string {
  const visible = text.replace(INVISIBLE, '').replace(/\s*\n\s*/g, ' ');
  const cut = visible.length > limit ? `${visible.slice(0, limit - 1)}…` : visible;
  return (
    cut
      .replace(/\\/g, '\\\\')
      .replace(/[*_[\]`~]/g, '\\$&')
      .replace(/</g, '\\<')
      // A list marker, heading or quote at the start of the text.
      .replace(/^(\s*)([#>+-]|\d+[.)])(?=\s)/, `$1${ZERO_WIDTH}$2`)
      .replace(/\{\{/g, `{${ZERO_WIDTH}{`)
      .replace(/\$\{/g, `$${ZERO_WIDTH}{`)
      // Clients turn bare addresses into links.
      .replace(/\b(https?|ftp):\/\//gi, `$1:${ZERO_WIDTH}//`)
      .replace(/\bwww\./gi, `www${ZERO_WIDTH}.`)
  );
}
