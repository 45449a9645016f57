/**
 * The wire under the SDK's connector client. The SDK's own pipeline repeats a POST after 429 and 5xx, which can post a
 * card twice; here every request goes out once, to an allowed host, within a time limit, without following redirects.
 * Repeating is the outbox's decision.
 */
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { isAllowedServiceUrl } from './service-url.ts';

const TIMEOUT_MS = 10_000;

/** Teams answered with an error status. */
export class ConnectorStatusError extends Error {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
  constructor(status: number, retryAfterSeconds: number | null) {
    super(`the Teams connector answered ${status}`);
    this.name = 'ConnectorStatusError';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came; the request may or may not have arrived. */
export class ConnectorUnreachableError extends Error {
  /** Nobody listens there. */
  readonly refused: boolean;
  /** There was no connection, so that nothing can have arrived. */
  readonly neverLeft: boolean;
  constructor(cause?: unknown) {
    super('the Teams connector did not answer', { cause });
    this.name = 'ConnectorUnreachableError';
    const code = socketCode(cause);
    this.refused = code === 'ECONNREFUSED';
    this.neverLeft = NO_CONNECTION.has(code);
  }
}

const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** fetch wraps the socket's error. */
function socketCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

/** The request was addressed to a host that is not Microsoft's. */
export class ConnectorHostError extends Error {
  constructor() {
    super('the connector address is not an allowed host');
    this.name = 'ConnectorHostError';
  }
}

type ConnectorClientOptions = NonNullable<
  ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]
>;
type HttpClient = NonNullable<ConnectorClientOptions['httpClient']>;

export function connectorHttpClient(local: boolean): HttpClient {
  return {
    async sendRequest(request) {
      if (!isAllowedServiceUrl(request.url, local)) throw new ConnectorHostError();
      const response = await send(request);
      const bodyAsText = await bodyOf(response);
      if (response.status >= 400) {
        throw new ConnectorStatusError(response.status, retryAfter(response.headers.get('retry-after')));
      }
      const headers = request.headers.clone();
      for (const { name } of headers.headersArray()) headers.remove(name);
      response.headers.forEach((value, name) => {
        headers.set(name, value);
      });
      return { request, status: response.status, headers, bodyAsText };
    },
  };
}

async function send(request: Parameters<HttpClient['sendRequest']>[0]): Promise<Response> {
  try {
    return await fetch(request.url, {
      method: request.method,
      headers: request.headers.toJson(),
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new ConnectorUnreachableError(error);
  }
}

async function bodyOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw new ConnectorUnreachableError(error);
  }
}

function retryAfter(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
