/** Microsoft Graph: Microsoft's own client with our middleware chain, plus paging and `$batch`. */
import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { GraphRequest } from '@microsoft/microsoft-graph-client';
import { z } from 'zod/v4';
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { ServiceEndpoint } from '../clouds.ts';
import { answering } from './answering.ts';
import { stack } from './call.ts';
import type { Call, Handler } from './call.ts';
import { CallOption, middlewareChain } from './graph-middleware.ts';
import type { LimitName } from './limiters.ts';
import { chunks, encodedQuery, queryString } from './odata.ts';
import type { Query, Route } from './odata.ts';
import { allPages, pagesOf } from './pages.ts';
import { layersFor, senderFor } from './pipeline.ts';
import type { Wire } from './pipeline.ts';
import { retrying } from './retrying.ts';
import { malformed, readAs, readJson } from './wire.ts';

/** Something to read from Graph. */
export interface GraphRead {
  readonly route: Route;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly permissions: readonly string[];
  readonly limits?: readonly LimitName[];
  /** A list is read to its end (or until it is enough); otherwise the value is the object itself. */
  readonly list?: true;
  readonly enough?: number;
  /** What v1.0 does not show. Such a read stands alone: one batch is of one version. */
  readonly beta?: true;
}

/** Something that Graph is told to change. */
export interface GraphWrite {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly route: Route;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly permissions: readonly string[];
  readonly limits?: readonly LimitName[];
  readonly beta?: true;
}

/** Advanced queries need both (reference sheet entra-api, section 6). */
export const ADVANCED = {
  headers: { ConsistencyLevel: 'eventual' },
  query: { $count: 'true' },
} as const;

export type Answer = { readonly value: unknown } | { readonly error: unknown };

const VERSION = 'v1.0';
const MAX_BATCH = 20;
const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number().int().min(200).max(599),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown(),
    }),
  ),
});

export class GraphClient {
  readonly #client: Client;
  readonly #endpoint: ServiceEndpoint;
  readonly #wire: Wire;

  constructor(wire: Wire, endpoint: ServiceEndpoint) {
    this.#wire = wire;
    this.#endpoint = endpoint;
    this.#client = Client.initWithMiddleware({
      baseUrl: endpoint.origin,
      defaultVersion: VERSION,
      middleware: middlewareChain(layersFor(wire, endpoint), senderFor(wire)),
    });
  }

  /** An object, or all items of a list. */
  async read(context: CallContext, read: GraphRead): Promise<unknown> {
    const call = this.call(context, read);
    const body = await this.#json(call, read.route.path, encodedQuery(read.query ?? {}));
    return read.list === true ? await this.#rest(call, body, read.enough) : body;
  }

  /** A list page by page, for one that is too long to be held as it comes. */
  async *pages(context: CallContext, read: GraphRead): AsyncGenerator<readonly unknown[], void, undefined> {
    const call = this.call(context, read);
    const first = await this.#json(call, read.route.path, encodedQuery(read.query ?? {}));
    yield* pagesOf(call, first, this.#following(call));
  }

  /** A POST that only reads, so that it may be repeated. */
  async ask(context: CallContext, read: GraphRead, body: unknown): Promise<unknown> {
    const plain = this.call(context, read);
    const headers = { ...plain.headers, 'content-type': 'application/json' };
    const call: Call = { ...plain, method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await this.#json(call, read.route.path, encodedQuery(read.query ?? {}));
    return read.list === true ? await this.#rest(call, answer, read.enough) : answer;
  }

  /** Sent at most once. Null where the answer has no body. An error says whether it may have arrived all the same. */
  async send(context: CallContext, write: GraphWrite): Promise<unknown> {
    const call = this.writeCall(context, write);
    const response = await this.#send(call, write.route.path, {});
    return [204, 205].includes(response.status) ? null : await readJson(response, call);
  }

  /** Several reads in one round trip, answers in their order; one that fails does not hurt the others. */
  async readTogether(context: CallContext, reads: readonly GraphRead[]): Promise<readonly Answer[]> {
    const [only] = reads;
    if (only !== undefined && reads.length === 1) {
      return [await settled(() => this.read(context, only))];
    }
    const groups = chunks(reads, MAX_BATCH).map((group) => this.#batch(context, group));
    return (await Promise.all(groups)).flat();
  }

  call(context: CallContext, read: GraphRead): Call {
    return {
      service: 'graph',
      method: 'GET',
      url: `${this.#endpoint.origin}/${versionOf(read)}${read.route.path}`,
      template: read.route.template,
      headers: { accept: 'application/json', ...read.headers },
      body: undefined,
      repeatable: true,
      permissions: read.permissions,
      limits: read.limits ?? [],
      context,
    };
  }

  writeCall(context: CallContext, write: GraphWrite): Call {
    const plain = this.call(context, write);
    const { method, body } = write;
    return {
      ...plain,
      method,
      repeatable: false,
      ...(body === undefined
        ? {}
        : {
            headers: { ...plain.headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    };
  }

  async #batch(context: CallContext, reads: readonly GraphRead[]): Promise<readonly Answer[]> {
    const requests = reads.map((read, index) => ({
      id: String(index + 1),
      method: 'GET',
      url: `${read.route.path}${queryString(read.query ?? {})}`,
      ...(read.headers === undefined ? {} : { headers: read.headers }),
    }));
    const route = { path: '/$batch', template: '/$batch' };
    const permissions = [...new Set(reads.flatMap((read) => read.permissions))];
    const whole = this.call(context, { route, permissions });
    const body = await this.ask(context, { route, permissions }, { requests });
    const { responses } = readAs(batchAnswer, body, whole);
    return await Promise.all(
      reads.map(async (read, index) => {
        const found = responses.find((one) => one.id === String(index + 1));
        if (found === undefined) return { error: malformed(whole, 'an answer of the batch is missing') };
        return await settled(() => this.#part(context, read, found));
      }),
    );
  }

  /** One answer of a batch. Each part is throttled for itself: what may pass is asked again, alone. */
  async #part(
    context: CallContext,
    read: GraphRead,
    part: { status: number; headers?: Record<string, string> | null | undefined; body: unknown },
  ): Promise<unknown> {
    const call = this.call(context, read);
    const query = encodedQuery(read.query ?? {});
    const empty = [204, 205, 304].includes(part.status) || part.body === undefined;
    let first: Response | undefined = new Response(empty ? null : JSON.stringify(part.body), {
      status: part.status,
      headers: part.headers ?? {},
    });
    const again: Handler = async (one) => {
      const given = first;
      first = undefined;
      return given ?? (await this.#send({ ...one, method: 'GET' }, read.route.path, query));
    };
    const policy = retrying({ timing: this.#wire.timing, ...this.#wire.policy, attempts: 2 });
    const body = await readJson(await stack([answering, policy], again)(call), call);
    return read.list === true ? await this.#rest(call, body, read.enough) : body;
  }

  async #rest(call: Call, first: unknown, enough: number | undefined): Promise<readonly unknown[]> {
    return await allPages(call, first, this.#following(call), enough);
  }

  #following(call: Call): (address: URL) => Promise<unknown> {
    return async (address) => {
      const [, version = '', ...segments] = address.pathname.split('/');
      if (version !== versionIn(call)) throw malformed(call, 'the next page is of another version');
      const page = { ...call, method: 'GET' as const, body: undefined };
      // The client looks for `https://` anywhere in a path and would take what follows for the host.
      const search = address.search.replaceAll('https://', 'https%3A%2F%2F');
      return await readJson(await this.#send(page, `/${segments.join('/')}${search}`, {}), page);
    };
  }

  async #json(call: Call, path: string, query: Record<string, string>): Promise<unknown> {
    return await readJson(await this.#send(call, path, query), call);
  }

  async #send(call: Call, path: string, query: Record<string, string>): Promise<Response> {
    const option = new CallOption(call);
    const request = this.#client
      .api(path)
      .version(versionIn(call))
      .query(query)
      .responseType(ResponseType.RAW)
      .middlewareOptions([option]);
    try {
      return (await started(request, call)) as Response;
    } catch (error) {
      throw option.failure ?? error;
    }
  }
}

function versionOf({ beta }: GraphRead): string {
  return beta === true ? 'beta' : VERSION;
}

function versionIn(call: Call): string {
  return new URL(call.url).pathname.split('/')[1] ?? VERSION;
}

function started(request: GraphRequest, call: Call): Promise<unknown> {
  switch (call.method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(call.body);
    case 'PATCH':
      return request.patch(call.body);
    case 'DELETE':
      return request.delete();
  }
}

async function settled(work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
