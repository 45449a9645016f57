/**
 * What may stand in an indicator, by its kind. What was typed is hostile: it is read strictly and kept in one form, and a
 * form that was made harmless (`hxxps://evil[.]example`) is understood. Reference sheet mde-api, section 6.
 */
import { isInRange, parseCidr, parseIp } from '../conditional-access/ip-address.ts';
import type { IpAddress } from '../conditional-access/ip-address.ts';
import type { IndicatorKind } from '../tenant/indicator.ts';

export type ReadValue = { readonly value: string } | { readonly why: string };

export const INDICATOR_KINDS: Readonly<Record<IndicatorKind, string>> = {
  sha256: 'file by its SHA-256',
  sha1: 'file by its SHA-1',
  ip: 'IP address',
  url: 'URL',
  domain: 'domain with everything below it',
  certificate: 'certificate by its thumbprint',
};

const LONGEST_URL = 2000;
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z][a-z0-9-]{0,61}[a-z0-9])$/;

/** In the one form in which it is kept and sent. */
export function readIndicatorValue(kind: IndicatorKind, typed: string): ReadValue {
  switch (kind) {
    case 'sha256':
      return readHash(typed, 64, 'A SHA-256 hash has 64 hexadecimal digits.');
    case 'sha1':
      return readHash(typed, 40, 'A SHA-1 hash has 40 hexadecimal digits.');
    case 'certificate':
      return readHash(typed, 40, 'The thumbprint of a certificate is its SHA-1: 40 hexadecimal digits.');
    case 'ip':
      return readAddress(armed(typed));
    case 'domain':
      return readDomain(armed(typed));
    case 'url':
      return readUrl(armed(typed));
  }
}

/** Whatever an indicator may stand for, told by its form. */
export function readAnyIndicatorValue(typed: string): ReadValue {
  const text = armed(typed);
  if (/^[0-9a-f]{64}$/i.test(text) || /^[0-9a-f]{40}$/i.test(text)) return { value: text.toLowerCase() };
  if (parseIp(text) !== null) return readAddress(text);
  return /[/:]/.test(text) ? readUrl(text) : readDomain(text);
}

export function isIndicatorKind(typed: string): typed is IndicatorKind {
  return Object.hasOwn(INDICATOR_KINDS, typed);
}

/** For people: no client makes a link of it. */
export function harmless(value: string): string {
  const at = hostOf(value)?.lastIndexOf('.') ?? -1;
  if (at < 0 || /^[0-9a-f.:]+$/i.test(value)) return value;
  const start = value.startsWith('http') ? value.indexOf('://') + 3 : 0;
  const dot = start + at;
  return `${value.slice(0, dot)}[.]${value.slice(dot + 1)}`.replace(/^http/, 'hxxp');
}

/** The host of a URL or a domain; null for what has none. */
export function hostOf(value: string): string | null {
  if (!/^https?:\/\//.test(value)) return DOMAIN.test(value) ? value : null;
  return URL.canParse(value) ? new URL(value).hostname : null;
}

/** Why an address is none that could be met outside; null = it is one. Those kept for documentation do no harm. */
export function notPublic(ip: IpAddress): string | null {
  const found = RESERVED.find(([net]) => {
    const range = parseCidr(net);
    return range !== null && isInRange(ip, range);
  });
  return found?.[1] ?? null;
}

const PRIVATE = 'a private address';
const RESERVED: readonly (readonly [net: string, what: string])[] = [
  ['10.0.0.0/8', PRIVATE],
  ['172.16.0.0/12', PRIVATE],
  ['192.168.0.0/16', PRIVATE],
  ['fc00::/7', PRIVATE],
  ['127.0.0.0/8', 'the device itself'],
  ['::1/128', 'the device itself'],
  ['100.64.0.0/10', 'an address shared within a provider'],
  ['169.254.0.0/16', 'a link-local address'],
  ['fe80::/10', 'a link-local address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['ff00::/8', 'a multicast address'],
  ['0.0.0.0/8', 'no address of a host'],
  ['::/128', 'no address of a host'],
  ['192.0.0.0/24', 'a reserved address'],
  ['198.18.0.0/15', 'a reserved address'],
  ['240.0.0.0/4', 'a reserved address'],
];

function readHash(typed: string, digits: number, why: string): ReadValue {
  const value = typed.trim().toLowerCase();
  return value.length === digits && /^[0-9a-f]+$/.test(value) ? { value } : { why };
}

function readAddress(text: string): ReadValue {
  if (text.includes('/')) return { why: 'Defender takes single IP addresses only, no networks.' };
  const ip = parseIp(text);
  if (ip === null) return { why: 'This is no IP address.' };
  const what = notPublic(ip);
  if (what !== null) return { why: `This is ${what}: Defender takes public IP addresses only.` };
  return { value: ip.family === 4 ? dotted(ip.value) : inUrl(`http://[${text}]`).slice(1, -1) };
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function readDomain(text: string): ReadValue {
  if (text.includes('*')) {
    return {
      why: 'Defender takes no wildcards: name the domain itself, what lies below it is meant as well.',
    };
  }
  // Letters beyond ASCII become what the name system knows (`xn--…`): that is what is shown and sent.
  const host = /[/\\@:?#%\s]/.test(text) ? '' : inUrl(`http://${text.replace(/\.$/, '')}`);
  return DOMAIN.test(host) ? { value: host } : { why: 'This is no domain name such as evil.example.' };
}

function readUrl(text: string): ReadValue {
  if (!/^https?:\/\//i.test(text)) {
    return { why: 'Say the URL with http:// or https://; for everything on a host, block its domain.' };
  }
  if (text.includes('*')) return { why: 'Defender takes no wildcards in a URL.' };
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text) || text.length > LONGEST_URL) {
    return { why: `This is no URL of at most ${LONGEST_URL} characters.` };
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return { why: 'A URL that carries a sign-in is not taken.' };
  const ip = parseIp(url.hostname.replace(/^\[|\]$/g, ''));
  if (ip === null && !DOMAIN.test(url.hostname))
    return { why: 'The URL names no host such as evil.example.' };
  const what = ip === null ? null : notPublic(ip);
  if (what !== null) return { why: `The host of the URL is ${what}.` };
  url.hash = '';
  return { value: url.href };
}

function inUrl(text: string): string {
  return URL.canParse(text) ? new URL(text).hostname : '';
}

/** As it was before somebody made it harmless. */
function armed(typed: string): string {
  return typed
    .trim()
    .replace(/^hxxp/i, 'http')
    .replace(/^(https?)\[:(\/\/)?\]/i, '$1:$2')
    .replace(/[[({](?:\.|dot)[\])}]/gi, '.');
}
