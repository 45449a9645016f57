/**
 * Reads the protobuf of an OTLP trace export (opentelemetry-proto 1.x, trace/v1/trace.proto). Strict: a field or a wire
 * type that the message does not have is a fault.
 */

type Kind = 'text' | 'bytes' | 'varint' | 'fixed64' | 'fixed32' | 'double' | Message;

interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: true;
}

interface Message {
  readonly [field: number]: Field;
}

type Read = Readonly<Record<string, unknown>>;

const VALUE: Message = {
  1: { name: 'text', kind: 'text' },
  2: { name: 'flag', kind: 'varint' },
  3: { name: 'number', kind: 'varint' },
  4: { name: 'double', kind: 'double' },
};
const ATTRIBUTE: Message = { 1: { name: 'key', kind: 'text' }, 2: { name: 'value', kind: VALUE } };
const RESOURCE: Message = {
  1: { name: 'attributes', kind: ATTRIBUTE, repeated: true },
  2: { name: 'droppedAttributes', kind: 'varint' },
};
const SCOPE: Message = { 1: { name: 'name', kind: 'text' }, 2: { name: 'version', kind: 'text' } };
const STATUS: Message = { 2: { name: 'message', kind: 'text' }, 3: { name: 'code', kind: 'varint' } };
/** Events (11) and links (13) are not among them: an event is where an exception's message would stand. */
const SPAN: Message = {
  1: { name: 'traceId', kind: 'bytes' },
  2: { name: 'spanId', kind: 'bytes' },
  3: { name: 'traceState', kind: 'text' },
  4: { name: 'parentSpanId', kind: 'bytes' },
  5: { name: 'name', kind: 'text' },
  6: { name: 'kind', kind: 'varint' },
  7: { name: 'start', kind: 'fixed64' },
  8: { name: 'end', kind: 'fixed64' },
  9: { name: 'attributes', kind: ATTRIBUTE, repeated: true },
  10: { name: 'droppedAttributes', kind: 'varint' },
  12: { name: 'droppedEvents', kind: 'varint' },
  14: { name: 'droppedLinks', kind: 'varint' },
  15: { name: 'status', kind: STATUS },
  16: { name: 'flags', kind: 'fixed32' },
};
const SCOPE_SPANS: Message = {
  1: { name: 'scope', kind: SCOPE },
  2: { name: 'spans', kind: SPAN, repeated: true },
  3: { name: 'schemaUrl', kind: 'text' },
};
const RESOURCE_SPANS: Message = {
  1: { name: 'resource', kind: RESOURCE },
  2: { name: 'scopeSpans', kind: SCOPE_SPANS, repeated: true },
  3: { name: 'schemaUrl', kind: 'text' },
};
const EXPORT: Message = { 1: { name: 'resourceSpans', kind: RESOURCE_SPANS, repeated: true } };

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where a trace begins. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly failed: boolean;
  /** Nanoseconds. */
  readonly lasted: bigint;
  readonly resource: Readonly<Record<string, string | number>>;
}

/** @throws Error saying what is wrong with it */
export function readTraceExport(body: Buffer): readonly ReceivedSpan[] {
  const { resourceSpans } = read(body, EXPORT) as { resourceSpans: Read[] };
  return resourceSpans.flatMap((group) => {
    const resource = attributesOf((group['resource'] ?? {}) as Read);
    const scopes = group['scopeSpans'] as { spans: Read[] }[];
    return scopes.flatMap((scope) => scope.spans.map((span) => ({ ...spanOf(span), resource })));
  });
}

function spanOf(span: Read): Omit<ReceivedSpan, 'resource'> {
  const id = (name: string, bytes: number): string => {
    const value = span[name] as Buffer | undefined;
    if (value?.length !== bytes) throw new Error(`${name} is not ${bytes} bytes long`);
    return value.toString('hex');
  };
  const lasted = (span['end'] as bigint) - (span['start'] as bigint);
  if (lasted < 0n) throw new Error('a span ended before it began');
  const kind = (['internal', 'server', 'client', 'producer', 'consumer'] as const)[Number(span['kind']) - 1];
  if (kind === undefined) throw new Error('a span of no kind');
  const status = span['status'] as Read | undefined;
  if (status?.['message'] !== undefined && status['message'] !== '') throw new Error('a status with a text');
  const hasParent = ((span['parentSpanId'] as Buffer | undefined)?.length ?? 0) > 0;
  return {
    traceId: id('traceId', 16),
    spanId: id('spanId', 8),
    parentSpanId: hasParent ? id('parentSpanId', 8) : '',
    name: span['name'] as string,
    kind,
    attributes: attributesOf(span),
    failed: status?.['code'] === 2n,
    lasted,
  };
}

function attributesOf(owner: Read): Record<string, string | number> {
  const attributes: Record<string, string | number> = {};
  for (const { key, value } of (owner['attributes'] ?? []) as { key: string; value: Read }[]) {
    if (key in attributes) throw new Error(`the attribute ${key} stands there twice`);
    if (typeof value['text'] === 'string') attributes[key] = value['text'];
    else if (typeof value['number'] === 'bigint') attributes[key] = Number(value['number']);
    else throw new Error(`the attribute ${key} is neither text nor number`);
  }
  return attributes;
}

function read(body: Buffer, message: Message): Read {
  const result: Record<string, unknown> = {};
  for (const { name, repeated } of Object.values(message) as Field[]) if (repeated) result[name] = [];
  const bytes = { body, at: 0 };
  while (bytes.at < body.length) {
    const tag = Number(varint(bytes));
    const field = message[tag >> 3];
    if (field === undefined) throw new Error(`there is no field ${tag >> 3}`);
    const value = valueOf(bytes, field.kind, tag & 7);
    if (field.repeated) (result[field.name] as unknown[]).push(value);
    else result[field.name] = value;
  }
  return result;
}

interface Bytes {
  readonly body: Buffer;
  at: number;
}

const VARINT = 0;
const SIXTY_FOUR = 1;
const LENGTH = 2;
const THIRTY_TWO = 5;
const WIRE: Readonly<Record<string, number>> = {
  varint: VARINT,
  fixed64: SIXTY_FOUR,
  double: SIXTY_FOUR,
  fixed32: THIRTY_TWO,
};

function valueOf(bytes: Bytes, kind: Kind, wire: number): unknown {
  const expected = typeof kind === 'string' ? (WIRE[kind] ?? LENGTH) : LENGTH;
  if (wire !== expected) throw new Error(`wire type ${wire} where ${expected} belongs`);
  if (wire === VARINT) return varint(bytes);
  if (wire === SIXTY_FOUR) {
    const part = take(bytes, 8);
    return kind === 'double' ? part.readDoubleLE() : part.readBigUInt64LE();
  }
  if (wire === THIRTY_TWO) return take(bytes, 4).readUInt32LE();
  const part = take(bytes, Number(varint(bytes)));
  if (typeof kind !== 'string') return read(part, kind);
  return kind === 'text' ? new TextDecoder('utf-8', { fatal: true }).decode(part) : part;
}

function varint(bytes: Bytes): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = take(bytes, 1)[0] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new Error('a number that does not end');
}

function take(bytes: Bytes, length: number): Buffer {
  const end = bytes.at + length;
  if (end > bytes.body.length) throw new Error('the message is cut off');
  const part = bytes.body.subarray(bytes.at, end);
  bytes.at = end;
  return part;
}
