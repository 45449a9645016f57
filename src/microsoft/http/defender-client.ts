/** Defender for Endpoint's own API (reference sheet mde-api): the same policy as Graph, without a client library. */
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { ServiceEndpoint } from '../clouds.ts';
import { stack } from './call.ts';
import type { Call, Handler } from './call.ts';
import type { LimitName } from './limiters.ts';
import { queryString } from './odata.ts';
import type { Query, Route } from './odata.ts';
import { allPages } from './pages.ts';
import { layersFor, senderFor } from './pipeline.ts';
import type { Wire } from './pipeline.ts';
import { readJson } from './wire.ts';

export interface DefenderRead {
  readonly route: Route;
  readonly query?: Query;
  readonly permissions: readonly string[];
  readonly limits?: readonly LimitName[];
  /** Each call counts dearly: a failed one is not repeated. */
  readonly onlyOnce?: true;
}

export interface DefenderWrite {
  readonly route: Route;
  /** Property names are case-sensitive: `Comment`, `IsolationType`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly permissions: readonly string[];
  readonly limits?: readonly LimitName[];
}

export class DefenderClient {
  readonly #handler: Handler;
  readonly #endpoint: ServiceEndpoint;

  constructor(wire: Wire, endpoint: ServiceEndpoint) {
    this.#endpoint = endpoint;
    this.#handler = stack(layersFor(wire, endpoint), senderFor(wire));
  }

  async get(context: CallContext, read: DefenderRead): Promise<unknown> {
    const call = this.call(context, read);
    return await readJson(await this.#handler(call), call);
  }

  /** All items of a list, or as many as are enough. */
  async list(context: CallContext, read: DefenderRead, enough?: number): Promise<readonly unknown[]> {
    const call = this.call(context, read);
    const next = async (address: URL) => {
      const page = { ...call, url: address.href };
      return await readJson(await this.#handler(page), page);
    };
    return await allPages(call, await readJson(await this.#handler(call), call), next, enough);
  }

  /** Sent at most once. An error says whether it may have arrived all the same. */
  async post(context: CallContext, write: DefenderWrite): Promise<unknown> {
    const call = this.writeCall(context, write);
    return await readJson(await this.#handler(call), call);
  }

  /** As `post`, where the answer is empty. */
  async send(context: CallContext, write: DefenderWrite): Promise<void> {
    await this.#handler(this.writeCall(context, write));
  }

  call(context: CallContext, read: DefenderRead): Call {
    return {
      service: 'defender',
      method: 'GET',
      url: `${this.#endpoint.origin}${read.route.path}${queryString(read.query ?? {})}`,
      template: read.route.template,
      headers: { accept: 'application/json' },
      body: undefined,
      repeatable: read.onlyOnce !== true,
      permissions: read.permissions,
      limits: [`defender ${read.route.template}`, ...(read.limits ?? [])],
      context,
    };
  }

  writeCall(context: CallContext, write: DefenderWrite): Call {
    return {
      ...this.call(context, write),
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(write.body),
      repeatable: false,
    };
  }
}
