/** Puts the token and the correlation id on a call, and sees to it that they go to the right place only. */
import { DrawbridgeError } from '../../errors.ts';
import type { ServiceEndpoint } from '../clouds.ts';
import type { TokenSource } from '../credentials.ts';
import { operationOf } from './call.ts';
import type { Call, Layer } from './call.ts';
import { outOfTime, untilAborted } from './timing.ts';

/** `client-request-id` is what Microsoft's support finds a call by; ours is the activity's correlation id. */
export const correlating: Layer = (next) => async (call) =>
  await next({ ...call, headers: { ...call.headers, 'client-request-id': call.context.correlationId } });

/**
 * Signs with the endpoint's token. A refused token is thrown away; a call that only reads is signed once more, with
 * the claims that the service asked for (continuous access evaluation).
 */
export function signing(tokens: TokenSource, endpoint: ServiceEndpoint): Layer {
  return (next) => async (call) => {
    if (new URL(call.url).origin !== endpoint.origin) {
      throw new DrawbridgeError('internal', `${operationOf(call)} would send a token to a foreign host`);
    }
    // A token may be slow to come (an identity endpoint that does not answer): the question does not wait for it.
    const waitFor = <T>(work: Promise<T>) =>
      untilAborted(call.context.signal, work, () => outOfTime(call, false));
    const token = await waitFor(tokens.token(call.service, endpoint));
    const response = await next(signed(call, token));
    if (response.status !== 401) return response;
    tokens.forget(endpoint, token);
    if (!call.repeatable) return response;
    const fresh = await waitFor(tokens.token(call.service, endpoint, claimsOf(response.headers)));
    return fresh === token ? response : await next(signed(call, fresh));
  };
}

function signed(call: Call, token: string): Call {
  return { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } };
}

/** The claims challenge of a 401, decoded; undefined when there is none. Reference sheet entra-api, section 6. */
function claimsOf(headers: Headers): string | undefined {
  const encoded = /\bclaims="([\w+/=-]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
