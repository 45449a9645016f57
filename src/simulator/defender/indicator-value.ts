import { BlockList, isIP } from 'node:net';
import { Refusal } from '../refusal.ts';

const HASH_DIGITS: Readonly<Record<string, number>> = {
  FileMd5: 32,
  FileSha1: 40,
  FileSha256: 64,
  // A thumbprint is a SHA-1; that the service takes no longer ones is UNCONFIRMED.
  CertificateThumbprint: 40,
};

export const INDICATOR_TYPES: readonly string[] = [
  ...Object.keys(HASH_DIGITS),
  'IpAddress',
  'DomainName',
  'Url',
];

/** Only external addresses may be listed; with which code internal ones are refused is UNCONFIRMED. */
const INTERNAL = new BlockList();
for (const [net, prefix, family] of [
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const) {
  INTERNAL.addSubnet(net, prefix, family);
}

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/i;

/** Refuses a value that its type cannot be, each in the words of Microsoft's table of errors. */
export function checkIndicatorValue(type: string, value: string): void {
  const digits = HASH_DIGITS[type];
  if (digits !== undefined) {
    if (value.length === digits && /^[0-9a-f]+$/i.test(value)) return;
    throw new Refusal(400, 'InvalidHashValue', `Hash value ${value} is invalid.`);
  }
  if (type === 'IpAddress') {
    if (isExternalAddress(value)) return;
    throw new Refusal(400, 'InvalidIpAddress', `IP address ${value} is invalid.`);
  }
  if (type === 'DomainName') {
    if (DOMAIN.test(value)) return;
    throw new Refusal(400, 'InvalidDomainName', `Domain name ${value} is invalid.`);
  }
  if (!isWebAddress(value)) throw new Refusal(400, 'InvalidUrl', `URL ${value} is invalid.`);
}

/** A single address: networks (CIDR) are not supported. */
function isExternalAddress(value: string): boolean {
  const version = isIP(value);
  return version !== 0 && !INTERNAL.check(value, version === 4 ? 'ipv4' : 'ipv6');
}

/** With its scheme (an address without one is UNCONFIRMED) and without wildcards. */
function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/\S+$/i.test(value) || !URL.canParse(value)) return false;
  return !new URL(value).hostname.includes('*');
}
