import { randomUUID } from 'node:crypto';
import { armErrorBody } from './azure/subscriptions.ts';
import type { SimulatedClock } from './clock.ts';
import { defenderErrorBody, forbidden, invalidBody, odataError } from './defender/defender-errors.ts';
import type { FaultBoard } from './faults.ts';
import { requestCost } from './graph/answer.ts';
import { answerBatch } from './graph/batch.ts';
import { accessDenied, badRequest, graphErrorBody } from './graph/graph-errors.ts';
import type { Reply, SimRequest } from './http/exchange.ts';
import { routeMatcher, type Matcher, type RouteMatch } from './http/match-route.ts';
import type { Call, Service, Version } from './http/route.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parseQueryString, type QueryOptions } from './odata/query-string.ts';
import { isPermitted } from './permissions.ts';
import { Refusal } from './refusal.ts';
import { ROUTES } from './route-table.ts';
import type { TenantStore } from './store/tenant-store.ts';
import type { Throttle } from './throttle.ts';

/** What becomes of a request. With `drop` the connection ends without an answer. */
export interface Outcome {
  readonly reply: Reply;
  readonly delayMs: number;
  readonly drop: boolean;
}

export interface Tenancy {
  readonly store: TenantStore;
  readonly clock: SimulatedClock;
  readonly throttle: Throttle;
  readonly faults: FaultBoard;
}

interface Address {
  readonly service: Service;
  readonly version: Version;
  /** `/v1.0`, `/api`, `/api/v1.0` or nothing. */
  readonly prefix: string;
  readonly path: string;
}

const MATCHERS: Readonly<Record<'graph' | 'defender' | 'arm', Matcher>> = {
  graph: routeMatcher(ROUTES.filter((route) => route.service === 'graph')),
  defender: routeMatcher(ROUTES.filter((route) => route.service === 'defender')),
  arm: routeMatcher(ROUTES.filter((route) => route.service === 'arm')),
};

/** Which service an address belongs to; undefined for one that none of them would serve. */
function addressOf(path: string): Address | undefined {
  const graph = /^\/(?<version>v1\.0|beta)(?=\/|$)/.exec(path)?.groups;
  if (graph !== undefined) {
    const version = graph['version'] as Version;
    return { service: 'graph', version, prefix: `/${version}`, path: path.slice(version.length + 1) };
  }
  if (/^\/v\d+\.\d+(?:\/|$)/.test(path)) return { service: 'graph', version: 'v1.0', prefix: '', path };
  const defender = /^\/api(?:\/v1\.0)?(?=\/|$)/.exec(path)?.[0];
  if (defender !== undefined) {
    return { service: 'defender', version: 'v1.0', prefix: defender, path: path.slice(defender.length) };
  }
  return path.startsWith('/subscriptions/')
    ? { service: 'arm', version: 'v1.0', prefix: '', path }
    : undefined;
}

/** Answers one request: planned faults first, then the service itself. State changes happen here, before any delay. */
export function dispatch(tenancy: Tenancy, request: SimRequest): Outcome {
  const address = addressOf(request.path);
  const fault = tenancy.faults.take(address?.service, request.method, request.url);
  const delayMs = fault?.delayMs ?? 0;
  if (fault?.drop === 'before') return { reply: { status: 0 }, delayMs, drop: true };
  const planned = fault === undefined ? undefined : plannedReply(tenancy, request, address, fault);
  if (planned !== undefined) return { reply: planned, delayMs, drop: false };
  const outcome = serve(tenancy, request, address);
  return {
    reply: outcome.reply,
    delayMs: Math.max(delayMs, outcome.delayMs),
    drop: outcome.drop || fault?.drop === 'after',
  };
}

function plannedReply(
  tenancy: Tenancy,
  request: SimRequest,
  address: Address | undefined,
  fault: { status?: number; headers: Readonly<Record<string, string>>; body?: Json },
): Reply | undefined {
  const { status, headers, body } = fault;
  if (status === undefined && body === undefined) return undefined;
  if (typeof body === 'string') return { status: status ?? 200, headers, text: body };
  if (body !== undefined) return { status: status ?? 200, headers, json: body };
  if (status === undefined || status < 400) return { status: status ?? 200, headers };
  return refuse(tenancy, request, address, plannedRefusal(status, headers));
}

const STATUS_CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'ResourceNotFound',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'serviceNotAvailable',
  504: 'gatewayTimeout',
};

function plannedRefusal(status: number, headers: Readonly<Record<string, string>>): Refusal {
  return new Refusal(status, STATUS_CODES[status] ?? 'UnknownError', `Simulated failure ${status}.`, headers);
}

function serve(tenancy: Tenancy, request: SimRequest, address: Address | undefined): Outcome {
  try {
    if (address === undefined) throw new Refusal(404, 'NotFound', `No service answers at ${request.path}.`);
    checkToken(address, request);
    if (address.service === 'graph' && address.path === '/$batch') {
      if (request.method !== 'POST') throw methodNotAllowed(address);
      const body = readBody(address, request);
      return answerBatch(request, address.version, body, (step) => dispatch(tenancy, step));
    }
    const reply = callRoute(tenancy, request, address);
    return { reply: { ...reply, headers: traced(request, reply.headers) }, delayMs: 0, drop: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { reply: refuse(tenancy, request, address, error), delayMs: 0, drop: false };
  }
}

function traced(
  request: SimRequest,
  headers: Readonly<Record<string, string>> = {},
  requestId: string = randomUUID(),
): Readonly<Record<string, string>> {
  const clientId = request.headers.get('client-request-id') ?? requestId;
  return { 'request-id': requestId, 'client-request-id': clientId, ...headers };
}

/** A refusal in the body of the service that it comes from. */
function refuse(
  tenancy: Tenancy,
  request: SimRequest,
  address: Address | undefined,
  refusal: Refusal,
): Reply {
  const requestId = randomUUID();
  const headers = traced(request, refusal.headers, requestId);
  const clientId = headers['client-request-id'] ?? requestId;
  const body = () => {
    if (address?.service === 'defender') return defenderErrorBody(refusal, requestId);
    if (address?.service === 'graph') {
      return graphErrorBody(refusal, requestId, clientId, tenancy.clock.now());
    }
    return armErrorBody(refusal);
  };
  return { status: refusal.status, headers, json: body() };
}

function checkToken(address: Address, request: SimRequest): void {
  if (/^bearer\s+\S/i.test(request.headers.get('authorization') ?? '')) return;
  const headers = { 'WWW-Authenticate': 'Bearer' };
  switch (address.service) {
    case 'graph':
      throw new Refusal(401, 'InvalidAuthenticationToken', 'Access token is empty.', headers);
    case 'defender':
      throw new Refusal(401, 'Unauthorized', 'Authorization header is missing or empty.', headers);
    default:
      throw new Refusal(
        401,
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is missing.",
        headers,
      );
  }
}

function callRoute(tenancy: Tenancy, request: SimRequest, address: Address): Reply {
  const { route, params } = findRoute(request, address);
  const roles = tenancy.store.roles(route.service);
  if (!isPermitted(route, roles)) throw notPermitted(address);
  const options = readOptions(address, request);
  limitCalls(tenancy, { route, options });
  const call: Call = {
    route,
    request,
    version: address.version,
    base: `${request.origin}${address.prefix}`,
    params,
    options,
    body: request.method === 'GET' ? undefined : readBody(address, request),
    roles,
    store: tenancy.store,
    clock: tenancy.clock,
  };
  return route.handle(call);
}

function notPermitted(address: Address): Refusal {
  if (address.service === 'graph') return accessDenied();
  if (address.service === 'defender') return forbidden();
  return new Refusal(
    403,
    'AuthorizationFailed',
    'The client does not have authorization to perform this action over the scope or the scope is invalid.',
  );
}

function methodNotAllowed(address: Address): Refusal {
  const code = address.service === 'graph' ? 'Request_BadRequest' : 'MethodNotAllowed';
  return new Refusal(405, code, 'Specified HTTP method is not allowed for the request target.');
}

function findRoute(request: SimRequest, address: Address): RouteMatch {
  if (address.service === 'logs' || address.service === 'ingest') throw unknownPath(address, undefined);
  const { matches, unknownSegment } = MATCHERS[address.service](address.path);
  const usable = matches.filter((match) => match.route.versions?.includes(address.version) ?? true);
  if (usable.length === 0) throw unknownPath(address, unknownSegment);
  const found = usable.find((match) => match.route.method === request.method);
  if (found === undefined) throw methodNotAllowed(address);
  return found;
}

function unknownPath(address: Address, segment: string | undefined): Refusal {
  if (address.service !== 'graph') {
    return new Refusal(404, 'NotFound', `No HTTP resource was found that matches ${address.path}.`);
  }
  if (address.prefix === '') return badRequest(`Invalid version: ${address.path.split('/')[1] ?? ''}`);
  const last = address.path.split('/').at(-1) ?? '';
  return badRequest(`Resource not found for the segment '${segment ?? last}'.`);
}

function readOptions(address: Address, request: SimRequest): QueryOptions {
  const parsed = parseQueryString(request.query);
  if (!('kind' in parsed)) return parsed;
  const message =
    parsed.kind === 'repeated'
      ? `Query option '${parsed.name}' was specified more than once, but it must be specified at most once.`
      : `The query option '${parsed.name}' is not properly encoded.`;
  throw address.service === 'defender' ? odataError(message) : badRequest(message);
}

function limitCalls(tenancy: Tenancy, call: Pick<Call, 'route' | 'options'>): void {
  const users = tenancy.store.list('users').length;
  const exceeded = tenancy.throttle.take(call.route.limit, requestCost(call), users);
  if (exceeded === undefined) return;
  const { retryAfter } = exceeded;
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  throw new Refusal(429, 'TooManyRequests', 'Too many requests.', headers);
}

/** The JSON object sent along; undefined when nothing was sent. */
function readBody(address: Address, request: SimRequest): JsonObject | undefined {
  if (request.body.trim() === '') return undefined;
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    throw unreadableBody(address);
  }
  const declared = /\bjson\b/i.test(request.headers.get('content-type') ?? '');
  if (!declared || !isObject(body)) throw unreadableBody(address);
  return body;
}

function unreadableBody(address: Address): Refusal {
  if (address.service === 'defender') return invalidBody('Request body is incorrect.');
  return badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}
