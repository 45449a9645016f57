/** What every part may say about its own work. Fields never carry message text, tokens or whole payloads. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { readonly error?: string }): void;
}

/** What became of one attempt to show a request's card; `unconfirmed` cards may be missing, `confirmed` were found. */
export type CardOutcome = 'posted' | 'updated' | 'failed' | 'unconfirmed' | 'confirmed';

export interface Metrics {
  message(intent: string, outcome: string): void;
  replySeconds(seconds: number): void;
  upstreamSeconds(service: string, status: string, seconds: number): void;
  request(action: string, state: string): void;
  jobs(queue: string, state: string, count: number): void;
  cards(outcome: CardOutcome): void;
}

/**
 * All that a span may say. Ids of our own, names out of fixed lists and numbers: never a text that somebody typed, nor
 * a name, address or id of a person or a device. What has a name in OpenTelemetry's semantic conventions bears it.
 */
export type SpanAttribute =
  | 'drawbridge.conversation.type'
  | 'drawbridge.correlation_id'
  | 'drawbridge.intent'
  | 'drawbridge.outcome'
  | 'drawbridge.request.action'
  | 'drawbridge.request.id'
  | 'drawbridge.request.state'
  | 'drawbridge.service'
  | 'drawbridge.verb'
  | 'db.system.name'
  | 'error.type'
  | 'http.request.method'
  | 'http.response.status_code'
  | 'messaging.destination.name'
  | 'messaging.operation.name'
  | 'messaging.operation.type'
  | 'messaging.system'
  | 'server.address'
  | 'server.port'
  | 'url.template';

export type SpanAttributes = Readonly<Partial<Record<SpanAttribute, string | number>>>;

export interface SpanStart {
  /** Out of a fixed list, or made of such parts: it becomes a column in somebody's statistics. */
  readonly name: string;
  /** `server` and `consumer` begin a trace of their own; the others belong to what runs around them. */
  readonly kind: 'server' | 'consumer' | 'client' | 'internal';
  readonly attributes?: SpanAttributes;
}

export interface Tracer {
  /** Spans begun while the work runs become its children. Work that fails marks the span and fails as it would have. */
  span<T>(start: SpanStart, work: () => Promise<T>): Promise<T>;
  /** Says more of the span that is running here, and may give it a better name. `error.type` marks it as failed. */
  annotate(attributes: SpanAttributes, name?: string): void;
}

export const NO_TRACER: Tracer = { span: (_, work) => work(), annotate: () => undefined };
