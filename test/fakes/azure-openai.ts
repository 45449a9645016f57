/**
 * A stand-in for an Azure OpenAI resource that refuses what the service would refuse: another path, version, key or
 * body than the specification allows, and a schema that strict output does not take.
 */
import { startService } from '../microsoft/fake-service.ts';
import type { Reply, SeenRequest } from '../microsoft/fake-service.ts';

export const DEPLOYMENT = 'triage-mini';
export const KEY = '0123456789abcdef0123456789abcdef';

export interface AzureOpenAI {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  /** What the model answers to a call that is as it must be. */
  answer: (sentence: string) => Reply | 'drop' | 'hang';
  arrived(): Promise<void>;
  close(): Promise<void>;
}

export async function startAzureOpenAI(): Promise<AzureOpenAI> {
  const service = await startService((request) => refused(request) ?? fake.answer(sentenceOf(request)));
  const fake: AzureOpenAI = {
    endpoint: service.origin,
    seen: service.seen,
    answer: () => says(question('none')),
    arrived: () => service.arrived(),
    close: () => service.close(),
  };
  return fake;
}

/** A completion whose message is this text. */
export function says(content: string | object, more: { finish?: string; refusal?: string } = {}): Reply {
  return {
    headers: { 'apim-request-id': '5e0c6a1e-3d7a-4b8e-9d5f-000000000001' },
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_760_000_000,
      model: 'gpt-4.1-mini-2025-04-14',
      choices: [
        {
          index: 0,
          finish_reason: more.finish ?? 'stop',
          message: {
            role: 'assistant',
            content: typeof content === 'string' ? content : JSON.stringify(content),
            refusal: more.refusal ?? null,
          },
          content_filter_results: {},
        },
      ],
      usage: { prompt_tokens: 900, completion_tokens: 60, total_tokens: 960 },
    },
  };
}

const SLOTS = [
  ...['device', 'query', 'user', 'app', 'polarity', 'platform', 'ip', 'country', 'severity', 'status'],
  ...['alertId', 'incidentId', 'filter', 'actor', 'target'],
];

/** An answer in the agreed form: every field there, null where nothing is said. */
export function question(intent: string, slots: Readonly<Record<string, unknown>> = {}): object {
  return { intent, ...Object.fromEntries(SLOTS.map((slot) => [slot, null])), ...slots };
}

export function refusedWith(status: number, code: string, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: { error: { code, message: 'free text that may change' } } };
}

function refused(request: SeenRequest): Reply | null {
  const { method, path, query, headers } = request;
  if (headers['api-key'] !== KEY || headers.authorization !== undefined) return refusedWith(401, '401');
  if (path !== `/openai/deployments/${DEPLOYMENT}/chat/completions`)
    return refusedWith(404, 'DeploymentNotFound');
  if (method !== 'POST') return refusedWith(405, 'MethodNotAllowed');
  if ([...query.keys()].join() !== 'api-version' || query.get('api-version') !== '2024-10-21')
    return refusedWith(404, '404');
  if (headers['content-type'] !== 'application/json') return refusedWith(415, 'UnsupportedMediaType');
  const problem = bodyProblem(request.body);
  return problem === null ? null : refusedWith(400, problem);
}

const BODY = ['max_tokens', 'messages', 'response_format', 'temperature'];

function bodyProblem(body: unknown): string | null {
  if (!isObject(body) || Object.keys(body).sort().join() !== BODY.join()) return 'unknown_parameter';
  const { messages, temperature, max_tokens: tokens, response_format: format } = body;
  if (typeof temperature !== 'number' || temperature < 0 || temperature > 2) return 'invalid_temperature';
  if (!Number.isInteger(tokens) || (tokens as number) < 1 || (tokens as number) > 500)
    return 'invalid_max_tokens';
  if (!Array.isArray(messages) || !messages.every(isMessage)) return 'invalid_messages';
  if (!isObject(format) || format['type'] !== 'json_schema' || !isObject(format['json_schema']))
    return 'invalid_response_format';
  const { name, strict, schema, ...rest } = format['json_schema'];
  if (
    typeof name !== 'string' ||
    !/^[\w-]{1,64}$/.test(name) ||
    strict !== true ||
    Object.keys(rest).length > 0
  )
    return 'invalid_json_schema';
  if (!isObject(schema) || 'anyOf' in schema || !strictSchema(schema)) return 'invalid_json_schema';
  return null;
}

function isMessage(message: unknown): boolean {
  return (
    isObject(message) &&
    Object.keys(message).sort().join() === 'content,role' &&
    (message['role'] === 'system' || message['role'] === 'user') &&
    typeof message['content'] === 'string'
  );
}

/** The subset of JSON Schema that strict output takes: no lengths, no patterns, nothing optional. */
function strictSchema(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const { anyOf, type, enum: choices, properties, required, additionalProperties, ...rest } = schema;
  if (Object.keys(rest).length > 0) return false;
  if (anyOf !== undefined) return type === undefined && Array.isArray(anyOf) && anyOf.every(strictSchema);
  if (type === 'object') {
    return (
      isObject(properties) &&
      additionalProperties === false &&
      Array.isArray(required) &&
      required.join() === Object.keys(properties).join() &&
      Object.values(properties).every(strictSchema)
    );
  }
  if (type === 'null') return choices === undefined;
  return (
    type === 'string' &&
    (choices === undefined || (Array.isArray(choices) && choices.every((one) => typeof one === 'string')))
  );
}

function sentenceOf(request: SeenRequest): string {
  const { messages } = request.body as { messages: { role: string; content: string }[] };
  const said = messages.find((message) => message.role === 'user')?.content ?? '{}';
  return String((JSON.parse(said) as { sentence?: unknown }).sentence);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
