/** How a call to a Microsoft service failed, for people: no path, no method; those are for the log. */
import type { UpstreamError } from '../../errors.ts';

/** `Defender for Endpoint did not answer in time (HTTP 504, GatewayTimeout)`. */
export function upstreamWords(error: UpstreamError): string {
  const { service, status, vendorCode } = error.details;
  // Without an answer of the service it was our own queue that held the call back.
  const queued = error.code === 'upstream_throttled' && status === undefined;
  const what = queued
    ? 'was not called: too many calls are waiting for their turn'
    : (WHAT[error.code] ?? 'failed to answer');
  const detail = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(vendorCode === undefined ? [] : [vendorCode.replace(/[^\w.-]/g, '').slice(0, 60)]),
  ].filter((part) => part !== '');
  return `${SERVICES[service] ?? service} ${what}${detail.length === 0 ? '' : ` (${detail.join(', ')})`}`;
}

const SERVICES: Readonly<Partial<Record<string, string>>> = {
  graph: 'Microsoft Graph',
  defender: 'Defender for Endpoint',
  logs: 'Log Analytics',
  arm: 'Azure Resource Manager',
  ingest: 'Logs Ingestion',
};

const WHAT: Readonly<Partial<Record<UpstreamError['code'], string>>> = {
  upstream_unreachable: 'could not be reached',
  upstream_timeout: 'did not answer in time',
  upstream_throttled: 'asked us to slow down',
  upstream_forbidden: 'refused the call: a permission is missing',
  upstream_unauthenticated: 'did not accept our credentials',
  upstream_malformed: 'answered something that could not be read',
  upstream_rejected: 'refused the call',
  upstream_not_configured: 'is not part of this installation',
  credential_failed: 'was not called: no credential could be had',
};
