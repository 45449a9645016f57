/** One HTTP call to a Microsoft service and the layers it passes on its way out. */
import type { UpstreamService } from '../../errors.ts';
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { LimitName } from './limiters.ts';

export interface Call {
  readonly service: UpstreamService;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  /** The path with placeholders for logs, metrics and errors: `/users/{id}`. */
  readonly template: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** It only reads, so sending it again does no harm. Everything else is sent at most once. */
  readonly repeatable: boolean;
  /** Application permissions any one of which would do; named when the service says 403. */
  readonly permissions: readonly string[];
  /** The shared limits that it draws on. */
  readonly limits: readonly LimitName[];
  readonly context: CallContext;
}

/** Sends a call and resolves with whatever answer came, its body read to the end. */
export type Handler = (call: Call) => Promise<Response>;

/** Something done around every call: a token, a limit, a time limit, a retry. */
export type Layer = (next: Handler) => Handler;

/** `GET /users/{id}`: what logs and errors call it. */
export function operationOf(call: Call): string {
  return `${call.method} ${call.template}`;
}

/** The first layer is outermost. */
export function stack(layers: readonly Layer[], handler: Handler): Handler {
  return layers.reduceRight((next, layer) => layer(next), handler);
}
