/**
 * Tokens for Microsoft's services: from @azure/identity, or a fixed one for the simulator. Each resource has its own;
 * one that is about to end is renewed ahead of time, and everybody who asks meanwhile waits for the same renewal.
 */
import { UpstreamError } from '../errors.ts';
import type { UpstreamService } from '../errors.ts';
import type { Clock } from '../domain/ports/tenant.ts';
import type { CloudEndpoints, ServiceEndpoint } from './clouds.ts';

export interface AccessToken {
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly expiresOnTimestamp: number;
}

/** What fetches a token: @azure/identity's `TokenCredential` fits. */
export interface TokenCredential {
  getToken(
    scopes: string,
    options?: { claims?: string; enableCae?: boolean; abortSignal?: AbortSignal },
  ): Promise<AccessToken | null>;
}

/** A token that only the simulator takes. */
const SIMULATED_TOKEN = 'simulated';

/** `kind: 'default'` loads @azure/identity only when the first token is needed: it is slow to load. */
export function createCredential(
  kind: 'default' | 'simulated',
  endpoints: CloudEndpoints,
  clock: Clock,
): TokenCredential {
  if (kind === 'simulated') {
    return {
      getToken: () =>
        Promise.resolve({
          token: SIMULATED_TOKEN,
          expiresOnTimestamp: clock.now().getTime() + 60 * 60_000,
        }),
    };
  }
  let loading: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, options) => {
      loading ??= loadDefault(endpoints.login);
      return await (await loading).getToken(scopes, options);
    },
  };
}

async function loadDefault(login: string | null): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(login === null ? {} : { authorityHost: login });
}

/** Renewed when less than this is left. */
const EARLY_MS = 5 * 60_000;

export class TokenSource {
  readonly #credential: TokenCredential;
  readonly #clock: Clock;
  readonly #held = new Map<string, AccessToken>();
  readonly #fetching = new Map<string, Promise<AccessToken>>();

  constructor(credential: TokenCredential, clock: Clock) {
    this.#credential = credential;
    this.#clock = clock;
  }

  /** @throws UpstreamError `credential_failed` */
  async token(service: UpstreamService, endpoint: ServiceEndpoint, claims?: string): Promise<string> {
    const held = this.#held.get(endpoint.scope);
    const left = held === undefined ? 0 : held.expiresOnTimestamp - this.#clock.now().getTime();
    if (held !== undefined && left > EARLY_MS && claims === undefined) return held.token;
    try {
      return (await this.#renew(endpoint.scope, claims)).token;
    } catch (error) {
      // Renewing early failed, but the old token still holds: try again with the next call.
      if (held !== undefined && left > 0 && claims === undefined) return held.token;
      throw credentialFailed(service, endpoint, error);
    }
  }

  /** The service refused this token: the next call gets a new one. */
  forget(endpoint: ServiceEndpoint, token: string): void {
    if (this.#held.get(endpoint.scope)?.token === token) this.#held.delete(endpoint.scope);
  }

  #renew(scope: string, claims: string | undefined): Promise<AccessToken> {
    const key = JSON.stringify([scope, claims]);
    const under = this.#fetching.get(key);
    if (under !== undefined) return under;
    const fetching = this.#fetch(scope, claims).finally(() => {
      this.#fetching.delete(key);
    });
    this.#fetching.set(key, fetching);
    return fetching;
  }

  async #fetch(scope: string, claims: string | undefined): Promise<AccessToken> {
    const token = await this.#credential.getToken(scope, {
      enableCae: true,
      ...(claims === undefined ? {} : { claims }),
    });
    if (token === null) throw new NoToken();
    this.#held.set(scope, token);
    return token;
  }
}

class NoToken extends Error {}

/** What the sign-in service's codes mean for whoever set Drawbridge up. Reference sheet entra-api, section 5. */
const MEANINGS: readonly (readonly [RegExp, string, string])[] = [
  [
    /\bAADSTS7000215\b/,
    'the client secret is wrong',
    'Put the value of the secret (not its id) into AZURE_CLIENT_SECRET.',
  ],
  [
    /\bAADSTS7000222\b/,
    'the client secret has expired',
    'Create a new secret for the app registration and put it into AZURE_CLIENT_SECRET.',
  ],
  [
    /\bAADSTS700016\b/,
    'the application does not exist in this tenant',
    'Check AZURE_CLIENT_ID and AZURE_TENANT_ID, and that the app is consented to in this tenant.',
  ],
  [
    /\bAADSTS90002\b/, // UNCONFIRMED in the sheet
    'the tenant does not exist',
    'Check AZURE_TENANT_ID and DRAWBRIDGE_CLOUD.',
  ],
  [
    /\bAADSTS500011\b/,
    'the tenant does not have the service',
    'The service is not provisioned there: check the licence and DRAWBRIDGE_CLOUD.',
  ],
  [
    /\bAADSTS53003\b/,
    'a Conditional Access policy for workload identities blocks the application',
    'Exclude the application from that policy, or meet its location condition.',
  ],
];

function credentialFailed(
  service: UpstreamService,
  endpoint: ServiceEndpoint,
  error: unknown,
): UpstreamError {
  const text = error instanceof Error ? error.message : '';
  const known = MEANINGS.find(([code]) => code.test(text));
  const vendorCode = /\bAADSTS\d+\b/.exec(text)?.[0];
  // The library's message may name paths, hosts and ids: only its code and its kind are passed on.
  const kind = error instanceof Error ? error.name : 'unknown';
  const why = known?.[1] ?? `${kind}${vendorCode === undefined ? '' : `, ${vendorCode}`}`;
  return new UpstreamError(
    'credential_failed',
    `no token for ${new URL(endpoint.origin).host}: ${why}`,
    {
      service,
      operation: `token for ${endpoint.scope}`,
      mayHaveArrived: false,
      ...(vendorCode === undefined ? {} : { vendorCode }),
    },
    { advice: known?.[2] ?? 'Check the AZURE_* settings, or that the managed identity is assigned.' },
  );
}
