import type { Json } from '../json.ts';
import { Refusal } from '../refusal.ts';

/** Which of Graph's back ends answers: their error codes differ. */
export type Dialect = 'directory' | 'reports' | 'protection' | 'policy' | 'intune' | 'security' | 'teams';

export function graphErrorBody(refusal: Refusal, requestId: string, clientId: string, now: Date): Json {
  return {
    error: {
      code: refusal.code,
      message: refusal.message,
      innerError: {
        date: now.toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientId,
      },
    },
  };
}

/** Graph's own gateway could not read the request. */
export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

/** Readable, but more than the back end does. */
export function unsupportedQuery(dialect: Dialect, message: string): Refusal {
  return new Refusal(400, dialect === 'directory' ? 'Request_UnsupportedQuery' : 'BadRequest', message);
}

export function invalidRequest(dialect: Dialect, message: string): Refusal {
  return new Refusal(400, dialect === 'directory' ? 'Request_BadRequest' : 'BadRequest', message);
}

export function notFound(dialect: Dialect, id: string): Refusal {
  switch (dialect) {
    case 'directory':
      return new Refusal(
        404,
        'Request_ResourceNotFound',
        `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
      );
    case 'intune':
      return new Refusal(404, 'ResourceNotFound', intuneMessage('An error has occurred'));
    case 'reports':
    case 'protection':
    case 'policy':
    case 'security':
    case 'teams':
      return new Refusal(
        404,
        dialect === 'policy' || dialect === 'teams' ? 'NotFound' : 'ResourceNotFound',
        `${id} was not found.`,
      );
  }
}

/** Readable, but Intune will not do it. */
export function refusedByIntune(message: string): Refusal {
  return new Refusal(400, 'BadRequest', intuneMessage(message));
}

/** Intune wraps its message in JSON of its own (UNCONFIRMED but common): clients must not take it for a sentence. */
function intuneMessage(message: string): string {
  return JSON.stringify({
    _version: 3,
    Message: message,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  });
}

export function accessDenied(): Refusal {
  return new Refusal(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}
