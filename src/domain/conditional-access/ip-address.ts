/** IPv4 and IPv6 arithmetic for named locations. Addresses are numbers, so that a range is a comparison. */

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Both ends belong to it. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const MAPPED_PREFIX = 0xffffn << 32n;

/** Null when the text is no address. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */
export function parseIp(text: string): IpAddress | null {
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  if (value === null) return null;
  if (!text.includes(':')) return { family: 4, value };
  return value >> 32n === MAPPED_PREFIX >> 32n
    ? { family: 4, value: value & 0xffffffffn }
    : { family: 6, value };
}

/** `198.51.100.0/24`, `2001:db8::/48`; bits beyond the prefix are ignored. Null when it is no such text. */
export function parseCidr(text: string): IpRange | null {
  const [address, prefix, ...rest] = text.trim().split('/');
  if (address === undefined || prefix === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix))
    return null;
  const family = address.includes(':') ? 6 : 4;
  const width = family === 4 ? 32 : 128;
  const length = Number(prefix);
  const value = family === 4 ? parseIpv4(address) : parseIpv6(address);
  if (value === null || length > width) return null;
  const span = BigInt(width - length);
  const first = (value >> span) << span;
  const last = first + (1n << span) - 1n;
  // A range of IPv4 addresses written as IPv6 is the range of those IPv4 addresses.
  if (family === 6 && length >= 96 && first >> 32n === MAPPED_PREFIX >> 32n) {
    return { family: 4, first: first & 0xffffffffn, last: last & 0xffffffffn };
  }
  return { family, first, last };
}

/** `iPv4Range`/`iPv6Range`: from a lower to an upper address. Null when they do not make a range. */
export function parseSpan(lower: string, upper: string): IpRange | null {
  const from = parseIp(lower.trim());
  const to = parseIp(upper.trim());
  if (from === null || to === null || from.family !== to.family || from.value > to.value) return null;
  return { family: from.family, first: from.value, last: to.value };
}

export function isInRange(ip: IpAddress, range: IpRange): boolean {
  return ip.family === range.family && ip.value >= range.first && ip.value <= range.last;
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    // A leading zero means octal to some readers and decimal to others: it is refused.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address in dots. */
function groupsOf(text: string, mayEndInDots: boolean): bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const dotted = mayEndInDots && index === parts.length - 1 ? parseIpv4(part) : null;
      if (dotted === null) return null;
      groups.push(dotted >> 16n, dotted & 0xffffn);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
      groups.push(BigInt(`0x${part}`));
    }
  }
  return groups;
}
