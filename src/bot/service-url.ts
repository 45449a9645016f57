/**
 * Where the bot may send to. An activity names its own `serviceUrl`; it is believed only when it is Microsoft's (Teams,
 * public and government: reference sheet teams-bot, section 3) or, in local mode, this machine. So neither a forged
 * activity nor a stored one can make the bot hand its connector token to somebody else.
 */
const MICROSOFT_HOSTS: readonly RegExp[] = [
  /^smba\.trafficmanager\.net$/,
  /^smba\.infra\.(gcc|gov)\.teams\.microsoft\.(com|us)$/,
  /^([a-z0-9-]+\.)*botframework\.(com|us)$/,
  /^([a-z0-9-]+\.)*teams\.microsoft\.(com|us)$/,
];
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOSTS.has(host.toLowerCase());
}

export function isAllowedServiceUrl(serviceUrl: string, local: boolean): boolean {
  const url = URL.parse(serviceUrl);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (local && isLoopbackHost(url.hostname)) return url.protocol === 'http:' || url.protocol === 'https:';
  return (
    url.protocol === 'https:' && url.port === '' && MICROSOFT_HOSTS.some((host) => host.test(url.hostname))
  );
}
