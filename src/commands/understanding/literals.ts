/** Words that are not words: names and ids told apart by their form. They are never corrected and never cut. */
export type LiteralKind =
  | 'url'
  | 'upn'
  /** `CONTOSO\adelev`; with a trailing `$` a computer account. */
  | 'sam'
  | 'guid'
  | 'sha256'
  /** 40 hexadecimal characters: a Defender machine id, or a SHA-1. */
  | 'hex40'
  | 'md5'
  | 'ip'
  | 'mac'
  | 'cve'
  | 'kb'
  | 'alert'
  /** `R-7F3K2` */
  | 'request'
  /** `INC-123` */
  | 'incident'
  | 'number'
  /** `24h` */
  | 'duration'
  | 'date'
  | 'file'
  /** `C:\\Temp\\setup.log` */
  | 'path'
  /** `CA005`: a Conditional Access policy by its number. */
  | 'policy'
  | 'fqdn'
  | 'domain'
  | 'host';

const FORMS: readonly (readonly [LiteralKind, RegExp])[] = [
  ['url', /^(?:https?|hxxps?|ftp)(?::\/\/|\[:\]\/\/|\[:\/\/\])\S+$/i],
  ['upn', /^[^\s@\\]+@[^\s@\\]*[a-z0-9][^\s@\\]*$/i],
  ['sam', /^[a-z0-9._-]+\\[^\s\\@]+$/i],
  ['path', /^[a-z]:\\[^\s"*?<>|:/]+$/i],
  ['guid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ['sha256', /^[0-9a-f]{64}$/i],
  ['hex40', /^[0-9a-f]{40}$/i],
  ['md5', /^[0-9a-f]{32}$/i],
  ['ip', /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|[[(]\.[\])]|[[(]dot[\])]|$)){4}$/i],
  ['mac', /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i],
  ['ip', /^(?=[^:]*:[^:]*:)[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3}$/i],
  ['cve', /^cve-\d{4}-\d{4,7}$/i],
  ['kb', /^kb\d{6,8}$/i],
  ['alert', /^[a-z]{0,2}[0-9a-f][0-9a-f-]{7,60}_-?\d{1,20}(?:_\d{1,6})?$/i],
  ['request', /^r-[0-9a-hj-np-z]{5}$/i],
  ['incident', /^(?:inc(?:ident)?[-#_]?|#)\d{1,12}$/i],
  ['date', /^\d{4}-\d{2}-\d{2}(?:t[\d:.]+(?:z|[+-]\d{2}:?\d{2})?)?$/i],
  ['duration', /^\d{1,4}-?(?:m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|wks?|weeks?)$/i],
  ['number', /^(?:\d{1,15}|\d{1,3}(?:,\d{3})+)$/],
  ['policy', /^ca(?:\d{2,4}|-\d{3})$/i],
  ['file', /^[\w.()-]+\.(?:ps1|psm1|sh|py|bat|cmd|exe|dll|vbs|js|msi|docm?|xlsm?|pdf|zip)$/i],
];

const TOP_LEVEL =
  /\.(?:com|net|org|info|biz|example|test|invalid|local|lan|internal|corp|xyz|top|site|online|club|shop|app|dev|cloud|live|icu|onion|edu|gov|mil|int|io|co|me|tv|cc|ai|gg|tk|ru|cn|su|ua|by|kp|ir|uk|de|se|no|dk|fi|fr|nl|be|ch|at|es|it|pl|cz|eu|us|ca|au|nz|jp|kr|in|br|mx|za|pw|ws|to|ly|sh|li|zip|mov)$/i;
const LABELS =
  /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:(?:\.|[[(]\.[\])]|[[(]dot[\])])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
/** Parts of host names by which people recognise machines. */
const MACHINE_PART =
  /(?:^|[-_])(?:pc|lt|ltp|ws|wks|wkst|srv|svr|laptop|desktop|notebook|kiosk|nb|macbook|imac|iphone|ipad|workstation|dc|sql|vm)(?:[-_]|$)|[-_](?:phone|server|web|db)$/i;
/** Prefixes of ordinary hyphenated words, also when somebody shouts: `NON-COMPLIANT`. */
export const WORD_PREFIX =
  /^(?:un|non|re|sign|log|logged|high|medium|low|on|off|in|up|what|multi|pre|self|anti|co|real|read|set|roll|shut|lock|power|check|out|of|to|so|by|e)-/i;
/** Letters with digits that name no machine. */
const NOT_A_HOST =
  /^(?:[ompe]365|office-?365|microsoft-?365|win(?:dows)?-?\d{1,4}|ios-?\d{0,2}|ipados\d*|macos\d*|android-?\d*|sha-?\d{1,3}|md5|ipv[46]|2fa|[pt]\d|tier-?\d|sev-?\d|s[1-4]|c2|d365|h[12]|q[1-4]|\d+(?:st|nd|rd|th|x|k|gb|mb|tb|pm|am)|t\d{4}|k8s|v\d+|p\d{1,2}|e[135]|f[13]|w10|w11|x64|x86|mp3|mp4|u2f|fido2|oauth2|base64|utf-?8|am|pm|\d+-\d+|day\d|b2b|l[123]|24x7|24-7|7-zip|7zip|log4j|log4shell|covid-?19)$/i;

/** The kind of a literal, or null for an ordinary word. `text` carries no outer punctuation. */
export function literalKind(text: string): LiteralKind | null {
  if (text.length > 2048) return null;
  for (const [kind, form] of FORMS) if (form.test(text)) return kind;
  if (text.length > 253) return null;
  if (LABELS.test(text)) return dotted(text);
  // `evil.example/login`: an address without its scheme.
  const path = text.indexOf('/');
  if (path > 0 && LABELS.test(text.slice(0, path)) && dotted(text.slice(0, path)) === 'domain') return 'url';
  return isHost(text) || isHostWithApostrophe(text) ? 'host' : null;
}

/** `O'BRIEN-PC`: no host name may be written so, but the name a device is shown by may. */
function isHostWithApostrophe(text: string): boolean {
  return (
    /^\p{L}+['’]\p{L}+-/u.test(text) && !/^\p{L}+['’]s-/iu.test(text) && isHost(text.replace(/['’]/, ''))
  );
}

function dotted(typed: string): LiteralKind | null {
  const text = typed.replace(/[[(](?:\.|dot)[\])]/gi, '.');
  const first = text.slice(0, text.indexOf('.'));
  const labels = text.split('.').length;
  if (labels >= 3 && isHost(first)) return 'fqdn';
  if (TOP_LEVEL.test(text)) return labels === 2 && isHost(first) && /[A-Z]/.test(first) ? 'fqdn' : 'domain';
  // `adele.vance` is an alias, not a domain.
  return null;
}

/** Letters with digits (`FIN-LT-042`, `KIOSK7`), capitals with hyphens (`LOBBY-KIOSK`), or a telling part (`adele-laptop`). */
function isHost(text: string): boolean {
  if (text.length > 63 || !/^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/i.test(text)) return false;
  if (!/[a-z]/i.test(text) || NOT_A_HOST.test(text)) return false;
  if (/\d/.test(text)) return !/^\d+-?[a-z]{3,}$/.test(text);
  if (!/[-_]/.test(text) || WORD_PREFIX.test(text)) return false;
  return text === text.toUpperCase() || MACHINE_PART.test(text);
}
