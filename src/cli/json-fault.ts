/** Where a text stops being JSON: the platform's own message does not always say. */

const MARK = /([{}[\],:])/;
const TEXT = /("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")/;
const SCALAR = /(true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))/;
const TOKEN = new RegExp(`[ \\t\\n\\r]*(?:${MARK.source}|${TEXT.source}|${SCALAR.source})`, 'y');

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/** The line (from 1) of the first fault; null when the text is JSON. */
export function jsonFaultLine(text: string): number | null {
  const at = faultPosition(text);
  return at === null ? null : text.slice(0, at).split('\n').length;
}

function faultPosition(text: string): number | null {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    const start = at + (/^\s*/.exec(text.slice(at, at + 10_000))?.[0].length ?? 0);
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) return expected === 'nothing' && text.slice(at).trim() === '' ? null : start;
    const next = follow(expected, token[1] ?? (token[2] === undefined ? 'scalar' : 'text'), open);
    if (next === null) return start;
    expected = next;
    at = TOKEN.lastIndex;
  }
}

/** What may come after a token; null when the token may not stand there. */
function follow(expected: Expected, token: string, open: string[]): Expected | null {
  const after = (): Expected => (open.length === 0 ? 'nothing' : 'commaOrEnd');
  const inObject = open.at(-1) === '{';
  switch (token) {
    case '{':
    case '[':
      if (expected !== 'value' && expected !== 'valueOrEnd') return null;
      open.push(token);
      return token === '{' ? 'keyOrEnd' : 'valueOrEnd';
    case '}':
    case ']': {
      const ends = expected === 'commaOrEnd' || expected === (inObject ? 'keyOrEnd' : 'valueOrEnd');
      if (!ends || inObject !== (token === '}')) return null;
      open.pop();
      return after();
    }
    case ',':
      return expected === 'commaOrEnd' ? (inObject ? 'key' : 'value') : null;
    case ':':
      return expected === 'colon' ? 'value' : null;
    default:
      if (token === 'text' && (expected === 'key' || expected === 'keyOrEnd')) return 'colon';
      return expected === 'value' || expected === 'valueOrEnd' ? after() : null;
  }
}
