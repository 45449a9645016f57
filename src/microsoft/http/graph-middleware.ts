/** Lets our layers run as the middleware chain of Microsoft's Graph client. */
import { HTTPMessageHandler } from '@microsoft/microsoft-graph-client';
import type { Context, Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client';
import { DrawbridgeError } from '../../errors.ts';
import type { Call, Handler, Layer } from './call.ts';

/** Travels with a request through the chain: the call as the layers see it, and the error that ended it. */
export class CallOption implements MiddlewareOptions {
  call: Call;
  failure: unknown = undefined;

  constructor(call: Call) {
    this.call = call;
  }
}

/** One middleware per layer; the last one sends. */
export function middlewareChain(layers: readonly Layer[], send: Handler): Middleware[] {
  return [new Boundary(), ...layers.map((layer) => new LayerMiddleware(layer)), new Sender(send)];
}

/** The client wraps whatever is thrown in an error of its own; the boundary keeps ours beside the request. */
class Boundary implements Middleware {
  #next: Middleware = new HTTPMessageHandler();

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const option = optionOf(context);
    // The client has joined address, version and query; the method and the body are known already.
    option.call = { ...option.call, url: String(context.request) };
    try {
      await this.#next.execute(context);
    } catch (error) {
      option.failure = error;
      throw error;
    }
  }
}

class LayerMiddleware implements Middleware {
  readonly #layer: Layer;
  #next: Middleware = new HTTPMessageHandler();

  constructor(layer: Layer) {
    this.#layer = layer;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const handler = this.#layer(async (call) => {
      optionOf(context).call = call;
      await this.#next.execute(context);
      return responseOf(context);
    });
    context.response = await handler(optionOf(context).call);
  }
}

class Sender implements Middleware {
  readonly #send: Handler;

  constructor(send: Handler) {
    this.#send = send;
  }

  async execute(context: Context): Promise<void> {
    context.response = await this.#send(optionOf(context).call);
  }
}

function optionOf(context: Context): CallOption {
  const option = context.middlewareControl?.getMiddlewareOptions(CallOption);
  if (option instanceof CallOption) return option;
  throw new DrawbridgeError('internal', 'a Graph request carries no call');
}

function responseOf(context: Context): Response {
  if (context.response !== undefined) return context.response;
  throw new DrawbridgeError('internal', 'the middleware chain gave no response');
}
