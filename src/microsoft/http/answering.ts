/** Turns an answer that is not a success into an `UpstreamError` with Microsoft's own code, never its free text. */
import { z } from 'zod/v4';
import { UpstreamError } from '../../errors.ts';
import type { UpstreamDetails } from '../../errors.ts';
import { operationOf } from './call.ts';
import type { Call, Layer } from './call.ts';
import { retryAfterSeconds } from './limiters.ts';

/** Graph puts the request id under `innerError` (older services `innererror`), Defender under `target`. */
const innerError = z.object({ 'request-id': z.string() }).partial();
const errorBody = z.object({
  error: z.object({
    code: z.string(),
    target: z.string().nullish(),
    innerError: innerError.nullish(),
    innererror: innerError.nullish(),
  }),
});
type ErrorBody = z.infer<typeof errorBody>['error'];

/** Outermost: whatever passes is a success. */
export const answering: Layer = (next) => async (call) => {
  const response = await next(call);
  if (response.ok) return response;
  throw upstreamError(call, response.status, response.headers, await response.text());
};

function upstreamError(call: Call, status: number, headers: Headers, body: string): UpstreamError {
  const vendor = errorBody.safeParse(parse(body)).data?.error;
  const operation = operationOf(call);
  const requestId = requestIdOf(call, vendor, headers);
  const retryAfter = retryAfterSeconds(headers);
  const details: UpstreamDetails = {
    service: call.service,
    operation,
    status,
    // A failure of the service says nothing about whether it had begun to act.
    mayHaveArrived: !call.repeatable && status >= 500,
    ...(vendor === undefined ? {} : { vendorCode: plain(vendor.code) }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
  };
  const said = `${operation} answered ${status}${vendor === undefined ? '' : ` \`${plain(vendor.code)}\``}`;
  return fitting(call, status, said, details);
}

function fitting(call: Call, status: number, said: string, details: UpstreamDetails): UpstreamError {
  if (status >= 300 && status < 400) {
    return new UpstreamError('upstream_failed', `${said}: redirects are not followed`, details, {
      advice: 'Check the address of the service, and what proxy stands before it.',
    });
  }
  if (status === 401) {
    return new UpstreamError('upstream_unauthenticated', said, details, {
      advice: 'Run `drawbridge doctor`: the token was refused.',
    });
  }
  if (status === 403) return forbidden(call, said, details);
  if (status === 429) return new UpstreamError('upstream_throttled', said, details);
  if (status === 408) return new UpstreamError('upstream_timeout', said, details);
  if (status >= 500) return new UpstreamError('upstream_failed', said, details);
  // A 4xx that does not speak Microsoft's error form comes from something in between: it says nothing about the data.
  if (details.vendorCode === undefined) return new UpstreamError('upstream_malformed', said, details);
  return new UpstreamError('upstream_rejected', said, details);
}

function forbidden(call: Call, said: string, details: UpstreamDetails): UpstreamError {
  if (details.vendorCode === 'DisabledFeature' || details.vendorCode === 'DisallowedOperation') {
    return new UpstreamError('upstream_forbidden', said, details, {
      advice:
        'The feature is switched off in the tenant; an administrator can turn it on in the Defender portal.',
    });
  }
  if (call.permissions.length === 0) return new UpstreamError('upstream_forbidden', said, details);
  return new UpstreamError(
    'upstream_forbidden',
    said,
    { ...details, permissions: call.permissions },
    { advice: `Grant the application permission ${call.permissions.join(' or ')} and consent to it.` },
  );
}

function requestIdOf(call: Call, vendor: ErrorBody | undefined, headers: Headers): string | undefined {
  return (
    headers.get('request-id') ??
    vendor?.innerError?.['request-id'] ??
    vendor?.innererror?.['request-id'] ??
    (call.service === 'defender' ? (vendor?.target ?? undefined) : undefined)
  );
}

/** Codes are single words; anything else that stands there is not passed on. */
function plain(code: string): string {
  return /^[\w.-]{1,100}$/.test(code) ? code : 'unknown';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The service answered that there is no such object: in Microsoft's words, not some proxy's 404. */
export function saysNotFound(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    error.details.status === 404 &&
    /notfound/i.test(error.details.vendorCode ?? '')
  );
}
